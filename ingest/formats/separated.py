"""Tables as text: values separated by commas, semicolons, tabs or bars (CSV, TSV)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from ingest.formats.building import DocumentBuilder
from ingest.formats.records import ReadDocument
from ingest.formats.source import Sample, Source
from ingest.formats.text import decode_text

_ENDINGS = (".csv", ".tsv", ".tab")
_SEPARATORS = "\t,;|"
_ROWS_LOOKED_AT = 50
_CHARACTERS_LOOKED_AT = 200_000
_ALIKE = 0.7  # of the rows that have as many values as most have; titles and totals have fewer
_LONGEST_VALUE = 1024 * 1024
_SEPARATOR_LINE = "sep="


def is_separated(sample: Sample) -> bool:
    """Whether the text is a table: its name ends like one, and most rows have as many values.

    Prose has commas too, so the ending must agree; a file of that ending without such rows is text.
    """
    if sample.name.suffix.lower() not in _ENDINGS:
        return False
    return _separator(sample.text) is not None


def read(source: Source) -> ReadDocument:
    """The table as one page, a line for each row, its cells apart by tabs.

    A value that goes over several lines is in one, so that the row stays together.
    """
    text = source.checked_text(decode_text(source.content()))
    builder = DocumentBuilder("csv", source)
    builder.page()
    csv.field_size_limit(_LONGEST_VALUE)
    lines = text.splitlines(keepends=True)
    separator = _separator(text[:_CHARACTERS_LOOKED_AT]) or ","
    if lines and lines[0].lower().startswith(_SEPARATOR_LINE):
        lines[0] = ""
    try:
        builder.table(list(csv.reader(lines, delimiter=separator)))
    except csv.Error:  # an endless quotation: its lines as they are
        builder.table([line.split(separator) for line in lines])
    return builder.document()


def _separator(text: str) -> str | None:
    """What most evenly parts the first rows, or ``None``."""
    first = text[:10].lower()
    if first.startswith(_SEPARATOR_LINE) and len(text) > len(_SEPARATOR_LINE):
        return text[len(_SEPARATOR_LINE)]
    scores: dict[str, tuple[float, int]] = {}
    for separator in _SEPARATORS:
        widths = Counter(_widths(text, separator))
        (width, rows), *_ = widths.most_common(1) or [(0, 0)]
        if width > 1 and rows > 1 and rows >= _ALIKE * widths.total():
            scores[separator] = rows / widths.total(), width
    return max(scores, key=lambda one: scores[one], default=None)


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many values each of the first rows has; the last row of a long sample may be cut off."""
    lines = text[:_CHARACTERS_LOOKED_AT].splitlines(keepends=True)[: _ROWS_LOOKED_AT + 1]
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=separator)):
            if row and number < _ROWS_LOOKED_AT:
                yield len(row)
    except csv.Error:  # an endless quotation, or a NUL: no table
        return
