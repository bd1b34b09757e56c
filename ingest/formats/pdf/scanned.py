"""Pages of a PDF that are pictures of text, and how they are drawn to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image

from ingest.formats.ocr.pages import with_pictures_read
from ingest.formats.ocr.reading import DOTS_PER_INCH
from ingest.formats.ocr.records import PictureText
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.source import Source
from storage.records import Page

_POINTS_PER_INCH = 72
_PIXELS_AT_MOST = 24_000_000  # of a page: large plans are drawn less finely


def with_scans_read(
    document: Document, pages: Sequence[Page], wanted: Sequence[int], source: Source
) -> tuple[tuple[Page, ...], Mapping[int, PictureText]]:
    """The pages, the wanted ones read by OCR, and what was read of those, by number."""
    return with_pictures_read(pages, wanted, lambda number: _drawn(document, number), source)


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
