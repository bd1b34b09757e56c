from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.formats.written_tables import written_tables
from tests.ingest.formats.containers import read_here

LIST = """Above.

.. list-table:: Fees of 2024
   :header-rows: 1
   :widths: 10 20

   * - Harbour
     - Fee
   * - North, which
       is cold
     - | 14
   * -
     - 17

Below.
"""
CSV = """.. csv-table:: Fees
   :header: "Harbour", "Fee"

   "North", 14
   "South", 17

Below.
"""
CSV_ROWS = """.. csv-table::
   :header-rows: 1

   Harbour, Fee
   North, 14
"""
ASCIIDOC = """.Fees
|===
|Harbour |Fee

|North |14
|South
|17
|===

Below.
"""
SAID = '[options="header",cols="2"]\n|===\n|Harbour|Fee\n|North|14\n|===\n'


def test_a_list_of_lists_is_rows_in_the_lines_where_it_stood(tmp_path: Path) -> None:
    for written in (LIST, LIST.replace("\n", "\r\n")):
        read = read_here(written.encode(), "a.rst", tmp_path)
        (table,) = read.tables
        text = read.pages[0].text
        rows = "Harbour\tFee\nNorth, which is cold\t| 14\n\t17"
        assert text[table.start : table.end].replace("\r\n", "\n").strip("\n") == rows
        assert table.context == "Fees of 2024\nHarbour\tFee"
        assert text.count("\n", 0, text.index("Below.")) == 14


@pytest.mark.parametrize(
    ("written", "context", "rows"),
    [
        (CSV, "Fees\nHarbour\tFee", '"North", 14\n   "South", 17'),
        (CSV_ROWS, "Harbour\tFee", "Harbour, Fee\n   North, 14"),
        (ASCIIDOC, "Harbour\tFee", "|===\n|Harbour |Fee\n\n|North |14\n|South\n|17\n|==="),
        (SAID, "Harbour\tFee", "|===\n|Harbour|Fee\n|North|14\n|==="),
    ],
    ids=["csv", "csv-rows", "asciidoc", "asciidoc-said"],
)
def test_rows_know_the_heads_of_their_columns(
    tmp_path: Path, written: str, context: str, rows: str
) -> None:
    read = read_here(written.encode(), "a.txt", tmp_path)
    (table,) = read.tables
    assert read.pages[0].text == written
    assert written[table.start : table.end].strip() == rows
    assert table.context == context


@pytest.mark.parametrize(
    "piece", [".. list-table::\n", " * - a\n", ".. csv-table::\n :a:\n", "|===\n", "|====\n|===\n",
              " " * 99 + "\n", " "]
)  # fmt: skip
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    written_tables((".. list-table::\n\n|===\n" + piece * 60_000)[:60_000])
    assert time.process_time() - started < 2
