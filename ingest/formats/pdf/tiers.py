"""Column heads that stand in several lines: of each column all that stands over it, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from ingest.formats.pdf.cells import Cell, Span, cells_on
from ingest.formats.pdf.engine import Document, EngineError
from ingest.formats.pdf.pdfium import CharacterBoxes
from ingest.formats.pdf.rules import Drawn
from ingest.formats.pdf.spans import Columns, Extent, aligned, by_rule, one_each, spans_of
from ingest.formats.pdf.tables import CONTEXT_CHARACTERS_AT_MOST, has_value, head_rows, lines_of
from ingest.formats.records import Table
from storage.records import CELL_END, Page

_ROWS_LOOKED_AT = 60
_HEAD_ROWS_AT_MOST = 9
_CELLS_AT_MOST = 41  # of a row; what has more is no table that anybody reads
_MEET_SHARE = 0.8  # of the cells of other rows meet one column each
_MID_PAGE = 0.01  # of the page's width: a line in the middle of its page is a title
_CLOSER = 0.8  # times the step from row to row, between lines of heads
_FAR = 2.0  # of a line's height, from one line of heads to the next
_IN_BRACKETS = re.compile(r"\(.*\)|\[.*\]")


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's columns reach: that of its labels, and those of its values.

    ``step`` is how far its rows are apart.
    """

    labels: Extent
    values: tuple[Extent, ...]
    step: float


@dataclass(slots=True)
class _Line:
    """A line above a table's rows: its cell over the labels, those over values, and over which.

    ``is_note`` says that it stands over the values in brackets.
    """

    text: str
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
        """The parts; ``None`` of a table that can't have heads in several lines."""
        lines = [line for line in lines_of(page.text) if table.start <= line[0] < table.end]
        rows = [n for n, line in enumerate(lines) if CELL_END in page.text[slice(*line)]]
        first = rows[0]
        past = first + head_rows(page.text, lines[first:], _HEAD_ROWS_AT_MOST)
        rows = [number for number in rows if number >= past][:_ROWS_LOOKED_AT]
        if past < 2 or not rows or not has_value(page.text, lines[rows[0]]):
            return None
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
        return table
    context = "\n".join(
        _joined(told, len(grid.values)) if line is told[-1] else _in_words(line)
        for line in lines
        if not line.columns or line is told[-1]
    )
    if len(context) > CONTEXT_CHARACTERS_AT_MOST:
        return table
    is_even = all(_is_even(line, grid) for line in lines if line.heads)
    is_told = is_even and all(map(_is_known_alone, told[1:]))
    return replace(table, context=context, told_by=table.context if is_told else "")


def _in_words(line: _Line) -> str:
    """A line that isn't told, without marks between heads, by which they would be counted."""
    return line.text if _is_known_alone(line) else line.text.replace(CELL_END, " ")


def _is_known_alone(line: _Line) -> bool:
    """Whether a line is known for heads, by days, years or units in brackets."""
    texts = [head.text for head in line.heads]
    return any(text[0] == "(" or any(map(str.isdigit, text)) for text in texts)


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
            return _Grid(extents[0], tuple(extents[1:]), _step(rows))
    return None


def _step(rows: Sequence[Sequence[Cell]]) -> float:
    heights = [row[-1].middle_height for row in rows]
    return median([after - before for before, after in pairwise(heights)] or [0.0])


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
        return _Line(text)
    stub, heads = over_labels[0].text if over_labels else "", cells[len(over_labels) :]
    if len(heads) == 1 and _IN_BRACKETS.fullmatch(heads[0].text):
        return _Line(text, is_note=True)
    return _Line(text, stub, heads)


def _tell_columns(lines: Sequence[_Line], grid: _Grid, drawn: Drawn) -> None:
    """Note over which columns the heads of each line stand, where that is sure.

    It is of lines with a head for each column, and of those above the last such line.
    """
    full = [n for n, line in enumerate(lines) if one_each(line.heads, grid.values)]
    stubs = [n for n, line in enumerate(lines) if line.stub and line.heads]
    if not full or (len(stubs) > 1 and not _are_of_heads(lines, stubs, full, grid.step)):
        return  # the second of those with a head over the labels may be a row of words
    extents = list(grid.values)
    for number in full:
        extents = [one.joined(head) for one, head in zip(extents, lines[number].heads, strict=True)]
    lower: list[Cell] = []
    names = [""] * len(extents)
    for number in range(full[-1], -1, -1):
        line = lines[number]
        if not line.heads or len(line.heads) > len(extents):
            continue
        if lower and _is_far_above(line.heads, lower):
            break
        if number in full:
            line.columns = [range(at, at + 1) for at in range(len(extents))]
        else:
            known = [by_rule(head, lower, drawn.rules, grid.values) for head in line.heads]
            if any(known) or not _is_title(line):
                line.columns = spans_of(line.heads, known, extents, names) or ()
        for head, its in zip(line.heads, line.columns, strict=bool(line.columns)):
            for column in its:
                names[column] += head.text
        lower += line.heads
    for before, after in (*pairwise(lines), *pairwise(reversed(lines))):
        if before.columns and not after.columns and _are_alike(before.heads, after.heads):
            after.columns = before.columns


def _are_of_heads(
    lines: Sequence[_Line], stubs: Sequence[int], full: Sequence[int], step: float
) -> bool:
    """Whether lines with a head over the labels are no rows of words, if only the last is full.

    Such lines stand closer than rows do, or the last has units in brackets.
    """
    *_, upper, last = stubs
    if [number for number in stubs if number in full] != [last]:
        return False
    heads = lines[last].heads
    own = heads[-1].middle_height - lines[upper].heads[-1].middle_height
    has_units = any(_IN_BRACKETS.fullmatch(head.text) for head in heads)
    return own < _CLOSER * step or has_units


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
