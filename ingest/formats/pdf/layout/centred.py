"""Tables whose cells are centred beside those with more lines: which lines make up a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeAlias

from ingest.formats.pdf.layout.across import Band, Described
from ingest.formats.pdf.layout.column_lines import ColumnLine, columns_of, lines_of
from ingest.formats.pdf.layout.segments import Segment, rows_of
from ingest.formats.pdf.layout.tabular import is_prose

# In sizes of the type.
_ONE_MIDDLE = 0.15  # between the middles of a row's cells
_ONE_CELL = 1.6  # from one line of a cell to the next
_ROWS_APART = 0.5  # from the last line of a row to the first of the next
_ON_LINE = 0.4
_CLOSER_THAN_TEXT = 0.8  # from a line to the next

_FURTHER = 1.15  # times the step in a cell, from row to row
_ROWS_AT_LEAST = 3
_LINES_OF_A_CELL = 6
_SEGMENTS_AT_MOST = 400
_ALONE_AT_MOST = 0.25  # for each row, of lines between the rows

_Row: TypeAlias = tuple[Sequence[ColumnLine], ...]
"""The lines of each column's cell, none of an empty one."""
_Places: TypeAlias = tuple[int, ...]
"""How many lines of each column are above."""


@dataclass(frozen=True, slots=True)
class Centred:
    """What stands above the rows, the rows with the lines of their cells, and what is below."""

    above: Band
    rows: Sequence[Sequence[Sequence[Segment]]]
    below: Band


@dataclass(frozen=True, slots=True)
class _Way:
    """How lines were parted into rows: lines of no row, empty cells, rows, the places before."""

    alone: int
    empty: int
    rows: int
    before: _Places

    @property
    def worth(self) -> tuple[int, int, int]:
        """The least is the best: few lines of no row and few empty cells, and then many rows."""
        return self.alone, self.empty, -self.rows

    def with_row(self, places: _Places, after: _Places) -> _Way:
        """The way with one more row, between these places."""
        empty = [a == b for a, b in zip(places, after, strict=True)].count(True)
        is_alone = empty == len(places) - 1
        return _Way(
            self.alone + is_alone, self.empty + (0 if is_alone else empty), self.rows + 1, places
        )


def centred_rows(band: Band) -> Centred | None:
    """A table in the band with such rows; ``None`` unless it is sure.

    All cells of a row have the same middle, and some have more lines than others. Few lines
    between the rows belong to none.
    """
    if not 2 * _ROWS_AT_LEAST < len(band) <= _SEGMENTS_AT_MOST or not _may_be_centred(band):
        return None
    columns = [list(lines_of(column)) for column in columns_of(band)]
    if any(not any(map(_is_word, _flat(column))) for column in columns):
        return None
    if len(columns) < 2 or all(is_prose(_flat(column)) for column in columns):
        return None
    rows = _with_offset_cells(list(_rows(columns)))
    full = [number for number, row in enumerate(rows) if _cells(row) > 1]
    if len(full) < _ROWS_AT_LEAST or not _are_sure(rows):
        return None
    first, past = full[0], full[-1] + 1
    if past - first - len(full) > _ALONE_AT_MOST * len(full):
        return None
    return Centred(
        [each for row in rows[:first] for cell in row for each in _flat(cell)],
        [
            [[each.segment for each in _flat(cell)] for cell in row if cell]
            for row in rows[first:past]
        ],
        [each for row in rows[past:] for cell in row for each in _flat(cell)],
    )


def _is_word(each: Described) -> bool:
    return bool(each.words.letters or each.words.digits)


def _cells(row: _Row) -> int:
    return sum(map(bool, row))


def _may_be_centred(band: Band) -> bool:
    """Whether lines stand closer than those of one column do, or alone above and below a row."""
    rows = list(rows_of(each.segment for each in band))
    steps = [after[0].base - before[0].base for before, after in pairwise(rows)]
    return any(
        _ON_LINE * row[0].size < step < _CLOSER_THAN_TEXT * row[0].size
        for step, row in zip(steps, rows[1:], strict=True)
    ) or any(
        len(row) > len(above) == len(below) == 1
        and abs(step - after) <= _ONE_MIDDLE * row[0].size
        and step <= _ONE_CELL * row[0].size
        for (above, row, below), (step, after) in zip(
            zip(rows, rows[1:], rows[2:], strict=False), pairwise(steps), strict=True
        )
    )


def _are_sure(rows: Sequence[_Row]) -> bool:
    """Whether cells are centred for sure, and not set at the top or the bottom of their row.

    They are where one stands between two lines of another, as none would that is set otherwise.
    Where all stand beside a line of others, rows must be further apart than the lines in them.
    """
    uneven = [
        number for number, row in enumerate(rows)
        if len({len(cell) for cell in row if cell}) > 1
    ]  # fmt: skip
    if any(len({len(cell) % 2 for cell in rows[number] if cell}) > 1 for number in uneven):
        return True
    return bool(uneven) and all(_is_set_apart(rows, number) for number in uneven)


