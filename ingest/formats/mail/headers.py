"""The headers of a message, decoded; broken ones as far as they can be read."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from email.header import decode_header
from email.message import Message

from ingest.formats.markup.charset import text_as_told
from ingest.formats.wording import in_one_line

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def header(message: Message, name: str) -> str:
    """What a header says, decoded, or ""."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return decoded(str(value))
    return ""


def decoded(value: str) -> str:
    """A header's value with its encoded words read; bytes that it may not have are guessed."""
    text = value
    if _ESCAPED_BYTE.search(value):
        text = _characters(value.encode("utf-8", "surrogateescape"), "utf-8")
    with suppress(ValueError, LookupError):  # else it is shown as it is
        text = "".join(_piece(*one) for one in decode_header(text))
    return in_one_line(text)


def _piece(said: str | bytes, charset: str | None) -> str:
    """A part of a header, as the standard library takes it apart."""
    if isinstance(said, str):
        return said
    return _characters(said, charset) if charset else said.decode("raw-unicode-escape")


def _characters(raw: bytes, charset: str) -> str:
    told = text_as_told(raw, charset)
    if told is not None:
        return told
    codecs.lookup(charset)  # raises what says that it is unknown
    return raw.decode("cp1252", "replace")
