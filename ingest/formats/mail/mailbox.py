"""Mailboxes (mbox): each message a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.errors import DamagedFile, TooMuch
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.mail.headers import header
from ingest.formats.mail.message import add_message, parsed
from ingest.formats.records import ReadDocument
from ingest.formats.signs import FROM_LINE
from ingest.formats.source import Source

_MESSAGE_BYTES_AT_MOST = 256 * 1024 * 1024
_LONGEST_LINE = 1024 * 1024
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]*: ")
_QUOTED_FROM = re.compile(rb">+From ")


def read(source: Source) -> ReadDocument:
    """The messages in order; what is attached to any of them is a part of the mailbox."""
    builder = DocumentBuilder("mbox", source)
    for number, content in enumerate(_messages(source), start=1):
        try:
            with damage_named("a message"):
                message = parsed(content)
                builder.page(header(message, "subject"))
                add_message(builder, message)
        except DamagedFile:
            builder.notes.append(f"message {number} is damaged and wasn't read whole")
    return builder.document()


def _messages(source: Source) -> Iterator[bytes]:
    """The bytes of each message; a line before its first says "From", who sent it and when.

    An empty line stands before that, or, as careless programs write it, a header below.
    """
    lines: list[bytes] = []
    size, after_blank = 0, True
    with source.path.open("rb") as stream:
        line = stream.readline(_LONGEST_LINE)
        while line:
            following = stream.readline(_LONGEST_LINE)
            if FROM_LINE.match(line) and (after_blank or _HEADER.match(following)):
                if lines:
                    yield b"".join(lines)
                lines, size = [], 0
            else:
                lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
                size += len(line)
                if size > _MESSAGE_BYTES_AT_MOST:
                    raise TooMuch("contains a message of more than 256 MiB")
            after_blank = not line.strip()
            line = following
    if lines:
        yield b"".join(lines)
