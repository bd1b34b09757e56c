"""Column heads that stand in several lines: of each column all that stands over it, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.formats.pdf.cells import Cell, Span, cells_on
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.pdf.pdfium import CharacterBoxes
from ingest.formats.pdf.rules import Drawn
from ingest.formats.pdf.spans import (
    Columns,
    Extent,
    aligned,
    alone_over,
    by_rule,
    fits_by_count,
    one_each,
    spans_of,
)
from ingest.formats.pdf.tables import CONTEXT_CHARACTERS_AT_MOST, has_value, head_rows, lines_of
from ingest.formats.records import Table
from storage.records import CELL_END, Page

_ROWS_LOOKED_AT = 60
_HEAD_ROWS_AT_MOST = 9
_CELLS_AT_MOST = 41  # of a row; what has more is no table that anybody reads
_MEET_SHARE = 0.8  # of the cells of other rows meet one column each
_MID_PAGE = 0.01  # of the page's width: a line in the middle of its page is a title
_FAR = 2.0  # of a line's height, from one line of heads to the next
_IN_BRACKETS = re.compile(r"\(.*\)|\[.*\]")


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's columns reach: that of its labels, and those of its values."""

    labels: Extent
    values: tuple[Extent, ...]


@dataclass(slots=True)
class _Line:
    """A line above a table's rows: its cells, that over the labels, those over values, over which.

    ``is_note`` says that it stands over the values in brackets.
    """

    text: str
    cells: Sequence[Cell] = ()
    stub: str = ""
    heads: Sequence[Cell] = ()
    is_note: bool = False
    columns: Sequence[Columns] = ()


def with_tiers_joined(
    document: Document, pages: Sequence[Page], tables: Iterable[Table]
) -> Iterator[Table]:
    """The tables, in place of heads in several lines one line with the whole head of each column.

    Heads of which it isn't sure where they belong stay lines of their own above it.
    """
    by_number = {page.number: page for page in pages}
    for number, found in groupby(tables, key=lambda table: table.page):
        on_page = list(found)
        page = by_number[number]
        parts = [_Parts.of(page, table) for table in on_page]
        if any(parts):
            try:
                with closing(document[number - 1]) as opened:
                    drawn = Drawn(opened)
                    on_page = [
                        _with_heads(page, table, each, drawn) if each else table
                        for table, each in zip(on_page, parts, strict=True)
                    ]
            except EngineError:
                pass  # the page's tables stay as they are
        yield from on_page


@dataclass(frozen=True, slots=True)
class _Parts:
    """A table's lines above its rows: what names it, its heads, others; and its first rows."""

    titles: Sequence[Span]
    heads: Sequence[Span]
    others: Sequence[Span]
    rows: Sequence[Span]

    @staticmethod
    def of(page: Page, table: Table) -> _Parts | None:
        """The parts; ``None`` of a table whose heads are in one line for sure, or that has none."""
        lines = [line for line in lines_of(page.text) if table.start <= line[0] < table.end]
        rows = [n for n, line in enumerate(lines) if CELL_END in page.text[slice(*line)]]
        first = rows[0]
        past = first + head_rows(page.text, lines[first:], _HEAD_ROWS_AT_MOST)
        rows = [number for number in rows if number >= past][:_ROWS_LOOKED_AT]
        if not past or not rows or not has_value(page.text, lines[rows[0]]):
            return None
        counts = [page.text.count(CELL_END, *lines[number]) for number in (*rows, first)]
        if past < 2 and counts.pop() == max(counts):
            return None  # a head for each column
        said = table.context.split("\n")
        titles = [line for line in lines[:first] if page.text[slice(*line)] in said]
        others = lines[past : rows[0]]
        return _Parts(titles, lines[first:past], others, [lines[number] for number in rows])


