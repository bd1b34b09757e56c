"""The rows of the tables in a passage: each with its label, its values, and its columns' heads.

Tables come as PDFs give them, in lines of plain text or with a mark between cells, often with heads
in several lines of which one stands over several columns, and with labels such as "Net sales:" over
the rows that they group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from bot.answering.columns import HEADS, LONG_DATES, UNIT, YEAR, Column, columns_of
from storage.records import CELL_END, Passage
from storage.text.sentences import sentences

_VALUE = (
    r"(?:[$€£¥]\s?)?(?:\(\s?)?[$€£¥]?-?\d(?:[\d,.’' \u00a0\u202f]*\d)?\s?\)?\s?%?|[—–-](?=\s|$)"
)
_ROW = regex.compile(rf"(?P<label>.*?\p{{L}}.*?[\s)])(?P<values>(?:(?:{_VALUE})\s*)+)")
_MAY_END_A_ROW = regex.compile(r"[\d)%—–$€£¥-]\s*\Z")
_MAY_HAVE_ROWS = regex.compile(r"[\t|]|\S {2}|[\d)%—–$€£¥-]\s*(?:\n|\Z)")
_ONE_VALUE = regex.compile(
    r"(?:[$€£¥]\s?)?\(?\s?[$€£¥]?-?\d(?:[\d,.’']*\d)?\s?\)?\s?%?|[—–-](?=\s|$)"
)
_NEXT_SIGN = regex.compile(r"(?<=\S)\s*[$€£¥]$")  # of the next cell, which some PDFs put here
_SEPARATORS = (CELL_END, "|")
_GAP = regex.compile(r"(?<=\S)(?<!\p{L}[)\]\"'’”]?[.!?]) {3,}+(?=\S)|(?<=\S) {4,}+(?=\S)")
"""Between the cells of a table that is drawn with blanks. Two, or in justified text three, may
follow a sentence, too."""

_DOTS = regex.compile(r"(?:[·.…⋯] ?){2,}+|[…⋯]")  # where a table has no value
_ENDS_A_SENTENCE = regex.compile(r"[.!?]\s*\Z")
_IN_HEADS = regex.compile(r"\b(?:change|percentage|%)\b|^\W*$|^\(", regex.IGNORECASE)
_RULE = regex.compile(r"[\s|:=+_-]*")
_LINE = regex.compile(r"\S[^\n]*")
SENTENCE_END = regex.compile(r"""[.!?…。！？।॥؟]["'”’)\]」』]*\Z""")
"""How a statement that is a whole sentence ends."""

_MOST_WORDS = 10  # of a label over rows; a longer line is prose
_LONGEST_HEADS = 160  # characters of plain heads; a longer line is prose
_LONGEST_ROW = 300  # characters of a row that is one statement; a longer one holds sentences
_LONGEST_LABEL = 100  # characters of a row's label; more is prose beside something


@dataclass(frozen=True, slots=True)
class Row:
    """A row, ``text[start:end]`` of its passage.

    ``group`` is the label over the rows that it is among, or "". ``columns`` says of each value
    what stands over it; it is empty where the heads can't be told apart. ``unit`` is what the
    table's values are counted in, such as "million", or "".
    """

    start: int
    end: int
    label: str
    group: str
    values: tuple[str, ...]
    columns: tuple[Column, ...]
    unit: str


@dataclass(slots=True)
class _Table:
    """What was read of a table so far."""

    heads: list[str] = field(default_factory=list)
    has_rows: bool = False
    group: str = ""
    unit: str = ""


def is_heads(line: str) -> bool:
    """Whether a line has heads of columns: only years and dates, or several beside other words."""
    rest = HEADS.sub("", line)
    if rest == line or any(map(str.isdigit, rest)):
        return False
    dated = len(YEAR.findall(line)) > 1 or len(LONG_DATES.findall(line)) > 1
    is_short = len(rest.split()) <= _MOST_WORDS and not _ENDS_A_SENTENCE.search(rest)
    return not any(map(str.isalnum, rest)) or (dated and is_short)


def may_be_heads(line: str) -> bool:
    """Whether a line that is no row of its table has heads of columns."""
    if is_heads(line):
        return True
    told = any(map(str.isdigit, HEADS.sub("", line))) or SENTENCE_END.search(line)
    return not told and len(line) <= _LONGEST_HEADS and _has_cells(line)


def _has_cells(line: str) -> bool:
    """Whether a line has several cells of a table: more than the sign of a list's item and it."""
    first, *others = marked_cells(line)
    return bool(others) and any(map(str.isalnum, first))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: a label, then values."""
    return not is_heads(line) and cells_of(line) is not None


def statements_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence, row and item starts and ends: what has rows is taken line by line."""
    at = 0
    for found in _LINE.finditer(text):
        if len(found[0]) <= _LONGEST_ROW and _has_cells(found[0]):
            yield from _prose(text, at, found.start())
            yield found.start(), found.start() + len(found[0].rstrip())
            at = found.end()
    yield from _prose(text, at, len(text))


