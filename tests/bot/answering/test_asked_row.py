"""The row of a table that a question is about, in the words in which it is read."""

from __future__ import annotations

import pytest

from bot.answering.asked_row import asked_row, in_words
from storage.text.query import Query
from tests.bot.passages import passage

LAYOFFS = """Company\tCity\tEmployees
Leidos\tEl Segundo\t72
Bosch Healthcare\tPalo Alto\t55
El Dorado Berry\tPalo Cedro\t9"""
DRAWN = """                    Min   Max   Mean     SD
Alcohol:           11.0  14.8   13.0    0.8
Ash of the wine:   1.36  3.23   2.36   0.27"""


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        (
            "In which city is Leidos?",
            LAYOFFS,
            "Leidos, City: El Segundo, Employees: 72",
        ),
        ("El Dorado people?", LAYOFFS, "El Dorado Berry, City: Palo Cedro, Employees: 9"),
        ("What is the mean alcohol?", DRAWN, "Alcohol, Min: 11.0, Max: 14.8, Mean: 13.0, SD: 0.8"),
    ],
    ids=["by name", "by the rarer words", "drawn with blanks"],
)  # fmt: skip
def test_the_row_with_the_words(question: str, text: str, read: str) -> None:
    row = asked_row(Query.of(question), passage(1, text))
    assert row is not None
    assert in_words(row) == read


@pytest.mark.parametrize("text", [LAYOFFS, "Leidos is in El Segundo. It grows."])
def test_none_where_no_row_has_any(text: str) -> None:
    assert asked_row(Query.of("penguins"), passage(1, text)) is None
