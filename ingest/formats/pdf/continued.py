"""Tables that go on over the end of a page: what names their columns goes along."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from ingest.formats.pdf.cells import Span, cells_on
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.pdf.pdfium import CharacterBoxes
from ingest.formats.pdf.tables import head_rows, lines_of
from ingest.formats.records import Table
from storage.records import CELL_END, Page

# In fractions of the page's width, between a column and a cell of it on the next page: a bracket
# wide, and in the first column, whose labels are set in, some steps.
_ALIKE, _SET_IN = 0.012, 0.05
_RIGHT_SHARE = 0.8  # of the cells stand in a column; two that nearly touch may be read as one
_ROWS_LOOKED_AT = 60  # of each part
_LINES_AROUND_AT_MOST = 3  # above or below a table: what every page has there, and its number
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p|seite|s|pag|p[aá]gina|стр|第)\W*)?\d{1,5}\W*"
    r"(?:(?:of|von|de|sur|di|из|[页頁共])?\W*\d{1,5})?\W*[页頁]?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r".{0,80}\b(?:continued|cont['’]?d)\b\W*|.{0,40}续表?\W*", re.IGNORECASE)
_OF_SOME_ROWS = re.compile(r".{1,80}[:：]")  # the heading of what stands right below it

_Cell: TypeAlias = tuple[float, float]  # from where to where it reaches across the page


def with_heads_of_before(
    document: Document, pages: Sequence[Page], tables: Iterable[Table]
) -> tuple[Table, ...]:
    """The tables, those that go on from the page before with its column heads and title.

    One does where it has no column heads of its own, stands first on its page while nothing
    follows the other, and has its columns where that has them.
    """
    on_page: dict[int, list[Table]] = {page.number: [] for page in pages}
    for table in tables:
        on_page[table.page].append(table)
    tops = _repeated(_texts(page)[: _LINES_AROUND_AT_MOST + 1] for page in pages)
    bottoms = _repeated(_texts(page)[-_LINES_AROUND_AT_MOST:] for page in pages)
    heads: dict[int, str] = {}  # of what goes on from each page
    for before, after in pairwise(pages):
        ended = on_page[before.number][-1:]
        head = heads.get(before.number) or "".join(table.context for table in ended)
        if CELL_END not in head or not _is_last(ended[0], before, bottoms):
            continue
        begun = _begun(after, on_page[after.number], tops)
        if begun is None or not _goes_on(document, (before, ended[0]), (after, begun)):
            continue
        rest = [table for table in on_page[after.number] if table.start >= begun.end]
        if not rest:
            heads[after.number] = head
        context = "\n".join(filter(None, (head, begun.context)))
        on_page[after.number] = [replace(begun, context=context), *rest]
    return tuple(table for page in pages for table in on_page[page.number])


def _repeated(lines_of_pages: Iterable[Sequence[str]]) -> set[str]:
    """The lines that several pages have."""
    counts = Counter(line for lines in lines_of_pages for line in set(lines))
    return {line for line, count in counts.items() if count > 1}


def _texts(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in lines_of(page.text)]


def _is_last(table: Table, page: Page, bottoms: Set[str]) -> bool:
    """Whether nothing follows a table on its page but what other pages have there too."""
    below = [page.text[start:end] for start, end in lines_of(page.text) if start >= table.end]
    return all(line in bottoms or _PAGE_NUMBER.fullmatch(line) for line in below)


def _begun(page: Page, tables: Sequence[Table], tops: Set[str]) -> Table | None:
    """The rows that a page begins with, if they name no columns; else ``None``.

    Its context is the heading of the first of them, where they have one.
    """
    text, lines = page.text, lines_of(page.text)
    context = ""
    for number, (start, end) in enumerate(lines[: _LINES_AROUND_AT_MOST + 1]):
        line = text[start:end]
        if CELL_END in line:
            rows = _rows_from(text, lines[number:], tables)
            if head_rows(text, rows):
                return None
            return Table(page.number, start, rows[-1][1], context)
        if line in tops or _PAGE_NUMBER.fullmatch(line) or _GOES_ON.fullmatch(line):
            continue
        if context or not _OF_SOME_ROWS.fullmatch(line):
            return None
        context = line
    return None


def _rows_from(text: str, lines: Sequence[Span], tables: Sequence[Table]) -> list[Span]:
    """The lines of the table that the first of them is in, or as many as are rows."""
    start = lines[0][0]
    if tables and tables[0].start <= start < tables[0].end:
        return [line for line in lines if line[0] < tables[0].end]
    rows: list[Span] = []
    for line in lines:
        if CELL_END not in text[slice(*line)]:
            break
        rows.append(line)
    return rows


def _goes_on(document: Document, first: tuple[Page, Table], second: tuple[Page, Table]) -> bool:
    """Whether the second table has its cells where the first has its columns, and in all of them.

    A column is set to the left, to the right or in the middle, whichever its cells show.
    """
    rows, others = _rows(document, *first), _rows(document, *second)
    counts = Counter(map(len, rows))
    count = max(counts, key=lambda cells: (counts[cells], cells), default=0)
    if count < 2:
        return False
    columns = [
        _Column.of(cells) for cells in zip(*(r for r in rows if len(r) == count), strict=True)
    ]
    met = [
        next((n for n, column in enumerate(columns) if column.has(cell, is_first=n == 0)), None)
        for row in others
        for cell in row
    ]
    right = sum(number is not None for number in met)
    return right >= _RIGHT_SHARE * len(met) and set(met) >= set(range(count))


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the cells of a column are set: 0 is their left edge, 1 their right, 2 the middle."""

    edge: int
    place: float

    @staticmethod
    def of(cells: Sequence[_Cell]) -> _Column:
        found = []
        for edge in range(3):
            places = [_places(cell)[edge] for cell in cells]
            middle = median(places)
            found.append((sum(abs(place - middle) for place in places), edge, middle))
        _, edge, place = min(found)
        return _Column(edge, place)

    def has(self, cell: _Cell, *, is_first: bool) -> bool:
        """Whether a cell stands where the column's do; labels may be set in."""
        alike = _SET_IN if is_first and self.edge == 0 else _ALIKE
        return abs(_places(cell)[self.edge] - self.place) <= alike


def _places(cell: _Cell) -> tuple[float, float, float]:
    left, right = cell
    return left, right, (left + right) / 2


def _rows(document: Document, page: Page, table: Table) -> list[list[_Cell]]:
    """Where the cells of the table's rows stand, those of its last rows."""
    lines = [line for line in lines_of(page.text) if table.start <= line[0] < table.end]
    rows = [line for line in lines if CELL_END in page.text[slice(*line)]]
    rows = rows[head_rows(page.text, rows) :]
    try:
        with closing(document[page.number - 1]) as opened:
            boxes = CharacterBoxes(opened)
            return [_reaches(page, row, boxes) for row in rows[-_ROWS_LOOKED_AT:]]
    except EngineError:
        return []


def _reaches(page: Page, row: Span, boxes: CharacterBoxes) -> list[_Cell]:
    """From where to where each cell reaches that has a letter or a digit in it."""
    return [
        (cell.left, cell.right)
        for cell in cells_on(page, row, boxes)
        if any(map(str.isalnum, cell.text))
    ]
