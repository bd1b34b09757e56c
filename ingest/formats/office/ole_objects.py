"""Files that were put into an Office document by way of Windows' objects (OLE)."""

from __future__ import annotations

import struct
from pathlib import PureWindowsPath

from ingest.formats.containers import OLE_MAGIC, WORKBOOK_STREAMS, stream_inside
from ingest.formats.damage import damage_named
from ingest.formats.records import Part

_NATIVE = "\x01Ole10Native"
_CALLED = {_NATIVE: "", "CONTENTS": "object.pdf", "Package": "object",
           **dict.fromkeys(WORKBOOK_STREAMS, "object.xls")}  # fmt: skip


def file_in_object(content: bytes) -> Part | None:
    """The file in an object, by its own name where it has one; ``None`` for drawings and the like.

    Source of the layout of what Windows packs: Microsoft's specification MS-OLEDS. A PDF lies in
    a stream as it is, and a workbook is the object itself.
    """
    if not content.startswith(OLE_MAGIC):
        return None
    with damage_named("an object of another program"):
        name, stream = stream_inside(content, _CALLED)
        if name == _NATIVE:
            return _packed(stream)
        if name in WORKBOOK_STREAMS:
            return Part(_CALLED[name], content)
        return Part(_CALLED[name], stream) if stream else None


def _packed(native: bytes) -> Part | None:
    """The file that Windows' packager put in: names, a path that ends in zero, its length, it."""
    at = 6  # behind the length of all and what kind of thing it is
    name, at = _text(native, at)
    _, at = _text(native, at)
    at += 4
    (length,) = struct.unpack_from("<I", native, at)
    at += 4 + length
    (length,) = struct.unpack_from("<I", native, at)
    at += 4
    content = native[at : at + length]
    name = _name_behind(native, at + length) or name
    return Part(PureWindowsPath(name).name or "object", content) if content else None


def _name_behind(native: bytes, at: int) -> str:
    """The name in Unicode, which younger programs add behind a path."""
    said = ""
    for _ in range(2):
        if at + 4 > len(native):
            return ""
        (length,) = struct.unpack_from("<I", native, at)
        said = native[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")
        at += 4 + 2 * length
    return said.rstrip("\0")


def _text(native: bytes, at: int) -> tuple[str, int]:
    end = native.index(b"\0", at)
    return native[at:end].decode("cp1252", "replace"), end + 1
