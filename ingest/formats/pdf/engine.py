"""The PDF engine, PDFium: documents and pages to open, and its own functions, ``raw``.

PDFium is not thread-safe and a hostile file may crash it, so it runs in reading processes only.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.pdf import second_reader

Document: TypeAlias = pypdfium2.PdfDocument
Page: TypeAlias = pypdfium2.PdfPage
TextPage: TypeAlias = pypdfium2.PdfTextPage
raw: Any = pdfium_c
EngineError = pypdfium2.PdfiumError

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


@contextmanager
def open_pdf(path: Path) -> Iterator[Document]:
    """The open document.

    Raises:
        PasswordNeeded: it can't be opened without its password.
        DamagedFile: PDFium can't make sense of it.
    """
    document = _opened(path)
    try:
        yield document
    finally:
        document.close()


def _opened(path: Path) -> Document:
    """The document; pypdf also tries an owner's password that is empty."""
    try:
        return Document(path)
    except EngineError as error:
        # The engine keeps its reason in a global, which is still that of the failed load.
        if raw.FPDF_GetLastError() != raw.FPDF_ERR_PASSWORD:
            raise DamagedFile("damaged: the file starts like a PDF but can't be read") from error
    decrypted = second_reader.decrypted(path)
    try:
        return Document(decrypted)
    except EngineError as error:
        raise PasswordNeeded(second_reader.ENCRYPTED) from error


@contextmanager
def open_page(path: Path, number: int) -> Iterator[Page]:
    """One page; raises ``DamagedFile`` where there is none of that number."""
    with open_pdf(path) as document:
        if not 1 <= number <= len(document):
            raise DamagedFile(f"there is no page {number}")
        try:
            page = document[number - 1]
        except EngineError as error:
            raise DamagedFile(f"page {number} can't be loaded") from error
        yield page


def words_of(ask: Callable[[Any, int], int]) -> str:
    """A text that PDFium writes as UTF-16 into a buffer; ``ask`` takes both, and says how long.

    Half a character becomes U+FFFD, since it could not be stored.
    """
    length = ask(None, 0)
    if length < 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


class TextCalls:
    """What PDFium knows of each character of a page, asked in bulk: one call each, no Python.

    A page has thousands of characters, and calling through ctypes costs more than the answers.
    """

    def __init__(self, page: TextPage) -> None:
        """``page`` stays open as long as this is used."""
        self._page = ctypes.cast(page.raw, _POINTER).value or 0
        self.count: int = page.count_chars()

    def loose_boxes(self) -> npt.NDArray[np.float32]:
        """Where each character's advance lies: left, top, right, bottom in PDF points, (n, 4)."""
        boxes = np.zeros((self.count, 4), np.float32)
        first = boxes.ctypes.data
        places = range(first, first + 16 * self.count, 16)
        _run(map(_loose_box, repeat(self._page), range(self.count), places))
        return boxes

    def owners(self) -> npt.NDArray[np.int64]:
        """The text object that draws each character, as a number; 0 for what PDFium added."""
        asked = map(_text_object, repeat(self._page), range(self.count))
        return np.fromiter(asked, np.int64, self.count)

    def origins(self, characters: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Where the baseline of these characters begins: x, y in PDF points, shape (n, 2)."""
        points = np.zeros((len(characters), 2), np.float64)
        first = points.ctypes.data
        places = range(first, first + 16 * len(characters), 16)
        above = range(first + 8, first + 8 + 16 * len(characters), 16)
        _run(map(_origin, repeat(self._page), characters.tolist(), places, above))
        return points

    def matrices(self, characters: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """How the text of these characters is turned and scaled, shape (n, 6)."""
        matrices = np.zeros((len(characters), 6), np.float32)
        first = matrices.ctypes.data
        places = range(first, first + 24 * len(characters), 24)
        _run(map(_matrix, repeat(self._page), characters.tolist(), places))
        return matrices

    def sizes(self, characters: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """The font size of these characters, before their matrix."""
        asked = map(_font_size, repeat(self._page), characters.tolist())
        return np.fromiter(asked, np.float64, len(characters))


def render_modes(owners: Iterable[int]) -> list[int]:
    """How each of these text objects is painted; 3 is not at all."""
    return list(map(_render_mode, owners))


def fill_colours(objects: Sequence[int]) -> npt.NDArray[np.uint32]:
    """Red, green, blue and opacity, 0 to 255, of what fills these objects, shape (n, 4).

    Zeros where that is no plain colour.
    """
    colours = np.zeros((len(objects), 4), np.uint32)
    first, past = colours.ctypes.data, colours.ctypes.data + 16 * len(objects)
    channels = (range(first + 4 * number, past + 4 * number, 16) for number in range(4))
    _run(map(_fill_colour, objects, *channels))
    return colours


def fonts(objects: Sequence[int]) -> list[int]:
    """The font of each of these text objects, as a number."""
    return [font or 0 for font in map(_font, objects)]


def _bound(name: str, result: Any, *arguments: Any) -> Any:
    """A function of PDFium that takes plain numbers for pointers and keeps Python's lock."""
    address = ctypes.cast(getattr(raw, name), _POINTER).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _run(calls: Iterator[object]) -> None:
    deque(calls, maxlen=0)


_loose_box = _bound("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_text_object = _bound("FPDFText_GetTextObject", ctypes.c_ssize_t, _POINTER, _INT)
_origin = _bound("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
_matrix = _bound("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
_font_size = _bound("FPDFText_GetFontSize", ctypes.c_double, _POINTER, _INT)
_fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, *[_POINTER] * 5)
_font = _bound("FPDFTextObj_GetFont", _POINTER, _POINTER)
_render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
