"""The terms that a measure or sum of money is stored as, and those that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from storage.text.magnitudes import multiplied
from storage.text.numbers import readings
from storage.text.stems import folded
from storage.text.tokens import Token
from storage.text.units import BASIS_POINT, CENT, DEGREE, MONEY, PENNY, POUND

LONGEST_TERM = 64
"""Characters; what is longer is an address or a digest, and its parts are indexed."""

OF_MONEY = "money"
"""Ends the term of a sum in any currency."""

_STERLING, _WEIGHT, _PERCENT = "gbp", "lb", "pct"
_OF_UNIT = "unit"  # the number of any measure, which asks for no unit
_OF_HUNDREDTHS = {
    CENT: ("usd", "eur", OF_MONEY),
    PENNY: (_STERLING, OF_MONEY),
    BASIS_POINT: (_PERCENT,),
}
_TEMPERATURES = ("celsius", "fahrenheit")
_LIKE_THOUSANDS = regex.compile(r"\.\d{3}(?:\.|\Z)")  # 1.600 mm are seldom 1.6
_TELLING_DIGITS = 3
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")


def stored_measures(token: Token, numbers: str) -> Iterator[str]:
    """The measure, and of any but money its number for who asks for no unit.

    ``numbers`` is the language that numbers are read in, or ``ANY_LANGUAGE``.
    """
    yield from _measures(token, numbers)
    if token.unit and token.unit not in MONEY:
        written = readings(token.text, numbers)
        yield from map(of_unit, written)
        if token.unit in _TEMPERATURES:  # who writes 20 degrees may mean either
            yield from (_amount(number) + DEGREE for number in written)


def asked_measures(token: Token, numbers: str) -> Iterator[str]:
    """The measure, and of "143.1 million" also the digits alone, as a table in millions has them.

    Fewer than three of them are too common to tell anything. A sum of money may stand without its
    sign, and what is asked for without one may have any.
    """
    yield from _measures(token._replace(unit="") if token.unit in MONEY else token, numbers)
    written = readings(token.text, numbers)
    values = [multiplied(number, token.times)[:LONGEST_TERM] for number in written]
    if token.times > 1 and sum(map(str.isdigit, token.text)) >= _TELLING_DIGITS:
        yield from written
        values += written
    unit = token.unit or OF_MONEY
    if unit in (OF_MONEY, *MONEY):
        yield from (_amount(value) + unit for value in values)
    if not token.unit:
        yield from map(of_unit, values)


def of_unit(number: str) -> str:
    """The number of a measure, as a term; one like a year as itself.

    Of years few are a measure, and what few passages have weighs much.
    """
    return number if _YEAR.fullmatch(number) else number[:LONGEST_TERM] + _OF_UNIT


def _measures(token: Token, numbers: str) -> Iterator[str]:
    """The measure in its unit; a sum of money also as one of any, which asks for no unit."""
    for number in readings(token.text, numbers):
        value = multiplied(number, token.times)[:LONGEST_TERM]
        amount = _amount(value)
        if token.unit in MONEY:
            yield amount + token.unit
            yield from (one + OF_MONEY for one in dict.fromkeys((amount, _amount(number))))
        elif token.unit == POUND:
            yield from (amount + _WEIGHT, amount + _STERLING)
        else:
            exact = value if _LIKE_THOUSANDS.search(value) else amount
            yield exact + _in_a_term(token.unit) if token.unit else value
            if token.unit in _OF_HUNDREDTHS:
                yield from _in_hundredths(multiplied(value, Decimal("0.01")), token.unit)
        if token.or_times > 1:
            yield multiplied(number, token.or_times)[:LONGEST_TERM]


def _in_hundredths(value: str, unit: str) -> Iterator[str]:
    """Cents as a sum of money, and basis points as percents."""
    for whole in _OF_HUNDREDTHS[unit]:
        yield _amount(value) + whole


def _amount(value: str) -> str:
    """A number without needless noughts: 5.00 is 5."""
    return (value.rstrip("0").rstrip(".") if "." in value else value)[:LONGEST_TERM]


def _in_a_term(unit: str) -> str:
    return folded(unit.replace("/", "."))
