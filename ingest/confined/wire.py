"""How a reading process and the program that started it talk: frames of JSON over pipes.

A frame is its length in four bytes, most significant first, and as many bytes. Nothing that a
hostile file could reach is ever unpickled.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from storage.records import Page, SourceRun

Message: TypeAlias = dict[str, Any]

_LENGTH = struct.Struct(">I")
_FRAME_BYTES_AT_MOST = 256 * 1024 * 1024
_PIECE_CHARACTERS = 1_000_000


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


def page_messages(page: Page) -> Iterator[Message]:
    """A page as it is sent: its text in pieces, so that no message grows too large, then the rest.

    Each piece but the last may end anywhere; ``PageCollector`` puts them together.
    """
    for start in range(0, len(page.text), _PIECE_CHARACTERS):
        yield {"piece": page.text[start : start + _PIECE_CHARACTERS]}
    runs = [(run.text_start, run.source_start, run.length) for run in page.source_runs]
    yield {"page": page.number, "runs": runs}


class PageCollector:
    """The pages that were sent, and how many characters have come so far."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.pages: list[Page] = []
        self.characters = 0
        self._pieces: list[str] = []

    def take(self, message: Message) -> None:
        """A piece of a page's text, or the end of a page."""
        if "piece" in message:
            self._pieces.append(message["piece"])
            self.characters += len(message["piece"])
            return
        runs = tuple(SourceRun(*run) for run in message["runs"])
        self.pages.append(Page(message["page"], "".join(self._pieces), runs))
        self._pieces.clear()
