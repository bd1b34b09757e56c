from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.certainty import LEAST_RELEVANCE, MOST_AHEAD, MOST_LEAD, Told, certainties

READ = Told(score=1.5, lead=0.5, logit=4.0, is_kind=True)
UNREAD = replace(READ, logit=None)
CELL = Told(score=0.0, lead=0.0, logit=None, is_kind=True, fit=0.9)


def sure(one: Told, relevance: float = 0.6, *, beside: Told | None = None) -> float:
    return certainties([one, beside], [relevance, 0.4])[0]


def test_a_statement_is_as_sure_as_what_is_known_of_it_says() -> None:
    assert sure(READ) == pytest.approx(0.654, abs=1e-3)
    assert certainties([READ], [0.6]) == [sure(READ)]
    assert sure(READ, beside=replace(READ, score=1.0)) == pytest.approx(0.503, abs=1e-3)
    assert sure(CELL) == pytest.approx(0.724, abs=1e-3)
    assert sure(UNREAD) == pytest.approx(0.6 * 0.864, abs=1e-3)


@pytest.mark.parametrize(
    "less",
    [
        replace(READ, is_kind=False),
        replace(READ, logit=3.0),
        replace(CELL, fit=0.8),
        replace(UNREAD, lead=0.4),
    ],
)
def test_less_of_anything_is_less_sure(less: Told) -> None:
    more = CELL if less.fit is not None else READ if less.logit is not None else UNREAD
    assert sure(less) < sure(more)
    assert sure(more, 0.5) < sure(more, 0.6)


def test_a_statement_is_less_sure_beside_a_better_one_and_a_cell_is_not() -> None:
    better, worse = replace(READ, score=2.5), replace(READ, score=0.5)
    assert sure(READ, beside=better) < sure(READ, beside=READ) < sure(READ, beside=worse)
    assert sure(CELL, beside=better) == sure(CELL)
    assert sure(READ, beside=CELL) == sure(READ)


def test_beyond_a_point_more_says_nothing_more() -> None:
    far, further = (replace(READ, score=READ.score - MOST_AHEAD - more) for more in (0.0, 1.0))
    assert sure(READ, beside=far) == sure(READ, beside=further)
    unread = replace(UNREAD, lead=MOST_LEAD)
    assert sure(unread) == sure(replace(unread, lead=MOST_LEAD + 1.0))
    assert sure(READ, 0.0) == sure(READ, LEAST_RELEVANCE)
    assert 0.0 < sure(READ, 0.0) < sure(READ, 1.0) < 1.0


def test_what_is_not_marked_is_sure_of_nothing() -> None:
    assert certainties([None, READ], [0.9, 0.6]) == [0.0, sure(READ)]
    assert certainties([], []) == []
