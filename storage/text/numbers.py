"""Numbers and measures as texts write them, and what each stands for.

What separates the thousands and what the decimals is a matter of language: 12.345 is twelve
thousand in German and twelve in English. Where the marks themselves tell, the language doesn't
matter; where it does, a language may give two readings, the likelier first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from storage.text.characters import GROUP_MARK

ANY_LANGUAGE = "any"
"""Of a text whose language nothing tells: 12.345 may be either, and 12,345 seldom is a decimal."""

_COMMA_DECIMALS = frozenset((
    "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish",
    "norwegian", "danish", "finnish", "hungarian", "romanian", "turkish", "polish", "czech",
    "indonesian", "catalan",
))  # fmt: skip
_DOT_THOUSANDS = _COMMA_DECIMALS - {"french", "swedish", "finnish", "hungarian", "polish", "czech"}

_WORDS_OF_UNITS = {
    "pct": "% percent per cent prozent pourcent pour cent por ciento por cento per cento procent",
    "kb": "kilobyte kilobytes кб", "mb": "megabyte megabytes мб", "gb": "gigabyte gigabytes go гб",
    "tb": "terabyte terabytes тб", "pb": "petabyte petabytes", "kib": "", "mib": "", "gib": "",
    "kbit": "kilobit kilobits", "mbit": "megabit megabits", "gbit": "gigabit gigabits",
    "kbps": "", "mbps": "mbit/s mb/s", "gbps": "gbit/s", "bit": "bits", "px": "pixel pixels",
    "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "dpi": "",
    "nm": "", "μm": "", "mm": "millimeter millimeters millimetre millimetres",
    "cm": "centimeter centimeters centimetre centimetres zentimeter",
    "m": "meter meters metre metres metern mètres metros metri",
    "km": "kilometer kilometers kilometre kilometres kilometern kilomètres kilómetros chilometri"
          " quilômetros км",
    "mi": "mile miles", "ft": "foot feet", "mph": "", "km/h": "kmh kph",
    "m2": "qm sqm", "m3": "cbm", "km2": "", "ha": "hectare hectares hektar",
    "μg": "", "mg": "milligram milligrams milligramm мг",
    "g": "gram grams gramm gramme grammes gramos г",
    "kg": "kilogram kilograms kilogramm kilo kilos kilogramme kilogrammes kilogramos кг",
    "t": "tonne tonnes tonnen", "lb": "lbs pound pounds", "oz": "ounce ounces",
    "ml": "milliliter milliliters millilitre millilitres", "l": "liter liters litre litres litern",
    "ms": "millisecond milliseconds millisekunden", "s": "sec sec. second seconds sekunden",
    "min": "minute minutes minuten minutos minuti",
    "h": "hour hours hr hrs stunde stunden heures horas ore",
    "mw": "megawatt megawatts", "kw": "kilowatt kilowatts", "gw": "gigawatt gigawatts",
    "w": "watt watts", "kwh": "", "mwh": "", "gwh": "", "v": "volt volts", "kv": "", "mah": "",
    "celsius": "°c", "fahrenheit": "°f", "bar": "", "kpa": "", "mpa": "", "psi": "", "db": "",
    "rpm": "",
}  # fmt: skip
_OF_TWO_WORDS = ("per cent", "pour cent", "por ciento", "por cento", "per cento")
_UNITS = {
    word: unit
    for unit, words in _WORDS_OF_UNITS.items()
    for word in (unit, *(one for one in _OF_TWO_WORDS if one in words), *words.split())
    if word not in {"per", "cent", "pour", "por", "ciento", "cento"}
}

_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_WORD_CHARACTER = rf"(?:(?![\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}]){_CHARACTER})"
_MEASURED = regex.compile(
    rf"""
    (?<!{_WORD_CHARACTER})(?<!{_CHARACTER}[._/:@&\\,'])
    (?P<number>
        \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?+(?![\d,]\d)      # 12,345.6
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?+(?!,?\d) # 1,23,456
      | \d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?+(?![.\d]\d)      # 12.345,6
      | \d{{1,3}}(?:{GROUP_MARK}\d{{3}})+(?:[.,]\d+)?+(?!\d)
      | \d{{1,3}}(?:\ \d{{3}})+(?:[.,]\d{{1,2}})?+(?![\d.,'\ ]?\d)
      | \d+[.,]\d+(?![.,]?\d)
      | \d+
    )
    (?:(?P<gap>[\ -]?)(?P<unit>
        {"|".join(_OF_TWO_WORDS)}|%|°[cf]|(?:km/h|mbit/s|gbit/s|mb/s)
      | (?:(?!\d){_WORD_CHARACTER})+[23]?
    )(?!{_CHARACTER}))?
    (?!{_WORD_CHARACTER}|[._:@&\\]{_CHARACTER}|[-/](?!\d){_CHARACTER})
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A number in a text, from ``start`` to ``end``: as it is written, and its unit or ""."""

    start: int
    end: int
    number: str
    unit: str
    written_unit: str


def numbers_in(plain: str) -> Iterator[Measured]:
    """The numbers with marks or units in a text of plain characters, in order.

    A number of digits alone and without a unit is a word like others and isn't among them.
    """
    for found in _MEASURED.finditer(plain):
        number, unit = found["number"], found["unit"]
        known = _UNITS.get(unit, "") if unit else ""
        if known:
            yield Measured(found.start(), found.end("unit"), number, known, unit)
        elif not number.isdecimal() and (not unit or found["gap"]):
            yield Measured(found.start(), found.end("number"), number, "", "")


def unit_called(word: str) -> str:
    """The unit that a word or sign in lower case names, or ""."""
    return _UNITS.get(word, "")


def readings(number: str, language: str) -> tuple[str, ...]:
    """What a written number stands for in a language, as digits with a point for the decimals."""
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


def _by_language(joined: str, decimal: str, mark: str, language: str) -> tuple[str, ...]:
    """The readings of a number with one mark before three digits."""
    if language == ANY_LANGUAGE:
        return (joined,) if mark == "," else (joined, decimal)
    if mark == ",":
        return (decimal, joined) if language in _COMMA_DECIMALS else (joined,)
    return (joined, decimal) if language in _DOT_THOUSANDS else (decimal,)
