from __future__ import annotations

import struct
from pathlib import Path

import xlwt  # type: ignore[import-untyped]

from ingest.formats.containers import WORKBOOK_STREAMS, stream_inside
from tests.ingest.formats.containers import compound, read_here, saved

TEXT_BOX, COMMENT, END = 0x06, 0x19, 0x0A


def record(kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", kind, len(value)) + value


def drawn(kind: int, *pieces: bytes, letters: int) -> bytes:
    about = record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(14))
    text = record(0x1B6, bytes(10) + struct.pack("<HHI", letters, 8, 0))
    return about + text + b"".join(record(0x3C, piece) for piece in pieces) + record(0x3C, bytes(8))


def last_record(content: bytes) -> int:
    """Where the last sheet ends; zeros follow."""
    at, last = 0, 0
    while content[at : at + 2] != bytes(2):
        kind, length = struct.unpack_from("<HH", content, at)
        last = at if kind == END else last
        at += 4 + length
    return last


def test_text_boxes_stand_below_the_tables_of_their_sheet(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name in ("Boats", "Fees"):
        book.add_sheet(name).write(0, 0, name)
    content = stream_inside(saved(book), WORKBOOK_STREAMS)[1]
    boxes = (
        drawn(TEXT_BOX, b"\0Ask ", b"\1" + "Łódź".encode("utf-16-le"),
              letters=8)
        + drawn(COMMENT, b"\0a remark", letters=8)
    )  # fmt: skip
    end = last_record(content)
    content = content[:end] + boxes + content[end:]
    pages = read_here(compound("Workbook", content), "a.xls", tmp_path).pages
    assert [page.text for page in pages] == ["Boats", "Fees\n\nAsk Łódź"]
