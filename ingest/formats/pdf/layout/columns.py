"""In which order the stretches of a page are read: column by column, but tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.pdf.layout.across import Band, Described, table_across
from ingest.formats.pdf.layout.centred import centred_rows
from ingest.formats.pdf.layout.segments import Segment, rows_of
from ingest.formats.pdf.layout.tabular import (
    ROWS_AT_LEAST,
    aligned_share,
    are_heads,
    is_prose,
    is_table,
)

# In sizes of the type.
_GUTTER = 0.85  # free from top to bottom between two columns
_SAME_TABLE_ROW = 0.4

_DEEPEST = 12  # columns within columns


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that are read one after the other, each with the stretches of its lines.

    Outside of a table each stretch is a cell.
    """

    cells: tuple[Sequence[Segment], ...]
    of_table: bool


def lines_in_order(
    found: Sequence[Described], *, has_tables: bool = True, depth: int = 0
) -> Iterator[Line]:
    """The lines in the order in which they are read.

    Without tables, what stands side by side is columns: the parts of a page of vertical text.
    """
    bands = list(_bands(sorted(found, key=lambda each: (each.top, each.segment.start))))
    for number, band in enumerate(bands):
        if len(band) == 1:
            yield Line(((band[0].segment,),), False)
            continue
        columns = _columns(band)
        if has_tables and depth < _DEEPEST and (centred := centred_rows(band)):
            yield from lines_in_order(centred.above, depth=depth + 1)
            yield from (Line(tuple(row), len(row) > 1) for row in centred.rows)
            yield from lines_in_order(centred.below, depth=depth + 1)
        elif len(columns) < 2 or not _stand_beside(columns):
            yield from _rows(band, of_table=False)
        elif has_tables and are_heads(columns, _below(bands, number)):
            yield from _rows(band, of_table=True)
        elif depth >= _DEEPEST or (has_tables and is_table(columns)):
            whole: tuple[Band, Band, Band] = ((), band, ())
            above, table, below = _without_text(band, columns) if depth < _DEEPEST else whole
            yield from lines_in_order(above, depth=depth + 1)
            rows = list(_rows(table, of_table=True))
            yield from rows if len(rows) > 1 else _rows(table, of_table=False)
            yield from lines_in_order(below, depth=depth + 1)
        elif has_tables and (across := _table_across(band, columns)):
            above, table, below = across
            yield from lines_in_order(above, depth=depth + 1)
            yield from _rows(table, of_table=True)
            yield from lines_in_order(below, depth=depth + 1)
        else:
            beside, below = _cut_off(columns)
            if below and has_tables and aligned_share(beside) == 1 and is_table(beside):
                beside = [[each for column in beside for each in column]]
            elif has_tables:
                beside = list(_with_tables_whole(beside))
            for column in beside:
                yield from lines_in_order(column, has_tables=has_tables, depth=depth + 1)
            yield from lines_in_order(below, has_tables=has_tables, depth=depth + 1)


def _below(bands: Sequence[Band], number: int) -> Band:
    """The band below one, with the next if it is a line: one of heads, or of what they count."""
    below = bands[number + 1 : number + 3]
    return below[0] if below and len(below[0]) > 1 else [each for band in below for each in band]


def _with_tables_whole(columns: list[list[Described]]) -> Iterator[list[Described]]:
    """The columns, those side by side that are a table's in one."""
    table = columns[:1]
    for column in columns[1:]:
        together = [*table, column]
        has_rows = min(map(len, together)) >= ROWS_AT_LEAST
        if has_rows and aligned_share(together) == 1 and is_table(together):
            table = together
        else:
            yield [each for one in table for each in one]
            table = [column]
    yield [each for one in table for each in one]


def _stand_beside(columns: Sequence[Sequence[Described]]) -> bool:
    """Whether each column stands at least half beside the tallest, and not above or below it."""
    spans = [
        (min(each.top for each in column), max(each.bottom for each in column))
        for column in columns
    ]
    top, bottom = max(spans, key=lambda span: span[1] - span[0])
    return all(min(b, bottom) - max(t, top) >= (b - t) / 2 for t, b in spans)


def _without_text(
    band: Sequence[Described], columns: Sequence[Sequence[Described]]
) -> tuple[Band, Band, Band]:
    """The running text above a table, the table, and the text below it.

    Such a table has a column more than the text, in its gutter.
    """
    tolerance = _SAME_TABLE_ROW * max(each.segment.size for each in band)
    bases = [[each.segment.base for each in column] for column in columns]
    begins = max(min(column) for column in bases) - tolerance
    ends = min(max(column) for column in bases) + tolerance
    above = [each for each in band if each.segment.base < begins]
    below = [each for each in band if each.segment.base > max(begins, ends)]
    if not _are_text(above, len(columns)):
        above = []
    if not _are_text(below, len(columns)):
        below = []
    beyond = {id(each) for each in (*above, *below)}
    return above, [each for each in band if id(each) not in beyond], below


