"""Rows of tables as their columns show them: empty cells, heads in close lines, heads left out.

Each case is drawn as in the tests of heads in several lines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from ingest.formats.pdf.tables import has_value, head_rows, lines_of
from ingest.splitting import SplittingOptions, split
from storage.records import CELL_END
from tests.ingest.formats.pdf.test_tiers import (
    FIRST_COLUMN,
    SIZE,
    STEP,
    WORDS,
    body,
    each,
    heads_of,
    over,
    read,
    rule,
    stub,
)
from tests.ingest.make_pdf import Line


def text_of(reader: FileReader, folder: Path, *lines: Line | list[Line]) -> list[str]:
    return read(reader, folder, *lines).pages[0].text.split("\n")


def without(lines: list[Line], text: str) -> list[Line]:
    return [line for line in lines if line.text != text]


def test_a_cell_with_nothing_in_it_keeps_its_place(reader: FileReader, tmp_path: Path) -> None:
    rows = text_of(reader, tmp_path, without(without(body(4), "3,100"), "3,200"))
    assert rows[1:3] == [
        "Tolls and pilots\t2,000\t2,100\t2,200\t2,300",
        "Old ropes\t3,000\t\t\t3,300",
    ]


def test_a_head_above_some_columns_only_keeps_its_place(reader: FileReader, tmp_path: Path) -> None:
    """Heads of two lines, the first of which one column lacks; rows stand as close as they do."""
    upper = [over("Total", column, column, 624) for column in (0, 1, 3)]
    lower = each(("Cost", "Value", "Gain", "Loss"), 612)
    rows = text_of(reader, tmp_path, stub("Kind", 624), upper, stub("of", 612), lower, body(4))
    assert rows[:2] == ["Kind\tTotal\tTotal\t\tTotal", "of\tCost\tValue\tGain\tLoss"]


def test_signs_of_money_are_no_cells(reader: FileReader, tmp_path: Path) -> None:
    signs = [Line("$", FIRST_COLUMN + STEP * column, 600, SIZE) for column in range(3)]
    rows = text_of(reader, tmp_path, signs, body(3))
    assert rows[:2] == [
        "Ferries\t$ 1,000\t$ 1,100\t$ 1,200",
        "Tolls and pilots\t2,000\t2,100\t2,200",
    ]


@pytest.mark.parametrize(
    ("label", "step", "joined"),
    [
        pytest.param("of", 10, True, id="closer-than-rows"),
        pytest.param("of", 11.5, False, id="as-close-as-rows"),
        pytest.param("", 11.5, True, id="without-a-label"),
        pytest.param("", 14, False, id="apart"),
    ],
)
def test_heads_whose_lines_stand_close_together_are_one_row(
    reader: FileReader, tmp_path: Path, label: str, step: float, joined: bool
) -> None:
    upper = [stub("Kind", 614 + step), *each(("Net", "Gross", "Other"), 614 + step)]
    lower = [*([stub(label, 614)] if label else []), *each(("Cost", "Gain", "Loss"), 614)]
    rows = text_of(reader, tmp_path, upper, lower, body(3))
    one = f"Kind {label}".strip() + "\tNet Cost\tGross Gain\tOther Loss"
    assert (rows[0] == one) is joined
    assert rows[0 if joined else 1].endswith("Loss")


def test_heads_that_cover_the_columns_together_are_told(reader: FileReader, tmp_path: Path) -> None:
    """Some columns have their only head in the upper line, beside one over several."""
    upper = [over("Reported as", 0, 1, 634), over("Bonds", 2, 2, 634), over("Loans", 3, 3, 634)]
    lines = [stub("Kind", 634), *upper, over("Cash", 0, 0, 620), over("Gold", 1, 1, 620)]
    (table,) = read(reader, tmp_path, lines, body(4), drawing=rule(0, 1, 631)).tables
    assert heads_of(table) == ["Kind", "Reported as Cash", "Reported as Gold", "Bonds", "Loans"]


def test_heads_that_would_be_counted_wrong_are_no_cells(reader: FileReader, tmp_path: Path) -> None:
    """As many cells as values, since one stands over two columns and one over the labels."""
    heads = [stub("Kind", 620), over("Cash", 0, 0, 620), over("Bonds and all the loans", 1, 2, 620),
             over("Gold", 3, 3, 620)]  # fmt: skip
    (table,) = read(reader, tmp_path, heads, body(4)).tables
    assert table.context == "Kind Cash Bonds and all the loans Gold"
    (table,) = read(reader, tmp_path, each(("Cash", "Bonds", "Loans", "Gold"), 620), body(4)).tables
    assert table.context == "Cash\tBonds\tLoans\tGold"


def test_heads_without_dates_are_said_in_the_first_passage_too(
    reader: FileReader, tmp_path: Path
) -> None:
    """Whoever reads on takes names in a second line for a row."""
    heads = [over("Reported", 0, 1, 634), over("Planned", 2, 3, 634),
             *each(("Cost", "Value") * 2, 620)]  # fmt: skip
    document = read(reader, tmp_path, heads, body(4))
    (passage,) = split(document, token_spans=WORDS, options=SplittingOptions())
    assert "Reported Cost\tReported Value\tPlanned Cost\tPlanned Value" in passage.context


def test_a_page_of_few_lines_may_be_a_table(reader: FileReader, tmp_path: Path) -> None:
    rows = read(reader, tmp_path, each(("Cash", "Bonds"), 620), body(2)[:9])
    assert [table.context for table in rows.tables] == ["Cash\tBonds"]


@pytest.mark.parametrize(
    "value",
    ["8.83 (1)", "1.2e+22", "0.8±0.2 (4)", "−97.13", "< 35", "· · ·", "…", "0.0016 **"],
)
def test_numbers_with_notes_and_signs_are_values(value: str) -> None:
    row = f"Nova{CELL_END}{value}"
    assert has_value(row, (0, len(row)))


@pytest.mark.parametrize("name", ["E(B-V)", "(mag)", "31,", "10pt", "Q1"])
def test_names_are_no_values(name: str) -> None:
    row = f"Nova{CELL_END}{name}"
    assert not has_value(row, (0, len(row)))


def test_a_first_row_that_tells_much_names_no_columns() -> None:
    told = "Prints a page of the size that is asked for, with a frame around its text."
    rows = [f"one{CELL_END}{told}", f"two{CELL_END}{told}"]
    text = "\n".join(rows)
    assert head_rows(text, lines_of(text)) == 0
    assert head_rows(f"Name{CELL_END}Use\n{text}", lines_of(f"Name{CELL_END}Use\n{text}")) == 1
