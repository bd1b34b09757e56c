"""The numbers, measures and dates that a sentence names, in digits or in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from storage.text.canonical import Canonical
from storage.text.characters import plain_characters
from storage.text.dates import dates_at
from storage.text.number_words import CARDINALS
from storage.text.numbers import ANY_LANGUAGE, readings
from storage.text.units import MONEY, MONEY_SIGN, unit_called

_DIGITS = regex.compile(r"\p{N}(?:[\p{N}.,'’\u00a0\u202f](?=\p{N}))*\p{N}|\p{N}")
_LARGE = {
    **dict.fromkeys(["thousand", "thousands", "tausend", "mille", "mil"], "1000"),
    **dict.fromkeys(["million", "millions", "millionen", "millones"], "1000000"),
    **dict.fromkeys(["billion", "billions", "milliarde", "milliarden"], "1000000000"),
    "dozen": "12",
}
_HAN = dict(zip("〇一二三四五六七八九十", map(str, range(11)), strict=True))
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*")
_HAN_NUMBER = regex.compile(r"[〇一二三四五六七八九十](?=[个年月日天人元次倍%岁個歳回])")
_MAY_BEGIN_A_DATE = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}\p{N}]")
_YEAR = regex.compile(r"(?:1\d|20)\d\d")
_PERIOD = regex.compile(r"(?<!\p{L})[qh][1-4](?!\p{N})")  # its digit counts nothing

_BEFORE = regex.compile(rf"({MONEY_SIGN})\s?\Z", regex.IGNORECASE)
_SIZE = "|".join(sorted(_LARGE, key=len, reverse=True))
_AFTER = regex.compile(
    rf"(?:\s?-?(?:{_SIZE}|mio|mrd|bn|m)\b\.?)?\s?-?(?P<unit>%|{MONEY_SIGN}|[ap]\.?m\b|[\p{{L}}²³°/]+)",
    regex.IGNORECASE,
)
_OTHER_UNITS = {
    word: unit
    for unit, words in {
        "day": "day days tag tage tagen jour jours día días giorni дней дня 天",
        "week": "week weeks woche wochen semaine semaines semana semanas недель недели 周",
        "month": "month months monat monate monaten mois mes meses месяцев месяца 个月",
        "years": "year years jahr jahre jahren an ans années año años лет года",
        "am": "am a.m",
        "pm": "pm p.m",
    }.items()
    for word in words.split()
}

_KINDS_OF_UNITS = (
    {"am", "pm"},
    MONEY,
    {"s", "min", "h", "day", "week", "month", "years"},
    {"mm", "cm", "m", "km", "mi", "ft"},
    {"mg", "g", "kg", "t", "lb", "oz"},
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a date: what it may stand for, its unit or "", and as it is written.

    The unit of a calendar year is "year", that of a day of the calendar "date".
    """

    meanings: frozenset[str]
    unit: str
    written: str

    def is_like(self, other: Value) -> bool:
        """Whether both may be values of one thing, as two prices are."""
        if "year" in (self.unit, other.unit) or "date" in (self.unit, other.unit):
            return self.unit == other.unit
        both = {self.unit, other.unit}
        return "" in both or len(both) == 1 or any(both <= kind for kind in _KINDS_OF_UNITS)

    def has_other_unit(self, other: Value) -> bool:
        """Whether both have a unit, and not the same."""
        return bool(self.unit and other.unit) and self.unit != other.unit

    def equals(self, other: Value) -> bool:
        """Whether both may be one number or day; a day of no year may be of any."""
        wholes, others = self._days_of_years, other._days_of_years
        if wholes and others:
            return not wholes.isdisjoint(others)
        return not self.meanings.isdisjoint(other.meanings)

    @property
    def _days_of_years(self) -> frozenset[str]:
        return frozenset(one for one in self.meanings if self.unit == "date" and one[0] != "d")


def values_in(text: str) -> tuple[Value, ...]:
    """The numbers and days of a text, without words such as "million", in order of kinds.

    Number words count as their digits, so that "forty" isn't taken for "fourteen".
    """
    plain = unicodedata.normalize("NFKC", text)
    dates = days_in(plain)
    within = plain_characters(plain)
    for day in dates:
        within = within.replace(day.written, " ; ")
    within = _PERIOD.sub(" ; ", within)
    return (*dates, *_numbers(within))


def days_in(text: str) -> tuple[Value, ...]:
    """The days of the calendar that a text names."""
    plain = plain_characters(text)
    starts = [found.start() for found in _MAY_BEGIN_A_DATE.finditer(plain)]
    return tuple(_day(plain, one) for one in dates_at(plain, starts) if _is_day(one))


def _is_day(dated: Canonical) -> bool:
    return any(term.startswith(("dn", "dy")) for term in dated.stored)


def _day(plain: str, dated: Canonical) -> Value:
    meanings = frozenset((*dated.stored, *dated.asked))
    return Value(
        frozenset(one for one in meanings if regex.fullmatch(r"d[ny].*|\d{4}-\d\d-\d\d", one)),
        "date",
        plain[dated.start : dated.end],
    )


def _numbers(plain: str) -> Iterator[Value]:
    for found in _DIGITS.finditer(plain):
        yield Value(
            frozenset(readings(found[0].replace("’", "'"), ANY_LANGUAGE)),
            _unit_of(plain, found),
            found[0],
        )
    for found in _WORD.finditer(plain):
        value = CARDINALS.get(found[0].casefold())
        if value is not None:
            yield Value(frozenset((str(value),)), _unit_of(plain, found), found[0])
    for found in _HAN_NUMBER.finditer(plain):
        yield Value(frozenset((_HAN[found[0]],)), "", found[0])


def _unit_of(plain: str, found: regex.Match[str]) -> str:
    if before := _BEFORE.search(plain, 0, found.start()):
        return unit_called(before[1].lower())
    after = _AFTER.match(plain, found.end())
    word = after["unit"].casefold().strip(".") if after else ""
    unit = _OTHER_UNITS.get(word) or unit_called(word)
    return unit or ("year" if _YEAR.fullmatch(found[0]) else "")


def numbers_in(text: str) -> dict[str, frozenset[str]]:
    """Each number of a text as it is written, and what it may stand for, in digits.

    Words such as "million" are among them, and the numbers of dates.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = {one.written: one.meanings for one in _numbers(plain)}
    words = (word for word in _WORD.findall(plain) if word.casefold() in _LARGE)
    return found | {word: frozenset((_LARGE[word.casefold()],)) for word in words}


def is_number_word(word: str) -> bool:
    """Whether a word in lower case stands for a number."""
    return word in CARDINALS or word in _LARGE


def is_unit(word: str) -> bool:
    """Whether a word in lower case names a unit, as of money or time."""
    return word in _OTHER_UNITS or bool(unit_called(word))
