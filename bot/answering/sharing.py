"""What each statement of a passage has of a question's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.asking import telling_words
from storage.records import Passage
from storage.text.query import Query
from storage.text.words import terms_in

SUBJECT_WEIGHT = 0.3
"""What a word counts for that the document or the heading is called by."""


def sharing(
    query: Query, passage: Passage, terms: Sequence[frozenset[str]]
) -> Callable[[frozenset[str]], float]:
    """What terms have of the question's words, as a share of all that any statement has, 0 to 1.

    Words that the document or the heading is called by tell statements little apart.
    """
    subject = terms_in(f"{passage.document} {passage.title} {passage.heading}")
    words = [(word, weight) for word, _, weight in telling_words(query, terms)]
    total = sum(weight for _, weight in words)

    def share(held: frozenset[str]) -> float:
        having = (
            weight if subject.isdisjoint(word) else SUBJECT_WEIGHT * weight
            for word, weight in words
            if not held.isdisjoint(word)
        )
        return sum(having) / total if total else 0.0

    return share
