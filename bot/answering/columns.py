"""What the columns of a table are headed with, and what that says of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

YEAR = regex.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]\d)")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
LONG_DATES = regex.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})\b", regex.IGNORECASE
)
_DURATION = regex.compile(
    r"\b(three|six|nine|twelve)[ -]months?\b|\b(?:fiscal )?(year)s? ended\b"
    r"|\b(quarter)(?:ly period)?s? ended\b|\b(13|thirteen|26|39|52)[ -]weeks?\b",
    regex.IGNORECASE,
)
_DURATIONS = {
    "quarter": "three", "13": "three", "thirteen": "three", "26": "six", "39": "nine",
    "52": "year", "twelve": "year",
}  # fmt: skip
HEADS = regex.compile(
    rf"{LONG_DATES.pattern}|{_DURATION.pattern}|{YEAR.pattern}|\b(?:three|six|nine|twelve) months"
    r"(?: ended)?\b|\b(?:un)?audited\b|\bended\b|\b(?:in|except) (?:millions|thousands|billions)\b",
    regex.IGNORECASE,
)
UNIT = regex.compile(r"\bin (thousand|million|billion)s\b", regex.IGNORECASE)
_CHANGE = regex.compile(r"\b(?:change|percentage|increase|decrease|growth|var\w*)\b|%", regex.I)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its heads name it, and what they say of time, each "" where they don't.

    ``duration`` is "three", "six" or "nine" months or a "year", ``month_day`` the day at which the
    column's time ends, such as "June 25".
    """

    heads: str
    duration: str = ""
    month_day: str = ""
    year: str = ""

    @property
    def words(self) -> str:
        """Its heads in one line, what they say of time in whole words."""
        ended = ", ".join(filter(None, (self.month_day, self.year)))
        if not ended and not self.duration:
            return self.heads
        if not self.duration:
            return ended
        span = "year ended" if self.duration == "year" else f"{self.duration} months ended"
        return f"{span} {ended}" if ended else span

    @property
    def is_change(self) -> bool:
        """Whether it has the change from one column to another."""
        return not self.year and _CHANGE.search(self.heads) is not None


def columns_of(heads: Sequence[Sequence[str]], count: int) -> tuple[Column, ...]:
    """The columns in order, by lines of heads, each as its cells; empty where that can't be told.

    A cell stands over as many columns as the line has too few cells for, and a line with one cell
    too many begins with the head of the labels.
    """
    if not any(len(line) > 1 for line in heads):
        return _in_order("\n".join(cell for line in heads for cell in line), count)
    lines = [_without_stub(line, count) for line in heads if len(line) > 1 or _is_of_all(line[0])]
    widest = max(lines, key=len)
    changes = [at for at, cell in enumerate(widest) if _CHANGE.search(cell)]
    width = len(widest)
    if width > count and width - len(changes) == count:
        kept = [at for at in range(width) if at not in changes]
    elif width == count or (width and count % width == 0):
        kept = list(range(width))
    else:
        return _in_order("\n".join(" ".join(line) for line in heads), count)
    spread = [cells for line in lines if (cells := _spread(line, width, changes))]
    texts = [" ".join(cells[at] for cells in spread if cells[at]) for at in kept]
    texts = [texts[at // (count // len(texts))] for at in range(count)]
    shared = " ".join(line[0] for line in heads if HEADS.search(line[0]) and line[0][:1] != "(")
    if len(set(YEAR.findall(shared))) > 1:
        shared = ""
    return tuple(_column(text, shared) for text in texts)


def _is_of_all(line: str) -> bool:
    """Whether a line says of all columns alike when they are: one that names two years doesn't."""
    return HEADS.search(line) is not None and len(set(YEAR.findall(line))) <= 1


def day_of(found: regex.Match[str]) -> str:
    """The day that a match of ``LONG_DATES`` names, such as "June 25"."""
    short = found[1][:3].lower()
    month = next(month for month in _MONTHS if month.startswith(short))
    return f"{month.capitalize()} {int(found[2])}"


def duration_in(text: str) -> str:
    """The first length of time that a text names, or ""."""
    found = _DURATION.search(text)
    said = next(filter(None, found.groups()), "").lower() if found else ""
    return _DURATIONS.get(said, said)


def _without_stub(line: Sequence[str], count: int) -> list[str]:
    """The cells over columns of values: the first may be over the labels."""
    is_one_too_many = len(line) == count + 1 and not YEAR.search(line[0])
    is_stub = len(line) > 1 and (not line[0] or line[0].startswith("(") or is_one_too_many)
    return list(line[1:] if is_stub else line)


def _spread(line: Sequence[str], width: int, changes: Sequence[int]) -> list[str]:
    """A cell of the line for each of the columns; none where they can't be told."""
    if line and width % len(line) == 0:
        return [line[at * len(line) // width] for at in range(width)]
    if line and (width - len(changes)) % len(line) == 0:
        left = width - len(changes)
        cells = iter([line[at * len(line) // left] for at in range(left)])
        return ["" if at in changes else next(cells) for at in range(width)]
    return []


def _column(text: str, shared: str) -> Column:
    """A column by its own heads, and where these don't tell, by what stands over all."""
    days, years = list(LONG_DATES.finditer(text)), YEAR.findall(text)
    if not days:
        days = list(LONG_DATES.finditer(shared))
    if _CHANGE.search(text) and not years:
        return Column(text)
    return Column(
        heads=text,
        duration=duration_in(text) or duration_in(shared),
        month_day=day_of(days[-1]) if days else "",
        year=years[-1] if years else (YEAR.findall(shared) or [""])[-1],
    )


def _in_order(heads: str, count: int) -> tuple[Column, ...]:
    """The columns by the years, days and lengths in the order in which they stand in plain text."""
    years = YEAR.findall(heads)
    changes = len(regex.findall(r"\b(?:change|percentage)\b", heads, regex.I)) if years else 0
    days = [day_of(found) for found in LONG_DATES.finditer(heads)]
    durations = [
        _DURATIONS.get(said, said)
        for found in _DURATION.finditer(heads)
        if (said := next(filter(None, found.groups())).lower())
    ]
    groups = max(1, len(durations))
    with_changes = len(years) + groups
    if changes and count == with_changes and len(years) % groups == 0:
        timed = _times(years, days, durations, len(years))
        each = len(years) // groups
        return tuple(
            column
            for group in range(groups)
            for column in (*timed[group * each : (group + 1) * each], Column("Change"))
        )
    years = years[-count:]
    return _times(years, days, durations, count) if len(years) == count else ()


def _times(
    years: Sequence[str], days: Sequence[str], durations: Sequence[str], count: int
) -> tuple[Column, ...]:
    """A column for each of the years, with the day and length that stand over it."""
    found_days, found_durations = _each(days, count), _each(durations, count)
    return tuple(Column("", found_durations[at], found_days[at], years[at]) for at in range(count))


def _each(heads: Sequence[str], count: int) -> list[str]:
    """A head for each of the columns, where each stands over as many of them; else none."""
    if not heads or count % len(heads):
        return [""] * count
    each = count // len(heads)
    return [heads[at // each] for at in range(count)]
