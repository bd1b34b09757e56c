"""Binary workbooks (xlsb), and others by their values alone: each sheet that can be seen."""

from __future__ import annotations

from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.displayed import displayed
from ingest.formats.office.far_cells import check_cells
from ingest.formats.office.sheets import SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas."""
    builder = DocumentBuilder("xls", source)
    with damage_named("a workbook"):
        check_cells(source.path)
    try:
        with (
            source.path.open("rb") as stream,
            damage_named("a workbook"),
            load_workbook(stream) as book,
        ):
            sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            seen = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
            for one in sheets:
                if one.name not in seen:
                    builder.notes.append(hidden_sheet(one.name))
            for name in seen:
                rows = _rows(book.get_sheet_by_name(name))
                add_sheet(builder, name, rows, of=len(seen))
    except DamagedFile as error:
        if isinstance(error.__cause__, PasswordError):
            raise PasswordNeeded(PROTECTED) from error
        if isinstance(error.__cause__, CalamineError):
            raise DamagedFile(f"damaged: {error.__cause__}") from error
        raise
    return builder.document()


def _rows(sheet: CalamineSheet) -> Iterator[SheetRow]:
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if row := sheet_row(number, [displayed(value) for value in values]):
            yield row
