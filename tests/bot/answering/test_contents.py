"""A table of contents gives way to the passages that it lists."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from bot.answering.contents import without_contents
from bot.records import Candidate
from tests.bot.passages import candidate

CONTENTS = (
    "5 Getting help 21\n5.1 How do I report a fault?\t. . . 22\nHow many plans are\nthere? 25"
)
BODY = "5.1 How do I report\na fault?\nWrite to us, and we come."


def on_page(
    number: int, page: int, text: str, *, document: str = "a", label: str = ""
) -> Candidate:
    found = candidate(number, text)
    passage = replace(found.passage, document_id=document, page=page, page_label=label)
    return replace(found, passage=passage)


def kept(*candidates: Candidate) -> list[int]:
    vectors = np.eye(len(candidates), dtype=np.float32)
    left, rows = without_contents(candidates, vectors)
    numbers = [one.passage.passage_id for one in left]
    assert np.array_equal(rows, vectors[[at for at, _ in enumerate(candidates) if at in numbers]])
    return numbers


def test_a_table_of_contents_gives_way_to_what_it_lists() -> None:
    assert kept(on_page(0, 3, CONTENTS), on_page(1, 24, BODY), on_page(2, 30, "Else")) == [1, 2]


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(on_page(1, 24, "Faults are seldom."), id="without-its-title"),
        pytest.param(on_page(1, 24, BODY, document="b"), id="of-another-document"),
        pytest.param(on_page(1, 63, BODY), id="on-another-page"),
        pytest.param(on_page(1, 21, BODY), id="before-its-page"),
    ],
)
def test_it_stays_where_what_it_lists_was_not_found(listed: Candidate) -> None:
    assert kept(on_page(0, 3, CONTENTS), listed) == [0, 1]


@pytest.mark.parametrize("piece", ["a ", "a.", " ", "1 ", "a 1"])
def test_a_long_line_takes_no_time(piece: str) -> None:
    before = time.process_time()
    assert kept(on_page(0, 3, "a" + piece * 20_000 + "x")) == [0]
    assert time.process_time() - before < 2.0


def test_it_does_not_list_itself() -> None:
    assert kept(on_page(0, 3, "Foreword 2\nGetting help 21\nPlans 25")) == [0]


@pytest.mark.parametrize("listed", [on_page(1, 62, BODY), on_page(1, 63, BODY, label="22")])
def test_pages_before_the_first_that_is_counted_are_allowed_for(listed: Candidate) -> None:
    assert kept(on_page(0, 3, CONTENTS), listed) == [1]


def test_a_short_title_is_one() -> None:
    assert kept(on_page(0, 3, "Rent 21\nKeys 22\nDogs 25"), on_page(1, 22, "Keys\nTwo.")) == [1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Cash in hand 22\nDebts 24", id="two-lines"),
        pytest.param("Cash in hand 22\nDebts 24\nStocks 12\nTotal 58", id="falling-numbers"),
        pytest.param("Faults reported 22\nFaults mended 23\nThat is all.", id="two-of-three"),
        pytest.param("a 22\nb 23\nc 24", id="titles-of-a-letter"),
    ],
)
def test_what_only_ends_its_lines_in_numbers_is_no_table_of_contents(text: str) -> None:
    body = "a b c Cash in hand, debts, stocks, faults reported, faults mended"
    assert kept(on_page(0, 3, text), on_page(1, 24, body)) == [0, 1]
