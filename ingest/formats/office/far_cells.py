"""How far a workbook's cells reach: calamine makes room for all up to the last, or aborts."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive, open_archive
from ingest.formats.containers import OLE_MAGIC, ZIP_MAGIC, book_inside

CELLS_AT_MOST = 20_000_000
"""From A1 to a sheet's last cell; calamine wants some 45 bytes for each, empty ones too."""

_XML_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\sr=[\"']([A-Za-z]{1,7})(\d{1,10})[\"']")
_LETTERS = 26

# Of xlsb: MS-XLSB 2.3.
_BINARY_SHEETS = "/worksheets/"  # other parts of that ending are of other formats
_ROW_BEGINS = 0
_CELLS_OF_XLSB = range(1, 12)

# Of xls: MS-XLS 2.3, each beginning with its row and column.
_CELLS_OF_XLS = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x201, 0x27E))
_SHEET_BEGINS = 0x809
_SHEET_SIZE = 0x200  # for which calamine makes room, too
_LONG_SIZE = struct.Struct("<IIHH")  # first row, row after the last one, and columns
_SHORT_SIZE = struct.Struct("<HHHH")  # the same up to Excel 95


@dataclass(slots=True)
class _Extent:
    """From the first cell of a sheet, A1, to the last."""

    rows: int = 0
    columns: int = 0

    def add(self, row: int, column: int) -> None:
        """Let it reach a cell; those of A1 are 0."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


def check_cells(path: Path) -> None:
    """Return if calamine has room for each sheet of the workbook.

    Raises:
        DamagedFile: the cells of a sheet reach too far, as damaged addresses make them.
    """
    with path.open("rb") as stream:
        start = stream.read(len(OLE_MAGIC))
    if start.startswith(ZIP_MAGIC):
        with open_archive(path) as archive:
            archive.check_size()
            _check(_extents_in_archive(archive))
    elif start == OLE_MAGIC:  # calamine reads no others
        _check(_extents_in_old_book(book_inside(path.read_bytes())))


def _check(extents: Iterable[_Extent]) -> None:
    if any(one.rows * one.columns > CELLS_AT_MOST for one in extents):
        raise DamagedFile(
            f"damaged, or too large: a sheet in it reaches over more than {CELLS_AT_MOST:,} cells"
        )


def _extents_in_archive(archive: Archive) -> Iterator[_Extent]:
    for name in archive.names:
        try:
            if name.endswith(".xml"):
                yield _extent_of_xml(archive.read(name))
            elif name.endswith(".bin") and _BINARY_SHEETS in name:
                yield _extent_of_xlsb(archive.read(name))
        except DamagedFile:  # which calamine can't read either
            continue


def _extent_of_xml(content: bytes) -> _Extent:
    extent = _Extent()
    for letters, digits in _XML_CELL.findall(content):
        column = 0
        for letter in letters.upper():
            column = column * _LETTERS + letter - ord("A") + 1
        extent.add(int(digits) - 1, column - 1)
    return extent


def _extent_of_xlsb(content: bytes) -> _Extent:
    extent, row = _Extent(), 0
    for kind, at in records_of_xlsb(content):
        if kind == _ROW_BEGINS:
            row = struct.unpack_from("<I", content, at)[0]
        elif kind in _CELLS_OF_XLSB:
            extent.add(row, struct.unpack_from("<I", content, at)[0])
    return extent


def records_of_xlsb(content: bytes) -> Iterator[tuple[int, int]]:
    """Each record's kind and where its content starts, as long as there are four bytes of it."""
    at = 0
    while at < len(content):
        kind, at = _number_of_xlsb(content, at, 2)
        length, at = _number_of_xlsb(content, at, 4)
        if at + 4 <= len(content):
            yield kind, at
        at += length


def _number_of_xlsb(content: bytes, at: int, bytes_at_most: int) -> tuple[int, int]:
    """A number in pieces of seven bits, and where it ends. Source: MS-XLSB 2.1.4."""
    number = 0
    for place, byte in enumerate(content[at : at + bytes_at_most]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return number, at + bytes_at_most


def _extents_in_old_book(content: bytes) -> Iterator[_Extent]:
    extent, at = _Extent(), 0
    while at + 8 <= len(content):
        kind, length, row, column = struct.unpack_from("<HHHH", content, at)
        if kind == _SHEET_BEGINS:
            yield extent
            extent = _Extent()
        elif kind in _CELLS_OF_XLS:
            extent.add(row, column)
        elif kind == _SHEET_SIZE:
            size = _LONG_SIZE if length >= _LONG_SIZE.size else _SHORT_SIZE
            if at + 4 + size.size <= len(content):
                top, rows, left, columns = size.unpack_from(content, at + 4)
                # Of an end before its start, calamine subtracts below nothing.
                extent.add(max(top, rows - 1), max(left, columns - 1))
        at += 4 + length
    yield extent