def _are_text(band: Band, fewer_than: int) -> bool:
    """Whether they are columns of running text, fewer than so many."""
    beside = _columns(band)
    return 1 < len(beside) < fewer_than and all(
        len(column) >= ROWS_AT_LEAST and is_prose(column) for column in beside
    )


def _table_across(
    band: Sequence[Described], columns: Sequence[Sequence[Described]]
) -> tuple[Band, Band, Band] | None:
    """The same as ``table_across``, unless it is within a column, or narrow columns of text."""
    across = table_across(band, len(columns))
    if not across:
        return None
    owners = {id(each.segment): number for number, column in enumerate(columns) for each in column}
    rows = list(rows_of(each.segment for each in across[1]))
    crossing = sum(len({owners[id(cell)] for cell in row}) > 1 for row in rows)
    if 2 * crossing < len(rows) or all(is_prose(column) for column in _columns(across[1])):
        return None
    return across


def _cut_off(
    columns: list[list[Described]],
) -> tuple[list[list[Described]], list[Described]]:
    """The columns, and what stands below the shortest of them; running text is never cut.

    It may have tables in it.
    """
    if all(is_prose(_alone_on_their_lines(column)) for column in columns):
        return columns, []
    lowest = min(max(each.bottom for each in column) for column in columns)
    beside = [[each for each in column if each.top < lowest] for column in columns]
    below = [each for column in columns for each in column if each.top >= lowest]
    if not all(beside):
        return columns, []
    return beside, below


def _alone_on_their_lines(column: list[Described]) -> list[Described]:
    """A column without the rows of its tables; the whole column where little else is left."""
    rows = rows_of(each.segment for each in column)
    alone = {id(row[0]) for row in rows if len(row) == 1}
    left = [each for each in column if id(each.segment) in alone]
    return left if len(left) >= ROWS_AT_LEAST else column


def _rows(band: Sequence[Described], *, of_table: bool) -> Iterator[Line]:
    tolerance = _SAME_TABLE_ROW if of_table else _SAME_TABLE_ROW / 2
    for row in rows_of((each.segment for each in band), tolerance):
        yield Line(tuple((cell,) for cell in row), of_table and len(row) > 1)


def _bands(found: Sequence[Described]) -> Iterator[list[Described]]:
    """Stretches of the page, from the top down, with the same free gutters throughout.

    A line across a gutter ends its band, and so does the first line with a gutter where the lines
    above had none.
    """
    band: list[Described] = []
    taken = _Taken()
    for each in found:
        beside = [] if taken.count > 1 else [one for one in band[-8:] if _beside(one, each)]
        if beside:
            rest = [one for one in band if one not in beside]
            if rest:
                yield rest
            band, taken = [*beside, each], _Taken.of([*beside, each])
        elif taken.count > 1 and taken.closed_by(each):
            yield band
            band, taken = [each], _Taken.of([each])
        else:
            band.append(each)
            taken.take(each)
    if band:
        yield band


def _beside(one: Described, other: Described) -> bool:
    """Whether two segments share a line with a gutter between them."""
    height = min(one.bottom - one.top, other.bottom - other.top)
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    gap = max(one.segment.start, other.segment.start) - min(one.segment.end, other.segment.end)
    size = max(one.segment.size, other.segment.size)
    return shared > height / 2 and gap >= _GUTTER * size


class _Taken:
    """Which widths of a band its lines take, as intervals apart by at least a gutter."""

    def __init__(self) -> None:
        self.intervals: list[tuple[float, float]] = []

    @staticmethod
    def of(found: Sequence[Described]) -> _Taken:
        taken = _Taken()
        for each in found:
            taken.take(each)
        return taken

    @property
    def count(self) -> int:
        return len(self.intervals)

    def take(self, each: Described) -> None:
        self.intervals = self._with(each)

    def closed_by(self, each: Described) -> bool:
        """Whether this segment would leave no gutter."""
        return len(self._with(each)) < 2

    def _with(self, each: Described) -> list[tuple[float, float]]:
        gutter = _GUTTER * each.segment.size
        start, end = each.segment.start, each.segment.end
        apart: list[tuple[float, float]] = []
        for first, last in self.intervals:
            if last + gutter <= start or end + gutter <= first:
                apart.append((first, last))
            else:
                start, end = min(start, first), max(end, last)
        return sorted([*apart, (start, end)])


def _columns(band: Sequence[Described]) -> list[list[Described]]:
    """The band's segments by the width that they stand in, from left to right."""
    intervals = _Taken.of(band).intervals
    columns: list[list[Described]] = [[] for _ in intervals]
    for each in band:
        for number, (first, last) in enumerate(intervals):
            if first <= each.segment.start <= last:
                columns[number].append(each)
                break
    return columns
