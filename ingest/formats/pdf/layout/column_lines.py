"""The columns of a band of lines by where most of its cells stand, and the lines of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.pdf.layout.across import Band, Described
from ingest.formats.pdf.layout.segments import Segment, rows_of

# In sizes of the type.
_ON_LINE = 0.15
_GAP = 0.3  # free between two columns


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """What stands on one line of a column, from left to right."""

    base: float
    size: float
    segments: Sequence[Described]


def columns_of(band: Band) -> list[list[Described]]:
    """The band's segments by column; what reaches over several is in the one where it starts.

    The lines with the most cells tell the columns, then others, the narrowest first.
    """
    rows = list(rows_of(each.segment for each in band))
    most = max(map(len, rows))
    told = [segment for row in rows if len(row) == most for segment in row]
    others = sorted((one for row in rows if len(row) < most for one in row), key=_width)
    reaches: list[tuple[float, float]] = []
    for segment in (*told, *others):
        gap = _GAP * segment.size
        start, end = segment.start, segment.end
        met = [one for one in reaches if one[0] < end + gap and start - gap < one[1]]
        if len(met) < 2:
            reaches = [one for one in reaches if one not in met]
            starts, ends = zip((start, end), *met, strict=True)
            reaches.append((min(starts), max(ends)))
    reaches.sort()
    columns: list[list[Described]] = [[] for _ in reaches]
    for each in band:
        start = each.segment.start + _GAP * each.segment.size
        owner = sum(reach[0] <= start for reach in reaches) - 1
        columns[max(owner, 0)].append(each)
    return [column for column in columns if column]


def _width(segment: Segment) -> float:
    return segment.end - segment.start


def lines_of(column: Band) -> Iterator[ColumnLine]:
    """The lines of a column, from the top down."""
    line: list[Described] = []
    for each in sorted(column, key=lambda one: one.segment.base):
        near = _ON_LINE * each.segment.size
        if line and each.segment.base - line[0].segment.base > near:
            yield _line(line)
            line = []
        line.append(each)
    if line:
        yield _line(line)


def _line(found: Sequence[Described]) -> ColumnLine:
    in_order = sorted(found, key=lambda one: one.segment.start)
    size = max(each.segment.size for each in found)
    return ColumnLine(found[0].segment.base, size, in_order)
