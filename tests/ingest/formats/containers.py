"""Small files of many formats, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.table import FORMATS, recognise


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive with these files, the first one stored as it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            kind = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            archive.writestr(name, content, kind)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files in a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def compound(name: str, stream: bytes) -> bytes:
    """A compound file of Windows (OLE) with one stream, which is filled up to 4,096 bytes.

    Source of the layout: Microsoft's specification MS-CFB.
    """
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    none, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    follows = [table, end, *range(3, 2 + sectors), end]

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        written = called.encode("utf-16-le") + b"\0\0"
        about = struct.pack("<HBBIII36xIQ", len(written), kind, 1, none, none, child, start, size)
        return written.ljust(64, b"\0") + about

    return (
        header.ljust(512, b"\xff")
        + struct.pack(f"<{len(follows)}I", *follows).ljust(512, b"\xff")
        + (entry("Root Entry", 5, 1, end, 0) + entry(name, 2, none, 2, len(stream))).ljust(
            512, b"\0"
        )
        + stream.ljust(sectors * 512, b"\0")
    )


def changed(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The ZIP archive with one file in it changed."""
    files = unzipped(content)
    files[name] = change(files[name].decode()).encode()
    return zipped(files)


def saved(document: Any) -> bytes:
    """What a document of one of the office libraries saves."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read_here(content: bytes, name: str, folder: Path, *, pages: int = 1000) -> ReadDocument:
    """The file as its reader reads it, in this process."""
    path = folder / "file"
    path.write_bytes(content)
    row = FORMATS[recognise(path, PurePath(name)).kind]
    source = Source(
        path=path,
        pages_at_most=pages,
        characters_at_most=50_000_000,
        text_bytes_at_most=64 * 1024 * 1024,
        on_page=lambda done, total: None,
    )
    read: ReadDocument = import_module(row.reader).read(source)
    return read
