"""Text boxes upon the sheets of old workbooks (xls), of which xlrd reads only comments.

Source of the layout: Microsoft's specification MS-XLS.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_RECORD = struct.Struct("<HH")  # kind, length
_BEGINS, _OBJECT, _TEXT, _GOES_ON = 0x809, 0x5D, 0x1B6, 0x3C
_CHART_BEGINS, _COMMENT = 0x20, 0x19  # within a sheet; as an object's type
_TYPE_AT, _LETTERS_AT = 4, 10


def texts_by_sheet(content: bytes) -> dict[int, list[str]]:
    """What text boxes say, by where in the workbook their sheet begins."""
    found: dict[int, list[str]] = {}
    sheet, drawn, left, said = 0, _COMMENT, 0, ""
    for at, kind, length in _records(content):
        start = at + _RECORD.size
        if kind == _GOES_ON and left:
            text = _text(content[start : start + length])[:left]
            said, left = said + text, left - len(text)
            if not left and said.strip():
                found.setdefault(sheet, []).append(said)
            continue
        left, said = 0, ""
        if kind == _BEGINS and _number(content, start + 2) != _CHART_BEGINS:
            sheet = at
        elif kind == _OBJECT:
            drawn = _number(content, start + _TYPE_AT)
        elif kind == _TEXT and drawn != _COMMENT:
            left = _number(content, start + _LETTERS_AT)
    return found


def _records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each record begins, its kind, and how long it is behind that."""
    at = 0
    while at + _RECORD.size <= len(content):
        kind, length = _RECORD.unpack_from(content, at)
        yield at, kind, length
        at += _RECORD.size + length


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")


def _text(value: bytes) -> str:
    """Letters of one byte or of two, as the first byte says."""
    if value[:1] == b"\1":
        return value[1:].decode("utf-16-le", "replace")
    return value[1:].decode("latin-1")
