"""Sheets as pages: blocks of rows between empty ones, each a table with its title and heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.building import DocumentBuilder

_LETTERS = 26


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with something in it: its number, and its texts from column ``first`` on (1 is A).

    One that is hidden counts as a row between others, and isn't read.
    """

    number: int
    first: int
    texts: Sequence[str]
    is_hidden: bool = False


def add_sheet(builder: DocumentBuilder, name: str, rows: Iterable[SheetRow], *, of: int) -> None:
    """Add a sheet as a page; ``of`` is how many sheets there are."""
    builder.page(name, of=of)
    block: list[SheetRow] = []
    last, hidden = 0, 0
    for row in rows:
        if block and row.number > last + 1:
            _add_block(builder, block)
            block = []
        last = row.number
        if row.is_hidden:
            hidden += 1
        else:
            block.append(row)
    if block:
        _add_block(builder, block)
    if hidden:
        builder.notes.append(_hidden_rows(hidden, name))
    elif not last:
        builder.blank_page()


def sheet_row(number: int, texts: Sequence[str]) -> SheetRow | None:
    """The row without empty cells at its ends, ``texts`` being from column A on; None if empty."""
    filled = [column for column, text in enumerate(texts) if text.strip()]
    if not filled:
        return None
    return SheetRow(number, filled[0] + 1, texts[filled[0] : filled[-1] + 1])


def cell_name(column: int, row: int) -> str:
    """A cell as spreadsheets call it: "A1" for 1, 1."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _hidden_rows(count: int, sheet: str) -> str:
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return f"{rows} hidden in the sheet {sheet} and {'wasn' if count == 1 else 'weren'}'t read"


def _add_block(builder: DocumentBuilder, block: Sequence[SheetRow]) -> None:
    left = min(row.first for row in block)
    rows = [[*[""] * (row.first - left), *row.texts] for row in block]
    cells = [
        (cell_name(row.first, row.number), cell_name(row.first + len(row.texts) - 1, row.number))
        for row in block
    ]
    builder.table(rows, cells=cells)
