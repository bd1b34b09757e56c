"""From ordered candidates to the citations of a reply: different places, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.marking import Mark
from bot.answering.ranking import Ranked
from bot.answering.relevance import relevances
from bot.records import Citation
from storage.records import Passage


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that is cited, and how likely it is right, 0 to 1."""

    ranked: Ranked
    relevance: float

    @property
    def passage(self) -> Passage:
        """What is cited."""
        return self.ranked.candidate.passage


def choose(ordered: Sequence[Ranked], *, limit: int = 5) -> tuple[Chosen, ...]:
    """Up to ``limit`` candidates of different places, in the order given.

    A passage that overlaps a better one on the same page gives way to the next.
    """
    chosen: list[Chosen] = []
    for ranked, relevance in zip(ordered, relevances(ordered), strict=True):
        if len(chosen) == limit:
            break
        if not any(_overlap(ranked.candidate.passage, one.passage) for one in chosen):
            chosen.append(Chosen(ranked, relevance))
    return tuple(chosen)


def cite(chosen: Sequence[Chosen], marks: Sequence[Mark]) -> tuple[Citation, ...]:
    """The citations of those candidates, with mark i in passage i."""
    return tuple(
        Citation(
            rank=rank,
            passage=one.passage,
            similarity=one.ranked.candidate.similarity,
            logit=one.ranked.logit,
            relevance=one.relevance,
            sentence_start=mark.start,
            sentence_end=mark.end,
            certainty=mark.certainty,
            copies=one.ranked.candidate.copies,
            cell=mark.cell,
        )
        for rank, (one, mark) in enumerate(zip(chosen, marks, strict=True), 1)
    )


def _overlap(one: Passage, other: Passage) -> bool:
    return (
        one.document_id == other.document_id
        and one.page == other.page
        and one.start < other.end
        and other.start < one.end
    )
