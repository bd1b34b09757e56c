"""The PDF engine, PDFium: documents and pages to open, and its own functions, ``raw``.

PDFium is not thread-safe and a hostile file may crash it, so it runs in reading processes only.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.pdf import second_reader
from ingest.formats.pdf.missing_fonts import BoxesForMissingFonts

Document: TypeAlias = pypdfium2.PdfDocument
Page: TypeAlias = pypdfium2.PdfPage
TextPage: TypeAlias = pypdfium2.PdfTextPage
raw: Any = pdfium_c
EngineError = pypdfium2.PdfiumError

_FORMS = raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND
_STEP, _HALVES = 8, (4, 2, 1)  # characters between those asked first, to find where objects end
_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


class _Fonts(BoxesForMissingFonts, pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """How PDFium finds fonts that a file doesn't hold."""


@cache
def _find_fonts() -> None:
    """Once in a process, before a font is looked for."""
    _Fonts().setup()


@contextmanager
def open_pdf(path: Path) -> Iterator[Document]:
    """The open document.

    Raises:
        PasswordNeeded: it can't be opened without its password.
        DamagedFile: PDFium can't make sense of it.
    """
    _find_fonts()
    document = _opened(path)
    try:
        if raw.FPDF_GetFormType(document.raw) in _FORMS:
            document.init_forms()  # before any page: values are read, and drawn on pictures
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
        """The text object that draws each character, as a number; 0 for what PDFium added.

        A blank that PDFium added within an object may have the object's number.
        """
        owners = np.zeros(self.count + _STEP, np.int64)
        owners[: self.count : _STEP] = self._owners(range(0, self.count, _STEP))
        # An object's characters follow each other, so those between two of one object are its own.
        for step in _HALVES:
            middles = np.arange(step, self.count, 2 * step)
            before, after = owners[middles - step], owners[middles + step]
            owners[middles] = before
            asked = middles[(before != after) | (before == 0)]
            owners[asked] = self._owners(asked.tolist())
        return owners[: self.count]

    def _owners(self, characters: Sequence[int]) -> npt.NDArray[np.int64]:
        asked = map(_text_object, repeat(self._page), characters)
        return np.fromiter(asked, np.int64, len(characters))

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

    def codes(self) -> list[int]:
        """The code of each character, one by one."""
        return list(map(_unicode, repeat(self._page), range(self.count)))

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


def objects_of_page(page: Page, at_most: int) -> list[int]:
    """What the page draws, each as a number, in order."""
    holder = ctypes.cast(page.raw, _POINTER).value or 0
    return _objects(_count_of_page, _one_of_page, holder, at_most)


def objects_of_form(form: int, at_most: int) -> list[int]:
    """What a form on a page draws, each as a number, in order."""
    return _objects(_count_of_form, _one_of_form, form, at_most)


def kinds_of(objects: Sequence[int]) -> list[int]:
    """The kind of each object, as PDFium numbers them."""
    return list(map(_kind, objects))


def bounds_of(objects: Sequence[int]) -> npt.NDArray[np.float64]:
    """Left, bottom, right, top of each object in its own space, shape (n, 4)."""
    bounds = np.zeros((len(objects), 4), np.float32)
    first, past = bounds.ctypes.data, bounds.ctypes.data + 16 * len(objects)
    _run(map(_bounds, objects, *(range(first + 4 * n, past + 4 * n, 16) for n in range(4))))
    return bounds.astype(np.float64)


def matrix_of(form: int) -> npt.NDArray[np.float64]:
    """How a form is turned and moved, shape (6,)."""
    matrix = np.array((1, 0, 0, 1, 0, 0), np.float32)
    _object_matrix(form, matrix.ctypes.data)
    return matrix.astype(np.float64)


def corners_of(paths: Sequence[int]) -> list[int]:
    """How many points each path goes through."""
    return list(map(_corners, paths))


def fill_modes_of(paths: Sequence[int]) -> list[int]:
    """How each path is filled, as PDFium numbers it."""
    modes = np.zeros((len(paths), 2), np.int32)
    first, past = modes.ctypes.data, modes.ctypes.data + 8 * len(paths)
    _run(map(_draw_mode, paths, range(first, past, 8), range(first + 4, past + 4, 8)))
    found: list[int] = modes[:, 0].tolist()
    return found


def _objects(count: Any, one: Any, holder: int, at_most: int) -> list[int]:
    found = map(one, repeat(holder), range(min(max(count(holder), 0), at_most)))
    return [each for each in found if each]


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
_unicode = _bound("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT)
_font_size = _bound("FPDFText_GetFontSize", ctypes.c_double, _POINTER, _INT)
_fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, *[_POINTER] * 5)
_font = _bound("FPDFTextObj_GetFont", _POINTER, _POINTER)
_count_of_page = _bound("FPDFPage_CountObjects", _INT, _POINTER)
_one_of_page = _bound("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
_count_of_form = _bound("FPDFFormObj_CountObjects", _INT, _POINTER)
_one_of_form = _bound("FPDFFormObj_GetObject", _POINTER, _POINTER, ctypes.c_ulong)
_kind = _bound("FPDFPageObj_GetType", _INT, _POINTER)
_bounds = _bound("FPDFPageObj_GetBounds", _INT, *[_POINTER] * 5)
_object_matrix = _bound("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
_corners = _bound("FPDFPath_CountSegments", _INT, _POINTER)
_draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
_render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
