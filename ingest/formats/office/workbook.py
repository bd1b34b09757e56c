"""Workbooks of Excel (xlsx, xlsm): what is displayed in each sheet that can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from ingest.formats.archives import open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.displayed import displayed
from ingest.formats.office.package import title_and_facts
from ingest.formats.office.sheets import SheetRow, add_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source

_COLUMNS_AT_MOST = 16_384
_ROWS_BETWEEN_SIGNS = 20_000


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas."""
    builder = DocumentBuilder("xlsx", source)
    with open_archive(source.path) as archive, damage_named("a workbook"):
        archive.check_size()
        builder.title, builder.facts = title_and_facts(archive)
    # Opened here: of a path, openpyxl would want to see an ending that it knows.
    with source.path.open("rb") as stream, damage_named("a workbook"):
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                builder.notes.append(f"the sheet {sheet.title} is hidden and wasn't read")
        for sheet in seen:
            add_sheet(builder, sheet.title, _rows(sheet, source), of=len(seen))
        return builder.document()


def _rows(sheet: Any, source: Source) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what a file says of them may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=_COLUMNS_AT_MOST), start=1):
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
