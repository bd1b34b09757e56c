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
from ingest.formats.archives import open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.containers import ZIP_MAGIC
from ingest.formats.damage import damage_named
from ingest.formats.office.binary_parts import WORKBOOK, SheetParts, sheet_parts
from ingest.formats.office.displayed import displayed
from ingest.formats.office.far_cells import check_cells
from ingest.formats.office.sheets import SheetRow, add_sheet, hidden_sheet, sheet_row
from ingest.formats.records import ReadDocument
from ingest.formats.row_labels import RowLabels
from ingest.formats.source import Source


def read(source: Source) -> ReadDocument:
    """The sheets that can be seen, a page each; results stand in place of formulas."""
    builder = DocumentBuilder("xls", source)
    with damage_named("a workbook"):
        check_cells(source.path)
        about = _about(builder)
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
                parts = about.get(name, SheetParts())
                rows = _rows(book.get_sheet_by_name(name), RowLabels(parts.merged))
                add_sheet(builder, name, rows, of=len(seen), below=parts.texts)
    except DamagedFile as error:
        if isinstance(error.__cause__, PasswordError):
            raise PasswordNeeded(PROTECTED) from error
        if isinstance(error.__cause__, CalamineError):
            raise DamagedFile(f"damaged: {error.__cause__}") from error
        raise
    return builder.document()


def _about(builder: DocumentBuilder) -> dict[str, SheetParts]:
    """What else is known of the sheets of a binary workbook; nothing of those of others."""
    with builder.source.path.open("rb") as stream:
        if not stream.read(len(ZIP_MAGIC)).startswith(ZIP_MAGIC):
            return {}
    with open_archive(builder.source.path) as archive:
        return sheet_parts(builder, archive) if WORKBOOK in archive else {}


def _rows(sheet: CalamineSheet, labels: RowLabels) -> Iterator[SheetRow]:
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = labels.repeated(number, [displayed(value) for value in values])
        if row := sheet_row(number, texts, rows_below=labels.rows_below(number)):
            yield row
