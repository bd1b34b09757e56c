"""What candidates gain for holding what the question names exactly, or asks the meaning of."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.answering.abbreviations import abbreviation_asked_for, spelled_out
from bot.records import Candidate
from storage.text.characters import without_line_ends
from storage.text.query import Query
from storage.text.words import spellings

EXACT_EVIDENCE = 3.0
MOST_SHARING_AN_IDENTIFIER = 2
"""Candidates; an identifier that more of them hold is the subject, not the one thing looked for."""

_SPACE = regex.compile(r"\s+")


def exact_evidence(
    query: Query, candidates: Sequence[Candidate], terms: Sequence[frozenset[str]]
) -> list[float]:
    """What each candidate gains: row i of ``terms`` are the terms of candidate i."""
    gains = [0.0] * len(candidates)
    holders = [
        [number for number, held in enumerate(terms) if not held.isdisjoint(spellings(identifier))]
        for identifier in query.identifiers
    ]
    rare = [numbers for numbers in holders if len(numbers) <= MOST_SHARING_AN_IDENTIFIER]
    for phrase in query.phrases:
        looked_for = _plain(phrase)
        rare.append(
            [
                number
                for number, candidate in enumerate(candidates)
                if looked_for in _plain(candidate.passage.text)
            ]
        )
    if short := abbreviation_asked_for(query.text):
        texts = enumerate(one.passage.text for one in candidates)
        rare.append([number for number, text in texts if spelled_out(short, text)])
    for numbers in rare:
        for number in numbers:
            gains[number] += EXACT_EVIDENCE
    return gains


def _plain(text: str) -> str:
    return _SPACE.sub(" ", without_line_ends(text)).strip().casefold()
