"""Tables in a page's text: lines of cells, with what stands above them to understand them by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from ingest.formats.pdf.cells import Span
from ingest.formats.records import Table
from storage.records import CELL_END, Page

_ROWS_AT_LEAST = 3
_LINES_OF_ONE_CELL_AT_MOST = 5  # in a row between rows of cells, such as a heading of some rows
_HEAD_ROWS_AT_MOST = 5
_TITLE_LINES_AT_MOST = 3
_TITLE_CHARACTERS_AT_MOST = 120
_NOTE_LINES_AT_MOST = 6
_NOTE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
CONTEXT_CHARACTERS_AT_MOST = 600
_LINE = re.compile(r"[^\n]+")
_VALUE = re.compile(
    r"[-–—(]?[\s$€£¥]*+\(?\d[\d.,:/\s]*+(?<!,)\)?[\s%€$£¥]*+\)?|[-–—]+"  # "31," begins a date
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HAS_A_YEAR = re.compile(rf"(?<!\d){_YEAR.pattern}(?!\d)")
_ENDS_A_SENTENCE = re.compile(r"[.;,。！？]\s*\Z")


def tables_of(page: Page) -> Iterator[Table]:
    """The page's tables in order; a table begins with its title and its column heads."""
    lines = lines_of(page.text)
    floor = 0
    for first, last in _runs(page.text, lines):
        rows = lines[first : last + 1]
        titles = _lines_above(page.text, lines[floor:first])
        past = head_rows(page.text, rows)
        heads = [*rows[:past], *_notes_below(page.text, rows[past:])]
        floor = last + 1
        begin = titles[0][0] if titles else rows[0][0]
        context = "\n".join(page.text[slice(*line)] for line in (*titles, *heads))
        yield Table(page.number, begin, rows[-1][1], context[:CONTEXT_CHARACTERS_AT_MOST])


def lines_of(text: str) -> list[Span]:
    """Where the lines with anything in them start and end."""
    return [found.span() for found in _LINE.finditer(text)]


def _runs(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each table: rows with few other lines between them.

    Where columns are named again below a line that is no row, another table begins.
    """
    rows = [number for number, line in enumerate(lines) if CELL_END in text[slice(*line)]]
    first = 0
    for place in range(1, len(rows) + 1):
        between = rows[place] - rows[place - 1] - 1 if place < len(rows) else len(lines)
        if not between:
            continue
        heads = [lines[number] for number in rows[first : first + _HEAD_ROWS_AT_MOST]]
        named = [lines[number] for number in rows[place : place + _HEAD_ROWS_AT_MOST + 1]]
        if between > _LINES_OF_ONE_CELL_AT_MOST or (
            place - first >= _ROWS_AT_LEAST
            and has_value(text, lines[rows[place - 1]])
            and _name_columns(text, named, {text[slice(*head)] for head in heads})
        ):
            if place - first >= _ROWS_AT_LEAST:
                yield rows[first], rows[place - 1]
            first = place


def _name_columns(text: str, rows: Sequence[Span], heads: Set[str]) -> bool:
    """Whether rows begin with some before the first value that have years, or are heads before."""
    count = next((n for n, row in enumerate(rows) if has_value(text, row)), 0)
    for row in rows[:count]:
        cells = text[slice(*row)].split(CELL_END)
        dated = sum(_HAS_A_YEAR.search(cell) is not None for cell in cells)
        if 2 * dated >= len(cells) or text[slice(*row)] in heads:
            return True
    return False


def head_rows(text: str, rows: Sequence[Span], at_most: int = _HEAD_ROWS_AT_MOST) -> int:
    """How many of the first rows name the columns: those before the first row with a value."""
    for count, (start, end) in enumerate(rows[: at_most + 1]):
        if has_value(text, (start, end)):
            # A line of one cell above it is the heading of some rows, not of the columns.
            heads = [n for n in range(count) if CELL_END in text[slice(*rows[n])]]
            return heads[-1] + 1 if heads else 0
    # No values anywhere: a table of words, whose first row names its columns.
    return 1


def _notes_below(text: str, rows: Sequence[Span]) -> list[Span]:
    """The line in brackets right below heads, such as their unit."""
    return [line for line in rows[:1] if _NOTE.fullmatch(text, *line)]


def has_value(text: str, row: Span) -> bool:
    """Whether a row has a number or a dash in a cell of its own; a year is none."""
    cells = text[slice(*row)].split(CELL_END)
    return any(_VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells)


def _lines_above(text: str, above: Sequence[Span]) -> list[Span]:
    """The lines that name a table, and the first one of a long note in brackets below them.

    That one says the unit; what follows would take the room of the column heads.
    """
    for lines in range(2, min(_NOTE_LINES_AT_MOST, len(above)) + 1):
        first = above[-lines]
        if _NOTE.fullmatch(text, first[0], above[-1][1]):
            return [*_title_lines(text, above[:-lines]), first]
    return _title_lines(text, above)


def _title_lines(text: str, above: Sequence[Span]) -> list[Span]:
    """The lines right above a table that name it or its unit: short, and no end of a sentence."""
    found: list[Span] = []
    for start, end in reversed(above[-_TITLE_LINES_AT_MOST:]):
        line = text[start:end]
        if end - start > _TITLE_CHARACTERS_AT_MOST or _ENDS_A_SENTENCE.search(line):
            break
        found.insert(0, (start, end))
    return found
