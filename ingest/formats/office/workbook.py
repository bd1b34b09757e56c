"""Workbooks of Excel (xlsx, xlsm): what is displayed in each sheet that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook

from ingest.errors import DamagedFile, TooMuch
from ingest.formats.archives import open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office import binary_workbook
from ingest.formats.office.displayed import displayed
from ingest.formats.office.package import title_and_facts
from ingest.formats.office.sheets import SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source

_ROWS_AT_MOST = 1_048_576
"""As many as a sheet of Excel has."""

_ROWS_BETWEEN_SIGNS = 1_000
_BLOCK_BYTES = 1 << 20
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*>")
_HIDDEN_COLUMN = re.compile(_HIDDEN_ROW.pattern.replace(b"row", b"col"))
_FIRST_COLUMN, _LAST_COLUMN = (
    re.compile(rb"\s" + edge + rb"=[\"'](\d{1,5})[\"']") for edge in (b"min", b"max")
)
_COLUMNS_AT_MOST = 16_384
_ROW_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas.

    A workbook over which openpyxl stumbles is read as older ones are, without formats of numbers.
    """
    with open_archive(source.path) as archive, damage_named("a workbook"):
        archive.check_size()
        title, facts = title_and_facts(archive)
    try:
        return _read(DocumentBuilder("xlsx", source, title=title, facts=facts))
    except DamagedFile:
        return binary_workbook.read(source)


def _read(builder: DocumentBuilder) -> ReadDocument:
    # Opened here: of a path, openpyxl would want to see an ending that it knows.
    with builder.source.path.open("rb") as stream, damage_named("a workbook"):
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                builder.notes.append(hidden_sheet(sheet.title))
        for sheet in seen:
            hidden_rows, hidden_columns = _hidden(sheet)
            rows = _rows(sheet, builder.source)
            shown = (replace(row, is_hidden=row.number in hidden_rows) for row in rows)
            add_sheet(
                builder, sheet.title, shown if hidden_rows else rows,
                of=len(seen), hidden_columns=hidden_columns,
            )  # fmt: skip
        return builder.document()


def _hidden(sheet: Any) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of its hidden rows and columns, which openpyxl tells only of whole books."""
    rows: set[int] = set()
    columns: set[int] = set()
    rest = b""
    with sheet._get_source() as xml:
        while block := xml.read(_BLOCK_BYTES):
            text = rest + block
            for row in _HIDDEN_ROW.finditer(text):
                rows.update(map(int, _ROW_NUMBER.findall(row[0])))
            for column in _HIDDEN_COLUMN.finditer(text):
                columns.update(_from_to(column[0]))
            cut = text.rfind(b"<")
            rest = text[cut:] if cut >= 0 and len(text) - cut < _BLOCK_BYTES else b""
    return frozenset(rows), frozenset(columns)


def _from_to(column: bytes) -> range:
    edges = [pattern.search(column) for pattern in (_FIRST_COLUMN, _LAST_COLUMN)]
    first, last = (int(edge[1]) if edge else 0 for edge in edges)
    return range(first, min(last, _COLUMNS_AT_MOST) + 1)


def _rows(sheet: Any, source: Source) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what a file says of them may be wrong
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > _ROWS_AT_MOST:
            raise TooMuch(f"contains a sheet of more than {_ROWS_AT_MOST:,} rows")
        if number % _ROWS_BETWEEN_SIGNS == 0:
            source.on_page(0, 0)  # a long sheet is no standstill
        if not cells:
            continue
        texts = [
            displayed(cell.value, cell.number_format) if cell.value is not None else ""
            for cell in cells
        ]
        if row := sheet_row(number, texts):
            yield row
