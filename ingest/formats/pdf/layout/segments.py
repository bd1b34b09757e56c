"""Stretches of characters that stand side by side on a line, whatever order they were drawn in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from ingest.formats.pdf.glyphs import Flags
from ingest.formats.pdf.layout.frames import Frame

# In sizes of the type.
_ON_LINE = 0.12  # how far neighbours on a line may differ in height
_OVERLAP = 0.6  # how far a character may reach back over the one before it
_GAP = 0.95  # a wider gap is no blank between words
_SAME_ROW = 0.2
_RAISED = (-0.45, 0.75)  # where a lowered or raised character stands, above its line
_RAISED_HIGH = 1.1  # the same, where it is drawn right after its line
_TIGHT = 0.35  # how close it follows
_LETTERS_APART = 4  # on a line in equal steps are a word
_EQUAL_STEPS = 0.15  # of the step
_STEP_AT_MOST = 3.0
_PIECES_AT_MOST = 5_000  # of a page; more are no text that anybody sets
_SAME_LEVEL = 0.05
_RAISED_PIECE_AT_MOST = 12  # characters; more are a line of their own
_ROOM = 0.1
_BASE, _START = attrgetter("base"), attrgetter("start")


@dataclass(slots=True)
class Segment:
    """Pieces of a line that stand side by side; each is a range of a frame's characters.

    ``count`` is how many characters it has, ``first`` the earliest of them in the order in which
    the page draws them.
    """

    start: float
    end: float
    base: float
    size: float
    count: int
    first: int
    pieces: list[tuple[float, float, int, int]]

    def take(self, other: Segment) -> None:
        """Add another's pieces to these."""
        self.start, self.end = min(self.start, other.start), max(self.end, other.end)
        if other.size > self.size:
            self.base, self.size = other.base, other.size
        self.count, self.first = self.count + other.count, min(self.first, other.first)
        self.pieces += other.pieces
        self.pieces.sort()


def segments(frame: Frame, right_to_left: Flags, letters: Flags, marks: Flags) -> list[Segment]:
    """The frame's characters as stretches; flags say which are letters, and marks on letters."""
    found = list(_linked(_pieces(frame, right_to_left, marks)))
    if len(found) > _PIECES_AT_MOST:
        return found
    found = list(_linked(_with_raised(found)))
    return [one for row in rows_of(found) for one in _with_letters_apart(row, letters)]


def _with_letters_apart(row: list[Segment], letters: Flags) -> Iterator[Segment]:
    """A line's segments, with single letters in equal steps joined: a heading set wide."""
    run: list[Segment] = []
    for segment in [*row, None]:
        if segment is not None and _goes_on(run, segment, letters):
            run.append(segment)
            continue
        if len(run) >= _LETTERS_APART:
            for other in run[1:]:
                run[0].take(other)
            yield run[0]
        else:
            yield from run
        run = [segment] if segment is not None else []


def _goes_on(run: list[Segment], segment: Segment, letters: Flags) -> bool:
    if not run:
        return False
    if any(one.count > 1 or not letters[one.first] for one in (run[-1], segment)):
        return False
    gap = segment.start - run[-1].end
    before = run[1].start - run[0].end if len(run) > 1 else gap
    return abs(gap - before) <= _EQUAL_STEPS * abs(before) and gap <= _STEP_AT_MOST * segment.size


def _pieces(frame: Frame, right_to_left: Flags, marks: Flags) -> list[Segment]:
    """Runs of characters that follow each other on a line as PDFium has them."""
    firsts = np.concatenate(([0], np.flatnonzero(~_follows(frame, right_to_left, marks)) + 1))
    lasts = np.append(firsts[1:], len(frame.index))
    starts = np.minimum.reduceat(frame.start, firsts).tolist()
    ends = np.maximum.reduceat(frame.end, firsts).tolist()
    sizes = np.maximum.reduceat(frame.size, firsts).tolist()
    bases = frame.base[firsts].tolist()
    rows = zip(starts, ends, bases, sizes, firsts.tolist(), lasts.tolist(), strict=True)
    return [
        Segment(start, end, base, size, last - first, first, [(start, end, first, last)])
        for start, end, base, size, first, last in rows
    ]


