"""Small files of many formats, made in memory."""

from __future__ import annotations

import io
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
