"""Slides whose shapes stand in columns: each is read from above to below before the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_WIDE = 0.6  # of all that is on the slide: such a shape stands above or below columns


def in_columns(shapes: Sequence[Any]) -> list[Any]:
    """The shapes column by column, or nothing where they don't stand so.

    A grid looks the same by its places alone, so it takes the order in which they were made too:
    that each column was made as a whole.
    """
    placed = [one for one in shapes if None not in (one.left, one.top, one.width, one.height)]
    if len(placed) < 4 or len(placed) < len(shapes):
        return []
    left = min(one.left for one in placed)
    right = max(one.left + one.width for one in placed)
    wide = [one for one in placed if one.width > _WIDE * (right - left)]
    narrow = [one for one in placed if one not in wide]
    columns = _columns(narrow)
    if len(columns) < 2 or any(len(one) < 2 for one in columns) or not _made_as(columns, narrow):
        return []
    top = min(one.top for one in narrow)
    bottom = max(one.top for one in narrow)
    above = [one for one in wide if one.top <= top]
    below = [one for one in wide if one.top >= bottom]
    if len(above) + len(below) != len(wide):
        return []
    inside = [shape for column in columns for shape in column]
    return [*sorted(above, key=_top), *inside, *sorted(below, key=_top)]


def _columns(shapes: Sequence[Any]) -> list[list[Any]]:
    """Shapes that overlap as seen from above, from the left; each column in its order downwards."""
    columns: list[list[Any]] = []
    edge = 0
    for shape in sorted(shapes, key=lambda one: one.left):
        if columns and shape.left < edge:
            columns[-1].append(shape)
        else:
            columns.append([shape])
            edge = shape.left
        edge = max(edge, shape.left + shape.width)
    return [sorted(column, key=_top) for column in columns]


def _made_as(columns: Sequence[Sequence[Any]], shapes: Sequence[Any]) -> bool:
    """Whether the shapes were made column after column, each downwards."""
    numbers = [[shapes.index(shape) for shape in column] for column in columns]
    return all(column == list(range(column[0], column[0] + len(column))) for column in numbers)


def _top(shape: Any) -> int:
    return int(shape.top)
