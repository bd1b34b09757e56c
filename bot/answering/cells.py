"""The cell of a table that a question asks for: its row's label, its column's heads, its value.

Columns of plain text are told by what their heads say of time, in the order in which they stand;
columns with separators by the words of their heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from storage.records import CELL_END, Passage
from storage.text.query import Query
from storage.text.words import terms_in

_VALUE = (
    r"(?:[$€£¥]\s?)?(?:\(\s?)?[$€£¥]?-?\d(?:[\d,.’' \u00a0\u202f]*\d)?\s?\)?\s?%?|[—–-](?=\s|$)"
)
_ROW = regex.compile(rf"(?P<label>.*?\p{{L}}.*?[\s)])(?P<values>(?:(?:{_VALUE})\s*)+)")
_ONE_VALUE = regex.compile(
    r"(?:[$€£¥]\s?)?\(?\s?[$€£¥]?-?\d(?:[\d,.’']*\d)?\s?\)?\s?%?|[—–-](?=\s|$)"
)
_SEPARATORS = (CELL_END, "|")
_YEAR = regex.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]\d)")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_DAY = regex.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})\b", regex.IGNORECASE
)
_DURATION = regex.compile(
    r"\b(three|six|nine|twelve) months\b|\b(?:fiscal )?(year)s? ended\b", regex.IGNORECASE
)
_HEADS = regex.compile(
    rf"{_MONTH_DAY.pattern}|{_DURATION.pattern}|{_YEAR.pattern}|\b(?:three|six|nine|twelve) months"
    r"(?: ended)?\b|\b(?:un)?audited\b|\bended\b|\b(?:in|except) (?:millions|thousands|billions)\b",
    regex.IGNORECASE,
)
_ENDS_A_SENTENCE = regex.compile(r"[.!?]\s*\Z")
_UNIT = regex.compile(r"\bin (thousand|million|billion)s\b", regex.IGNORECASE)
_NO_UNIT = regex.compile(r"per share|percent|%|shares? used|weighted", regex.IGNORECASE)
_ASKED_DURATION = (
    ("nine", r"nine months|first three quarters"),
    ("six", r"six months|first half|half[- ]year"),
    ("year", r"(?:full|whole|entire|fiscal) year\b(?! \d{4}'s)|twelve months"),
    ("three", r"three months|quarter|\bQ[1-4]\b"),
)
_ASKED_DURATIONS = tuple(
    (duration, regex.compile(words, regex.IGNORECASE)) for duration, words in _ASKED_DURATION
)


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


@dataclass(frozen=True, slots=True)
class _Column:
    """What the heads of a column say of time; each is "" where they say nothing."""

    duration: str
    month_day: str
    year: str

    @property
    def words(self) -> str:
        ended = ", ".join(filter(None, (self.month_day, self.year)))
        if not self.duration:
            return ended
        span = "year ended" if self.duration == "year" else f"{self.duration} months ended"
        return f"{span} {ended}" if ended else span


def is_heads(line: str) -> bool:
    """Whether a line has heads of columns: only years and dates, or several beside other words."""
    rest = _HEADS.sub("", line)
    if rest == line or any(map(str.isdigit, rest)):
        return False
    dated = len(_YEAR.findall(line)) > 1 or len(_MONTH_DAY.findall(line)) > 1
    return not any(map(str.isalnum, rest)) or (dated and not _ENDS_A_SENTENCE.search(rest))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: a label, then values."""
    return not is_heads(line) and _cells(line) is not None


def asked_cell(query: Query, row: str, above: str) -> Cell | None:
    """The one cell of the row that the question asks for, or ``None`` where none stands out.

    ``above`` is what stands over the row: the heads of its columns, and rows between.
    """
    cells = _cells(row)
    if cells is None:
        return None
    label, values = cells
    if len(values) == 1:
        return Cell(label, "", _with_unit(values[0], label, above))
    separator = _separator(row)
    found = _by_heads(query, label, values, above, separator) if separator else None
    return found or _by_time(query.text, label, [value for value in values if value], above)


def cell_in(query: Query, passage: Passage, start: int, end: int) -> Cell | None:
    """The cell asked for of the row at ``passage.text[start:end]``; ``None`` where that is none."""
    row = passage.text[start:end]
    if not is_row(row):
        return None
    return asked_cell(query, row, f"{passage.context}\n{passage.text[:start]}")


