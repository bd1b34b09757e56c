"""How sure the evidence makes us, as numbers that people can take at their word.

Both are logistic regressions fitted on every second of a sample of questions, each set weighing the
same: about 90 of each of seven development sets, 62 about filings, 18 about other reports and 80
that those don't answer; tests/benchmarks/RETRIEVAL.md has what they give on the others. A passage
counted as right where it overlaps the known place of an answer, or is the best placed one of a
right document.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.answering.ranking import Ranked

STRONG_FROM = 0.75
"""The relevance from which a match is called strong: about nine in ten such are right."""

WITHOUT_A_NAME = 0.7
"""The most relevance of a passage that lacks a name or number asked for: it isn't strong."""

MOST_LEAD = 4.0
"""A lead from here on says nothing more."""

ANSWERED_FROM = 0.14
"""The chance of being answered from which a reply counts as an answer: at most 5 in 100 questions
that the library answers fall below it on each of the nine sets."""


def relevances(ordered: Sequence[Ranked]) -> tuple[float, ...]:
    """For each candidate, the share of passages with this evidence that are right, 0 to 1.

    Never rises in the order given, which is that of falling evidence. Beside the evidence count its
    lead over the others, the share of the question's words, and the names and numbers missing; a
    passage that lacks one of those is never as sure as a strong match.
    """
    best = sorted((one.evidence for one in ordered), reverse=True)[:2]
    shown: list[float] = []
    for one in ordered:
        others = best[1:] if one.evidence == best[0] else best[:1]
        lead = max(-MOST_LEAD, min(MOST_LEAD, one.evidence - max(others, default=0.0)))
        read = 0.324 * one.evidence + 0.372 * lead + 0.569 * one.coverage - 0.377 * one.missing
        unread = (
            0.64 - 0.163 * one.evidence + 2.532 * lead + 2.753 * one.coverage - 2.592 * one.missing
        )
        chance = _chance(-2.87 + one.readable * read + (1.0 - one.readable) * unread)
        most = WITHOUT_A_NAME if one.missing else 1.0
        shown.append(min(chance, most, *shown[-1:]))
    return tuple(shown)


def answer_chance(ordered: Sequence[Ranked]) -> float:
    """How likely the best of the passages answers, 0 to 1; 0 for none."""
    if not ordered:
        return 0.0
    best, *others = sorted(ordered, key=lambda one: -one.own)
    lead = min(3.0, best.own - (others[0].own if others else 0.0))
    read = 0.42 * best.own + 1.03 * best.coverage - 0.15 * best.missing + 0.23 * lead
    unread = 6.35 * best.coverage - 2.0 * best.missing + 0.97 * lead
    return _chance(-2.76 + best.readable * read + (1.0 - best.readable) * unread)


def is_answered(ordered: Sequence[Ranked]) -> bool:
    """Whether the best of the passages seems to answer; false for none."""
    return answer_chance(ordered) >= ANSWERED_FROM


def _chance(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))
