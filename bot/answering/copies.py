"""Copies of one text take one place: versions of a contract, a page that stands in two reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from bot.records import Candidate
from storage.records import Passage, Vectors
from storage.text.query import Query
from storage.text.words import terms_in

ALIKE_FROM = 0.95
"""The cosine from which two passages may be copies."""

SHARED_FROM = 0.85
"""The share of all their different words that copies have in common."""

MOST_DIFFERENCES = 3
_MOST_WORDS = 400  # of each text, to be compared word by word


def distinct(
    query: Query, candidates: Sequence[Candidate], vectors: Vectors, *, limit: int
) -> tuple[tuple[Candidate, ...], Vectors]:
    """The first ``limit`` candidates that are no copies of one before, and their vectors.

    Row i of ``vectors``, of shape (candidates, dimension) and unit rows, is candidate i's. A copy
    stands in another document, in nearly the same words; two of which only one has a name or a
    number that the question asks for are no copies. Each candidate has its copies, as they came.
    """
    kept: list[int] = []
    copies: dict[int, list[Passage]] = {}
    similarities = vectors @ vectors.T
    for at, candidate in enumerate(candidates):
        original = next(
            (
                other
                for other in kept
                if similarities[other, at] >= ALIKE_FROM
                and _is_copy(query, candidates[other], candidate)
            ),
            None,
        )
        if original is not None:
            copies.setdefault(original, []).append(candidate.passage)
        elif len(kept) < limit:
            kept.append(at)
    chosen = tuple(replace(candidates[at], copies=tuple(copies.get(at, ()))) for at in kept)
    return chosen, vectors[kept]


def differences(passage: Passage, copy: Passage) -> tuple[tuple[str, str], ...]:
    """Where a copy says something else: what the passage says, and what it says; () where nowhere.

    At most ``MOST_DIFFERENCES``, in order, each in whole words.
    """
    ours, theirs = passage.text.split()[:_MOST_WORDS], copy.text.split()[:_MOST_WORDS]
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    found = [
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for what, a, b, c, d in changes
        if what != "equal"
    ]
    return tuple(found[:MOST_DIFFERENCES])


def _is_copy(query: Query, one: Candidate, other: Candidate) -> bool:
    """Whether two candidates of nearly one vector say the same, as far as the question goes."""
    if one.passage.document_id == other.passage.document_id:
        return False
    words, others = terms_in(one.passage.text), terms_in(other.passage.text)
    if len(words & others) < SHARED_FROM * len(words | others):
        return False
    around, others_around = words | terms_of_head(one), others | terms_of_head(other)
    return all(around.isdisjoint(name) == others_around.isdisjoint(name) for name in query.names)


def head_of(candidate: Candidate) -> str:
    """What a candidate stands under, and how its document is called and begins."""
    passage = candidate.passage
    return "\n".join((passage.heading, passage.title, passage.document, candidate.opening))


def terms_of_head(candidate: Candidate) -> frozenset[str]:
    """The terms of a candidate's head; see ``head_of``."""
    return _terms_of(head_of(candidate))


@lru_cache(maxsize=256)  # many candidates, and questions one after another, are of one document
def _terms_of(head: str) -> frozenset[str]:
    return terms_in(head)