def _cells(line: str) -> tuple[str, list[str]] | None:
    """A row's label and its values; ``None`` for a line that is no row."""
    if separator := _separator(line):
        label, *values = (cell.strip() for cell in line.strip().strip("|").split(separator))
        is_named = any(map(str.isalnum, label))  # the sign of a list's item names nothing
        return (label, values) if is_named and any(values) else None
    found = _ROW.fullmatch(line.strip() + " ")
    if found is None:
        return None
    values = [value.strip() for value in _ONE_VALUE.findall(found["values"])]
    if all(_YEAR.fullmatch(value) for value in values):
        return None  # the heads of columns, not a row
    return found["label"].strip(" .:$€£¥"), values


def _separator(line: str) -> str:
    return next((each for each in _SEPARATORS if line.strip().strip("|").count(each) > 0), "")


def _by_heads(
    query: Query, label: str, values: Sequence[str], above: str, separator: str
) -> Cell | None:
    """The cell under the head that shares most of the question's words, if one does."""
    heads: list[str] = []
    for line in above.splitlines():
        if _separator(line) == separator:
            _, *heads = (cell.strip() for cell in line.strip().strip("|").split(separator))
            break
    if len(heads) != len(values):
        return None
    shared = [_shared(query, head) for head in heads]
    best = max(shared)
    if best == 0 or shared.count(best) > 1:
        return None
    at = shared.index(best)
    return Cell(label, heads[at], values[at]) if values[at] else None


def _shared(query: Query, head: str) -> int:
    terms = terms_in(head)
    return sum(not terms.isdisjoint(word) for word in query.words)


def _by_time(question: str, label: str, values: Sequence[str], above: str) -> Cell | None:
    """The cell whose column's time is the one asked for, if one is."""
    columns = _columns(_heads(above), len(values))
    if not columns:
        return None
    fits = [_fit(question, column) for column in columns]
    best = max(fits)
    if best <= 0 or fits.count(best) > 1:
        return None
    at = fits.index(best)
    return Cell(label, columns[at].words, _with_unit(values[at], label, above))


def _heads(above: str) -> str:
    """The lines above a row that are no rows themselves."""
    return "\n".join(line for line in above.splitlines() if not is_row(line))


def _columns(heads: str, count: int) -> list[_Column]:
    """The columns in order; empty where the heads can't be told apart."""
    years = _YEAR.findall(heads)[-count:]
    if len(years) != count:
        return []
    month_days = [f"{_month(found[1])} {found[2]}" for found in _MONTH_DAY.finditer(heads)]
    durations = [(found[1] or found[2]).lower() for found in _DURATION.finditer(heads)]
    spread_days, spread_durations = _spread(month_days, count), _spread(durations, count)
    return [_Column(spread_durations[at], spread_days[at], years[at]) for at in range(count)]


def _spread(heads: Sequence[str], count: int) -> list[str]:
    """A head for each of the columns, where each stands over as many of them; else none."""
    if not heads or count % len(heads):
        return [""] * count
    each = count // len(heads)
    return [heads[at // each] for at in range(count)]


def _month(name: str) -> str:
    short = name[:3].lower()
    return next(month for month in _MONTHS if month.startswith(short)).capitalize()


def _fit(question: str, column: _Column) -> int:
    """How well a column's time is the one that the question names; 0 or less where it isn't."""
    fit = 0
    years = _YEAR.findall(question)
    if years:
        fit += 4 if column.year in years else -8
    days = [f"{_month(found[1])} {found[2]}" for found in _MONTH_DAY.finditer(question)]
    if days and column.month_day:
        fit += 4 if column.month_day in days else -4
    asked = next((name for name, words in _ASKED_DURATIONS if words.search(question)), "")
    if asked and column.duration:
        fit += 2 if column.duration == asked else -1
    return fit


def _with_unit(value: str, label: str, above: str) -> str:
    """The value with the unit that its table's heads give for all."""
    unit = _UNIT.search(above)
    if unit is None or _NO_UNIT.search(label) or "%" in value or not any(map(str.isdigit, value)):
        return value
    return f"{value} {unit[1].lower()}"
