"""Workbooks of Excel (xlsx, xlsm): what is displayed in each sheet that can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from openpyxl import load_workbook

from ingest.errors import DamagedFile, TooMuch
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office import binary_workbook
from ingest.formats.office.displayed import displayed
from ingest.formats.office.package import add_files_inside, relations, title_and_facts
from ingest.formats.office.sheet_drawings import remarks_on, texts_on
from ingest.formats.office.sheet_facts import sheet_facts
from ingest.formats.office.sheets import (
    Remark,
    SheetRow,
    add_sheet,
    hidden_sheet,
    sheet_row,
)
from ingest.formats.office.strict import is_strict, with_usual_names
from ingest.formats.records import ReadDocument
from ingest.formats.row_labels import RowLabels
from ingest.formats.source import Source

_ROWS_AT_MOST = 1_048_576
"""As many as a sheet of Excel has."""

_ROWS_BETWEEN_SIGNS = 1_000


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas.

    A workbook over which openpyxl stumbles is read as older ones are, without formats of numbers.
    """
    with open_archive(source.path) as archive:
        with damage_named("a workbook"):
            archive.check_size()
            title, facts = title_and_facts(archive)
        try:
            return _read(DocumentBuilder("xlsx", source, title=title, facts=facts), archive)
        except DamagedFile:
            return binary_workbook.read(source)


def _read(builder: DocumentBuilder, archive: Archive) -> ReadDocument:
    with damage_named("a workbook"), _opened(builder.source, archive) as stream:
        book: Any = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                builder.notes.append(hidden_sheet(sheet.title))
        for sheet in seen:
            part = sheet._worksheet_path
            add_files_inside(builder, archive, relations(archive, part))
            about = sheet_facts(sheet._get_source)
            if about.without_result:
                builder.notes.append(_not_computed(about.without_result, sheet.title))
            labels = RowLabels(about.merged)
            rows = _rows(sheet, builder.source, remarks_on(archive, part), labels)
            shown = (replace(row, is_hidden=row.number in about.hidden_rows) for row in rows)
            add_sheet(
                builder, sheet.title, shown if about.hidden_rows else rows, of=len(seen),
                hidden_columns=about.hidden_columns, below=list(texts_on(archive, part)),
            )  # fmt: skip
        return builder.document()


def _opened(source: Source, archive: Archive) -> BinaryIO:
    """Opened here: of a path, openpyxl would want to see an ending that it knows."""
    return with_usual_names(archive) if is_strict(archive) else source.path.open("rb")


def _not_computed(count: int, sheet: str) -> str:
    return (
        f"{count:,} formula{'s' if count > 1 else ''} in the sheet {sheet} "
        f"{'have' if count > 1 else 'has'} no stored result: open and save it in a spreadsheet "
        "program, and add it again"
    )


def _rows(
    sheet: Any, source: Source, remarks: Mapping[int, Sequence[Remark]], labels: RowLabels
) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what a file says of them may be wrong
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > _ROWS_AT_MOST:
            raise TooMuch(f"contains a sheet of more than {_ROWS_AT_MOST:,} rows")
        if number % _ROWS_BETWEEN_SIGNS == 0:
            source.on_page(0, 0)  # a long sheet is no standstill
        if not cells and number not in remarks:
            continue
        texts = [
            displayed(cell.value, cell.number_format) if cell.value is not None else ""
            for cell in cells
        ]
        texts = labels.repeated(number, texts)
        below = labels.rows_below(number)
        if row := sheet_row(number, texts, remarks=remarks.get(number, ()), rows_below=below):
            yield row
    for later in sorted(one for one in remarks if one > number):
        if row := sheet_row(later, (), remarks=remarks[later]):
            yield row
