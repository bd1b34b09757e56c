"""Names, offsets and rectangles as bytes, and the checksums of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from storage.checks import content_checksum
from storage.records import SourceRun, TextBox

_BOX = np.dtype(
    [("start", "<u4"), ("length", "<u4")]
    + [(edge, "<f4") for edge in ("left", "top", "right", "bottom")]
)


def encode_name(name: str) -> bytes:
    """A name as bytes; file systems hand out names that aren't valid Unicode."""
    return name.encode("utf-8", "surrogatepass")


def decode_name(content: bytes) -> str:
    """A name from its bytes."""
    return content.decode("utf-8", "surrogatepass")


def decode_runs(content: bytes) -> tuple[SourceRun, ...]:
    """Where a page's text came from, from its bytes."""
    triples = np.frombuffer(content, dtype="<u4").reshape(-1, 3)
    return tuple(SourceRun(*triple) for triple in triples.tolist())


def encode_boxes(boxes: Sequence[TextBox]) -> bytes:
    """Where words stand on a page, as bytes."""
    return np.array([astuple(box) for box in boxes], dtype=_BOX).tobytes()


def decode_boxes(content: bytes) -> tuple[TextBox, ...]:
    """Where words stand on a page, from their bytes."""
    return tuple(TextBox(*row) for row in np.frombuffer(content, dtype=_BOX).tolist())


def page_checksum(number: int, text: str, runs: bytes, later: Sequence[Any]) -> int:
    """What a page's checksum must be; ``later`` are its label, whether OCR read it, and its boxes.

    What a page lacks of these leaves the checksum as earlier versions had it.
    """
    label, by_ocr, boxes = later
    read = b"ocr" if by_ocr else b""
    return content_checksum(number, text.encode(), runs, label.encode(), read, boxes)


def passage_checksum(
    passage_id: int, text: str, heading: str, context: str = "", place: str = ""
) -> int:
    """What a passage's checksum must be; without context and place as earlier versions had it."""
    later = (b"\0", context.encode(), b"\0", place.encode()) if context or place else ()
    return content_checksum(passage_id, text.encode(), b"\0", heading.encode(), *later)


def encode_runs(runs: Sequence[SourceRun]) -> bytes:
    """Where a page's text came from, as bytes."""
    triples = [(run.text_start, run.source_start, run.length) for run in runs]
    return np.array(triples, dtype="<u4").reshape(-1, 3).tobytes()
