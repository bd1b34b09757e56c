"""What Outlook puts into "winmail.dat" (TNEF): a message's text and the files attached to it.

Source of the layout: Microsoft's specification MS-OXTNEF.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats.mail.packed_rich_text import unpacked_rich_text
from ingest.formats.records import Part

SIGNATURE = struct.pack("<I", 0x223E9F78)
"""How such a file begins."""

_RECORD = struct.Struct("<BII")  # level, name and type, length
_CHECKSUM_BYTES = 2
_BEGINS, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_SUBJECT, _BODY, _MESSAGE = 0x00018004, 0x0002800C, 0x00069003
_LONG_NAME, _CONTENT = 0x3707, 0x3701
_NAMED_SUBJECT, _PLAIN_BODY, _RICH_BODY, _HTML_BODY = 0x0037, 0x1000, 0x1009, 0x1013
_FIXED_BYTES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8,
                0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}  # fmt: skip
_COUNTED = (0x000D, 0x001E, 0x001F, 0x0102)
_UTF16, _OBJECT, _SEVERAL, _NAMED = 0x001F, 0x000D, 0x1000, 0x8000
_GUID_BYTES = 16


@dataclass(slots=True)
class _Attached:
    name: str = ""
    content: bytes = b""


def files_inside(content: bytes) -> list[Part]:
    """The attached files, as far as they are sound."""
    found: list[_Attached] = []
    for record, value in _records(content):
        if record == _BEGINS:
            found.append(_Attached())
        elif not found:
            continue
        elif record == _TITLE:
            found[-1].name = found[-1].name or _text(value)
        elif record == _DATA:
            found[-1].content = value
        elif record == _PROPERTIES:
            for name, kind, said in _properties(value):
                if name == _LONG_NAME:
                    found[-1].name = _string(kind, said)
                elif name == _CONTENT and kind != _OBJECT:
                    found[-1].content = found[-1].content or said
    return [Part(one.name or f"attachment {number}", one.content)
            for number, one in enumerate(found, start=1) if one.content]  # fmt: skip


@dataclass(slots=True)
class PackedMessage:
    """What the message says: its subject and its plain text, each "" where there is none.

    ``formatted`` is its text as a file of its own, where it was only kept in that way.
    """

    subject: str = ""
    text: str = ""
    formatted: Part | None = None


def message_inside(content: bytes) -> PackedMessage:
    """The message itself, as far as it is sound."""
    found = PackedMessage()
    for record, value in _records(content):
        if record == _SUBJECT:
            found.subject = found.subject or _text(value)
        elif record == _BODY:
            found.text = found.text or _text(value)
        elif record == _MESSAGE:
            for name, kind, said in _properties(value):
                _take(found, name, kind, said)
    if found.text:
        found.formatted = None
    return found


def _take(found: PackedMessage, name: int, kind: int, said: bytes) -> None:
    if name == _NAMED_SUBJECT:
        found.subject = _string(kind, said)
    elif name == _PLAIN_BODY:
        found.text = _string(kind, said)
    elif name == _HTML_BODY:
        found.formatted = Part("message.html", said)
    elif name == _RICH_BODY and found.formatted is None:
        found.formatted = Part("message.rtf", unpacked_rich_text(said))


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = len(SIGNATURE) + 2
    while at + _RECORD.size <= len(content):
        _, record, length = _RECORD.unpack_from(content, at)
        at += _RECORD.size
        yield record, content[at : at + length]
        at += length + _CHECKSUM_BYTES


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The name, the type and the value of each; the first of several values."""
    (count,) = struct.unpack_from("<I", content)
    at = 4
    for _ in range(count):
        kind, name = struct.unpack_from("<HH", content, at)
        at += 4
        if name >= _NAMED:
            at = _after_name(content, at)
        values = 1
        if kind & _SEVERAL or kind in _COUNTED:
            (values,) = struct.unpack_from("<I", content, at)
            at += 4
        kind &= ~_SEVERAL
        for number in range(values):
            if at >= len(content):
                return
            length = _FIXED_BYTES.get(kind, 0)
            if kind in _COUNTED:
                (length,) = struct.unpack_from("<I", content, at)
                at += 4
            elif not length:
                return  # what isn't known has no known length
            if number == 0:
                yield name, kind, content[at : at + length]
            at += length + -length % 4


def _after_name(content: bytes, at: int) -> int:
    kind, length = struct.unpack_from("<II", content, at + _GUID_BYTES)
    at += _GUID_BYTES + 8
    return at + length + -length % 4 if kind else at


def _text(value: bytes) -> str:
    try:
        return value.rstrip(b"\0").decode("utf-8")
    except UnicodeDecodeError:
        return value.rstrip(b"\0").decode("cp1252", "replace")


def _string(kind: int, value: bytes) -> str:
    return value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UTF16 else _text(value)
