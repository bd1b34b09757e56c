"""The rows of a table: cells with nothing in them, and heads whose lines stand close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median
from typing import TypeAlias

from ingest.formats.pdf.layout.across import Words
from ingest.formats.pdf.layout.column_lines import Reach, met_by, reaches_of
from ingest.formats.pdf.layout.columns import Line
from ingest.formats.pdf.layout.segments import Segment

_CELLS_AT_MOST = 40  # of a row; what has more is no table that anybody reads
_SAME_EDGE = 0.3  # of the size of the type
_ONE_HEAD = 1.6  # from one line of a head to the next
_CLOSER = 0.9  # times the step from row to row
_HEAD_LINES_AT_MOST = 5
_LINES_ALONE_AT_MOST = 2  # between two rows of a table


def with_whole_rows(lines: Iterable[Line], words: Mapping[int, Words]) -> Iterator[Line]:
    """The lines, those of tables with their empty cells, and with lines of heads in one.

    A row has a cell without anything for each column that it passes over. Lines of heads that
    stand close together are one row. ``words`` has those of each segment by its id.
    """
    for run in _runs(lines, words):
        rows = [line for line in run if line.of_table]
        if len(rows) < 2:
            yield from run
            continue
        grid = _Grid.of(rows, words)
        heads = list(takewhile(lambda line: not _has_value(line, words), run))
        past = max((n + 1 for n, line in enumerate(heads) if line.of_table), default=0)
        together = _one_head(heads[:past], rows, grid) if len(heads) < len(run) else []
        first = past - len(together)
        yield from (grid.filled_up(line) for line in run[:first])
        if together:
            yield _joined(together, len(grid.reaches))
        yield from (grid.filled_up(line) for line in run[past:])


def _runs(lines: Iterable[Line], words: Mapping[int, Words]) -> Iterator[list[Line]]:
    """The lines of each table, which few lines alone may part; heads below one begin another.

    What stands in no table is a run of its own.
    """
    run: list[Line] = []
    for line in lines:
        alone = [one for one in run[-_LINES_ALONE_AT_MOST:] if not one.of_table]
        is_too_far = not line.of_table and len(alone) == _LINES_ALONE_AT_MOST
        names_again = run and not run[-1].of_table and line.of_table and not _has_value(line, words)
        if run and (is_too_far or names_again or _base(line) < _base(run[-1])):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _base(line: Line) -> float:
    return line.cells[0][0].base


def _has_value(line: Line, words: Mapping[int, Words]) -> bool:
    found = [words[id(segment)] for cell in line.cells for segment in cell]
    return line.of_table and any(one.digits >= max(1, one.letters) for one in found)


@dataclass(frozen=True, slots=True)
class _Group:
    """A cell with the signs beside it, such as "$", which are cells of their own."""

    cells: Sequence[Sequence[Segment]]

    @property
    def whole(self) -> Segment:
        """All of it as one stretch, on the line of its first."""
        found = [segment for cell in self.cells for segment in cell]
        start, end = min(one.start for one in found), max(one.end for one in found)
        size = max(one.size for one in found)
        return Segment(start, end, found[0].base, size, 0, found[0].first, [])


_Columns: TypeAlias = Mapping[int, _Group]


def _groups(line: Line, words: Mapping[int, Words]) -> list[_Group]:
    groups: list[list[Sequence[Segment]]] = []
    signs: list[Sequence[Segment]] = []
    for cell in line.cells:
        its = words[id(cell[0])]
        if its.begins_number:
            signs.append(cell)
        elif its.ends_number and groups and not signs:
            groups[-1].append(cell)
        else:
            groups.append([*signs, cell])
            signs = []
    return [_Group(cells) for cells in (*groups, signs) if cells]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's columns are, and which of them each of a row's groups stands in.

    ``rows_with`` has a bit for each row that has something in the column. What stands in several
    columns is in none.
    """

    reaches: Sequence[Reach]
    rows_with: Sequence[int]
    words: Mapping[int, Words]

    @staticmethod
    def of(rows: Sequence[Line], words: Mapping[int, Words]) -> _Grid:
        cells = [[group.whole for group in _groups(row, words)] for row in rows]
        reaches = reaches_of(cells) if max(map(len, cells)) <= _CELLS_AT_MOST else []
        rows_with = [0] * len(reaches)
        for number, row in enumerate(cells):
            for cell in row:
                met = met_by(cell, reaches)
                if len(met) == 1:
                    rows_with[met[0]] |= 1 << number
        return _Grid(reaches, rows_with, words)

    def filled_up(self, line: Line) -> Line:
        """The row with a cell without anything for each column passed over between two cells.

        Some other row has something there and where the two stand. What stands in several columns
        says nothing of those beside it.
        """
        if not line.of_table:
            return line
        found: list[Sequence[Segment]] = []
        left: int | None = None
        for group in _groups(line, self.words):
            met = met_by(group.whole, self.reaches)
            right = met[0] if len(met) == 1 else None
            if left is not None and right is not None:
                both = self.rows_with[left] & self.rows_with[right]
                found += (() for one in range(left + 1, right) if self.rows_with[one] & both)
            found += group.cells
            left = right
        return Line(tuple(found), True)

    def columns_of(self, line: Line, lower: _Columns) -> _Columns | None:
        """The row's groups by column; ``None`` unless each is in one and alone there.

        What reaches into another is in the one whose group in the ``lower`` row it stands over.
        """
        found: dict[int, _Group] = {}
        for group in _groups(line, self.words):
            met = met_by(group.whole, self.reaches)
            if len(met) > 1:
                met = met_by(
                    group.whole, [(one.whole.start, one.whole.end) for one in lower.values()]
                )
                met = [list(lower)[number] for number in met]
            if len(met) != 1 or met[0] in found:
                return None
            found[met[0]] = group
        return found


