"""How sure the evidence makes us, as numbers that people can take at their word.

Both are logistic regressions fitted on every second of a sample of questions, each set weighing the
same: about 90 of each of seven development sets, 62 about filings, 18 about other reports and 80
that those don't answer; tests/benchmarks/RETRIEVAL.md has what they give on the others. A passage
counted as right where it overlaps the known place of an answer, or is the best placed one of a
right document.

What a cell of a table says was fitted on every second of 180 questions made of rows of the filings
(73 of them with another company, year or measure), and of 160 questions about filings and reports.

With an encoder of many languages, each case has odds of its own: fitted likewise on every second of
238 questions of each of ten pairs of languages of questions and passages, and on 105 of stackfaq
and 119 of xquad-en for what the cross-encoder reads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.ranking import READABLE_FROM, Case, Ranked
from bot.records import TableCell

STRONG_FROM = 0.75
"""The relevance from which a match is called strong: about nine in ten such are right."""

WITHOUT_A_NAME = 0.7
"""The most relevance of a passage that lacks a name or number asked for: it isn't strong."""

MOST_LEAD = 4.0
"""A lead from here on says nothing more."""

MOST_OWN_LEAD = 3.0
"""The same of a lead by own evidence alone."""

ANSWERED_FROM = 0.2
"""The chance of being answered from which a reply counts as an answer, where the cross-encoder
reads question and passage: of 47 questions that manuals and reports don't answer 28 fall below it
(21 below .14), of 252 that they do 7 (3)."""

UNREAD_ANSWERED_FROM = 0.14
"""The same where it doesn't: at most 5 in 100 questions that the library answers fall below it."""

LACKING_ANSWERED_FROM = 0.5
"""The same where a name or number asked for stands around none of the candidates: the library has
the subject and not what is asked. 3 of 47 questions without an answer lie between the two, and 1 of
275 of four sets with one."""


class Odds(NamedTuple):
    """The weights of a logistic regression over what is known of a candidate."""

    base: float
    evidence: float
    lead: float
    coverage: float
    missing: float
    refused: float = 0.0


@dataclass(frozen=True, slots=True)
class OddsByCase:
    """The weights for each case; in the usual one, between the two by what can be read."""

    read: Odds
    unread: Odds
    others: Mapping[Case, Odds]

    def chance(self, evidence: float, lead: float, one: Ranked, refused: float = 0.0) -> float:
        """The chance, 0 to 1; ``refused`` is what the cross-encoder says against all passages."""
        known = (1.0, evidence, lead, one.coverage, one.missing, refused)
        shares: tuple[tuple[float, Odds], ...] = (
            (one.readable, self.read),
            (1.0 - one.readable, self.unread),
        )
        if one.case in self.others:
            shares = ((1.0, self.others[one.case]),)
        return chance_of(
            sum(
                share * weight * value
                for share, odds in shares
                for weight, value in zip(odds, known, strict=True)
            )
        )


@dataclass(frozen=True, slots=True)
class CellOdds:
    """Those of a cell of a table; ``lead`` is that over passages which give another amount."""

    base: float
    fit: float
    lead: float
    missing: float
    current: float

    def chance(self, cell: TableCell, lead: float, missing: float) -> float:
        """The chance, 0 to 1."""
        return chance_of(
            self.base
            + self.fit * cell.fit
            + self.lead * lead
            + self.missing * missing
            + self.current * cell.is_current
        )


CELL_FROM = 0.5
"""How well a cell must fit for its passage to be judged by it."""

RIGHT_CELL = CellOdds(base=-4.16, fit=1.72, lead=0.53, missing=-4.06, current=2.74)
RIGHT = OddsByCase(
    read=Odds(base=-2.87, evidence=0.324, lead=0.372, coverage=0.569, missing=-0.377),
    unread=Odds(base=-2.23, evidence=-0.163, lead=2.532, coverage=2.753, missing=-2.592),
    others={
        "read": Odds(base=-1.28, evidence=0.139, lead=0.415, coverage=2.44, missing=-1.51),
        "same language": Odds(base=-1.85, evidence=-0.03, lead=1.12, coverage=4.02, missing=-0.05),
        "another language": Odds(base=-1.21, evidence=0.22, lead=1.67, coverage=0.0, missing=0.0),
    },
)
"""That a passage is right."""

