"""Whether the word "strong" can be taken at its word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.ranking import Ranked
from bot.answering.relevance import STRONG_FROM, relevances
from bot.evaluation.sets import Span, TestQuestion
from storage.records import Passage


@dataclass(frozen=True, slots=True)
class Honesty:
    """Of first passages, how many of so many ``strong`` and so many ``right`` ones are both."""

    strong: int
    right: int
    both: int

    @property
    def right_when_strong(self) -> float | None:
        """The share of strong first passages that are right; ``None`` where none is strong."""
        return self.both / self.strong if self.strong else None

    @property
    def strong_when_right(self) -> float | None:
        """The share of right first passages that are strong; ``None`` where none is right."""
        return self.both / self.right if self.right else None


def honesty_of(
    asked: Sequence[tuple[TestQuestion, Sequence[Ranked]]], document_ids: Mapping[str, str]
) -> Honesty:
    """How honest the word is over those questions, each with its candidates in final order."""
    judged = [
        (relevances(ordered)[0] >= STRONG_FROM, is_right(_first(ordered), question, document_ids))
        for question, ordered in asked
        if ordered
    ]
    return Honesty(
        strong=sum(strong for strong, _ in judged),
        right=sum(right for _, right in judged),
        both=sum(strong and right for strong, right in judged),
    )


def is_right(passage: Passage, question: TestQuestion, document_ids: Mapping[str, str]) -> bool:
    """Whether a passage answers: at the answer's place where that is known, else in its document.

    ``document_ids`` maps names of documents to what passages call them.
    """
    if question.spans:
        return is_at_answer(passage, question.spans, document_ids)
    right = {document_ids.get(name, name) for name in question.documents}
    counts = not question.pages or passage.page in question.pages
    return counts and passage.document_id in right


def is_at_answer(passage: Passage, spans: Sequence[Span], document_ids: Mapping[str, str]) -> bool:
    """Whether the passage overlaps one of the places of the answer."""
    return any(
        passage.document_id == document_ids.get(span.document, span.document)
        and passage.start < span.end
        and span.start < passage.end
        for span in spans
    )


def _first(ordered: Sequence[Ranked]) -> Passage:
    return ordered[0].candidate.passage
