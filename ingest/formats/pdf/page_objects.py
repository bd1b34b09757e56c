"""What a page draws besides its text: pictures, filled boxes and lines, and where."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ingest.formats.pdf.engine import Page, raw
from ingest.formats.pdf.placement import Placement

Colour: TypeAlias = tuple[int, int, int]
Box: TypeAlias = tuple[float, float, float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_DEEPEST = 8  # forms within forms
_OBJECTS_AT_MOST = 20_000
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_CORNERS_OF_A_BOX = (4, 5)
_OPAQUE = 255
_PAGE = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
_FORM = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object of a page: left, top, right, bottom in fractions of the page as it is shown.

    ``fill`` is a plain box's own colour, ``None`` for every other object; ``is_picture`` says that
    it is an image, ``is_line`` that nothing but the line of a path is drawn.
    """

    box: Box
    fill: Colour | None
    is_picture: bool
    is_line: bool = False


def drawn_objects(page: Page) -> list[Drawn]:
    """The page's objects but its text, in the order in which they are drawn; not all of very many.

    A form's objects are taken one by one.
    """
    walk = _Walk(Placement.of(page))
    return list(walk.through(_PAGE, page.raw, _IDENTITY, _DEEPEST))


class _Walk:
    """Through a page's objects, and those of the forms among them."""

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self._left = _OBJECTS_AT_MOST

    def through(
        self, calls: tuple[Any, Any], holder: Any, matrix: Matrix, depth: int
    ) -> Iterator[Drawn]:
        """What ``holder`` draws; ``calls`` count its objects and give one of them."""
        count, one = calls
        for index in range(count(holder)):
            self._left -= 1
            if self._left < 0:
                return
            found = one(holder, index)
            kind = raw.FPDFPageObj_GetType(found)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth:
                yield from self.through(_FORM, found, _within(found, matrix), depth - 1)
            elif kind != raw.FPDF_PAGEOBJ_TEXT:
                box = _box(found, matrix, self._placement)
                if box is not None:
                    yield _drawn(found, kind, box)


def _drawn(found: Any, kind: int, box: Box) -> Drawn:
    if kind != raw.FPDF_PAGEOBJ_PATH:
        return Drawn(box, None, kind == raw.FPDF_PAGEOBJ_IMAGE)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(found, mode, stroke)
    if mode.value == raw.FPDF_FILLMODE_NONE:
        return Drawn(box, None, is_picture=False, is_line=True)
    is_box = raw.FPDFPath_CountSegments(found) in _CORNERS_OF_A_BOX
    return Drawn(box, _fill(found) if is_box else None, is_picture=False)


def _fill(found: Any) -> Colour | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(found, red, green, blue, alpha):
        return None
    return (red.value, green.value, blue.value) if alpha.value == _OPAQUE else None


def _box(found: Any, matrix: Matrix, placement: Placement) -> Box | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(found, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    corners = [
        placement.seen_at(*_moved(matrix, x, y)) for x in (left, right) for y in (bottom, top)
    ]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _within(found: Any, outer: Matrix) -> Matrix:
    """The matrix of a form's objects."""
    own = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(found, own):
        return outer
    e, f = _moved(outer, own.e, own.f)
    origin = outer[4], outer[5]
    (a, b), (c, d) = (_moved(outer, own.a, own.b), _moved(outer, own.c, own.d))
    return a - origin[0], b - origin[1], c - origin[0], d - origin[1], e, f
