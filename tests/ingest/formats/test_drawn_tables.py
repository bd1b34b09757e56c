from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.formats.drawn_tables import drawn_tables
from tests.ingest.formats.containers import read_here

ORG = """| Harbour | Boat   | Fee |
|---------+--------+-----|
| North   | Linnea |  14 |
| South   | Odd    |  17 |"""
GRID = """+---------+--------+
| Harbour | Boat   |
|         | names  |
+=========+========+
| North   | Linnea |
+---------+--------+
| South   | Odd    |
+---------+--------+"""
PRINTED = """+---------+-----+
| Harbour | Fee |
+---------+-----+
| North   |  14 |
| South   |  17 |
+---------+-----+"""
SIMPLE = """=======  =======  ===
Harbour  Boat     Fee
=======  =======  ===
North    Linnea   14

South    Odd one  17
=======  =======  ==="""
NO_HEADS = """=====  ==
North  14
South  17
=====  =="""


@pytest.mark.parametrize(
    ("drawn", "context"),
    [
        pytest.param(ORG, "| Harbour | Boat | Fee |", id="org"),
        pytest.param(GRID, "| Harbour | Boat |\n| | names |", id="grid"),
        pytest.param(PRINTED, "| Harbour | Fee |", id="printed"),
        pytest.param(SIMPLE, "Harbour\tBoat\tFee", id="simple"),
        pytest.param(NO_HEADS, "", id="without-heads"),
    ],
)
def test_drawn_tables_have_their_heads(tmp_path: Path, drawn: str, context: str) -> None:
    content = f"Above.\n\n{drawn}\n\n| alone\n\nBelow.\n"
    for written in (content, content.replace("\n", "\r\n")):
        read = read_here(written.encode(), "a.rst", tmp_path)
        (table,) = read.tables
        assert read.pages[0].text == written
        assert written[table.start : table.end].replace("\r\n", "\n") == drawn
        assert table.context == context


@pytest.mark.parametrize(
    "text",
    ["| a verse\n| of two lines", "+ one\n+ two\n+ three", "Title\n=====\n\nText\n", "=== ===\nx",
     "a | b\n--+--\n1 | 2"],
)  # fmt: skip
def test_other_strokes_are_no_table(text: str) -> None:
    assert drawn_tables(text) == ()


@pytest.mark.parametrize("table", [SIMPLE, GRID, ORG], ids=["simple", "grid", "org"])
def test_prose_right_below_a_table_is_none_of_it(table: str) -> None:
    first, second = drawn_tables(f"{table}\nProse of it.\n\nMore.\n\n{table}\n")
    assert first.end == len(table)
    assert second.start == len(f"{table}\nProse of it.\n\nMore.\n\n")


@pytest.mark.parametrize("piece", ["== ==\n", "== ==\nx\n", "|-|\n", "|\n", "+-", "|=\n\n", "= "])
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    drawn_tables((piece * 60_000)[:60_000])
    assert time.process_time() - started < 2