def _prose(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The statements of a stretch whose lines have no marks between cells."""
    places = [(first + start, first + end) for start, end in sentences(text[first:last])]
    for start, end in places:
        lines = [(found.start(), found.end()) for found in _LINE.finditer(text, start, end)]
        rows = sum(is_row(text[slice(*line)]) for line in lines)
        if rows > 1 or (rows and not SENTENCE_END.search(text, start, end)):
            yield from lines
        else:
            yield start, end


def rows_in(passage: Passage) -> Iterator[Row]:
    """The rows of a passage's tables, in order."""
    if not _MAY_HAVE_ROWS.search(passage.text):
        return
    above = f"{passage.context}\n" if passage.context else ""
    for row in rows_of(above + passage.text):
        if row.start >= len(above):
            yield Row(
                row.start - len(above), row.end - len(above),
                row.label, row.group, row.values, row.columns, row.unit,
            )  # fmt: skip


def row_at(passage: Passage, start: int, end: int) -> Row | None:
    """The row that ``passage.text[start:end]`` is; ``None`` where it is none or more than one."""
    return next((one for one in rows_in(passage) if (one.start, one.end) == (start, end)), None)


@lru_cache(maxsize=256)
def rows_of(text: str) -> tuple[Row, ...]:
    """The rows of the tables in a text, in order."""
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[Row]:
    table = _Table()
    for found in _LINE.finditer(text):
        line = found[0].rstrip()
        if _RULE.fullmatch(line):
            continue
        if unit := UNIT.search(line):
            table.unit = unit[1].lower()
        if _names_columns(line, table):
            if table.has_rows:
                table = _Table(unit=table.unit if unit else "")
            table.group = ""
            table.heads.append(line)
        elif cells := cells_of(line):
            label, values = cells
            table.has_rows = True
            columns = _columns(tuple(table.heads), len(values))
            yield Row(
                found.start(), found.start() + len(line),
                label, table.group, tuple(values), columns, table.unit,
            )  # fmt: skip
            if label.casefold().startswith("total"):
                table.group = ""
        else:
            table = _after_words(line, table)


@lru_cache(maxsize=256)
def _columns(heads: tuple[str, ...], count: int) -> tuple[Column, ...]:
    return columns_of(_split(heads), count)


def cells_of(line: str) -> tuple[str, list[str]] | None:
    """A row's label and its values; ``None`` for a line that is no row."""
    if _MAY_END_A_ROW.search(line) and not separator_of(line):
        found = _ROW.fullmatch(line.strip() + " ")
        if found is not None:
            values = [value.strip() for value in _ONE_VALUE.findall(found["values"])]
            if all(YEAR.fullmatch(value) for value in values):
                return None  # the heads of columns, not a row
            label = found["label"].strip(" .:$€£¥")
            return (label, values) if len(label) <= _LONGEST_LABEL else None
    if len(cells := marked_cells(line)) > 1:
        label, *values = cells
        is_named = any(map(str.isalnum, label))  # the sign of a list's item names nothing
        values = [_NEXT_SIGN.sub("", value) for value in values]
        is_label = is_named and len(label) <= _LONGEST_LABEL
        return (label.rstrip(" :"), values) if is_label and any(values) else None
    return None


def marked_cells(line: str) -> list[str]:
    """The cells of a line between which there is a mark or a wide gap; one for plain text."""
    inner = line.strip().strip("|")
    separator = separator_of(line)
    return [cell.strip() for cell in (inner.split(separator) if separator else _GAP.split(inner))]


def separator_of(line: str) -> str:
    """The mark between the cells of a line, or "" for a line without."""
    return next((each for each in _SEPARATORS if line.strip().strip("|").count(each) > 0), "")


def _names_columns(line: str, table: _Table) -> bool:
    """Whether a line has heads of columns, beside what was read of its table before."""
    if len(marked := marked_cells(line)) == 1:
        return len(line) <= _LONGEST_HEADS and is_heads(line)
    if is_heads(line):
        return True
    first, *cells = marked
    if any(_is_value(cell) for cell in cells):
        return False
    is_first = not table.heads and not table.has_rows
    told = any(HEADS.search(cell) or _IN_HEADS.search(cell) for cell in (first, *cells))
    return told or is_first


def _is_value(cell: str) -> bool:
    """Whether a cell is a number and no year, numbers in brackets such as an interval, or dots."""
    if _DOTS.fullmatch(cell):
        return True
    if _ONE_VALUE.fullmatch(cell):
        return not YEAR.fullmatch(cell)
    is_bracketed = cell[:1] in ("(", "[") and cell[-1] in (")", "]")
    return is_bracketed and any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))


def _after_words(line: str, table: _Table) -> _Table:
    """What a table is once a line came that has no cells: a title, a group's label, or its end."""
    is_label = len(line.split()) <= _MOST_WORDS and not _ENDS_A_SENTENCE.search(line)
    if not is_label:
        return _Table(unit=table.unit if UNIT.search(line) else "")
    if HEADS.search(line) and not table.has_rows:
        table.heads.append(line)
    elif table.heads:
        table.group = line.strip(" :–—-")
    return table


def _split(heads: Sequence[str]) -> list[list[str]]:
    """The cells of each line of heads; one cell where nothing stands between them."""
    lines = []
    for line in heads:
        separator = separator_of(line)
        inner = line.strip().removeprefix("|").removesuffix("|") if separator == "|" else line
        cells = inner.split(separator) if separator else _GAP.split(inner)
        lines.append([cell.strip() for cell in cells] if len(cells) > 1 else [inner])
    return lines