def _with_heads(page: Page, table: Table, parts: _Parts, drawn: Drawn) -> Table:
    grid = _grid([list(cells_on(page, row, drawn.boxes)) for row in parts.rows])
    if grid is None:
        return table
    named = [_line(page, line, drawn.boxes, grid) for line in (*parts.titles, *parts.heads)]
    others = [_line(page, line, drawn.boxes, grid) for line in parts.others]
    lines = [*named, *(line for line in others if line.is_note)]
    _tell_columns(lines, grid, drawn)
    told = [line for line in lines if line.columns]
    if len(told) < 2:
        said = table.context.split("\n")
        shown = [_in_words(line, grid) for line in lines if line.text in said]
        return replace(table, context="\n".join(shown)) if len(shown) == len(said) else table
    context = "\n".join(
        _joined(told, len(grid.values)) if line is told[-1] else _flat(line)
        for line in lines
        if not line.columns or line is told[-1]
    )
    if len(context) > CONTEXT_CHARACTERS_AT_MOST:
        return table
    are_even = all(_is_even(line, grid) for line in lines if line.heads)
    is_told_by_text = are_even and all(_are_dated(line.heads) for line in told[1:])
    return replace(table, context=context, told_by=table.context if is_told_by_text else "")


def _in_words(line: _Line, grid: _Grid) -> str:
    """A line as it is; without its cells where whoever counts them would be wrong."""
    if len(line.cells) < 2:
        return line.text
    found = iter(line.cells)
    cells = [next(found, None) if text.strip() else None for text in line.text.split(CELL_END)]
    return line.text if fits_by_count(cells, grid.values) else _flat(line)


def _flat(line: _Line) -> str:
    """A line without marks between its cells."""
    return " ".join(filter(None, line.text.split(CELL_END)))


def _are_dated(heads: Sequence[Cell]) -> bool:
    """Whether all heads have a day or a year: whoever reads on knows them for heads."""
    return all(any(map(str.isdigit, head.text)) for head in heads)


def _is_even(line: _Line, grid: _Grid) -> bool:
    """Whether the heads of a line share all columns evenly: whoever counts them is right."""
    return len({len(its) for its in line.columns}) == 1 and (
        sum(map(len, line.columns)) == len(grid.values)
    )


def _grid(rows: Sequence[Sequence[Cell]]) -> _Grid | None:
    """Where the columns are; ``None`` where the rows don't tell.

    The rows with the most cells tell, if those of the others meet one column each.
    """
    rows = [row for row in rows if 1 < len(row) <= _CELLS_AT_MOST]
    for count in sorted(set(map(len, rows)), reverse=True):
        extents = _extents([row for row in rows if len(row) == count])
        if any(after.left <= before.right for before, after in pairwise(extents)):
            continue
        met = [_columns_met(row, extents) for row in rows]
        if sum(map(len, met)) >= _MEET_SHARE * sum(map(len, rows)):
            return _Grid(extents[0], tuple(extents[1:]))
    return None


def _extents(rows: Sequence[Sequence[Cell]]) -> list[Extent]:
    """From where to where the columns reach, without rows whose cells are in several of them."""
    extents = [Extent(cell.left, cell.right) for cell in rows[0]]
    for row in rows[1:]:
        wider = [one.joined(cell) for one, cell in zip(extents, row, strict=True)]
        if all(before.right < after.left for before, after in pairwise(wider)):
            extents = wider
    return extents


def _columns_met(row: Sequence[Cell], extents: Sequence[Extent]) -> set[int]:
    """The columns that a cell of the row is in, and in no other."""
    found = [[n for n, extent in enumerate(extents) if extent.meets(cell)] for cell in row]
    return {columns[0] for columns in found if len(columns) == 1}


def _line(page: Page, line: Span, boxes: CharacterBoxes, grid: _Grid) -> _Line:
    text, cells = page.text[slice(*line)], list(cells_on(page, line, boxes))
    over_labels = [cell for cell in cells if cell.left < grid.labels.right]
    if len(over_labels) > 1 or any(cell.right > grid.values[0].left for cell in over_labels):
        return _Line(text, cells)
    stub, heads = over_labels[0].text if over_labels else "", cells[len(over_labels) :]
    if len(heads) == 1 and _IN_BRACKETS.fullmatch(heads[0].text):
        return _Line(text, cells, is_note=True)
    return _Line(text, cells, stub, heads)


