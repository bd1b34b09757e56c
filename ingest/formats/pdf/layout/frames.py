"""Characters by the way their lines run, each group in coordinates in which lines are level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import Flags, Floats, Glyphs, Integers
from ingest.formats.pdf.scripts import are_east_asian

_RIGHT_ANGLE = 90
_EAST_ASIAN_AT_LEAST = 4  # characters of a page; fewer say nothing of how its lines run
_NEARER = 0.85  # the next character of a line lies that much nearer than that of another line
_FAR = 3.0  # in sizes; further away is no neighbour
_ASKEW = 0.3  # in sizes, across the line, between neighbours on it
_TRUE_WIDTH = 0.5  # in sizes, of a letter, where its box is that of a line at an odd angle
_WITH_TAILS = (0x06D2, 0x06D3, 0xFBAE, 0xFBAF, 0xFBB0, 0xFBB1)  # yeh barree
_MIDDLE_ABOVE_BASELINE = 0.35  # in sizes


@dataclass(frozen=True, slots=True)
class Frame:
    """Visible characters whose lines run the same way, in PDFium's order.

    ``index`` are their places in the page's text. A character reaches along its line from
    ``start`` to ``end``, and stands at ``base``, which grows from each line to the next.
    ``is_vertical`` says that its characters stand below each other, as in Chinese and Japanese.
    """

    index: Integers
    start: Floats
    end: Floats
    base: Floats
    size: Floats
    is_vertical: bool = False


def frames(glyphs: Glyphs, wanted: Flags) -> list[Frame]:
    """The wanted characters, those of the most common direction first."""
    index = np.flatnonzero(wanted)
    angles = glyphs.angles[index]
    downwards = _runs_downwards(glyphs, index[angles == 0])
    is_vertical = np.isin(index, downwards)
    found = [_down(glyphs, downwards)] if len(downwards) else []
    for angle in np.unique(np.round(angles[~is_vertical])):
        found.append(_turned(glyphs, index[~is_vertical & (np.round(angles) == angle)], angle))
    return sorted(found, key=lambda frame: -len(frame.index))


def without_tails(frame: Frame, codes: npt.NDArray[np.uint32]) -> Frame:
    """The frame, with letters that reach back under those before them ending where these begin.

    In Urdu so does each yeh barree, at whose right edge nothing is read. ``codes`` are the frame's.
    """
    end = frame.end.copy()
    for place in np.flatnonzero(np.isin(codes, _WITH_TAILS)).tolist():
        for other in (place - 1, place + 1):
            if 0 <= other < len(end) and (
                frame.start[place] < frame.start[other] < end[place]
                and abs(frame.base[other] - frame.base[place]) <= _ASKEW * frame.size[place]
            ):
                end[place] = frame.start[other]
    return replace(frame, end=end)


def _turned(glyphs: Glyphs, index: Integers, angle: float) -> Frame:
    """Lines at an angle, clockwise on the page as shown."""
    turn = np.radians(angle)
    along = np.array((np.cos(turn), np.sin(turn)))
    down = np.array((-np.sin(turn), np.cos(turn)))
    boxes, size = glyphs.boxes[index], glyphs.sizes[index]
    if angle % _RIGHT_ANGLE:
        start, end = _askew(glyphs, index, along)
    else:
        first, second = boxes[:, 0:2] @ along, boxes[:, 2:4] @ along
        start, end = np.minimum(first, second), np.maximum(first, second)
    return Frame(index, start, end, glyphs.baselines[index] @ down, size)


def _askew(glyphs: Glyphs, index: Integers, along: Floats) -> tuple[Floats, Floats]:
    """Where characters at an odd angle start and end; their boxes, which stand upright, are no use.

    A character ends where the next one of its object starts.
    """
    places = glyphs.baselines @ along
    start = places[index]
    after = np.minimum(index + 1, len(glyphs.text) - 1)
    of_one_object = (after > index) & (glyphs.owners[after] == glyphs.owners[index])
    guessed = start + _TRUE_WIDTH * glyphs.sizes[index]
    return start, np.where(of_one_object, np.maximum(places[after], start), guessed)


def _down(glyphs: Glyphs, index: Integers) -> Frame:
    """Columns of characters from the top down, the rightmost column first."""
    boxes, size = glyphs.boxes[index], glyphs.sizes[index]
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    base = _MIDDLE_ABOVE_BASELINE * size - middle
    return Frame(index, boxes[:, 1], boxes[:, 3], base, size, is_vertical=True)


def _runs_downwards(glyphs: Glyphs, index: Integers) -> Integers:
    """Those of these upright characters that are set in columns, as Chinese and Japanese are."""
    none = index[:0]
    east_asian = index[are_east_asian(glyphs.codes[index])]
    if len(east_asian) < _EAST_ASIAN_AT_LEAST:
        return none
    below, beside = _neighbour_distances(glyphs, east_asian)
    if np.count_nonzero(below < _NEARER * beside) * 2 <= len(east_asian):
        return none
    level = set(_owners_of_level_lines(glyphs, index))
    return index[[owner not in level for owner in glyphs.owners[index].tolist()]]


def _neighbour_distances(glyphs: Glyphs, index: Integers) -> tuple[Floats, Floats]:
    """How far from each character the next one below it and the next one beside it lie."""
    boxes = glyphs.boxes[index]
    middles = (boxes[:, 0:2] + boxes[:, 2:4]) / 2
    size = np.maximum(glyphs.sizes[index], 1e-6)
    return _next_along(middles, size, 1), _next_along(middles, size, 0)


def _next_along(middles: Floats, size: Floats, axis: int) -> Floats:
    along, across = middles[:, axis], middles[:, 1 - axis]
    lane = np.round(across / (2 * _ASKEW * np.median(size)))
    order = np.lexsort((along, lane))
    steps = np.diff(along[order])
    is_neighbour = (np.diff(lane[order]) == 0) & (steps < _FAR * size[order][:-1])
    found = np.full(len(along), np.inf)
    found[order[:-1]] = np.where(is_neighbour & (steps > 0), steps, np.inf)
    return found


def _owners_of_level_lines(glyphs: Glyphs, index: Integers) -> Iterator[int]:
    """The text objects that draw several characters side by side."""
    owners, points = glyphs.owners[index], glyphs.boxes[index, 0:2]
    steps = np.abs(np.diff(points, axis=0))
    is_level = (np.diff(owners) == 0) & (steps[:, 0] > steps[:, 1])
    yield from np.unique(owners[1:][is_level]).tolist()
