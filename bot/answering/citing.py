"""From ordered candidates to the citations of a reply: different places, best first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.marking import answering_sentence
from bot.answering.ranking import Ranked
from bot.answering.relevance import relevances
from bot.records import Citation
from storage.records import Passage


def cite(question: str, ordered: Sequence[Ranked], *, limit: int = 5) -> tuple[Citation, ...]:
    """Up to ``limit`` citations of different places, in the order given.

    A passage that overlaps a better one on the same page gives way to the next.
    """
    chosen: list[tuple[Ranked, float]] = []
    for ranked, relevance in zip(ordered, relevances(ordered), strict=True):
        if len(chosen) == limit:
            break
        if not any(_overlap(ranked.candidate.passage, one.candidate.passage) for one, _ in chosen):
            chosen.append((ranked, relevance))
    return tuple(
        _citation(question, rank, ranked, relevance)
        for rank, (ranked, relevance) in enumerate(chosen, 1)
    )


def _overlap(one: Passage, other: Passage) -> bool:
    return (
        one.document_id == other.document_id
        and one.page == other.page
        and one.start < other.end
        and other.start < one.end
    )


def _citation(question: str, rank: int, ranked: Ranked, relevance: float) -> Citation:
    passage = ranked.candidate.passage
    start, end = answering_sentence(question, passage.text)
    return Citation(
        rank=rank,
        passage=passage,
        similarity=ranked.candidate.similarity,
        logit=ranked.logit,
        relevance=relevance,
        sentence_start=start,
        sentence_end=end,
    )