def _tell_columns(lines: Sequence[_Line], grid: _Grid, drawn: Drawn) -> None:
    """Note over which columns the heads of each line stand, where that is sure.

    It is of lines with a head for each column, and of those above the last such line. Where there
    is none, it is of those whose heads stand over a column each, and of those above.
    """
    if sum(bool(line.stub and line.heads) for line in lines) > 1:
        return  # the second of those with a head over the labels may be a row of words
    full = _alone(lines, grid)
    names = _names(lines, full, grid, drawn)
    stub = any(line.stub for line in lines if line.columns)
    if not full or not names[-1] or not (names[0] or stub):
        for line in lines:
            line.columns = ()  # columns without heads can only stand between others
        return
    for before, after in (*pairwise(lines), *pairwise(reversed(lines))):
        if before.columns and not after.columns and _are_alike(before.heads, after.heads):
            after.columns = before.columns


def _names(
    lines: Sequence[_Line], full: Mapping[int, Sequence[Columns]], grid: _Grid, drawn: Drawn
) -> list[str]:
    """Note the columns from the last of the ``full`` lines up; what is then said over each."""
    extents = list(grid.values)
    for number, its in full.items():
        for head, one in zip(lines[number].heads, its, strict=True):
            extents[one.start] = extents[one.start].joined(head)
    lower: list[Cell] = []
    names = [""] * len(extents)
    for number in range(max(full, default=-1), -1, -1):
        line = lines[number]
        if not line.heads or len(line.heads) > len(extents):
            continue
        if lower and _is_far_above(line.heads, lower):
            break
        if number in full:
            line.columns = full[number]
        else:
            known = [by_rule(head, lower, drawn.rules, grid.values) for head in line.heads]
            if any(known) or not _is_title(line):
                line.columns = spans_of(line.heads, known, extents, names) or ()
        for head, over in zip(line.heads, line.columns, strict=bool(line.columns)):
            for column in over:
                names[column] += head.text
        lower += line.heads
    return names


def _alone(lines: Sequence[_Line], grid: _Grid) -> dict[int, Sequence[Columns]]:
    """The lines by number with a head for each column, with these; else those over one each."""
    each = [range(at, at + 1) for at in range(len(grid.values))]
    full = {n: each for n, line in enumerate(lines) if one_each(line.heads, grid.values)}
    found = {n: alone_over(line.heads, grid.values) for n, line in enumerate(lines)}
    return {**full} if full else {number: its for number, its in found.items() if its}


def _are_alike(heads: Sequence[Cell], others: Sequence[Cell]) -> bool:
    """Whether two lines are of the same heads: as many, each at the same edge or middle."""
    return len(heads) == len(others) and all(map(aligned, heads, others))


def _is_title(line: _Line) -> bool:
    """Whether a line stands alone in the middle of its page."""
    is_alone = len(line.heads) == 1 and not line.stub
    return is_alone and abs(line.heads[0].middle - 0.5) <= _MID_PAGE


def _is_far_above(heads: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether there is room for lines between heads and the nearest of those below them."""
    top, bottom = min(cell.top for cell in heads), max(cell.bottom for cell in heads)
    return min(cell.top for cell in lower) - bottom > _FAR * (bottom - top)


def _joined(lines: Sequence[_Line], count: int) -> str:
    """What the lines say over each column, from the top down."""
    columns: list[list[str]] = [[] for _ in range(count + 1)]
    for line in lines:
        columns[0].append(line.stub)
        for head, its in zip(line.heads, line.columns, strict=True):
            for number in its:
                columns[number + 1].append(head.text)
    return CELL_END.join(" ".join(filter(None, parts)) for parts in columns)
