from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.missing import missing_names
from storage.text.query import Query
from storage.text.words import terms_in
from tests.bot.passages import candidate

QUESTION = "What did Acme earn in the quarter ended September 30, 2014?"


@pytest.mark.parametrize(
    ("text", "opening", "share"),
    [
        ("Acme, September 30, 2014", "", 0.0),
        ("Acme, September 30", "", 0.0),
        ("Acme, September 30, 2023", "", 0.5),
        ("Acme, September 30", "Report of 2023", 0.5),
        ("Acme, September 30", "Report of 2014", 0.0),
        ("Other, September 30, 2023", "", 1.0),
        ("September 30, 2014", "Acme Inc.", 0.0),
        ("Acme, September 30, of the years 2012 to 2016", "", 0.0),
    ],
)
def test_names_and_years_that_stand_nowhere_around_a_passage(
    text: str, opening: str, share: float
) -> None:
    one = replace(candidate(1, text), opening=opening)
    assert missing_names(Query.of(QUESTION), [one], [terms_in(text)]) == [share]


def test_a_question_without_names_misses_none() -> None:
    assert missing_names(Query.of("what is it"), [candidate(1, "x")], [frozenset()]) == [0.0]
