"""Sheets as pages: blocks of rows between empty ones, each a table with its title and heads.

A title may stand a row above its table, and tables of their own lengths beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from ingest.formats.building import DocumentBuilder
from ingest.formats.table_heads import guessed_heads, heads_alone, title_rows

_LETTERS = 26
_TITLE_ROWS_AT_MOST = 3
_SIDES_AT_MOST = 10


class Remark(NamedTuple):
    """A comment on the cell in that column (1 is A), ready to be read."""

    column: int
    said: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with something in it: its number, and its texts from column ``first`` on (1 is A).

    One that is hidden counts as a row between others, and isn't read. ``remarks`` stand behind it.
    Cells go on over ``rows_below``: what is empty in those is part of the same table.
    """

    number: int
    first: int
    texts: Sequence[str]
    is_hidden: bool = False
    remarks: Sequence[Remark] = ()
    rows_below: int = 0


def add_sheet(
    builder: DocumentBuilder,
    name: str,
    rows: Iterable[SheetRow],
    *,
    of: int,
    hidden_columns: Set[int] = frozenset(),
    below: Sequence[str] = (),
) -> None:
    """Add a sheet as a page, and ``below`` its tables other texts; ``of`` is how many there are.

    What stands in ``hidden_columns`` (1 is A) isn't read.
    """
    builder.page(name, of=of)
    block: list[SheetRow] = []
    above = _NOTHING_ABOVE
    last, reached, hidden, unseen = 0, 0, 0, set[int]()
    for row in rows:
        if block and row.number > max(last, reached) + 1 and not _are_titles(block):
            above = _add_blocks(builder, block, hidden_columns, above)
            block = []
        last = row.number
        if row.rows_below:
            reached = max(reached, row.number + row.rows_below)
        if row.is_hidden:
            hidden += 1
        elif seen := _seen(row, hidden_columns, unseen):
            block.append(seen)
    if block:
        _add_blocks(builder, block, hidden_columns, above)
    if hidden:
        builder.notes.append(_not_read(hidden, "row", name))
    if unseen:
        builder.notes.append(_not_read(len(unseen), "column", name))
    for text in below:
        builder.paragraph(text)
    if not last and builder.is_page_empty:
        builder.blank_page()


def sheet_row(
    number: int,
    texts: Sequence[str],
    *,
    is_hidden: bool = False,
    remarks: Sequence[Remark] = (),
    rows_below: int = 0,
) -> SheetRow | None:
    """The row without empty cells at its ends, ``texts`` being from column A on; None if empty.

    A remark on a row that is empty but for it stands in its cell.
    """
    filled = [column for column, text in enumerate(texts) if text.strip()]
    if not filled and not remarks:
        return None
    if not filled:
        said = " ".join(one.said for one in remarks)
        return SheetRow(number, remarks[0].column, [said], is_hidden)
    cells = texts[filled[0] : filled[-1] + 1]
    return SheetRow(number, filled[0] + 1, cells, is_hidden, remarks, rows_below)


def hidden_sheet(name: str) -> str:
    """What is said of a sheet that nobody sees."""
    return f"the sheet {name} is hidden and wasn't read"


def cell_name(column: int, row: int) -> str:
    """A cell as spreadsheets call it: "A1" for 1, 1."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def column_of(letters: str) -> int:
    """The number of a column that spreadsheets call so: 1 for "A"."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _seen(row: SheetRow, hidden_columns: Set[int], unseen: set[int]) -> SheetRow | None:
    """The row without its cells in hidden columns, which go to ``unseen``."""
    if not hidden_columns:
        return row
    remarks = [one for one in row.remarks if one.column not in hidden_columns]
    texts = [""] * (row.first - 1) + list(row.texts)
    for column in range(row.first, len(texts) + 1):
        if column in hidden_columns and texts[column - 1].strip():
            unseen.add(column)
            texts[column - 1] = ""
    return sheet_row(row.number, texts, remarks=remarks)


class _Above(NamedTuple):
    """The table above: its first column, the one behind its last, its last row, and its heads."""

    first: int
    end: int
    last: int
    heads: str


