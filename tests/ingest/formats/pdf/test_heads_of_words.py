"""Column heads in several lines without days or years, which the text alone doesn't tell.

Each case is drawn as in the tests of heads in several lines.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.tables import rows_of
from ingest.confined.reader import FileReader
from ingest.splitting import SplittingOptions, split
from tests.ingest.formats.pdf.test_tiers import WORDS, body, each, heads_of, over, read, stub


def test_heads_of_words_are_said_in_the_first_passage_too(
    reader: FileReader, tmp_path: Path
) -> None:
    """Whoever reads on takes a second line of words for a row."""
    heads = [over("Reported", 0, 1, 632), over("Planned", 2, 3, 632)]
    document = read(reader, tmp_path, heads, each(("Cost", "Value") * 2, 620), body(4))
    (passage,) = split(document, token_spans=WORDS, options=SplittingOptions())
    row = rows_of(f"{passage.context}\n{passage.text}")[-1]
    assert [column.heads for column in row.columns] == [
        "Reported Cost", "Reported Value", "Planned Cost", "Planned Value",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lower",
    [
        pytest.param(("1, 2022", "2, 2022", "3, 2022"), id="days"),
        pytest.param(("(boats)", "(sheds)", "(ropes)"), id="units"),
    ],
)
def test_heads_that_are_known_alone_are_said_once(
    reader: FileReader, tmp_path: Path, lower: tuple[str, ...]
) -> None:
    top = [over("March", column, column, 632) for column in range(3)]
    document = read(reader, tmp_path, top, each(lower, 620), body(3))
    (passage,) = split(document, token_spans=WORDS, options=SplittingOptions())
    assert passage.context == ""


UPPER = [stub("Kind", 630), *each(("Net", "Gross"), 630)]
LOWER = ["Cost", "Gain", "Loss"]


@pytest.mark.parametrize(
    ("y", "lower", "is_head"),
    [
        pytest.param(621, LOWER, True, id="closer-than-rows"),
        pytest.param(619.5, LOWER, False, id="nearly-as-far-as-rows"),
        pytest.param(618, ["Cost", "Gain", "(boats)"], True, id="with-a-unit"),
    ],
)
def test_a_line_that_lacks_a_head_is_joined_where_no_row_of_words_can_be_below(
    reader: FileReader, tmp_path: Path, y: float, lower: list[str], is_head: bool
) -> None:
    lines = [*UPPER, stub("of boat", y), *each(lower, y)]
    (table,) = read(reader, tmp_path, lines, body(3)).tables
    joined = ["Kind of boat", "Net Cost", "Gross Gain", lower[2]]
    assert (heads_of(table) == joined) is is_head


def test_heads_that_cant_be_told_are_not_counted(reader: FileReader, tmp_path: Path) -> None:
    """ "Old" may stand over one column or over three; two heads would share four columns."""
    heads = [over("Boats", 0, 0, 632), over("Old", 2, 2, 632)]
    lower = [*each(("Cost", "Value", "Gain", "Loss"), 620), *each(["of all"] * 4, 610)]
    (table,) = read(reader, tmp_path, heads, lower, body(4)).tables
    assert table.context.split("\n")[0] == "Boats Old"
    assert heads_of(table)[1:] == [f"{name} of all" for name in ("Cost", "Value", "Gain", "Loss")]


def test_days_that_cant_be_told_are_counted(reader: FileReader, tmp_path: Path) -> None:
    """Reports have them over as many columns each."""
    heads = [over("May 1", 0, 0, 632), over("June 1", 2, 2, 632)]
    lower = [*each(("Cost", "Value", "Gain", "Loss"), 620), *each(["of all"] * 4, 610)]
    (table,) = read(reader, tmp_path, heads, lower, body(4)).tables
    assert table.context.split("\n")[0] == "May 1\tJune 1"
