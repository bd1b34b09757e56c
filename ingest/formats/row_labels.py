"""Cells over several rows of a table: what they say is said in each row, or it is of nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_LABEL_CHARACTERS_AT_MOST = 80  # what is longer is prose, and said once
_REPEATED_CHARACTERS_AT_MOST = 400  # in a row: a file may claim more such cells than there is room


@dataclass(slots=True)
class RowLabels:
    """The cells that go on below, while the rows of a table are read in order.

    ``starts`` has, by the number of a row, the columns in which such cells begin there, each with
    the number of the last row; where they are known only as they come, ``begin`` says so.
    """

    starts: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    _going_on: dict[int, tuple[int, str]] = field(default_factory=dict)  # last row and text

    def begin(self, column: int, text: str, last: int) -> None:
        """Take the text of a cell that goes on to the row numbered ``last``."""
        self._going_on[column] = last, text.strip()

    def end(self) -> None:
        """Forget all of them: a part of the table ends, over whose end no cell goes."""
        self._going_on.clear()

    def rows_below(self, number: int) -> int:
        """Over how many rows below that one of them goes on; those without text don't count."""
        return max([0, *(last - number for last, text in self._going_on.values() if text)])

    def repeated(self, number: int, cells: Sequence[str]) -> list[str]:
        """The cells of the row of that number, the empty ones with what goes on there from above.

        A row without text of its own stays without.
        """
        row = list(cells)
        for column in [one for one, (last, _) in self._going_on.items() if last < number]:
            del self._going_on[column]
        if any(cell.strip() for cell in row):
            self._fill(row)
        for column, last in self.starts.get(number, ()):
            if column < len(cells):
                self.begin(column, cells[column], last)
        return row

    def _fill(self, row: list[str]) -> None:
        room = _REPEATED_CHARACTERS_AT_MOST
        for column, (_, text) in sorted(self._going_on.items()):
            is_taken = column < len(row) and row[column].strip()
            if not text or is_taken or len(text) > min(_LABEL_CHARACTERS_AT_MOST, room):
                continue
            row += [""] * (column + 1 - len(row))
            row[column] = text
            room -= len(text)
