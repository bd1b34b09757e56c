"""The data of Adobe's XFA forms, whose pages only ask for another program."""

from __future__ import annotations

import ctypes
import html
import re

from ingest.formats.pdf.engine import Document, raw

NOTE = "it is an Adobe form (XFA): what is filled in was read, the form itself can't be"
EMPTY = (
    "it is an Adobe form (XFA) that can't be read; open it in Adobe Reader and print it to a PDF"
)

_BYTES_AT_MOST = 20_000_000
_CHARACTERS_AT_MOST = 1_000_000
# An element with nothing but text in it. No entity is ever resolved but the plain five.
_FILLED = re.compile(r"<(?:[\w.-]{1,200}:)?([\w.-]{1,200})(?:\s[^<>]{0,5000})?>([^<>]+)</")
_DATA = re.compile(r"<(?:[\w.-]{1,50}:)?data[\s>].*", re.DOTALL)


def replaces_pages(document: Document) -> bool:
    """Whether the form's pages are made by Adobe Reader alone, and those in the file say so."""
    return bool(raw.FPDF_GetFormType(document.raw) == raw.FORMTYPE_XFA_FULL)


def filled_in(document: Document) -> str:
    """What was filled in, a line "name: value" for each field; "" for nothing."""
    xml = _packets(document)
    found = _DATA.search(xml)
    lines = [
        f"{name}: {' '.join(html.unescape(value).split())}"
        for name, value in _FILLED.findall(found[0] if found else "")
        if not value.isspace()
    ]
    return "\n".join(lines)[:_CHARACTERS_AT_MOST]


def _packets(document: Document) -> str:
    """The form's datasets, or the whole form where it is in one piece."""
    packets = dict(_packet(document, number) for number in range(
        min(max(raw.FPDF_GetXFAPacketCount(document.raw), 0), 100)
    ))  # fmt: skip
    return packets.get("datasets", packets.get("", b"")).decode("utf-8", "replace")


def _packet(document: Document, number: int) -> tuple[str, bytes]:
    size = raw.FPDF_GetXFAPacketName(document.raw, number, None, 0)
    name = ctypes.create_string_buffer(max(size, 1))
    raw.FPDF_GetXFAPacketName(document.raw, number, name, size)
    length = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document.raw, number, None, 0, length)
    if not 0 < length.value <= _BYTES_AT_MOST:
        return name.value.decode("utf-8", "replace"), b""
    content = ctypes.create_string_buffer(length.value)
    raw.FPDF_GetXFAPacketContent(document.raw, number, content, length.value, length)
    return name.value.decode("utf-8", "replace"), content.raw
