"""Tables that go across the columns of a page: more cells in a row than there are columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf.layout.segments import Segment

# In sizes of the type.
_ASCENT, _DESCENT = 0.75, 0.2
_SAME_ROW = 0.2
_SAME_EDGE = 0.3

_ROWS_AT_LEAST = 3
_CELL_CHARACTERS_AT_MOST = 24  # of a column's running text lines have more


@dataclass(frozen=True, slots=True)
class Words:
    """What the order asks of a segment's text."""

    characters: int
    letters: int
    digits: int
    is_east_asian: bool
    begins_small: bool
    is_cased: bool


class Described:
    """A segment with its words, as the order sees it."""

    __slots__ = ("bottom", "segment", "top", "words")

    def __init__(self, segment: Segment, words: Words) -> None:
        """``words`` are the segment's."""
        self.segment, self.words = segment, words
        self.top = segment.base - _ASCENT * segment.size
        self.bottom = segment.base + _DESCENT * segment.size


Band = Sequence[Described]


def table_across(band: Band, columns: int) -> tuple[Band, Band, Band] | None:
    """What stands above such a table, the table, and what is below it; ``None`` without one.

    Its rows follow each other, and their cells begin or end where those of the row above do.
    """
    rows = _rows(band)
    first = 0
    for place, row in enumerate(rows):
        if not _is_row(row, columns) or (
            place > first and not _alike(rows[place - 1], row, columns)
        ):
            if place - first >= _ROWS_AT_LEAST:
                return _split(rows, first, place)
            first = place if _is_row(row, columns) else place + 1
    return _split(rows, first, len(rows)) if len(rows) - first >= _ROWS_AT_LEAST else None


def _split(rows: list[list[Described]], first: int, past: int) -> tuple[Band, Band, Band]:
    above, table, below = (
        [each for row in some for each in row]
        for some in (rows[:first], rows[first:past], rows[past:])
    )
    return above, table, below


def _rows(band: Band) -> list[list[Described]]:
    rows: list[list[Described]] = []
    for each in sorted(band, key=lambda one: one.segment.base):
        size = each.segment.size
        if rows and each.segment.base - rows[-1][0].segment.base <= _SAME_ROW * size:
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _is_row(row: Band, columns: int) -> bool:
    return len(row) > columns and all(
        each.words.characters <= _CELL_CHARACTERS_AT_MOST for each in row
    )


def _alike(above: Band, row: Band, columns: int) -> bool:
    shared = sum(any(_aligned(one, each) for one in above) for each in row)
    return shared > columns


def _aligned(one: Described, other: Described) -> bool:
    near = _SAME_EDGE * one.segment.size
    return (
        abs(one.segment.start - other.segment.start) <= near
        or abs(one.segment.end - other.segment.end) <= near
    )