def _follows(frame: Frame, right_to_left: Flags, marks: Flags) -> Flags:
    """Whether each character but the first stands beside the one before it, on its line.

    A mark takes no room, and may stand anywhere over what is before it.
    """
    size = np.maximum(frame.size[1:], frame.size[:-1])
    level = np.abs(np.diff(frame.base)) <= _ON_LINE * size
    ahead = frame.start[1:] - np.where(marks, frame.start, frame.end)[:-1]
    is_on_it = marks[1:] & (frame.start[1:] >= frame.start[:-1] - size)
    ahead = np.where(is_on_it, np.maximum(ahead, 0), ahead)
    behind = frame.start[:-1] - frame.end[1:]
    gap = np.where(right_to_left[1:] & right_to_left[:-1], behind, ahead)
    near = (gap > -_OVERLAP * size) & (gap < _GAP * size)
    one_glyph = (frame.start[1:] == frame.start[:-1]) & (frame.end[1:] == frame.end[:-1])
    alike = np.abs(np.diff(frame.size)) <= _ON_LINE * size
    return np.asarray(level & alike & (near | one_glyph), dtype=np.bool_)


def rows_of(found: Iterable[Segment], tolerance: float = _SAME_ROW) -> Iterator[list[Segment]]:
    """The segments of each line, from the top down, each line's in order along it."""
    row: list[Segment] = []
    for segment in sorted(found, key=_BASE):
        if row and segment.base - row[0].base > tolerance * max(segment.size, row[0].size):
            yield sorted(row, key=_START) if len(row) > 1 else row
            row = []
        row.append(segment)
    if row:
        yield sorted(row, key=_START)


def _linked(found: Iterable[Segment]) -> Iterator[Segment]:
    """The segments with those joined that stand side by side."""
    for row in rows_of(found):
        open_ends: list[Segment] = []
        for segment in row:
            before = _neighbour(open_ends, segment)
            if before is None:
                open_ends.append(segment)
                yield segment
            else:
                before.take(segment)


def _neighbour(open_ends: list[Segment], segment: Segment) -> Segment | None:
    """The segment of a line that this one continues; few of them can be open at one place."""
    for before in open_ends[-1:-4:-1]:
        size = max(before.size, segment.size)
        if -_OVERLAP * size < segment.start - before.end < _GAP * size:
            return before
    return None


def _with_raised(found: list[Segment]) -> Iterator[Segment]:
    """The segments, raised and lowered ones joined with the line that they belong to."""
    rows = list(rows_of(found))
    for number, row in enumerate(rows):
        near = [
            each for each in (*rows[max(0, number - 2) : number], *rows[number + 1 : number + 3])
            if abs(each[0].base - row[0].base) <= _RAISED_HIGH * max(each[0].size, row[0].size)
        ]  # fmt: skip
        for segment in row:
            is_short = near and segment.count <= _RAISED_PIECE_AT_MOST
            host = _host(segment, near) if is_short else None
            if host is None:
                yield segment
            else:
                host.take(segment)


def _host(segment: Segment, rows: list[list[Segment]]) -> Segment | None:
    for row in rows:
        for host in row:
            if _is_raised(segment, host) and _has_room(host, segment):
                return host
    return None


def _is_raised(segment: Segment, host: Segment) -> bool:
    if host.size < segment.size or (host.count <= segment.count and host.size == segment.size):
        return False
    above = (host.base - segment.base) / max(host.size, 1e-6)
    highest = _RAISED[1]
    if host.size > segment.size and any(last == segment.first for *_, last in host.pieces):
        highest = _RAISED_HIGH
    if not _RAISED[0] <= above <= highest or abs(above) < _SAME_LEVEL:
        return False
    reach = _TIGHT * host.size
    return host.start - reach <= segment.start and segment.end <= host.end + reach * 20


def _has_room(host: Segment, segment: Segment) -> bool:
    """Whether it stands beside one of the host's pieces and over none of them."""
    room = _ROOM * host.size
    beside = False
    for start, end, _, _ in host.pieces:
        if start < segment.end - room and segment.start + room < end:
            return False
        reach = _TIGHT * host.size
        beside = beside or abs(segment.start - end) <= reach or abs(start - segment.end) <= reach
    return beside
