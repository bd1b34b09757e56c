"""Text, character boxes and pictures of PDF pages, by PDFium. Runs in reading processes only.

PDFium is not thread-safe and a hostile file may crash it, so nothing else may import this.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.errors import DamagedFile, PasswordNeeded, TooMuch
from ingest.formats.pdf.boxes import rectangles_of_lines
from ingest.formats.pdf.cleaning import LINE_END_HYPHEN
from ingest.formats.pdf.drawn_twice import at_one_place, drawn_again, equal_lines
from ingest.formats.records import RawPage, Rectangle

_DEVICE_UNITS = 1_000_000  # PDFium maps points to whole device units; this many cross the page
_FAR = 1_000.0  # points; far enough apart for the rounding to whole units not to matter
_HYPHEN_IN_ALL_TEXT = "\ufffe"  # what it is there; character by character it is "\x02"
_LINE_ENDS = "\r\n"
_PIXELS_AT_MOST = 40_000_000  # of one picture, whatever the page's shape


@contextmanager
def open_pdf(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The open document.

    Raises:
        PasswordNeeded: it can't be opened without its password.
        DamagedFile: PDFium can't make sense of it.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # The engine keeps its reason in a global, which is still that of the failed load.
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD:
            raise PasswordNeeded("needs a password: the file is encrypted") from error
        raise DamagedFile("damaged: the file starts like a PDF but can't be read") from error
    try:
        yield document
    finally:
        document.close()


def page_count(document: pypdfium2.PdfDocument) -> int:
    """How many pages the document has."""
    return len(document)


def raw_pages(document: pypdfium2.PdfDocument) -> Iterator[RawPage]:
    """The pages in order; one that can't be loaded has no text.

    ``text[i]`` is PDFium's character ``i``: a character that is a pair of surrogates in the file
    stays two, and "\\x02" marks a hyphen at a line's end.
    """
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            yield RawPage(index + 1, "")
            continue
        try:
            yield _raw_page(index + 1, page)
        finally:
            page.close()


def render_page(path: Path, number: int, pixels_wide: int) -> bytes:
    """A PNG of a page as people see it, ``pixels_wide`` across.

    Raises:
        DamagedFile: there is no such page, or it can't be drawn.
        TooMuch: the picture would be unreasonably large.
    """
    with open_page(path, number) as page:
        width, height = page.get_size()
        scale = pixels_wide / max(width, 1e-6)
        if pixels_wide * height * scale > _PIXELS_AT_MOST:
            raise TooMuch(f"page {number} is too tall to be drawn {pixels_wide} pixels wide")
        try:
            picture = page.render(scale=scale, rev_byteorder=True).to_pil()
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {number} can't be drawn") from error
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def character_rectangles(
    path: Path, number: int, characters: Sequence[int]
) -> tuple[Rectangle, ...]:
    """Rectangles, one for each stretch of a line, that cover these characters of a page.

    ``characters`` are indices in the raw page's text, in the order of the passage.

    Raises:
        DamagedFile: there is no such page.
    """
    with open_page(path, number) as page:
        boxes = CharacterBoxes(page).all()
        text = page_text(page)
        lines: list[list[Rectangle]] = [[]]
        for index in characters:
            if not 0 <= index < len(boxes):
                continue
            if text[index] in _LINE_ENDS:
                lines.append([])
            elif (box := boxes[index]) is not None:
                lines[-1].append(box)
        width, height = page.get_size()
    wanted = {*characters, *drawn_again(text, boxes)}
    others = [box for index, box in enumerate(boxes) if box is not None and index not in wanted]
    return rectangles_of_lines(lines, others=others, width_to_height=width / max(height, 1e-6))


@contextmanager
def open_page(path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    """One page; raises ``DamagedFile`` where there is none of that number."""
    with open_pdf(path) as document:
        if not 1 <= number <= len(document):
            raise DamagedFile(f"there is no page {number}")
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {number} can't be loaded") from error
        yield page


def _raw_page(number: int, page: pypdfium2.PdfPage) -> RawPage:
    text = page_text(page)
    boxes = CharacterBoxes(page)
    for first, second in equal_lines(text):
        before, after = boxes.of(first), boxes.of(second)
        if before is not None and after is not None and at_one_place(before, after):
            return RawPage(number, text, drawn_again(text, boxes.all()))
    return RawPage(number, text)


def page_text(page: pypdfium2.PdfPage) -> str:
    """The page's raw text, as ``raw_pages`` has it."""
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        count = text_page.count_chars()
        units = ctypes.create_string_buffer(4 * count + 2)
        written = pdfium_c.FPDFText_GetText(
            text_page.raw, 0, count, ctypes.cast(units, ctypes.POINTER(ctypes.c_ushort))
        )
        text = units.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text.replace(_HYPHEN_IN_ALL_TEXT, LINE_END_HYPHEN)
        # Characters were left out or joined: only one by one do they keep their indices.
        code_of = pdfium_c.FPDFText_GetUnicode
        return "".join([chr(code_of(text_page.raw, index)) for index in range(count)])
    finally:
        text_page.close()


class CharacterBoxes:
    """Where a page's characters are seen."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        """``page`` stays open as long as this is used."""
        self._text_page = page.get_textpage()
        self._placement = _Placement.of(page)
        self._edges = tuple(ctypes.c_double() for _ in range(4))

    def of(self, index: int) -> Rectangle | None:
        """The character's box; ``None`` for one without extent, such as a line's end."""
        left, right, bottom, top = self._edges
        if not pdfium_c.FPDFText_GetCharBox(self._text_page.raw, index, left, right, bottom, top):
            return None
        if left.value >= right.value or bottom.value >= top.value:
            return None
        return self._placement.seen(left.value, bottom.value, right.value, top.value)

    def all(self) -> list[Rectangle | None]:
        """The boxes of all characters, in order."""
        return [self.of(index) for index in range(self._text_page.count_chars())]


@dataclass(frozen=True, slots=True)
class _Placement:
    """From the PDF's own space to fractions of the page as it is drawn, crop and rotation done.

    A point (x, y) is seen at ``origin + x * along_x + y * along_y``.
    """

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    @staticmethod
    def of(page: pypdfium2.PdfPage) -> _Placement:
        origin = _drawn_at(page, 0.0, 0.0)
        right, up = _drawn_at(page, _FAR, 0.0), _drawn_at(page, 0.0, _FAR)
        return _Placement(
            origin,
            ((right[0] - origin[0]) / _FAR, (right[1] - origin[1]) / _FAR),
            ((up[0] - origin[0]) / _FAR, (up[1] - origin[1]) / _FAR),
        )

    def seen(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        x1, y1 = self._seen_at(left, top)
        x2, y2 = self._seen_at(right, bottom)
        return Rectangle(
            left=_fraction(min(x1, x2)),
            top=_fraction(min(y1, y2)),
            right=_fraction(max(x1, x2)),
            bottom=_fraction(max(y1, y2)),
        )

    def _seen_at(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def _fraction(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _drawn_at(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """What PDFium itself says of a point, which knows every way to turn and cut a page."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE_UNITS, _DEVICE_UNITS, 0, x, y, across, down)
    return across.value / _DEVICE_UNITS, down.value / _DEVICE_UNITS
