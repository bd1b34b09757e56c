"""Characters that a page draws again at the same place, as for a shadow or a bold face."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.formats.records import Rectangle

_LONG_LINE = re.compile(r"(?!\s)[^\r\n]{12,}(?<!\s)")
_STRETCH_CHARACTERS = 8
_NEAR = 0.4  # of a character's own width and height
_SHIFT = 0.001  # of the page, about half a point: how far a shadow falls
_CELL = 0.005  # of the page; nothing further away is near


def equal_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where long lines begin that came before, letter by letter, and where they came first."""
    first_places: dict[str, int] = {}
    for found in _LONG_LINE.finditer(text):
        place = first_places.setdefault(found[0], found.start())
        if place != found.start():
            yield place, found.start()


def drawn_again(text: str, boxes: Sequence[Rectangle | None]) -> tuple[int, ...]:
    """The indices of characters that stand where the same character stood before, in order.

    Only whole stretches of them count: a letter or two at one place are a ligature's halves or
    chance. What is drawn twice in one go PDFium leaves out by itself.
    """
    found: list[int] = []
    stretch: list[int] = []
    for index, stands_again in _visible(text, boxes):
        if stands_again:
            stretch.append(index)
            continue
        if len(stretch) >= _STRETCH_CHARACTERS:
            found += stretch
        stretch = []
    return tuple(found + stretch if len(stretch) >= _STRETCH_CHARACTERS else found)


def _visible(text: str, boxes: Sequence[Rectangle | None]) -> Iterator[tuple[int, bool]]:
    """The characters that have a box, and whether an equal one stands there already."""
    cells: dict[tuple[str, int, int], list[Rectangle]] = defaultdict(list)
    for index, (character, box) in enumerate(zip(text, boxes, strict=True)):
        if box is None:
            continue
        column, row = int(box.left / _CELL), int(box.top / _CELL)
        around = (
            before
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for before in cells.get((character, across, down), ())
        )
        yield index, any(at_one_place(before, box) for before in around)
        cells[character, column, row].append(box)


def at_one_place(first: Rectangle, second: Rectangle) -> bool:
    """Whether two boxes of equal characters differ by no more than a shadow's fall."""
    across = min(_CELL, _SHIFT + _NEAR * (first.right - first.left))
    down = min(_CELL, _SHIFT + _NEAR * (first.bottom - first.top))
    return abs(first.left - second.left) <= across and abs(first.top - second.top) <= down
