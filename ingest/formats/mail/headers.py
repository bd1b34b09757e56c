"""The headers of a message, decoded; broken ones as far as they can be read."""

from __future__ import annotations

import re
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message

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
        raw = value.encode("utf-8", "surrogateescape")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    with suppress(ValueError, LookupError, AttributeError):  # else it is shown as it is
        text = str(make_header(decode_header(text)))
    return in_one_line(text)
