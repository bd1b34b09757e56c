"""Tables while a page is split: rows stay whole, and passages know their columns and cells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.records import Table
from storage.records import Page
from storage.text.sentences import Strength

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class PageTables:
    """The tables of one page in order, each with the places where its lines begin."""

    page: Page
    tables: Sequence[Table]
    line_starts: Sequence[Sequence[int]]

    @staticmethod
    def of(page: Page, tables: Sequence[Table]) -> PageTables:
        """The tables of that page."""
        starts = [
            [table.start, *(found.end() for found in _LINE_END.finditer(
                page.text, table.start, table.end
            ))]
            for table in tables
        ]  # fmt: skip
        return PageTables(page, tables, starts)

    def borders(
        self, places: Sequence[int], strengths: Sequence[Strength]
    ) -> tuple[Sequence[int], Sequence[Strength]]:
        """Where the page may be cut once no row is: at lines of a table, not inside them.

        A row is a weaker border than a sentence's end: so the next passage repeats no row.
        """
        if not self.tables:
            return places, strengths
        kept = {
            place: strength
            for place, strength in zip(places, strengths, strict=True)
            if not self._inside(place)
        }
        for table, starts in zip(self.tables, self.line_starts, strict=True):
            kept |= {place: Strength.LINE for place in starts if table.start < place < table.end}
            for place in (table.start, table.end):
                if 0 < place < len(self.page.text):
                    kept[place] = max(kept.get(place, Strength.SENTENCE), Strength.SENTENCE)
        ordered = sorted(kept)
        return ordered, [kept[place] for place in ordered]

    def context(self, start: int, end: int) -> str:
        """What the page from ``start`` to ``end`` needs to be understood and doesn't contain."""
        text = self.page.text[start:end]
        needed = (
            table.context
            for table in self._between(start, end)
            if not table.told_by or table.told_by not in text
        )
        return "\n".join(dict.fromkeys(one for one in needed if one and one not in text))

    def place(self, start: int, end: int) -> str:
        """The cells from ``start`` to ``end``, as in "Budget!A2:F40"; "" where none has a name."""
        named = [table for table in self._between(start, end) if table.cells]
        if not named:
            return ""
        first, last = self._cells(named[0], start)[0], self._cells(named[-1], end - 1)[1]
        cells = first if first == last else f"{first}:{last}"
        return f"{self.page.label}!{cells}" if self.page.label else cells

    def _inside(self, place: int) -> bool:
        at = bisect_left(self.tables, place, key=lambda table: table.start) - 1
        return at >= 0 and self.tables[at].start < place < self.tables[at].end

    def _between(self, start: int, end: int) -> Sequence[Table]:
        first = bisect_right(self.tables, start, key=lambda table: table.end)
        last = bisect_left(self.tables, end, key=lambda table: table.start)
        return self.tables[first:last]

    def _cells(self, table: Table, place: int) -> tuple[str, str]:
        starts = self.line_starts[self.tables.index(table)]
        line = bisect_right(starts, max(place, table.start)) - 1
        return table.cells[min(line, len(table.cells) - 1)]
