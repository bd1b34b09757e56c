"""Cells of a table's rows with nothing in them, by where the other rows have their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from ingest.formats.pdf.layout.column_lines import met_by, reaches_of
from ingest.formats.pdf.layout.segments import Segment

_CELLS_AT_MOST = 40  # of a row; what has more is no table that anybody reads


def with_empty_cells(
    rows: Sequence[Sequence[Segment]], signs: Set[int]
) -> Iterator[Sequence[Sequence[Segment]]]:
    """Each row's cells, and between two of them one without anything for each column passed over.

    Some other row has something there and where the two stand. What stands in several columns
    says nothing of those beside it. ``signs`` are the ids of segments such as "$", which are
    no cells of their own.
    """
    cells = [[one for one in row if id(one) not in signs] for row in rows]
    reaches = reaches_of(cells) if max(map(len, cells), default=0) <= _CELLS_AT_MOST else []
    owners: dict[int, int] = {}
    rows_with = [0] * len(reaches)  # a bit for each row that has something in the column
    for number, row in enumerate(cells):
        for cell in row:
            met = met_by(cell, reaches)
            if len(met) == 1:
                owners[id(cell)] = met[0]
                rows_with[met[0]] |= 1 << number
    for row in rows:
        yield _filled_up(row, owners, rows_with, signs)


def _filled_up(
    row: Sequence[Segment], owners: Mapping[int, int], rows_with: Sequence[int], signs: Set[int]
) -> Sequence[Sequence[Segment]]:
    found: list[Sequence[Segment]] = []
    left, place = None, 0  # the column of the cell before, and how far it reaches with its signs
    for number, cell in enumerate(row):
        if id(cell) in signs:
            found.append((cell,))
            if number and _is_nearer_before(row, number):
                place = len(found)
            continue
        right = owners.get(id(cell))
        if left is not None and right is not None:
            both = rows_with[left] & rows_with[right]
            found[place:place] = (
                () for passed in range(left + 1, right) if rows_with[passed] & both
            )
        found.append((cell,))
        left, place = right, len(found)
    return found


def _is_nearer_before(row: Sequence[Segment], number: int) -> bool:
    """Whether a segment of a row stands nearer to the one before it than to the next."""
    before = row[number].start - row[number - 1].end
    return number + 1 == len(row) or before < row[number + 1].start - row[number].end
