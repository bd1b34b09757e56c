"""How a reading process and the program that started it talk: frames of JSON over pipes.

A frame is its length in four bytes, most significant first, and as many bytes. Nothing that a
hostile file could reach is ever unpickled.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any, TypeAlias

from storage.records import Page, SourceRun

Message: TypeAlias = dict[str, Any]

_LENGTH = struct.Struct(">I")
_FRAME_BYTES_AT_MOST = 256 * 1024 * 1024


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message; surrogates in paths and text survive, escaped."""
    content = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Message:
    """The next message; raises ``EOFError`` where the other side is gone or talks nonsense."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _FRAME_BYTES_AT_MOST:
        raise EOFError
    try:
        message = json.loads(_exactly(stream, length))
    except ValueError as error:
        raise EOFError from error
    if not isinstance(message, dict):
        raise EOFError
    return message


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError
    return content


def page_as_json(page: Page) -> Message:
    """A page as it is sent."""
    runs = [(run.text_start, run.source_start, run.length) for run in page.source_runs]
    return {"number": page.number, "text": page.text, "runs": runs}


def page_from_json(message: Message) -> Page:
    """The page that was sent."""
    runs = tuple(SourceRun(*run) for run in message["runs"])
    return Page(message["number"], message["text"], runs)
