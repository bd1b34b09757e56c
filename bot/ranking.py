"""The final order of the candidates, from what the cross-encoder and both searches say of them.

    evidence = readable * (2 * softplus((logit - 2) / 1.5) + standing out)
               + word share + in context + exact

Found on nine sets of questions in six languages; tests/benchmarks/RETRIEVAL.md has the figures,
what each part is worth, and what was tried beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt
import regex

from bot.records import Candidate
from bot.retrieval import in_context, standing_out
from storage.words import identifiers, index_terms, quoted_phrases, spellings, telling_words

MIDDLE_LOGIT = 2.0
"""The cross-encoder's logit that speaks neither for nor against a passage; far below it, how far
says nothing more, and the first search decides."""

FULL_LIST = 12
REFUSAL = -10.0
"""The logit of a passage that has nothing to do with the question."""

EXACT_EVIDENCE = 3.0
MOST_SHARING_AN_IDENTIFIER = 2
"""Candidates; an identifier that more of them hold is the subject, not the one thing looked for."""

_LATIN = regex.compile(r"\p{Latin}")
_LETTER = regex.compile(r"\p{L}")
_SPACE = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its final place.

    ``logit`` is the cross-encoder's own number; ``evidence`` is what decided the place, higher is
    better. ``readable``, 0 to 1 and equal for all candidates of a question, is how far the models
    can read it; ``coverage``, 0 to 1, is the share of the question's telling words that the
    passage holds.
    """

    candidate: Candidate
    logit: float
    evidence: float
    readable: float
    coverage: float


def order(
    question: str, candidates: Sequence[Candidate], logits: npt.NDArray[np.float32]
) -> tuple[Ranked, ...]:
    """All candidates by falling evidence; ties by falling similarity, then in the order given.

    ``logits`` has shape (candidates,), row i for candidate i.

    Raises:
        ValueError: the lengths differ.
    """
    if len(candidates) != len(logits):
        raise ValueError(f"{len(candidates)} candidates but {len(logits)} logits")
    readable = readability(question, logits.tolist())
    terms = [frozenset(index_terms(one.passage.text).split()) for one in candidates]
    exact = _exact_evidence(question, candidates, terms)
    words = telling_words(question)
    ranked = [
        Ranked(
            candidate=candidate,
            logit=logit,
            evidence=_evidence(candidate, logit, readable) + bonus,
            readable=readable,
            coverage=_coverage(words, held),
        )
        for candidate, logit, bonus, held in zip(
            candidates, logits.tolist(), exact, terms, strict=True
        )
    ]
    return tuple(sorted(ranked, key=lambda one: (-one.evidence, -one.candidate.similarity)))


def readability(question: str, logits: Sequence[float]) -> float:
    """How far the models can read the question, 0 to 1, as their own numbers show.

    A cross-encoder that says yes to most of twelve candidates tells nothing apart: that is what
    it does with scripts it never learned, which it sees as rows of unknown characters. For a
    question in Latin letters a short list is filled up with refusals, since few candidates may
    well all be right.
    """
    if not logits:
        return 1.0
    letters = len(_LETTER.findall(question))
    is_latin = 2 * len(_LATIN.findall(question)) >= letters
    filling = [REFUSAL] * (FULL_LIST - len(logits)) if is_latin else []
    middle = median([*logits, *filling])
    return 1.0 / (1.0 + math.exp((middle - MIDDLE_LOGIT) / 2.0))


def _evidence(candidate: Candidate, logit: float, readable: float) -> float:
    read = 2.0 * float(np.logaddexp(0.0, (logit - MIDDLE_LOGIT) / 1.5)) + standing_out(candidate)
    return readable * read + candidate.word_share + in_context(candidate)


def _exact_evidence(
    question: str, candidates: Sequence[Candidate], terms: Sequence[frozenset[str]]
) -> list[float]:
    """What each candidate gains for holding what the question names exactly."""
    gains = [0.0] * len(candidates)
    holders = [
        [number for number, held in enumerate(terms) if not held.isdisjoint(spellings(identifier))]
        for identifier in identifiers(question)
    ]
    rare = [numbers for numbers in holders if len(numbers) <= MOST_SHARING_AN_IDENTIFIER]
    for phrase in quoted_phrases(question):
        looked_for = _plain(phrase)
        rare.append(
            [
                number
                for number, candidate in enumerate(candidates)
                if looked_for in _plain(candidate.passage.text)
            ]
        )
    for numbers in rare:
        for number in numbers:
            gains[number] += EXACT_EVIDENCE
    return gains


def _coverage(words: Sequence[tuple[str, ...]], held: frozenset[str]) -> float:
    found = sum(any(term in held for term in alternatives) for alternatives in words)
    return found / len(words) if words else 0.0


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()
