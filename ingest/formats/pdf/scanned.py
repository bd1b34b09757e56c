"""Pages of a PDF that are pictures of text, and how they are drawn to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PIL import Image

from ingest.formats.ocr.pages import pictures_read, with_pictures_read
from ingest.formats.ocr.reading import DOTS_PER_INCH
from ingest.formats.ocr.records import PictureText
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.records import Rectangle
from ingest.formats.source import Source
from storage.records import Page

_POINTS_PER_INCH = 72
_AROUND = 0.1  # of a line's height: letters may reach beyond their font's
_PIXELS_AT_MOST = 24_000_000  # of a page: large plans are drawn less finely


def with_scans_read(
    document: Document, pages: Sequence[Page], wanted: Sequence[int], source: Source
) -> tuple[tuple[Page, ...], Mapping[int, PictureText]]:
    """The pages, the wanted ones read by OCR, and what was read of those, by number."""
    return with_pictures_read(pages, wanted, lambda number: _drawn(document, number), source)


def with_lost_lines_read(
    document: Document,
    pages: Sequence[Page],
    lost: Mapping[int, Sequence[Rectangle]],
    source: Source,
) -> tuple[tuple[Page, ...], Mapping[int, PictureText]]:
    """The pages, each with what OCR reads of its lost lines behind its text, and what that is."""

    def drawn(number: int) -> Image.Image | None:
        page = _drawn(document, number)
        return page and _only(page, lost[number])

    read = pictures_read(tuple(lost), drawn, source)
    return tuple(
        _followed_by(page, read[page.number])
        if page.number in read and read[page.number].text else page
        for page in pages
    ), read  # fmt: skip


def _only(page: Image.Image, lines: Sequence[Rectangle]) -> Image.Image:
    """The picture of a page with nothing on it but these lines."""
    picture = Image.new(page.mode, page.size, "white")
    for line in lines:
        around = (line.bottom - line.top) * _AROUND
        box = (
            int(max(line.left - around, 0) * page.width),
            int(max(line.top - around, 0) * page.height),
            int(min(line.right + around, 1) * page.width),
            int(min(line.bottom + around, 1) * page.height),
        )
        picture.paste(page.crop(box), box[:2])
    return picture


def _followed_by(page: Page, read: PictureText) -> Page:
    text = f"{page.text}\n\n" if page.text else ""
    boxes = (replace(box, start=len(text) + box.start) for box in read.boxes)
    return replace(page, text=text + read.text, boxes=(*page.boxes, *boxes))


def _drawn(document: Document, number: int) -> Image.Image | None:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = DOTS_PER_INCH / _POINTS_PER_INCH
        if width * height * scale**2 > _PIXELS_AT_MOST:
            scale = (_PIXELS_AT_MOST / (width * height)) ** 0.5
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    except EngineError:
        return None
    return picture
