"""What calamine doesn't tell of binary workbooks (xlsb): cells over several rows, and text boxes.

Source of the layout: Microsoft's specification MS-XLSB.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.office.far_cells import records_of_xlsb
from ingest.formats.office.package import add_files_inside, relations, title_and_facts
from ingest.formats.office.sheet_drawings import texts_on

WORKBOOK = "xl/workbook.bin"
"""The part that names the sheets."""

_SHEET, _MERGED = 156, 176
_HEAD_BYTES = 8  # of a sheet's record: its state and its number
_MERGED_CELL = struct.Struct("<IIII")  # first row, last row, first column, last column


@dataclass(frozen=True, slots=True)
class SheetParts:
    """Where cells of a sheet go on below, as ``RowLabels.starts`` has it, and what lies upon it."""

    merged: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    texts: Sequence[str] = ()


def sheet_parts(builder: DocumentBuilder, archive: Archive) -> dict[str, SheetParts]:
    """What is known of each sheet, by name; files in it and facts go to the document."""
    builder.title, builder.facts = title_and_facts(archive)
    targets = {one.identity: one.target for one in relations(archive, WORKBOOK)}
    found = {}
    for identity, name in _sheets(archive.read(WORKBOOK)):
        part = targets.get(identity, "")
        if part not in archive:
            continue
        add_files_inside(builder, archive, relations(archive, part))
        try:
            texts = tuple(texts_on(archive, part))
        except DamagedFile:  # costs the texts, not the sheet
            texts = ()
        found[name] = SheetParts(_merged(archive.read(part)), texts)
    return found


def _sheets(content: bytes) -> Iterator[tuple[str, str]]:
    """The relation and the name of each sheet."""
    for kind, at in records_of_xlsb(content):
        if kind == _SHEET:
            identity, behind = _string(content, at + _HEAD_BYTES)
            yield identity, _string(content, behind)[0]


def _string(content: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(content[at : at + 4], "little")
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _merged(content: bytes) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for kind, at in records_of_xlsb(content):
        if kind == _MERGED and at + _MERGED_CELL.size <= len(content):
            top, bottom, left, _ = _MERGED_CELL.unpack_from(content, at)
            if top < bottom:
                found.setdefault(top + 1, []).append((left, bottom + 1))
    return found
