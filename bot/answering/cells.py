"""The cell of a table that a question asks for: by its row's label and by its column's heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.answering.asked_time import AskedTime, time_fit
from bot.answering.asking import asked_for
from bot.answering.columns import Column
from bot.answering.labels import BRACKETED, content, label_fit, measure_of, terms, with_near
from bot.answering.tables import Row, marked_cells, row_at, rows_in, rows_of
from bot.records import TableCell
from storage.records import Passage
from storage.text.numbers import ANY_LANGUAGE, readings
from storage.text.query import Query

_NO_UNIT = regex.compile(
    r"per (?:\w+ )?share|percent|%|shares? used|weighted|\brate\b|ratio", regex.I
)
_WHAT_IS = regex.compile(
    r"\W*(?:what(?:['’]s| (?:is|are|was|were)\b)|wie (?:ist|war)|was (?:ist|war)|quel|cu[aá]l)",
    regex.IGNORECASE,
)
_AMOUNT = regex.compile(
    r"[^\p{L}\d]{0,4}(?:\p{L}{1,3}\.?\s?)?[^\p{L}\d]{0,4}\d\S*(?:\s+\S+){0,3}\s*\Z"
)
"""A value is a number, with its unit: what only mentions one says something else."""

_SHARE = regex.compile(
    r"percent|%|\bshare of\b|\brates?\b|proportion|ratio|Prozent|pour ?cent", regex.I
)
NO_AMOUNT, NO_UNIT = 0.5, 0.93
"""What the fit of a percentage is where none is asked for, and of a number without any unit."""

_PLAIN_NUMBER = regex.compile(r"[^\p{L}\d([]{0,3}\d[\d.,’' ]*+\s?[%‰$€£¥]?")
_PLAIN_DATE = regex.compile(
    r"(?:19|20)\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:\d{1,2}\.? )?\p{L}{3,9}\.? \d[\d ,]*"
)
_NO_NUMBER = regex.compile(rf"\D*|[(\[].*[)\]]|{_PLAIN_DATE.pattern}")
_NUMBER = regex.compile(r"\d[\d.,’']*\d|\d")
_UNITS = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
UNTOLD, UNDATED = 0.5, 0.9
"""How well a column fits where the table or the question doesn't tell its time, and where neither
has any."""

BY_LABEL_FROM = 0.5
"""How well a label must fit for its row to count as the one asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its table has it: ``label`` heads its row, ``column`` its column, in words."""

    label: str
    column: str
    value: str

    @property
    def text(self) -> str:
        """The cell in one line: "Total net sales, three months ended June 25, 2022: 82,959"."""
        return f"{self.label}, {self.column}: {self.value}" if self.column else (
            f"{self.label}: {self.value}"
        )  # fmt: skip


def may_ask_for_cell(query: Query) -> bool:
    """Whether a question may be answered by a value of a table."""
    kind = asked_for(query.text)
    if kind == "thing":
        return _WHAT_IS.match(query.text) is not None or AskedTime.of(query.text).any
    return kind == "number"


def asked_cell(query: Query, row: str, above: str) -> Cell | None:
    """The one cell of the row that the question asks for, or ``None`` where none stands out.

    ``above`` is what stands over the row: the heads of its columns, and rows between.
    """
    rows = list(rows_of(f"{above}\n{row}"))
    if not rows or rows[-1].start < len(above):
        return None
    at = _column_asked_for(query, AskedTime.of(query.text), rows[-1], is_own=False)
    return None if at is None else _cell(query, rows[-1], at)


def cell_in(query: Query, passage: Passage, start: int, end: int) -> Cell | None:
    """The cell asked for of the row that ``passage.text[start:end]`` is; ``None`` for no row."""
    row = row_at(passage, start, end)
    if row is None or not _is_of_a_table(row, passage):
        return None
    at = _column_asked_for(query, AskedTime.of(query.text), row, is_own=False)
    if at is None or _is_when(query, row.label) > _is_when(query, row.values[at]):
        return None
    return _cell(query, row, at)


def _is_when(query: Query, cell: str) -> bool:
    """Whether a cell is a date, and one is asked for: it may stand where labels do."""
    return asked_for(query.text) == "date" and _PLAIN_DATE.fullmatch(cell) is not None


def best_cell(query: Query, passage: Passage, head: str) -> TableCell | None:
    """The cell of a passage that fits the question best; ``None`` where no row is what it asks for.

    ``head`` is what the passage stands under, and how its document is called and begins.
    """
    known = terms(head)
    asked = AskedTime.of(query.text)
    measure = measure_of(query, known)
    if not measure:
        return None
    is_own = not asked.quarters.isdisjoint(known)
    said = terms(query.text)
    wanted = {term for word in measure for term in with_near(word)}
    best: TableCell | None = None
    for row in rows_in(passage):
        if content(row.label).isdisjoint(wanted) and content(row.group).isdisjoint(wanted):
            continue
        at = _column_asked_for(query, asked, row, is_own=is_own)
        if at is None or not _is_of_a_table(row, passage) or not _AMOUNT.match(row.values[at]):
            continue
        heads = row.columns[at].heads if row.columns else ""
        by_label = label_fit(measure, said, row.label, row.group, heads)
        by_label *= _kind_fit(query, row, at)
        by_time = _by_time(asked, row, at, is_own=is_own)
        if by_label < BY_LABEL_FROM or (best and by_label * by_time <= best.fit):
            continue
        if by_time > 0.0:
            is_current = bool(row.columns) and row.columns[at].year == _latest(row.columns)
            text = _cell(query, row, at).text
            amount = amount_in(row.values[at], row.unit)
            best = TableCell(text, row.start, row.end, by_label, by_time, is_current, amount)
    return best


def amount_in(value: str, unit: str) -> float:
    """What a value of a table amounts to, without its sign; 0.0 for none."""
    found = _NUMBER.search(value)
    if found is None:
        return 0.0
    return float(readings(found[0], ANY_LANGUAGE)[0]) * _UNITS.get(unit, 1.0)


def _kind_fit(query: Query, row: Row, at: int) -> float:
    """Less where a share is given and no share asked for, or a number that isn't said of what."""
    if _SHARE.search(query.text):
        return 1.0
    if "%" in row.values[at] or _SHARE.search(row.label):
        return NO_AMOUNT
    return 1.0 if row.unit or _NO_UNIT.search(f"{row.group} {row.label}") else NO_UNIT


