"""From the boxes of single characters to the few rectangles that highlight a passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ingest.formats.records import Rectangle

# In heights of the taller of two boxes: commas and raised figures still belong to their line, and
# a wider gap is a column's or a cell's border.
_OFF_LINE = 0.8
_GAP = 2.5


def rectangles_of_lines(
    lines: Iterable[Sequence[Rectangle]],
    *,
    others: Sequence[Rectangle] = (),
    width_to_height: float,
) -> tuple[Rectangle, ...]:
    """One rectangle for each stretch of touching boxes in each line, in the order given.

    ``others`` are boxes of characters that must stay outside: where the middle of one would lie in
    a stretch, as with text drawn over other text, each of its boxes stands alone.
    ``width_to_height`` is the page's own, since fractions of its width and of its height are
    different lengths.
    """
    found: list[Rectangle] = []
    points = middles(others)
    for line in lines:
        for stretch in _stretches(line, width_to_height):
            whole = _around(stretch)
            if which_inside(points, whole).any():
                found += stretch
            else:
                found.append(whole)
    return tuple(found)


def middles(boxes: Sequence[Rectangle]) -> npt.NDArray[np.float64]:
    """The boxes' middles, shape (n, 2): across, down."""
    edges = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    return (edges[:, :2] + edges[:, 2:]) / 2


def which_inside(points: npt.NDArray[np.float64], rectangle: Rectangle) -> npt.NDArray[np.bool_]:
    """For each point, shape (n, 2), whether it lies in the rectangle."""
    inside = (points >= rectangle[:2]) & (points <= rectangle[2:])
    return np.asarray(inside.all(axis=1), dtype=np.bool_)


def _stretches(line: Iterable[Rectangle], width_to_height: float) -> Iterator[list[Rectangle]]:
    stretch: list[Rectangle] = []
    for box in line:
        if stretch and not _touch(stretch[-1], box, width_to_height):
            yield stretch
            stretch = []
        stretch.append(box)
    if stretch:
        yield stretch


def _touch(first: Rectangle, second: Rectangle, width_to_height: float) -> bool:
    """Whether two boxes follow each other along one line, level or upright."""
    high = max(first.bottom - first.top, second.bottom - second.top)
    wide = max(first.right - first.left, second.right - second.left)
    across = max(first.left, second.left) - min(first.right, second.right)
    down = max(first.top, second.top) - min(first.bottom, second.bottom)
    off_level = abs(first.top + first.bottom - second.top - second.bottom) / 2
    off_upright = abs(first.left + first.right - second.left - second.right) / 2
    if off_level <= _OFF_LINE * high:
        return across * width_to_height <= _GAP * high
    return off_upright <= _OFF_LINE * wide and down <= _GAP * wide * width_to_height


def _around(boxes: Sequence[Rectangle]) -> Rectangle:
    return Rectangle(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
