"""Tables as text: values separated by commas, semicolons or tabs (CSV, TSV)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from ingest.formats.records import ReadDocument
from ingest.formats.source import Sample, Source
from ingest.formats.text import whole_page

_ENDINGS = (".csv", ".tsv", ".tab")
_SEPARATORS = ",;\t|"
_ROWS_LOOKED_AT = 20


def is_separated(sample: Sample) -> bool:
    """Whether the text is a table: its name ends like one, and its rows have as many values each.

    Prose has commas too, so the ending must agree; a file of that ending without such rows is text.
    """
    if sample.name.suffix.lower() not in _ENDINGS:
        return False
    return any(_is_table(sample.text, separator) for separator in _SEPARATORS)


def read(source: Source) -> ReadDocument:
    """The table as the file has it, one page; rows are lines, and a passage ends with one."""
    return ReadDocument("csv", "", (whole_page(source),), ())


def _is_table(text: str, separator: str) -> bool:
    widths = list(_widths(text, separator))
    return len(widths) > 1 and widths[0] > 1 and len(set(widths)) == 1


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many values each of the first rows has; the last row of a long sample may be cut off."""
    lines = text.splitlines(keepends=True)[: _ROWS_LOOKED_AT + 1]
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=separator)):
            if row and number < _ROWS_LOOKED_AT:
                yield len(row)
    except csv.Error:  # an endless quotation, or a NUL: no table
        return
