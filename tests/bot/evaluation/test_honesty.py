from __future__ import annotations

from dataclasses import replace

from bot.answering.ranking import Ranked
from bot.evaluation.honesty import honesty_of, is_right
from bot.evaluation.sets import Span, TestQuestion
from tests.bot.passages import candidate

QUESTION = TestQuestion("1", "q", {"a.txt": 1}, frozenset(), ())
IDS = {"a.txt": "a"}


def ordered(evidence: float, document: str = "a") -> list[Ranked]:
    first = candidate(1)
    first = replace(first, passage=replace(first.passage, document_id=document))
    return [
        Ranked(first, 0.0, 0.0, evidence, 1.0, 1.0),
        Ranked(candidate(2), 0.0, 0.0, 0.5, 1.0, 0.0),
    ]


def test_strong_and_right_are_counted_each_and_both() -> None:
    honesty = honesty_of(
        [
            (QUESTION, ordered(14.0)),
            (QUESTION, ordered(14.0, "b")),
            (QUESTION, ordered(1.0)),
            (QUESTION, ()),
        ],
        IDS,
    )
    assert (honesty.strong, honesty.right, honesty.both) == (2, 2, 1)
    assert (honesty.right_when_strong, honesty.strong_when_right) == (0.5, 0.5)


def test_nothing_strong_and_nothing_right_have_no_share() -> None:
    honesty = honesty_of([], IDS)
    assert (honesty.right_when_strong, honesty.strong_when_right) == (None, None)


def test_a_known_place_must_be_overlapped_and_a_page_must_count() -> None:
    passage = candidate(1, "some text", start=100).passage
    there = replace(QUESTION, spans=(Span("a.txt", 105, 120),))
    elsewhere = replace(QUESTION, spans=(Span("a.txt", 200, 220),))
    assert is_right(passage, there, IDS)
    assert not is_right(passage, elsewhere, IDS)
    assert is_right(passage, replace(QUESTION, pages=frozenset({1})), IDS)
    assert not is_right(passage, replace(QUESTION, pages=frozenset({2})), IDS)
