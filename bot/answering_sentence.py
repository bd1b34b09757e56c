"""The sentence of a passage that says most of what the question asks for."""

from __future__ import annotations

import math

import regex

from storage.words import index_terms, telling_words

_BORDER = regex.compile(
    r"""(?<=[.!?…])["'”’)\]]*\s+ | (?<=[。！？।॥؟])[」』”]*\s* | \n\s*\n | \n(?=[-*•\d])""",
    regex.VERBOSE,
)


def answering_sentence(question: str, text: str) -> tuple[int, int]:
    """Where the sentence that answers best starts and ends in ``text``; equal if none stands out.

    It is the one that shares most words with the question, a word counting more the fewer of the
    passage's sentences hold it; the earlier one at a tie.
    """
    places = sentences(text)
    held = [frozenset(index_terms(text[start:end]).split()) for start, end in places]
    gains = [0.0] * len(places)
    for word in telling_words(question):
        holders = [number for number, terms in enumerate(held) if not terms.isdisjoint(word)]
        for number in holders:
            gains[number] += math.log(1 + len(places) / len(holders))
    best = max(range(len(places)), key=lambda number: gains[number], default=0)
    return places[best] if places and gains[best] > 0 else (0, 0)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of each sentence, without the space between them."""
    borders = [(match.start(), match.end()) for match in _BORDER.finditer(text)]
    starts = [0, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), len(text)]
    return tuple(
        (start, end) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()
    )