_NOTHING_ABOVE = _Above(0, 0, 0, "")


def _not_read(count: int, what: str, sheet: str) -> str:
    named = f"1 {what} is" if count == 1 else f"{count:,} {what}s are"
    return f"{named} hidden in the sheet {sheet} and {'wasn' if count == 1 else 'weren'}'t read"


def _are_titles(block: Sequence[SheetRow]) -> bool:
    """Whether these rows are what people write above a table, with an empty row below."""
    return len(block) <= _TITLE_ROWS_AT_MOST and all(len(row.texts) == 1 for row in block)


def _add_blocks(
    builder: DocumentBuilder, block: Sequence[SheetRow], hidden_columns: Set[int], above: _Above
) -> _Above:
    """Add the tables of a block, and return what the next block may go on with.

    A single empty row parts groups of rows for the eye: below it, rows of the same columns without
    heads of their own go on with the table above.
    """
    sides = _side_by_side(block, hidden_columns)
    for side in sides:
        first, end = min(row.first for row in side), max(row.first + len(row.texts) for row in side)
        goes_on = (first, end, side[0].number) == (above.first, above.end, above.last + 2)
        heads = _add_block(builder, side, hidden_columns, above.heads if goes_on else "")
        above = _Above(first, end, side[-1].number, heads)
    return above if len(sides) == 1 else _NOTHING_ABOVE


def _side_by_side(
    block: Sequence[SheetRow], hidden_columns: Set[int]
) -> Sequence[Sequence[SheetRow]]:
    """The tables that empty columns part: each with heads and as many rows as it happens to have.

    Parts of one length are one table, whose empty column is there for the eye.
    """
    filled = {
        column
        for row in block
        for column, text in enumerate(row.texts, start=row.first)
        if text.strip()
    }
    spans = _spans(filled | hidden_columns)
    if not 1 < len(spans) <= _SIDES_AT_MOST:
        return [block]
    sides = [_between(block, *span) for span in spans]
    ends = {side[-1].number for side in sides if side}
    return sides if len(ends) == len(sides) and all(map(_is_table, sides)) else [block]


def _spans(columns: Set[int]) -> list[tuple[int, int]]:
    """The first and last of columns that follow one another."""
    firsts = sorted(column for column in columns if column - 1 not in columns)
    lasts = sorted(column for column in columns if column + 1 not in columns)
    return list(zip(firsts, lasts, strict=True))


def _between(block: Sequence[SheetRow], first: int, last: int) -> list[SheetRow]:
    """What the rows have from one column to another."""
    rows = (
        sheet_row(
            row.number,
            [""] * (max(first, row.first) - 1)
            + list(row.texts[max(first - row.first, 0) : max(last - row.first + 1, 0)]),
            remarks=[one for one in row.remarks if first <= one.column <= last],
        )
        for row in block
    )
    return [row for row in rows if row]


def _is_table(rows: Sequence[SheetRow]) -> bool:
    """Whether the rows have several columns, and heads of their own."""
    table = _from_the_left(rows)
    return max(map(len, table)) > 1 and guessed_heads(table[title_rows(table) :]) > 0


def _from_the_left(rows: Sequence[SheetRow]) -> list[list[str]]:
    left = min(row.first for row in rows)
    return [[*[""] * (row.first - left), *row.texts] for row in rows]


def _add_block(
    builder: DocumentBuilder, block: Sequence[SheetRow], hidden_columns: Set[int], heads: str
) -> str:
    rows = _from_the_left(block)
    if hidden_columns:
        left = min(row.first for row in block)
        rows = [
            [text for at, text in enumerate(row, start=left) if at not in hidden_columns]
            for row in rows
        ]
    cells = [
        (cell_name(row.first, row.number), cell_name(row.first + len(row.texts) - 1, row.number))
        for row in block
    ]
    remarks = [" ".join(one.said for one in row.remarks) for row in block]
    behind = remarks if any(remarks) else ()
    said = builder.table(rows, cells=cells, remarks=behind, heads_above=heads)
    return said or heads_alone(rows)
