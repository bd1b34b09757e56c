from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import relevance
from bot.answering.ranking import Case, Ranked
from bot.answering.relevance import (
    ANSWERED_FROM,
    STRONG_FROM,
    UNREAD_ANSWERED_FROM,
    WITHOUT_A_NAME,
    answer_chance,
    is_answered,
    relevances,
)
from bot.records import TableCell
from tests.bot.passages import candidate


def reply(evidence: list[float], *, readable: float = 1.0, coverage: float = 0.0) -> list[Ranked]:
    return [
        Ranked(candidate(number), 0.0, 0.0, value, readable, coverage)
        for number, value in enumerate(evidence)
    ]


@given(st.lists(st.floats(0, 20), min_size=1, max_size=12), st.floats(0, 1), st.floats(0, 1))
def test_relevance_falls_in_the_order_shown_and_stays_between_0_and_1(
    evidence: list[float], readable: float, coverage: float
) -> None:
    ordered = reply(sorted(evidence, reverse=True), readable=readable, coverage=coverage)
    shown = relevances(ordered)
    assert list(shown) == sorted(shown, reverse=True)
    assert all(0.0 <= value <= 1.0 for value in shown)


@pytest.mark.parametrize(
    ("ordered", "answered"),
    [
        ([], False),
        (reply([9.0, 1.0]), True),
        (reply([1.0, 1.0, 0.9]), False),
        (reply([1.0, 0.5], readable=0.0, coverage=0.9), True),
        (reply([1.0, 0.9], readable=0.0, coverage=0.1), False),
        (reply([1.0, 1.0], readable=0.0, coverage=0.25), True),
    ],
    ids=[
        "nothing",
        "clear",
        "nothing stands out",
        "words found",
        "words missing",
        "some words found, in a document that lifts two passages alike",
    ],
)
def test_a_reply_says_whether_it_answers(ordered: list[Ranked], answered: bool) -> None:
    assert is_answered(ordered) is answered


def said(logits: list[float], *, readable: float = 1.0) -> list[Ranked]:
    return [
        Ranked(candidate(number), logit, logit, 2.7 - number, readable, 0.5)
        for number, logit in enumerate(logits)
    ]


def test_where_the_cross_encoder_says_no_to_all_nothing_is_answered() -> None:
    assert is_answered(said([-10.0, 1.0]))  # one that it reads as an answer is enough
    assert is_answered(said([-10.0, -1.0]))
    assert not is_answered(said([-10.0, -9.0]))


def test_a_name_that_stands_nowhere_asks_for_more_than_the_subject() -> None:
    found = said([1.0, -1.0])
    nowhere = [replace(one, missing=0.5) for one in found]
    assert is_answered(found)
    assert is_answered([nowhere[0], found[1]])  # one of the candidates has it
    assert not is_answered(nowhere)
    assert is_answered([replace(one, own=one.own + 6.0) for one in nowhere[:1]] + nowhere[1:])
    assert is_answered([replace(one, case="another language") for one in nowhere])
    assert is_answered([with_cell(replace(nowhere[0], missing=0.1), 5.0), nowhere[1]])


def test_what_is_read_must_be_surer_to_be_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    read, unread = said([1.0]), said([1.0], readable=0.4)
    found = []
    for chance in (UNREAD_ANSWERED_FROM - 0.01, UNREAD_ANSWERED_FROM, ANSWERED_FROM):
        monkeypatch.setattr(relevance, "answer_chance", lambda ordered, chance=chance: chance)
        found.append((is_answered(unread), is_answered(read)))
    assert found == [(False, False), (True, False), (True, True)]


def test_what_it_says_of_text_that_it_cannot_read_is_no_refusal() -> None:
    unread = answer_chance(said([-10.0, -9.0], readable=0.4))
    assert unread == answer_chance(said([1.0, 1.0], readable=0.4))


def test_a_clear_answer_is_shown_as_nearly_certain_and_the_rest_is_not() -> None:
    first, second = relevances(reply([14.0, 1.0]))
    assert first > 0.95
    assert second < 0.3


def test_a_passage_without_a_name_asked_for_is_never_strong() -> None:
    sure = reply([14.0, 1.0])
    nameless = [replace(one, missing=0.5) for one in sure]
    assert relevances(sure)[0] >= STRONG_FROM
    assert relevances(nameless)[0] == WITHOUT_A_NAME < STRONG_FROM


def test_a_lead_makes_sure() -> None:
    assert relevances(reply([9.0, 1.0]))[0] > relevances(reply([9.0, 8.9]))[0]


def foreign(evidence: list[float], case: Case, coverage: float = 0.0) -> list[Ranked]:
    return [replace(one, case=case) for one in reply(evidence, readable=0.0, coverage=coverage)]


def test_across_languages_no_word_need_be_shared() -> None:
    assert is_answered(foreign([3.0, 1.0], "another language"))
    assert not is_answered(foreign([0.05, 0.05], "another language"))
    assert relevances(foreign([4.0, 1.0], "another language"))[0] >= STRONG_FROM


def test_in_one_language_the_words_must_be_there() -> None:
    assert is_answered(foreign([3.0, 1.0], "same language", coverage=0.6))
    assert not is_answered(foreign([3.0, 1.0], "same language", coverage=0.0))


def with_cell(one: Ranked, amount: float, *, fit: float = 1.0) -> Ranked:
    cell = TableCell("Sales: 5", 0, 5, fit, 1.0, True, amount)
    return replace(one, candidate=replace(one.candidate, cell=cell))


def test_a_cell_that_another_table_has_too_is_sure_and_one_it_contradicts_is_not() -> None:
    first, second = reply([6.0, 5.5])
    agreed = relevances([with_cell(first, 5.0), with_cell(second, 5.0)])[0]
    contradicted = relevances([with_cell(first, 5.0), with_cell(second, 7.0)])[0]
    assert agreed >= STRONG_FROM > contradicted


def test_a_cell_of_another_company_answers_nothing() -> None:
    first, second = reply([6.0, 1.0])
    assert is_answered([with_cell(first, 5.0), second])
    assert not is_answered([with_cell(replace(first, missing=1.0), 5.0), second])


# What is recorded changes with each of the weights that it was computed with.
WEIGHED: list[tuple[Case, float, float, float]] = [
    ("usual", 1.0, 0.12154, 0.17523),
    ("usual", 0.0, 0.22519, 0.29588),
    ("usual", 0.4, 0.17762, 0.24236),
    ("read", 1.0, 0.39987, 0.17523),
    ("same language", 0.0, 0.43389, 0.12486),
    ("another language", 0.0, 0.47452, 0.27832),
]


@pytest.mark.parametrize(("case", "readable", "right", "answers"), WEIGHED)
def test_the_weights_give_what_was_recorded(
    case: Case, readable: float, right: float, answers: float
) -> None:
    ordered = [
        replace(one, case=case, missing=0.2)
        for one in reply([2.0, 1.6], readable=readable, coverage=0.3)
    ]
    assert relevances(ordered)[0] == pytest.approx(right, abs=1e-5)
    assert answer_chance(ordered) == pytest.approx(answers, abs=1e-5)


def test_the_weights_of_cells_give_what_was_recorded() -> None:
    first, second = (replace(one, missing=0.1) for one in reply([6.0, 5.0]))
    ordered = [with_cell(first, 5.0, fit=0.8), with_cell(second, 7.0)]
    assert relevances(ordered)[0] == pytest.approx(0.51999, abs=1e-5)
    assert answer_chance(ordered) == pytest.approx(0.61040, abs=1e-5)
