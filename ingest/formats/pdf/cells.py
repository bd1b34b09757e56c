"""Where the cells of a table's lines stand on their page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ingest.formats.pdf.pdfium import CharacterBoxes
from ingest.formats.records import Rectangle
from storage.records import CELL_END, Page

Span: TypeAlias = tuple[int, int]

_NEXT_SIGN = re.compile(r"(?<=\S) [$€£¥]\Z")  # of the next cell, to which it stands nearer


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and where it stands in fractions of the page's width and height."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way between its edges."""
        return (self.left + self.right) / 2

    @property
    def middle_height(self) -> float:
        """Half way between its top and its bottom."""
        return (self.top + self.bottom) / 2


def cells_on(page: Page, line: Span, boxes: CharacterBoxes) -> Iterator[Cell]:
    """The cells of a line of the page's text that have anything in them."""
    at = line[0]
    for cell in page.text[slice(*line)].split(CELL_END):
        text = _NEXT_SIGN.sub("", cell.strip())
        start = at + len(cell) - len(cell.lstrip())
        if text:
            first = _box(page, start, boxes)
            last = _box(page, start + len(text) - 1, boxes)
            if first and last:
                yield Cell(
                    text,
                    min(first.left, last.left), max(first.right, last.right),
                    min(first.top, last.top), max(first.bottom, last.bottom),
                )  # fmt: skip
        at += len(cell) + len(CELL_END)


def _box(page: Page, place: int, boxes: CharacterBoxes) -> Rectangle | None:
    """Where a character of the page's text stands; ``None`` for one that was put in."""
    at = bisect_right(page.source_runs, place, key=lambda run: run.text_start) - 1
    if at < 0 or place >= page.source_runs[at].text_start + page.source_runs[at].length:
        return None
    return boxes.of(page.source_runs[at].source_start + place - page.source_runs[at].text_start)
