"""From ordered candidates to the citations of a reply: different places, best first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.marking import answering_sentence
from bot.answering.ranking import Ranked
from bot.answering.relevance import relevances
from bot.records import Citation
from storage.records import Passage
from storage.text.query import Query


def cite(query: Query, ordered: Sequence[Ranked], *, limit: int = 5) -> tuple[Citation, ...]:
    """Up to ``limit`` citations of different places, in the order given.

    A passage that overlaps a better one on the same page gives way to the next.
    """
    chosen: list[tuple[Ranked, float]] = []
    for ranked, relevance in zip(ordered, relevances(ordered), strict=True):
        if len(chosen) == limit:
            break
        if not any(_overlap(ranked.candidate.passage, one.candidate.passage) for one, _ in chosen):
            chosen.append((ranked, relevance))
    marked = [answering_sentence(query, one.candidate.passage.text) for one, _ in chosen]
    return tuple(
        Citation(
            rank=rank,
            passage=one.candidate.passage,
            similarity=one.candidate.similarity,
            logit=one.logit,
            relevance=relevance,
            sentence_start=start,
            sentence_end=end,
        )
        for rank, ((one, relevance), (start, end)) in enumerate(zip(chosen, marked, strict=True), 1)
    )


def _overlap(one: Passage, other: Passage) -> bool:
    return (
        one.document_id == other.document_id
        and one.page == other.page
        and one.start < other.end
        and other.start < one.end
    )
