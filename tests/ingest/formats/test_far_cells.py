"""Cells that reach far beyond a sheet's others are noticed before a native library makes room."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from ingest.errors import DamagedFile
from ingest.formats.containers import OLE_MAGIC
from ingest.formats.office import far_cells
from ingest.formats.office.far_cells import check_cells
from tests.ingest.formats.containers import zipped

ALLOWED, TOO_FAR = (20_000, 1_000), (20_001, 1_000)
Extent = tuple[int, int]


def xlsx(rows: int, columns: int) -> bytes:
    assert columns == 1_000
    cells = f'<c r="A1"/><x:c s="1" r="ALL{rows}"><v>1</v></x:c>'
    return zipped({"xl/worksheets/sheet1.xml": cells.encode()})


def record(kind: int, content: bytes) -> bytes:
    return bytes((kind, len(content))) + content


def xlsb(rows: int, columns: int) -> bytes:
    sheet = record(0, struct.pack("<I", rows - 1)) + record(5, struct.pack("<I", columns - 1))
    far_elsewhere = record(5, struct.pack("<I", 10**9))
    return zipped({"xl/worksheets/sheet1.bin": sheet, "xl/styles.bin": far_elsewhere})


def old_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


SHEET = old_record(0x809, bytes(4))
NEXT_SHEET = SHEET + old_record(0x203, bytes(8))


def xls(rows: int, columns: int) -> bytes:
    return SHEET + old_record(0x203, struct.pack("<HH", rows - 1, columns - 1)) + NEXT_SHEET


def xls_by_its_size(rows: int, columns: int) -> bytes:
    return SHEET + old_record(0x200, struct.pack("<IIHH", 0, rows, 0, columns)) + NEXT_SHEET


def old_xls_by_its_size(rows: int, columns: int) -> bytes:
    return SHEET + old_record(0x200, struct.pack("<HHHH", 0, rows, 0, columns)) + NEXT_SHEET


@pytest.mark.parametrize("made", [xlsx, xlsb, xls, xls_by_its_size, old_xls_by_its_size])
def test_a_sheet_may_reach_over_twenty_million_cells(
    made: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(made)
    path = tmp_path / "book"
    for extent in (ALLOWED, TOO_FAR):
        content = made(*extent)
        if made not in (xlsx, xlsb):
            monkeypatch.setattr(far_cells, "book_inside", lambda _, book=content: book)
            content = OLE_MAGIC
        path.write_bytes(content)
        if extent == ALLOWED:
            check_cells(path)
        else:
            with pytest.raises(DamagedFile, match="more than 20,000,000 cells"):
                check_cells(path)


def test_an_address_of_a_few_letters_can_reach_over_more_than_any_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped({"xl/worksheets/sheet1.xml": b"<c t='s' r='ZZZZZZ2'/>"}))
    with pytest.raises(DamagedFile):
        check_cells(path)
