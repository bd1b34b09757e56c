"""Tables as text: values separated by commas, semicolons, tabs or bars (CSV, TSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.building import DocumentBuilder
from ingest.formats.records import ReadDocument
from ingest.formats.source import Sample, Source
from ingest.formats.text import decode_text

_ENDINGS = (".csv", ".tsv", ".tab")
_SEPARATORS = "\t,;|"
_ROWS_LOOKED_AT = 50
_CHARACTERS_LOOKED_AT = 200_000
_ALIKE = 0.7  # of a table's rows that have as many values as its first; totals have fewer
_OF_ALL_ROWS = 1 / 3  # that are the table's; above it stand titles, account numbers and remarks
_LONGEST_VALUE = 1024 * 1024
_LINES_OF_A_VALUE = 200  # a quotation of more of them was never closed
_SEPARATOR_LINE = "sep="
_TITLE_ROWS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class _Shape:
    """What parts the values of a table, how many its rows have, and whether quotes go around some.

    Where they don't, a quote is a sign like others: for inches, or never closed.
    """

    separator: str
    width: int
    is_quoted: bool = True


def is_separated(sample: Sample) -> bool:
    """Whether the text is a table: its name ends like one, and most rows have as many values.

    Prose has commas too, so the ending must agree; a file of that ending without such rows is text.
    """
    if sample.name.suffix.lower() not in _ENDINGS:
        return False
    return _shape(sample.text) is not None


def read(source: Source) -> ReadDocument:
    """The table as one page, a line for each row, its cells apart by tabs.

    A value that goes over several lines is in one, so that the row stays together. What stands
    above the table, such as the number of an account, is no row of it.
    """
    text = source.checked_text(decode_text(source.content()))
    builder = DocumentBuilder("csv", source)
    builder.page()
    shape = _shape(text[:_CHARACTERS_LOOKED_AT]) or _Shape(",", 1)
    rows = _all_rows(text, shape)
    first = next((at for at, row in enumerate(rows) if len(row) >= shape.width), 0)
    if _are_titles(rows[:first]):
        first = 0
    builder.table(rows[:first], heads=0)
    builder.table(rows[first:])
    return builder.document()


def _all_rows(text: str, shape: _Shape) -> list[list[str]]:
    try:
        rows = list(_rows(text, shape.separator, is_quoted=shape.is_quoted))
    except csv.Error:  # an endless quotation: its lines as they are
        rows = []
    lines = max((value.count("\n") for row in rows for value in row), default=0)
    if rows and lines <= _LINES_OF_A_VALUE:
        return rows
    return list(_rows(text, shape.separator, is_quoted=False))


def _rows(text: str, separator: str, *, is_quoted: bool = True) -> Iterator[list[str]]:
    # Of the whole process, so never less than for any other table.
    csv.field_size_limit(_LONGEST_VALUE if is_quoted else max(_LONGEST_VALUE, len(text)))
    if text[: len(_SEPARATOR_LINE)].lower() == _SEPARATOR_LINE:
        text = text.partition("\n")[2]
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True,
        quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
    )  # fmt: skip


def _are_titles(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows above a table say what it is about, as each of its rows should know."""
    filled = [sum(1 for value in row if value.strip()) for row in rows]
    return max(filled, default=0) <= 1 and sum(filled) <= _TITLE_ROWS_AT_MOST


def _shape(text: str) -> _Shape | None:
    """What most evenly parts the first rows, or ``None``; the table may begin below others."""
    if text[: len(_SEPARATOR_LINE)].lower() == _SEPARATOR_LINE and len(text) > len(_SEPARATOR_LINE):
        return _Shape(text[len(_SEPARATOR_LINE)], 1)
    return _best_shape(text, is_quoted=True) or _best_shape(text, is_quoted=False)


def _best_shape(text: str, *, is_quoted: bool) -> _Shape | None:
    scores: dict[_Shape, tuple[float, int]] = {}
    for separator in _SEPARATORS:
        widths = list(_widths(text, separator, is_quoted=is_quoted))
        for width in set(widths) - {1}:
            below = widths[widths.index(width) :]
            rows = below.count(width)
            if rows > 1 and rows >= max(_ALIKE * len(below), _OF_ALL_ROWS * len(widths)):
                scores[_Shape(separator, width, is_quoted)] = rows / len(widths), width
    return max(scores, key=lambda one: scores[one], default=None)


def _widths(text: str, separator: str, *, is_quoted: bool) -> Iterator[int]:
    """How many values each of the first rows has; the last row of a long sample may be cut off."""
    try:
        for number, row in enumerate(_rows(text, separator, is_quoted=is_quoted)):
            if number >= _ROWS_LOOKED_AT:
                return
            if row:
                yield len(row)
    except csv.Error:  # an endless quotation, or a NUL: no table
        return