ANSWERS_CELL = CellOdds(base=-1.33, fit=3.02, lead=0.0, missing=-6.37, current=0.0)
READ_ANSWERS = Odds(
    base=-2.76, evidence=0.42, lead=0.23, coverage=1.03, missing=-0.15, refused=0.15
)
ANSWERS = OddsByCase(
    read=READ_ANSWERS,
    unread=Odds(base=-2.76, evidence=0.0, lead=0.97, coverage=6.35, missing=-2.0),
    others={
        "read": READ_ANSWERS,
        "same language": Odds(base=-4.18, evidence=0.334, lead=0.527, coverage=5.12, missing=-0.91),
        "another language": Odds(base=-1.85, evidence=0.309, lead=0.698, coverage=0.0, missing=0.0),
    },
)
"""That the best passage answers, from its own evidence."""


def relevances(ordered: Sequence[Ranked]) -> tuple[float, ...]:
    """For each candidate, the share of passages with this evidence that are right, 0 to 1.

    Never rises in the order given, which is that of falling evidence. Beside the evidence count its
    lead over the others, the share of the question's words, and the names and numbers missing; a
    passage that lacks one of those is never as sure as a strong match. A cell that is asked for is
    what its passage is judged by.
    """
    best = sorted((one.evidence for one in ordered), reverse=True)[:2]
    shown: list[float] = []
    for one in ordered:
        others = best[1:] if one.evidence == best[0] else best[:1]
        lead = max(-MOST_LEAD, min(MOST_LEAD, one.evidence - max(others, default=0.0)))
        most = WITHOUT_A_NAME if one.missing else 1.0
        if cell := _cell_of(one):
            chance = RIGHT_CELL.chance(cell, _lead_over_rivals(one, ordered), one.missing)
        else:
            chance = RIGHT.chance(one.evidence, lead, one)
        shown.append(min(chance, most, *shown[-1:]))
    return tuple(shown)


def _cell_of(one: Ranked) -> TableCell | None:
    cell = one.candidate.cell
    return cell if cell and cell.fit >= CELL_FROM else None


def _lead_over_rivals(one: Ranked, ordered: Sequence[Ranked]) -> float:
    """How far its evidence stands above that of passages whose cells don't say the same."""
    rivals = [other.evidence for other in ordered if other is not one and not _agree(one, other)]
    return max(-MOST_LEAD, min(MOST_LEAD, one.evidence - max(rivals, default=0.0)))


def _agree(one: Ranked, other: Ranked) -> bool:
    cell, others = one.candidate.cell, other.candidate.cell
    return bool(cell and others and cell.amount and cell.amount == others.amount)


def answer_chance(ordered: Sequence[Ranked]) -> float:
    """How likely the best of the passages answers, 0 to 1; 0 for none."""
    if not ordered:
        return 0.0
    best, *others = sorted(ordered, key=lambda one: -one.own)
    lead = min(MOST_OWN_LEAD, best.own - (others[0].own if others else 0.0))
    if cell := _cell_of(best):
        return ANSWERS_CELL.chance(cell, lead, best.missing)
    return ANSWERS.chance(best.own, lead, best, _refused(ordered))


def _refused(ordered: Sequence[Ranked]) -> float:
    """The best logit of those that the cross-encoder reads, where it says no to all; else 0.

    In the order a refusal of -4 and one of -11 say the same, that the first search decides. But
    where none of twelve comes near, the library has nothing on the subject.
    """
    logits = [one.said for one in ordered if one.readable >= READABLE_FROM]
    return min(0.0, max(logits, default=0.0))


def is_answered(ordered: Sequence[Ranked]) -> bool:
    """Whether the best of the passages seems to answer; false for none.

    A cell is judged by its own row and head, and by what they lack; and another language writes
    many names otherwise.
    """
    lacking = all(one.missing and one.is_read and not _cell_of(one) for one in ordered)
    if lacking:
        least = LACKING_ANSWERED_FROM
    elif ordered and ordered[0].is_read:
        least = ANSWERED_FROM
    else:
        least = UNREAD_ANSWERED_FROM
    return answer_chance(ordered) >= least


def chance_of(odds: float) -> float:
    """The chance, 0 to 1, that log odds stand for."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))
