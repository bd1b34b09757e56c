"""Pictures of PDF pages and the rectangles of passages on them, made in a process of their own."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.formats.records import Rectangle
from storage.records import Page

_LINE = re.compile(r"[^\n\t]+")

VIEWING_LIMITS = ReadingLimits(seconds_per_file=20.0, silent_seconds=20.0, processor_seconds=20.0)
"""Tighter than for reading, so that one bad page doesn't keep other viewers waiting."""


class PageImages:
    """Draws pages and finds passages on them; safe to use from several threads.

    Its process is not the one that reads new files, so nobody waits for an upload to see a page.
    """

    def __init__(self, process: ReadingProcess) -> None:
        """``process`` belongs to these images alone, and is closed with them."""
        self._process = process

    def render_page(self, path: Path, number: int, pixels_wide: int) -> bytes:
        """A PNG of page ``number`` of the PDF as people see it, ``pixels_wide`` across.

        Raises:
            UnreadableFile: there is no such page, it can't be drawn, or drawing it costs too much.
        """
        answer = self._ask("render", path, number=number, pixels_wide=pixels_wide)
        return base64.b64decode(answer["picture"])

    def passage_boxes(self, path: Path, page: Page, start: int, end: int) -> tuple[Rectangle, ...]:
        """The rectangles that ``page.text[start:end]`` fills, one for each stretch of a line.

        Those that were noted when the page was read come last, such as words read by OCR. Empty
        where nothing leads back to the page, as for text files.

        Raises:
            UnreadableFile: the PDF can't be opened, or has no such page.
        """
        noted = tuple(
            Rectangle(box.left, box.top, box.right, box.bottom)
            for box in page.boxes
            if box.start < end and start < box.start + box.length
        )
        return (*self.stretch_boxes(path, page, [(start, end)]), *noted)

    def stretch_boxes(
        self, path: Path, page: Page, stretches: Sequence[tuple[int, int]]
    ) -> tuple[Rectangle, ...]:
        """The rectangles that those parts of ``page.text`` fill, without those that were noted.

        Raises:
            UnreadableFile: the PDF can't be opened, or has no such page.
        """
        lines = [line for start, end in stretches for line in _source_lines(page, start, end)]
        if not any(lines):
            return ()
        answer = self._ask("boxes", path, number=page.number, lines=lines)
        return tuple(Rectangle(*edges) for edges in answer["rectangles"])

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _ask(self, do: str, path: Path, **details: object) -> dict[str, Any]:
        return self._process.ask({"do": do, "path": str(path.absolute()), **details})


def open_page_images() -> PageImages:
    """Pictures of pages, made in a process of its own within the limits of viewing."""
    return PageImages(ReadingProcess(VIEWING_LIMITS))


def _source_lines(page: Page, start: int, end: int) -> Iterator[list[int]]:
    """The source characters of each line, or of each cell of a table's row."""
    for found in _LINE.finditer(page.text, start, end):
        yield list(source_characters(page, *found.span()))


def source_characters(page: Page, start: int, end: int) -> Iterator[int]:
    """The indices of the raw page's characters that ``page.text[start:end]`` stands for."""
    for run in page.source_runs:
        first = max(start, run.text_start)
        last = min(end, run.text_start + run.length)
        if first < last:
            offset = run.source_start - run.text_start
            yield from range(first + offset, last + offset)
