"""How sure the evidence makes us, as numbers that people can take at their word.

Both are logistic regressions fitted on every second question of the nine development sets, each
set weighing the same; tests/benchmarks/RETRIEVAL.md has what they give on the others. A passage
counted as right where it overlaps the known place of an answer, or is the best placed one of a
right document.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.answering.ranking import Ranked

ANSWERED_FROM = 0.16
"""The chance of being answered from which a reply counts as an answer: at most 5 in 100 questions
that the library answers fall below it on each of the nine sets."""


def relevances(ordered: Sequence[Ranked]) -> tuple[float, ...]:
    """For each candidate, the share of passages with this evidence that are right, 0 to 1.

    Falls with the order given, which is that of falling evidence. Where the models can't read the
    question, the lead over the others and the share of its words count beside the evidence.
    """
    best = sorted((one.evidence for one in ordered), reverse=True)[:2]
    shown = []
    for one in ordered:
        others = best[1:] if one.evidence == best[0] else best[:1]
        lead = one.evidence - max(others, default=0.0)
        read = -1.54 + 0.45 * one.evidence
        unread = 0.61 * one.evidence + 5.57 * lead + 0.73 * ordered[0].coverage
        shown.append(_chance(-1.32 + one.readable * read + (1.0 - one.readable) * unread))
    return tuple(shown)


def answer_chance(ordered: Sequence[Ranked]) -> float:
    """How likely the best of the passages answers, 0 to 1; 0 for none."""
    if not ordered:
        return 0.0
    best, *others = sorted(ordered, key=lambda one: -one.own)
    lead = best.own - (others[0].own if others else 0.0)
    read = 0.05 + 0.58 * best.own
    unread = 6.35 * best.coverage + 0.97 * lead
    return _chance(-2.79 + best.readable * read + (1.0 - best.readable) * unread)


def is_answered(ordered: Sequence[Ranked]) -> bool:
    """Whether the best of the passages seems to answer; false for none."""
    return answer_chance(ordered) >= ANSWERED_FROM


def _chance(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))
