"""Numbers and measures as texts write them, and what each stands for.

What separates the thousands and what the decimals is a matter of language: 12.345 is twelve
thousand in German and twelve in English. Where the marks themselves tell, the language doesn't
matter; where it does, a language may give two readings, the likelier first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd

import regex

from storage.text.characters import GROUP_MARK
from storage.text.magnitudes import HAN_NUMBER, MAGNITUDE, MAGNITUDES, either, han_digits, han_value
from storage.text.units import MONEY_CODE, MONEY_SIGN, UNITS, UNITS_OF_MORE_WORDS, UNSPACED_UNITS

ANY_LANGUAGE = "any"
"""Of a text whose language nothing tells: 12.345 may be either, and 12,345 seldom is a decimal."""

_COMMA_DECIMALS = frozenset((
    "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish",
    "norwegian", "danish", "finnish", "hungarian", "romanian", "turkish", "polish", "czech",
    "indonesian", "catalan",
))  # fmt: skip
_DOT_THOUSANDS = _COMMA_DECIMALS - {"french", "swedish", "finnish", "hungarian", "polish", "czech"}

_FRACTION = "|".join(
    f"{part}/{whole}"
    for whole in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64)
    for part in range(whole - 1, 0, -1)
    if gcd(part, whole) == 1
)
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_TO = regex.compile(r"\s?(?:[-–—~〜]|to|bis|à|a|до|至|到)\s?")
_LONGEST_TO = 5  # characters
_OR_MILLION = "m"  # metres, or what a short note calls million
_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_WORD_CHARACTER = rf"(?:(?![\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}]){_CHARACTER})"
# Written on to the number only where that is no gene's name, as rs7412 and sek1 are.
_BEHIND_CODE = r"(?:\.?\ |(?<=eur|usd|gbp|chf|jpy|cny|rmb|inr))"
_MEASURED = regex.compile(
    rf"""
    (?<!{_WORD_CHARACTER})(?<!{_CHARACTER}[._/:@&\\,'])
    (?:(?P<before>%\ ?|yüzde\ |百分之)|(?P<money>{MONEY_SIGN})\ ?
      |(?P<money>{MONEY_CODE}){_BEHIND_CODE})?
    (?P<number>
        (?=\d[\d\ -]{{0,5}}/)(?:\d{{1,3}}[\ -])?(?:{_FRACTION})(?![/\d])         # 2 1/2
      | (?=[\d.,\ x×*·⋅]{{1,40}}\^)(?:\d+(?:[.,]\d+)?\ ?[x×*·⋅]\ ?)?10\^-?\d{{1,2}}(?!\d)
      | (?<![\p{{L}}\p{{N}}.)\]])\.\d+(?!\.?\d)              # .5
      | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?+(?![\d,]\d)      # 12,345.6
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?+(?!,?\d) # 1,23,456
      | \d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?+(?![.\d]\d)      # 12.345,6
      | \d{{1,3}}(?:{GROUP_MARK}\d{{3}})+(?:[.,]\d+)?+(?!\d)
      | \d{{1,3}}(?:\ \d{{3}})+(?:[.,]\d{{1,2}})?+(?![\d.,'\ ]?\d)
      | \d+[.,]\d+(?![.,]?\d)
      | \d+
    )
    (?:(?P<gap>[\ -]?)(?P<times>{MAGNITUDE}))?
    (?:(?P<gap>[\ -]?)(?P<unit>
        (?:{either(UNITS_OF_MORE_WORDS)}|°[cf]|(?:km/h|км/ч|mbit/s|gbit/s|mb/s))(?!{_CHARACTER})
      | [%‰°¢] | {MONEY_SIGN}(?!\s?\d) | {either(UNSPACED_UNITS)}
      | (?:(?!\d){_WORD_CHARACTER})+[23]?(?!{_CHARACTER})
    ))?
    (?:(?<={MONEY_SIGN})|(?!{_WORD_CHARACTER}|[._:@&\\]{_CHARACTER}))
    (?(money)|(?:(?<={MONEY_SIGN})|(?![-/](?!\d){_CHARACTER})))              # €5/month
    """,
    regex.VERBOSE,
)


_DIGITS = regex.compile(r"\d+")
_BEFORE = regex.compile(
    rf"(?:%\ ?|yüzde\ |百分之|{MONEY_SIGN}\ ?|(?<!{_WORD_CHARACTER}){MONEY_CODE}{_BEHIND_CODE}"
    r"|\.)+\Z"
)
_LONGEST_BEFORE = 8  # characters
_HAN = regex.compile(
    rf"(?P<share>百分之)?(?P<number>(?<!\d){HAN_NUMBER}|(?<=百分之)[一二三四五六七八九十百零]"
    r"|(?<![一二三四五六七八九十两百千万亿\d第])[二三四五六七八九十两]"
    r"(?=[天周年小个人次倍岁米元号名位页条回本冊枚分秒]))"
    r"(?:(?<=百分之\p{Han}+)点(?P<decimals>[〇零一二三四五六七八九]+))?"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A number in a text, from ``start`` to ``end``: as it is written, and its unit or "".

    It is meant ``times`` as large, or perhaps ``or_times``; ``written_words`` are those that say
    the former and the unit.
    """

    start: int
    end: int
    number: str
    unit: str = ""
    times: int = 1
    or_times: int = 1
    written_words: tuple[str, ...] = ()


def numbers_in(plain: str) -> Iterator[Measured]:
    """The numbers with marks, magnitudes or units in a text of plain characters, in order.

    A number of digits alone and without either is a word like others and isn't among them.
    """
    if _HAN.search(plain):
        both = (*_with_digits(plain), *_in_characters(plain))
        yield from sorted(both, key=lambda one: one.start)
    else:
        yield from _with_digits(plain)


def _with_digits(plain: str) -> Iterator[Measured]:
    found = list(_matches(plain))
    values = [_measured(one) for one in found]
    for place in range(1, len(found)):
        start, end = found[place - 1].end("number"), found[place].start()
        if end - start <= _LONGEST_TO and _TO.fullmatch(plain, start, end):
            values[place - 1 : place + 1] = _as_range(
                found[place - 1], values[place - 1], found[place], values[place]
            )
    yield from filter(None, values)


def _matches(plain: str) -> Iterator[regex.Match[str]]:
    """What ``_MEASURED`` finds in order, looked for only where there are digits."""
    end = 0
    for digits in _DIGITS.finditer(plain):
        if (start := digits.start()) >= end:
            before = _BEFORE.search(plain, max(end, start - _LONGEST_BEFORE), start)
            found = _MEASURED.match(plain, before.start()) if before else None
            if found := found or _MEASURED.match(plain, start):
                yield found
                end = found.end()


def _measured(found: regex.Match[str]) -> Measured | None:
    number, magnitude, unit = found["number"], found["times"], found["unit"]
    known = UNITS.get(unit, "") if unit else ""
    times = MAGNITUDES[magnitude] if magnitude else 1
    if money := found["money"]:
        known, unit = UNITS[money], None
    elif found["before"] and not known:
        known, unit = "pct", None
    if known or magnitude:
        end = found.end("unit") if known and unit else found.end("times")
        written = tuple(word for word in (money, magnitude, known and unit) if word)
        end = end if end > 0 else found.end("number")
        either = 10**6 if unit == _OR_MILLION and not (magnitude or found["gap"]) else 1
        return Measured(found.start(), end, number, known, times, either, written)
    if not number.isdecimal() and (not unit or found["gap"]):
        return Measured(found.start("number"), found.end("number"), number)
    return None


def _as_range(
    low: regex.Match[str], first: Measured | None, high: regex.Match[str], second: Measured | None
) -> tuple[Measured | None, Measured | None]:
    """Both ends of what may be a range, such as $5-10 million, each with the unit of either."""
    money = first.unit if first and low["money"] else ""
    if (first and first.unit != money) or _YEAR.fullmatch(low["number"]):
        return first, second
    if money and not (second and second.unit):
        end = second.end if second else high.end("number")
        times = second.times if second else 1
        second = Measured(high.start("number"), end, high["number"], money, times)
    elif money and second and second.or_times > 1:
        second = replace(second, unit=money, times=second.or_times, or_times=1)
    if second and (second.unit or second.times > 1) and not (first and first.times > 1):
        unit = money or second.unit
        start, end = (first.start if first else low.start("number")), low.end("number")
        first = Measured(start, end, low["number"], unit, second.times)
    return first, second


def _in_characters(plain: str) -> Iterator[Measured]:
    for found in _HAN.finditer(plain):
        alone = bool(found["share"]) or len(found["number"]) == 1
        value = han_value(found["number"], digits_alone=alone)
        if value is not None:
            decimals = han_digits(found["decimals"] or "")
            number = f"{value}.{decimals}" if decimals else str(value)
            yield Measured(*found.span(), number, "pct" if found["share"] else "")


def readings(number: str, language: str) -> tuple[str, ...]:
    """What a written number stands for in a language, as digits with a point for the decimals."""
    if "/" in number or "^" in number or number[0] == ".":
        return (_calculated(number),)
    plain = number.replace(GROUP_MARK, "").replace(" ", "")
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return (plain,)
    joined = plain.replace(",", "").replace(".", "")
    decimal = f"{joined[: last - len(plain) + 1]}.{plain[last + 1 :]}"
    mark = plain[last]
    firm = plain != number or len({",", "."} & set(plain)) == 2
    if firm or (plain.count(mark) == 1 and (len(plain) - last != 4 or plain[0] == "0")):
        return (decimal,)
    if plain.count(mark) > 1:
        return (joined,) if mark == "," else (joined, plain)
    return _by_language(joined, decimal, mark, language)


def _calculated(number: str) -> str:
    """The decimals of ``2 1/2``, ``1.5 x 10^6`` and ``.5``; of thirds three places."""
    if "^" in number:
        factor, _, exponent = number.replace(",", ".").rpartition("10^")
        value = Decimal(factor.rstrip(" x×*·⋅") or 1) * Decimal(10) ** int(exponent)
    elif "/" in number:
        whole, _, part = number.replace("-", " ").rpartition(" ")
        above, below = part.split("/")
        value = Decimal(whole or 0) + round(Decimal(above) / Decimal(below), 3)
    else:
        return f"0{number}"
    return f"{value.normalize():f}"


def _by_language(joined: str, decimal: str, mark: str, language: str) -> tuple[str, ...]:
    """The readings of a number with one mark before three digits."""
    if language == ANY_LANGUAGE:
        return (joined,) if mark == "," else (joined, decimal)
    if mark == ",":
        return (decimal, joined) if language in _COMMA_DECIMALS else (joined,)
    return (joined, decimal) if language in _DOT_THOUSANDS else (decimal,)
