from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rewriting.follow_up import complete, leans_on_the_turn_before
from storage.text.query import Query

BEFORE = "What were net sales in 2022?"


@pytest.mark.parametrize(
    "message",
    ["why?", "What about Germany?", "When was it built?", "Who is he?", "warum?",
     "und in Berlin?", "How many people live there?"],
)  # fmt: skip
def test_a_follow_up_is_completed_from_the_turn_before(message: str) -> None:
    assert complete(message, BEFORE).text == f"{BEFORE} {message}"


def chains() -> Iterator[tuple[str, ...]]:
    """A question, its follow-ups, and what is searched for in the end."""
    table = Path(__file__).with_name("follow_ups.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        yield tuple(line.split(" | "))


@pytest.mark.parametrize("chain", list(chains()), ids=" | ".join)
def test_a_new_name_or_period_takes_the_place_of_the_old_one(chain: tuple[str, ...]) -> None:
    first, *messages, expected = chain
    searched = first
    for message in messages:
        searched = complete(message, searched).text
    assert searched == expected


def test_the_table_is_as_long_as_is_claimed() -> None:
    assert len(set(chains())) >= 195


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


@pytest.mark.parametrize(
    "piece", ["Team plan ", "und ", "was ist mit ", "2021-", "？", "그는 ", "for a "]
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    times = []
    for length in (4_000, 32_000):
        text = (piece * length)[:length]
        start = time.process_time()
        complete(f"and {text[:2_000]}?", text)
        complete(f"{text[:2_000]}?", text)
        times.append(time.process_time() - start)
    assert times[1] < 24 * times[0] + 0.2
