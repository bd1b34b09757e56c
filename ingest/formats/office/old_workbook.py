"""Workbooks of Excel up to 2003 (xls): what is displayed in each sheet that can be seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import xlrd  # type: ignore[import-untyped]

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded
from ingest.formats.building import DocumentBuilder
from ingest.formats.containers import book_inside
from ingest.formats.damage import damage_named
from ingest.formats.office import binary_workbook
from ingest.formats.office.displayed import displayed
from ingest.formats.office.old_drawings import texts_by_sheet
from ingest.formats.office.paragraphs import comment_by
from ingest.formats.office.sheets import Remark, SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.row_labels import RowLabels
from ingest.formats.source import Source

_ZIP = b"PK"  # as xlsb begins
_ROWS_BETWEEN_SIGNS = 1_000


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas.

    A workbook over which xlrd stumbles is read without formats of numbers.
    """
    content = source.path.read_bytes()
    if content.startswith(_ZIP):
        return binary_workbook.read(source)
    try:
        with damage_named("a workbook"):
            return _read(DocumentBuilder("xls", source), book_inside(content))
    except DamagedFile as error:
        # It has no exception of its own for this.
        if isinstance(error.__cause__, xlrd.XLRDError) and "encrypted" in str(error.__cause__):
            raise PasswordNeeded(PROTECTED) from error
        return binary_workbook.read(source)


def _read(builder: DocumentBuilder, content: bytes) -> ReadDocument:
    with xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True
    ) as book:
        seen = []
        for number, name in enumerate(book.sheet_names()):
            if book._sheet_visibility[number]:  # xlrd tells it only of sheets that it has read
                builder.notes.append(hidden_sheet(name))
            else:
                seen.append(number)
        texts = texts_by_sheet(content)
        for number in seen:
            sheet = book.sheet_by_index(number)
            hidden = frozenset(at + 1 for at, one in sheet.colinfo_map.items() if one.hidden)
            rows = _rows(book, sheet, builder.source)
            add_sheet(
                builder, sheet.name, rows, of=len(seen), hidden_columns=hidden,
                below=texts.get(book._sh_abs_posn[number], ()),  # where it begins
            )  # fmt: skip
            book.unload_sheet(number)
        return builder.document()


def _rows(book: Any, sheet: Any, source: Source) -> Iterator[SheetRow]:
    remarks: dict[int, list[Remark]] = {}
    for (at, column), note in sorted(sheet.cell_note_map.items()):
        said = note.text.strip().removeprefix(f"{note.author}:")
        remarks.setdefault(at, []).append(Remark(column + 1, comment_by(note.author, said)))
    merged: dict[int, list[tuple[int, int]]] = {}
    for first, behind, column, _ in sheet.merged_cells:
        if behind - first > 1:
            merged.setdefault(first, []).append((column, behind - 1))
    labels = RowLabels(merged)
    for at in range(sheet.nrows):
        if at % _ROWS_BETWEEN_SIGNS == 0:
            source.on_page(0, 0)  # a long sheet is no standstill
        about = sheet.rowinfo_map.get(at)
        texts = labels.repeated(at, [_shown(book, cell) for cell in sheet.row(at)])
        is_hidden = about is not None and bool(about.hidden)
        row = sheet_row(
            at + 1, texts, is_hidden=is_hidden, remarks=remarks.get(at, ()),
            rows_below=labels.rows_below(at),
        )  # fmt: skip
        if row is not None:
            yield row


def _shown(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return displayed(cell.value, _number_format(book, cell))
        case xlrd.XL_CELL_DATE:
            return _day_or_time(cell.value, book.datemode, _number_format(book, cell))
        case xlrd.XL_CELL_BOOLEAN:
            return displayed(bool(cell.value))
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return ""


def _number_format(book: Any, cell: Any) -> str:
    kept = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(kept.format_str) if kept is not None else "General"


def _day_or_time(value: float, mode: int, number_format: str) -> str:
    if number_format.lower().startswith("[h"):
        return displayed(datetime.timedelta(days=value))
    try:
        moment = xlrd.xldate.xldate_as_datetime(value, mode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return displayed(value)
    # Rounded, since a fraction of a day is seldom a whole second.
    moment = (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    return displayed(moment.time() if 0 <= value < 1 else moment)
