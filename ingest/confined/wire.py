"""How a reading process and the program that started it talk: frames of JSON over pipes.

A frame is its length in four bytes, most significant first, and as many bytes. Nothing that a
hostile file could reach is ever unpickled.
"""

from __future__ import annotations

import base64
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import astuple
from typing import IO, Any, BinaryIO, TypeAlias

from ingest.formats.records import Part
from storage.records import Page, SourceRun, TextBox

Message: TypeAlias = dict[str, Any]

_LENGTH = struct.Struct(">I")
_FRAME_BYTES_AT_MOST = 256 * 1024 * 1024
_PIECE_CHARACTERS = 1_000_000


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the program, moved to where a library that prints can't write into them."""
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return orders, answers


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

    Each piece but the last may end anywhere; ``Collector`` puts them together.
    """
    for start in range(0, len(page.text), _PIECE_CHARACTERS):
        yield {"piece": page.text[start : start + _PIECE_CHARACTERS]}
    runs = [(run.text_start, run.source_start, run.length) for run in page.source_runs]
    boxes = [astuple(box) for box in page.boxes]
    yield {
        "page": page.number, "runs": runs, "label": page.label, "by_ocr": page.by_ocr,
        "boxes": boxes,
    }  # fmt: skip


def part_messages(part: Part) -> Iterator[Message]:
    """A file inside the file as it is sent: its bytes in pieces, then its name."""
    for start in range(0, len(part.content), _PIECE_CHARACTERS):
        piece = part.content[start : start + _PIECE_CHARACTERS]
        yield {"bytes": base64.b64encode(piece).decode("ascii")}
    yield {"part": part.name}


class Collector:
    """The pages and parts that were sent, and how many characters and bytes have come so far."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.pages: list[Page] = []
        self.parts: list[Part] = []
        self.characters = 0
        self.part_bytes = 0
        self._pieces: list[str] = []
        self._bytes: list[bytes] = []

    def take(self, message: Message) -> None:
        """A piece of a page's text or of a part, or the end of either."""
        if "piece" in message:
            self._pieces.append(message["piece"])
            self.characters += len(message["piece"])
        elif "bytes" in message:
            self._bytes.append(base64.b64decode(message["bytes"]))
            self.part_bytes += len(self._bytes[-1])
        elif "part" in message:
            self.parts.append(Part(message["part"], b"".join(self._bytes)))
            self._bytes.clear()
        else:
            self.pages.append(_page_of(message, "".join(self._pieces)))
            self._pieces.clear()


def _page_of(message: Message, text: str) -> Page:
    return Page(
        number=message["page"],
        text=text,
        source_runs=tuple(SourceRun(*run) for run in message["runs"]),
        label=message["label"],
        by_ocr=message["by_ocr"],
        boxes=tuple(TextBox(*box) for box in message["boxes"]),
    )