def _joined(lines: Sequence[_Columns], count: int) -> Line:
    """Lines of heads as one row of so many columns, each of whose cells has all its lines."""
    columns: list[list[Segment]] = [[] for _ in range(count)]
    for line in lines:
        for column, group in line.items():
            columns[column] += (segment for cell in group.cells for segment in cell)
    filled = [number for number, cell in enumerate(columns) if cell]
    return Line(tuple(columns[filled[0] : filled[-1] + 1]), True)


def _one_head(heads: Sequence[Line], rows: Sequence[Line], grid: _Grid) -> list[_Columns]:
    """The last lines of heads, from the top down, if several are one row; else none.

    Those stand closer than rows do, or the lower ones have no label; and nothing in them stands
    over several columns.
    """
    below = [_base(row) for row in rows if row not in heads]
    step = median([after - before for before, after in pairwise(below)] or [0.0])
    found: list[_Columns] = []
    for line, under in zip(reversed(heads), [None, *reversed(heads)], strict=False):
        columns = grid.columns_of(line, found[0] if found else {})
        if not columns or len(columns) < 2 or len(found) == _HEAD_LINES_AT_MOST:
            break
        if under is not None:
            own = _base(under) - _base(line)
            is_close = own <= _ONE_HEAD * max(one.whole.size for one in found[0].values())
            goes_on = 0 not in found[0] or own < _CLOSER * step
            if not (is_close and goes_on and _are_aligned(columns, found[0], grid.reaches)):
                break
        found.insert(0, columns)
    return found if len(found) > 1 else []


def _are_aligned(upper: _Columns, lower: _Columns, reaches: Sequence[Reach]) -> bool:
    """Whether each head of the upper line shares an edge or its middle with what is below it."""
    for column, group in upper.items():
        head = group.whole
        start, end = reaches[column]
        if column in lower:
            start, end = lower[column].whole.start, lower[column].whole.end
        offs = head.start - start, head.end - end, (head.start + head.end - start - end) / 2
        if min(map(abs, offs)) > _SAME_EDGE * head.size:
            return False
    return True
