"""How likely the marked statements of a reply answer, each told beside those of the others.

A logistic regression over what is known of a statement, fitted on 250 questions about filings,
manuals and reports and 410 of covidqa-long and xquad-en. Each set left out in turn, what it gives
on that set is right as often as it says (tests/benchmarks/RETRIEVAL.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.relevance import chance_of


class Odds(NamedTuple):
    """The weights of what is known of a statement that the cross-encoder has read, or of a cell."""

    base: float
    relevance: float
    logit: float
    ahead: float
    kind: float
    is_cell: float
    fit: float


READ = Odds(base=-2.15, relevance=0.48, logit=0.086, ahead=1.25, kind=1.0, is_cell=-1.43, fit=3.72)

MOST_LOGIT, MOST_AHEAD, ALONE = 6.0, 2.0, 1.0
"""More says nothing more; a statement beside no other is so far ahead."""

LEAST_RELEVANCE = 0.003
"""Less is the same: almost surely wrong."""


class UnreadOdds(NamedTuple):
    """Those of a statement told by its words alone, where its passage answers."""

    base: float
    lead: float


UNREAD = UnreadOdds(base=1.24, lead=1.22)
"""Fitted on every twelfth question of five xquad sets in other languages."""

MOST_LEAD = 4.0
"""How far a statement may stand above the next best of its passage; more says nothing more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What tells of one marked statement that it answers.

    ``score`` is what its words, its kind and the cross-encoder say together, and ``lead`` how far
    that stands above the next best of its passage. ``logit`` is the cross-encoder's (None: it can't
    read the question), ``is_kind`` whether it holds what is asked for, and ``fit`` how well a
    table's cell fits (None: it isn't marked for one).
    """

    score: float
    lead: float
    logit: float | None
    is_kind: bool
    fit: float | None = None


def certainties(marked: Sequence[Told | None], relevances: Sequence[float]) -> list[float]:
    """How likely each answers, 0 to 1, where its passage is relevant so far; 0 for none."""
    scores = [one.score if one and one.fit is None else -math.inf for one in marked]
    found: list[float] = []
    for place, (one, relevance) in enumerate(zip(marked, relevances, strict=True)):
        if one is None:
            found.append(0.0)
        elif one.logit is None and one.fit is None:
            found.append(
                relevance * chance_of(UNREAD.base + UNREAD.lead * min(MOST_LEAD, one.lead))
            )
        else:
            others = max(
                (score for at, score in enumerate(scores) if at != place), default=-math.inf
            )
            found.append(chance_of(_log_odds(one, relevance, others)))
    return found


def _log_odds(one: Told, relevance: float, others: float) -> float:
    """Of a statement that was read or is a cell; ``others`` is the best score of the others."""
    passage = max(LEAST_RELEVANCE, min(1.0 - LEAST_RELEVANCE, relevance))
    odds = (
        READ.base + READ.relevance * math.log(passage / (1.0 - passage)) + READ.kind * one.is_kind
    )
    if one.fit is not None:
        return odds + READ.is_cell + READ.fit * one.fit
    ahead = ALONE if others == -math.inf else max(-MOST_AHEAD, min(MOST_AHEAD, one.score - others))
    logit = max(-MOST_LOGIT, min(MOST_LOGIT, one.logit or 0.0))
    return odds + READ.ahead * ahead + READ.logit * logit
