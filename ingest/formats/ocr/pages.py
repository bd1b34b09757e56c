"""Pages of a document whose own text says nothing, read from their pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from PIL import Image

from ingest.formats.ocr.reading import is_available, read_pictures
from ingest.formats.ocr.records import PictureText
from ingest.formats.source import Source
from storage.records import Page

_MUCH_MORE = 1.2


def with_pictures_read(
    pages: Sequence[Page],
    wanted: Sequence[int],
    draw: Callable[[int], Image.Image | None],
    source: Source,
) -> tuple[tuple[Page, ...], Mapping[int, PictureText]]:
    """The pages with the wanted ones read by OCR, and what was read of each of those, by number.

    A page keeps its own text where its picture says hardly more. ``draw`` makes the picture of a
    page, in grey and 200 dots an inch, or ``None`` where it can't be drawn. Nothing is read where
    OCR is off or not installed.
    """
    by_number = {page.number: page for page in pages}
    read = pictures_read(wanted, draw, source)
    for number, text in read.items():
        page = by_number[number]
        if _letters(text.text) > _MUCH_MORE * _letters(page.text):
            by_number[number] = replace(
                page, text=text.text, source_runs=(), by_ocr=True, boxes=text.boxes
            )
    return tuple(by_number.values()), read


def pictures_read(
    wanted: Sequence[int], draw: Callable[[int], Image.Image | None], source: Source
) -> dict[int, PictureText]:
    """What OCR reads of each wanted page, by number; nothing where it is off or not installed."""
    read: dict[int, PictureText] = {}
    if not wanted or not source.reads_pictures or not is_available():
        return read

    def pictures() -> Iterator[Image.Image | None]:
        yield from map(draw, wanted)

    def still_reading() -> None:
        source.on_picture(len(read), len(wanted))

    for number, text in zip(wanted, read_pictures(pictures(), still_reading), strict=True):
        read[number] = text
        source.checked_text(text.text)
        source.on_picture(len(read), len(wanted))
    return read


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
