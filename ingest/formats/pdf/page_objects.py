"""What a page draws besides its text: pictures, filled boxes and lines, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf import engine
from ingest.formats.pdf.engine import Page, raw
from ingest.formats.pdf.placement import Placement

Colour: TypeAlias = tuple[int, int, int]
Box: TypeAlias = tuple[float, float, float, float]
Floats: TypeAlias = npt.NDArray[np.float64]

_DEEPEST = 8  # forms within forms
_OBJECTS_AT_MOST = 20_000
_IDENTITY = np.array((1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
_CORNERS_OF_A_BOX = (4, 5)
_OPAQUE = 255


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
    return list(walk.through(engine.objects_of_page(page, _OBJECTS_AT_MOST), _IDENTITY, _DEEPEST))


class _Walk:
    """Through a page's objects, and those of the forms among them."""

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self._left = _OBJECTS_AT_MOST

    def through(self, objects: Sequence[int], matrix: Floats, depth: int) -> Iterator[Drawn]:
        """What these objects draw, in a space that ``matrix`` leads out of."""
        objects = objects[: self._left]
        self._left -= len(objects)
        kinds = engine.kinds_of(objects)
        boxes = self._seen(engine.bounds_of(objects), matrix)
        styles = dict(_styles([o for o, k in zip(objects, kinds, strict=True) if k == _PATH]))
        for each, kind, box in zip(objects, kinds, boxes, strict=True):
            if kind == raw.FPDF_PAGEOBJ_FORM and depth:
                inner = _within(engine.matrix_of(each), matrix)
                yield from self.through(engine.objects_of_form(each, self._left), inner, depth - 1)
            elif kind == _PATH:
                is_line, fill = styles[each]
                yield Drawn(box, fill, is_picture=False, is_line=is_line)
            elif kind != raw.FPDF_PAGEOBJ_TEXT:
                yield Drawn(box, None, is_picture=kind == raw.FPDF_PAGEOBJ_IMAGE)

    def _seen(self, bounds: Floats, matrix: Floats) -> list[Box]:
        """Boxes of left, bottom, right, top as they are seen."""
        corners = [
            self._placement.points(_moved(matrix, bounds[:, [x, y]]))
            for x in (0, 2)
            for y in (1, 3)
        ]
        whole = np.stack(corners)
        return [tuple(row) for row in np.hstack((whole.min(axis=0), whole.max(axis=0))).tolist()]


_PATH = raw.FPDF_PAGEOBJ_PATH


def _styles(paths: Sequence[int]) -> Iterator[tuple[int, tuple[bool, Colour | None]]]:
    """Of each path whether it is only a line, and the colour that fills it where it is a box."""
    colours = engine.fill_colours(paths).tolist()
    for path, corners, mode, colour in zip(
        paths, engine.corners_of(paths), engine.fill_modes_of(paths), colours, strict=True
    ):
        is_line = mode == raw.FPDF_FILLMODE_NONE
        is_plain = corners in _CORNERS_OF_A_BOX and colour[3] == _OPAQUE and not is_line
        yield path, (is_line, (colour[0], colour[1], colour[2]) if is_plain else None)


def _moved(matrix: Floats, points: Floats) -> Floats:
    a, b, c, d, e, f = matrix.tolist()
    x, y = points[:, 0], points[:, 1]
    return np.stack((a * x + c * y + e, b * x + d * y + f), axis=1)


def _within(inner: Floats, outer: Floats) -> Floats:
    """The matrix of what stands in a form, from that of the form and that around it."""
    ends = _moved(outer, np.array(((inner[0], inner[1]), (inner[2], inner[3]), inner[4:6])))
    origin = outer[4:6]
    return np.concatenate((ends[0] - origin, ends[1] - origin, ends[2]))