def _is_set_apart(rows: Sequence[_Row], number: int) -> bool:
    longest = max(rows[number], key=len)
    step = max(after.base - before.base for before, after in pairwise(longest))
    above = [cell[-1].base for row in rows[:number] for cell in row if cell]
    below = [cell[0].base for row in rows[number + 1 :] for cell in row if cell]
    first = longest[0].base - max(above, default=-inf)
    last = min(below, default=inf) - longest[-1].base
    return min(first, last) >= _FURTHER * step


def _with_offset_cells(rows: Sequence[_Row]) -> list[_Row]:
    """The rows, each with a cell of one line that stands closer to it than another row could.

    Such a cell has an empty line, above or below.
    """
    found: list[_Row] = []
    for row in rows:
        if found and (joined := _joined(found[-1], row)):
            found[-1] = joined
        else:
            found.append(row)
    return found


def _joined(above: _Row, below: _Row) -> _Row | None:
    """Two rows in one, if one of them is a line for which the other has room."""
    if min(_cells(above), _cells(below)) > 1 or any(
        a and b for a, b in zip(above, below, strict=True)
    ):
        return None
    last = max(cell[-1].base for cell in above if cell)
    first = min((cell[0] for cell in below if cell), key=lambda line: line.base)
    is_close = first.base - last < _CLOSER_THAN_TEXT * first.size
    return tuple(a or b for a, b in zip(above, below, strict=True)) if is_close else None


def _flat(lines: Sequence[ColumnLine]) -> list[Described]:
    return [each for line in lines for each in line.segments]


def _rows(columns: Sequence[Sequence[ColumnLine]]) -> Iterator[_Row]:
    """The rows that the lines are parted into best; none if they can't be parted."""
    first: _Places = (0,) * len(columns)
    last: _Places = tuple(map(len, columns))
    ways: list[dict[_Places, _Way]] = [{} for _ in range(sum(last) + 1)]
    ways[0][first] = _Way(0, 0, 0, first)
    for found in ways:
        for places, way in found.items():
            for after in _after(columns, places):
                new = way.with_row(places, after)
                known = ways[sum(after)].get(after)
                if known is None or new.worth < known.worth:
                    ways[sum(after)][after] = new
    places = last
    rows: list[_Row] = []
    while any(places) and places in ways[sum(places)]:
        before = ways[sum(places)][places].before
        cut = zip(columns, before, places, strict=True)
        rows.append(tuple(column[start:end] for column, start, end in cut))
        places = before
    yield from reversed(rows)


def _after(columns: Sequence[Sequence[ColumnLine]], places: _Places) -> Iterator[_Places]:
    """The places after each row that the next lines can make up."""
    left = [
        column[place] for column, place in zip(columns, places, strict=True) if place < len(column)
    ]
    if not left:
        return
    top = min(left, key=lambda line: line.base)
    leads = next(
        number for number, (column, place) in enumerate(zip(columns, places, strict=True))
        if place < len(column) and column[place] is top
    )  # fmt: skip
    for count, middle in _middles(columns[leads], places[leads]):
        counts = [
            count if number == leads else _count(column, place, middle)
            for number, (column, place) in enumerate(zip(columns, places, strict=True))
        ]
        if (count > 1 and sum(map(bool, counts)) < 2) or _are_several(counts):
            continue
        after = tuple(place + own for place, own in zip(places, counts, strict=True))
        if _are_apart(columns, places, after):
            yield after


def _middles(column: Sequence[ColumnLine], place: int) -> Iterator[tuple[int, float]]:
    """How many lines from a place on may be a cell, and where its middle is then."""
    first = before = column[place]
    yield 1, first.base
    for count, line in enumerate(column[place + 1 : place + _LINES_OF_A_CELL], 2):
        if line.base - before.base > _ONE_CELL * line.size:
            return
        yield count, (first.base + line.base) / 2
        before = line


def _count(column: Sequence[ColumnLine], place: int, middle: float) -> int:
    """How many lines from a place on have this middle; 0 if none have."""
    if place < len(column):
        near = _ONE_MIDDLE * column[place].size
        for count, own in _middles(column, place):
            if own >= middle - near:
                return count if own <= middle + near else 0
    return 0


def _are_several(counts: Sequence[int]) -> bool:
    """Whether cells of as many lines stand side by side: likelier rows, and a cell beside all."""
    high = [count for count in counts if count > 1]
    return len(set(high)) < len(high)


def _are_apart(columns: Sequence[Sequence[ColumnLine]], places: _Places, after: _Places) -> bool:
    """Whether all that is left stands below the row between these places."""
    row = [
        column[end - 1] for column, start, end in zip(columns, places, after, strict=True)
        if end > start
    ]  # fmt: skip
    bottom = max(line.base for line in row)
    return all(
        column[end].base - bottom >= _ROWS_APART * column[end].size
        for column, end in zip(columns, after, strict=True)
        if end < len(column)
    )
