"""The rows of a table: cells with nothing in them, and heads whose lines stand close together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from ingest.formats.pdf.layout.across import Words
from ingest.formats.pdf.layout.column_lines import Reach, met_by, reaches_of
from ingest.formats.pdf.layout.columns import Line
from ingest.formats.pdf.layout.segments import Segment

_CELLS_AT_MOST = 40  # of a row; what has more is no table that anybody reads
_SAME_EDGE = 0.3  # of the size of the type
_ONE_HEAD = 1.6  # from one line of a head to the next
_CLOSER = 0.9  # times the step from row to row
_HEAD_LINES_AT_MOST = 5


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
        first = _first_of_one_head(heads[:past], rows, grid) if len(heads) < len(run) else past
        yield from (grid.filled_up(line) for line in run[:first])
        if first < past:
            yield grid.joined(heads[first:past])
        yield from (grid.filled_up(line) for line in run[past:])


def _runs(lines: Iterable[Line], words: Mapping[int, Words]) -> Iterator[list[Line]]:
    """The lines of each table, which a line alone may part; it begins again with heads below one.

    What stands in no table is a run of its own.
    """
    run: list[Line] = []
    for line in lines:
        is_alone = not line.of_table
        after_one = bool(run) and not run[-1].of_table
        begins_again = after_one and (is_alone or not _has_value(line, words))
        if run and (begins_again or _base(line) < _base(run[-1])):
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


def _whole(cell: Sequence[Segment]) -> Segment:
    """A cell as one stretch."""
    if len(cell) == 1:
        return cell[0]
    start, end = min(one.start for one in cell), max(one.end for one in cell)
    return Segment(start, end, cell[0].base, cell[0].size, 0, cell[0].first, [])


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's columns are, and which of them each cell stands in, if it is only one.

    ``rows_with`` has a bit for each row that has something in the column. Signs such as "$" are
    no cells of their own, and in no column. A cell is known by the id of its first segment.
    """

    reaches: Sequence[Reach]
    owners: Mapping[int, int]
    rows_with: Sequence[int]
    words: Mapping[int, Words]

    @staticmethod
    def of(rows: Sequence[Line], words: Mapping[int, Words]) -> _Grid:
        cells = [
            [_whole(cell) for cell in row.cells if cell and not words[id(cell[0])].is_sign]
            for row in rows
        ]
        reaches = reaches_of(cells) if max(map(len, cells)) <= _CELLS_AT_MOST else []
        owners: dict[int, int] = {}
        rows_with = [0] * len(reaches)
        for number, row in enumerate(rows):
            for cell in row.cells:
                if cell and not words[id(cell[0])].is_sign:
                    met = met_by(_whole(cell), reaches)
                    if len(met) == 1:
                        owners[id(cell[0])] = met[0]
                        rows_with[met[0]] |= 1 << number
        return _Grid(reaches, owners, rows_with, words)

    def filled_up(self, line: Line) -> Line:
        """The row with a cell without anything for each column passed over between two cells.

        Some other row has something there and where the two stand. What stands in several columns
        says nothing of those beside it.
        """
        if not line.of_table:
            return line
        found: list[Sequence[Segment]] = []
        left, place = None, 0  # the column of the cell before; how far it reaches with its signs
        cells = [cell for cell in line.cells if cell]
        for number, cell in enumerate(cells):
            if self.words[id(cell[0])].is_sign:
                found.append(cell)
                if number and _is_nearer_before(cells, number):
                    place = len(found)
                continue
            right = self.owners.get(id(cell[0]))
            if left is not None and right is not None:
                both = self.rows_with[left] & self.rows_with[right]
                passed = range(left + 1, right)
                found[place:place] = (() for one in passed if self.rows_with[one] & both)
            found.append(cell)
            left, place = right, len(found)
        return Line(tuple(found), True)

    def columns_of(self, line: Line) -> dict[int, Segment] | None:
        """The row's cells by column; ``None`` unless each is in one and alone there."""
        cells = [cell for cell in line.cells if cell]
        found = {self.owners.get(id(cell[0])): _whole(cell) for cell in cells}
        if len(found) < len(cells):
            return None
        known = {column: cell for column, cell in found.items() if column is not None}
        return known if len(known) == len(found) else None

    def joined(self, lines: Sequence[Line]) -> Line:
        """Lines of heads as one row, each of whose cells has the lines of a column."""
        if len(lines) == 1:
            return self.filled_up(lines[0])
        columns: list[list[Segment]] = [[] for _ in self.reaches]
        for line in lines:
            for cell in line.cells:
                if cell:
                    columns[self.owners[id(cell[0])]] += cell
        filled = [number for number, cell in enumerate(columns) if cell]
        return Line(tuple(columns[filled[0] : filled[-1] + 1]), True)


def _is_nearer_before(cells: Sequence[Sequence[Segment]], number: int) -> bool:
    """Whether a cell of a row stands nearer to the one before it than to the next."""
    before = cells[number][0].start - cells[number - 1][0].end
    return number + 1 == len(cells) or before < cells[number + 1][0].start - cells[number][0].end


def _first_of_one_head(heads: Sequence[Line], rows: Sequence[Line], grid: _Grid) -> int:
    """The first of the lines of heads that are one row with all below it.

    Those stand closer than rows do, or the lower ones have no label; and nothing in them stands
    over several columns.
    """
    below = [_base(row) for row in rows if row not in heads]
    step = median([after - before for before, after in pairwise(below)] or [0.0])
    number = max(len(heads) - 1, 0)
    while number > 0 and len(heads) - number < _HEAD_LINES_AT_MOST:
        upper, lower = grid.columns_of(heads[number - 1]), grid.columns_of(heads[number])
        if not upper or not lower or min(len(upper), len(lower)) < 2:
            break
        own = _base(heads[number]) - _base(heads[number - 1])
        is_close = own <= _ONE_HEAD * max(one.size for one in lower.values())
        goes_on = 0 not in lower or own < _CLOSER * step
        if not (is_close and goes_on and _are_aligned(upper, lower, grid.reaches)):
            break
        number -= 1
    return number


def _are_aligned(
    upper: Mapping[int, Segment], lower: Mapping[int, Segment], reaches: Sequence[Reach]
) -> bool:
    """Whether each head of the upper line shares an edge or its middle with what is below it."""
    for column, head in upper.items():
        below = lower.get(column)
        start, end = (below.start, below.end) if below else reaches[column]
        offs = head.start - start, head.end - end, (head.start + head.end - start - end) / 2
        if min(map(abs, offs)) > _SAME_EDGE * head.size:
            return False
    return True