def _is_of_a_table(row: Row, passage: Passage) -> bool:
    """Whether a row is one for sure: a line of prose may end with a number, too."""
    marked = marked_cells(passage.text[row.start : row.end])
    return bool(row.columns) or len(marked) > 1 or len(row.values) > 1


def _column_asked_for(query: Query, asked: AskedTime, row: Row, *, is_own: bool) -> int | None:
    """The place of the one column asked for, or ``None`` where none stands out."""
    if len(row.values) == 1:
        return 0
    fits = [_fit(query, asked, row, at, is_own=is_own) for at in range(len(row.columns))]
    best = max(fits, default=(0, 0))
    if best <= (0, 0):
        return _only_one_of_its_kind(query, row)
    if fits.count(best) > 1:
        return None
    at = fits.index(best)
    return at if row.values[at] else None


def _only_one_of_its_kind(query: Query, row: Row) -> int | None:
    """The place of the one number or date of a row, where such is asked for."""
    kind = asked_for(query.text)
    pattern = {"number": _PLAIN_NUMBER, "date": _PLAIN_DATE}.get(kind)
    found = [at for at, one in enumerate(row.values) if pattern and pattern.fullmatch(one)]
    if len(found) != 1:
        return None
    others = [one for at, one in enumerate(row.values) if at not in found]
    is_alone = kind == "date" or all(map(_NO_NUMBER.fullmatch, others))
    return found[0] if is_alone else None


def _fit(query: Query, asked: AskedTime, row: Row, at: int, *, is_own: bool) -> tuple[int, int]:
    column = row.columns[at]
    is_documents_own = is_own and column.year == _latest(row.columns)
    words = terms(column.heads) if column.heads else frozenset[str]()
    shared = sum(not words.isdisjoint(with_near(word)) for word in query.words)
    if asked_for(query.text) == "number" and not _AMOUNT.match(row.values[at]):
        shared = 0
    return time_fit(asked, column, is_documents_own=is_documents_own), shared


def _by_time(asked: AskedTime, row: Row, at: int, *, is_own: bool) -> float:
    """How well the chosen column is the time asked for, 0 to 1."""
    is_dated = any(column.year or column.duration for column in row.columns)
    if not asked.any:
        return UNTOLD if is_dated else UNDATED
    if not is_dated:
        return UNTOLD
    column = row.columns[at]
    own = is_own and column.year == _latest(row.columns)
    fit = time_fit(asked, column, is_documents_own=own)
    return max(0.0, min(1.0, 0.4 + 0.1 * fit))


def _with_words_of(query: Query, row: Row, at: int) -> str:
    """The first cell beside the one asked for that has a word of the question; else the label."""
    cells = [row.label, *(value for place, value in enumerate(row.values) if place != at)]
    asked = [frozenset(word) for word in query.words]
    return next((one for one in cells if any(terms(one) & word for word in asked)), row.label)


def _latest(columns: Sequence[Column]) -> str:
    return max((column.year for column in columns), default="")


def _cell(query: Query, row: Row, at: int) -> Cell:
    """The cell as people read it: with its group where the label alone says little.

    What names the row may stand in another cell than the first: a date or a number came before it.
    """
    label = _with_words_of(query, row, at)
    column = row.columns[at].words if row.columns else ""
    value = row.values[at]
    if row.group and len(BRACKETED.sub(" ", label).split()) == 1:
        label = f"{row.group}: {label}"
    has_unit = row.unit and not _NO_UNIT.search(f"{row.group} {label}") and "%" not in value
    if has_unit and any(map(str.isdigit, value)):
        value = f"{value} {row.unit}"
    return Cell(label, column, value)
