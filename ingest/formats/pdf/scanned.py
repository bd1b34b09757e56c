"""Pages of a PDF that are pictures of text: which they are, and how they are drawn to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image

from ingest.formats.ocr.pages import with_pictures_read
from ingest.formats.ocr.reading import DOTS_PER_INCH
from ingest.formats.ocr.records import PictureText
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.pdf.page_objects import Drawn, drawn_objects
from ingest.formats.records import has_text
from ingest.formats.source import Source
from storage.records import Page

_POINTS_PER_INCH = 72
_PIXELS_AT_MOST = 24_000_000  # of a page: large plans are drawn less finely
_COVERED = 0.6  # of a page by pictures, at least, where a stamp may stand on a scan
_LETTERS_OF_A_STAMP = 200


def with_scans_read(
    document: Document, pages: Sequence[Page], source: Source
) -> tuple[tuple[Page, ...], Mapping[int, PictureText]]:
    """The pages, those without text of their own read by OCR, and what was read of those."""
    wanted = [page.number for page in pages if _is_picture_of_text(document, page)]
    return with_pictures_read(pages, wanted, lambda number: _drawn(document, number), source)


def _is_picture_of_text(document: Document, page: Page) -> bool:
    """Whether there may be text to see that isn't read: on pictures, or drawn as outlines."""
    letters = sum(map(str.isalnum, page.text))
    if letters > _LETTERS_OF_A_STAMP:
        return False
    try:
        drawn = drawn_objects(document[page.number - 1])
    except EngineError:
        return False
    if not has_text(page):
        return bool(drawn)
    return sum(_area(one) for one in drawn if one.is_picture) >= _COVERED


def _area(drawn: Drawn) -> float:
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in drawn.box)
    return (right - left) * (bottom - top)


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
