from __future__ import annotations

import pytest

from bot.answering.follow_up import complete, leans_on_the_turn_before
from storage.text.query import Query

BEFORE = "What were net sales in 2022?"


@pytest.mark.parametrize(
    "message",
    ["why?", "and in 2023?", "What about Germany?", "When was it built?", "Who is he?", "warum?",
     "und in Berlin?", "How many people live there?"],
)  # fmt: skip
def test_a_follow_up_is_completed_from_the_turn_before(message: str) -> None:
    assert complete(message, BEFORE).text == f"{BEFORE} {message}"


@pytest.mark.parametrize(
    "message",
    [
        "Why did the Panthers lose?",
        "Is it possible to get strikethrough text in markdown?",
        "Is there a security threat to dropbox?",
        "E-mail settings",
        "What is the term that describes slow growth?",
        "",
        "?",
        "1.0.21",
    ],
)
def test_a_message_that_stands_alone_is_left_alone(message: str) -> None:
    assert not leans_on_the_turn_before(Query.of(message))
    assert complete(message, BEFORE).text == message


def test_the_first_turn_has_nothing_to_lean_on() -> None:
    assert complete("why?", "").text == "why?"
