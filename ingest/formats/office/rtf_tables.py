"""Rows of RTF as a table: cells in the columns in which they stand, those that go on below said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.row_labels import RowLabels

CELLS_AT_MOST = 1_000
_ROWS_AT_MOST = 1 << 31  # a cell that goes on below doesn't say how far
_SAME_EDGE = 60  # twips, a millimetre: edges of cells that people see one below the other
_GOES_ON, _GOES_ON_BELOW = "clvmrg", "clvmgf"
MERGED = (_GOES_ON, _GOES_ON_BELOW)
"""Words of a cell that goes on from above, and of one that goes on below."""


@dataclass(slots=True)
class RtfRow:
    """A row: the texts of its cells, and of each its right edge in twips and how it is merged."""

    texts: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def define(self, edge: str, merged: str) -> None:
        """Take what is said of a cell before its text."""
        if len(self.edges) < CELLS_AT_MOST:
            self.edges.append(int(edge) if edge.removeprefix("-").isdecimal() else 0)
            self.merged.append(merged)


def texts_of(rows: Sequence[RtfRow]) -> list[list[str]]:
    """The texts of each row, "" where a cell from the left goes on."""
    edges = _edges(rows)
    is_grid = len(edges) == max(len(row.texts) for row in rows)
    labels = RowLabels()
    table: list[list[str]] = []
    for number, row in enumerate(rows):
        texts: list[str] = []
        for at, text in enumerate(row.texts):
            if is_grid and 0 < at <= len(row.edges):
                column = bisect_right(edges, row.edges[at - 1] + _SAME_EDGE)
                texts += [""] * (column - len(texts))
            if at >= len(row.merged) or row.merged[at] != _GOES_ON:
                goes_on = at < len(row.merged) and row.merged[at] == _GOES_ON_BELOW
                labels.begin(len(texts), text, _ROWS_AT_MOST if goes_on else number)
            texts.append(text)
        table.append(labels.repeated(number, texts))
    return table


def _edges(rows: Sequence[RtfRow]) -> list[int]:
    """The right edges of the table's columns, from left to right."""
    found: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not found or edge > found[-1] + _SAME_EDGE:
            found.append(edge)
    return found
