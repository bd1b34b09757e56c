"""The time that a question asks about, and whether a column of a table is of that time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import regex

from bot.answering.columns import LONG_DATES, YEAR, Column, day_of
from storage.text.words import terms_in

_ASKED_DURATION = (
    ("nine", r"nine[ -]months?|first three quarters|39 weeks"),
    ("six", r"six[ -]months?|first half|half[- ]year|26 weeks"),
    ("year", r"(?:full|whole|entire|fiscal) year\b(?! \d{4}'s)|twelve months|year ended|52 weeks"),
    ("three", r"three[ -]months?|quarter|\bQ[1-4]\b|13 weeks"),
)
_ASKED_DURATIONS = tuple(
    (duration, regex.compile(words, regex.IGNORECASE)) for duration, words in _ASKED_DURATION
)
# Which quarter of a fiscal year isn't told by its length: "three months" of "fiscal year 2024".
_SHORTER = regex.compile(r"month|half|quarter|\bQ[1-4]\b|week", regex.IGNORECASE)
_A_YEAR = r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)"
_BESIDE = r"(?:\p{L}{1,12}\.? |\d\d?\.? ){0,2}"  # the day and month of a year
_STRETCH = regex.compile(
    rf"({_A_YEAR})(?: ?[-–—] ?| (?:to|until|till|through|bis|à|au|jusqu['’]en|hasta|al|до|по) )"
    rf"{_BESIDE}({_A_YEAR})"
    rf"|\b(?:between|zwischen|entre|между) {_BESIDE}({_A_YEAR}) (?:and|und|et|y|e|и) "
    rf"{_BESIDE}({_A_YEAR})",
    regex.IGNORECASE,
)
_QUARTER = regex.compile(r"(?:(?:19|20)\d\d)-q[1-4]|fy(?:19|20)\d\d|(?:19|20)\d\d-h[12]")
_MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_DAYS_LATE = 8  # of a quarter that ends with a week may lie in the next month


@dataclass(frozen=True, slots=True)
class AskedTime:
    """What a question says of time: a length, days such as "June 25", years, quarters as terms."""

    duration: str
    days: frozenset[str]
    years: frozenset[str]
    quarters: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=64)
    def of(question: str) -> AskedTime:
        """The time that a question names."""
        durations = [name for name, words in _ASKED_DURATIONS if words.search(question)]
        if durations[:1] == ["year"] and len(durations) > 1 and _SHORTER.search(question):
            durations = durations[1:]
        return AskedTime(
            duration=durations[0] if durations else "",
            days=frozenset(day_of(found) for found in LONG_DATES.finditer(question)),
            years=frozenset(YEAR.findall(question)),
            quarters=frozenset(term for term in terms_in(question) if _QUARTER.fullmatch(term)),
        )

    @property
    def any(self) -> bool:
        """Whether the question names a time."""
        return bool(self.duration or self.days or self.years)


def years_within(text: str, years: Collection[str]) -> frozenset[str]:
    """Those of the years that a stretch of years covers: 2014 by "from 2013 until 2015"."""
    if not years:
        return frozenset()
    stretches = [[one for one in found.groups() if one] for found in _STRETCH.finditer(text)]
    return frozenset(year for year in years if any(low < year < high for low, high in stretches))


def time_fit(asked: AskedTime, column: Column, *, is_documents_own: bool) -> int:
    """How well a column's time is the one asked for: 0 where nothing tells, less where it isn't.

    ``is_documents_own`` says that it is the time that its document is about, and that the document
    is called by the quarter asked for: whose fiscal years don't end in December says what it means.
    """
    if column.is_change:
        return -8
    fit = 0
    if asked.duration and column.duration:
        fit += 2 if column.duration == asked.duration else -8
    if asked.days:
        return fit + _day_fit(asked, column)
    if asked.quarters and is_documents_own:
        return fit + 4
    quarter = _quarter_of(column)
    if quarter and any(one.count("q") for one in asked.quarters):
        return fit + (3 if quarter in asked.quarters else _year_fit(asked, column) - 1)
    return fit + _year_fit(asked, column)


def _day_fit(asked: AskedTime, column: Column) -> int:
    years = _year_fit(asked, column)
    if not column.month_day:
        return years
    return (4 if column.month_day in asked.days else -4) + years


def _year_fit(asked: AskedTime, column: Column) -> int:
    if not asked.years or not column.year:
        return 0
    return 4 if column.year in asked.years else -8


def _quarter_of(column: Column) -> str:
    """The calendar's quarter at whose end a column's three months end, as a term, or ""."""
    if not column.month_day or not column.year or column.duration not in ("", "three"):
        return ""
    month, day = _MONTH_NUMBERS[column.month_day[:3]], int(column.month_day.split()[1])
    year = int(column.year)
    if day < _DAYS_LATE:
        month, year = (month - 1, year) if month > 1 else (12, year - 1)
    return f"{year}-q{(month + 2) // 3}"
