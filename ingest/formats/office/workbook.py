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
from ingest.formats.office import old_workbook
from ingest.formats.office.displayed import displayed
from ingest.formats.office.package import title_and_facts
from ingest.formats.office.sheets import SheetRow, add_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source

_ROWS_AT_MOST = 1_048_576
"""As many as a sheet of Excel has."""

_ROWS_BETWEEN_SIGNS = 1_000
_BLOCK_BYTES = 1 << 20
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*>")
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
        return old_workbook.read(source)


def _read(builder: DocumentBuilder) -> ReadDocument:
    # Opened here: of a path, openpyxl would want to see an ending that it knows.
    with builder.source.path.open("rb") as stream, damage_named("a workbook"):
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                builder.notes.append(f"the sheet {sheet.title} is hidden and wasn't read")
        for sheet in seen:
            hidden = _hidden_rows(sheet)
            rows = _rows(sheet, builder.source)
            shown = (replace(row, is_hidden=row.number in hidden) for row in rows)
            add_sheet(builder, sheet.title, shown if hidden else rows, of=len(seen))
        return builder.document()


def _hidden_rows(sheet: Any) -> frozenset[int]:
    """The numbers of its hidden rows, which openpyxl tells only of books that it reads whole."""
    numbers: set[int] = set()
    rest = b""
    with sheet._get_source() as xml:
        while block := xml.read(_BLOCK_BYTES):
            text = rest + block
            for row in _HIDDEN_ROW.finditer(text):
                numbers.update(map(int, _ROW_NUMBER.findall(row[0])))
            cut = text.rfind(b"<")
            rest = text[cut:] if cut >= 0 and len(text) - cut < _BLOCK_BYTES else b""
    return frozenset(numbers)


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
