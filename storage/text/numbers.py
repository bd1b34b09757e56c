"""Numbers and measures as texts write them, and what each stands for.

What separates the thousands and what the decimals is a matter of language: 12.345 is twelve
thousand in German and twelve in English. Where the marks themselves tell, the language doesn't
matter; where it does, a language may give two readings, the likelier first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

import regex

from storage.text.characters import GROUP_MARK
from storage.text.magnitudes import HAN_NUMBER, MAGNITUDE, MAGNITUDES, either, han_digits, han_value

ANY_LANGUAGE = "any"
"""Of a text whose language nothing tells: 12.345 may be either, and 12,345 seldom is a decimal."""

_COMMA_DECIMALS = frozenset((
    "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish",
    "norwegian", "danish", "finnish", "hungarian", "romanian", "turkish", "polish", "czech",
    "indonesian", "catalan",
))  # fmt: skip
_DOT_THOUSANDS = _COMMA_DECIMALS - {"french", "swedish", "finnish", "hungarian", "polish", "czech"}

_WORDS_OF_MONEY = {
    "eur": "€ euro euros евро євро ευρώ यूरो يورو אירו",
    "usd": "$ us$ dollar dollars dólar dólares dollari доллар доллара долларов डॉलर دولار דולר",
    "gbp": "£ sterling",
    "yuan-or-yen": "¥ yuan renminbi cny rmb yen jpy 위안 엔",  # the sign stands for both
    "inr": "₹ rupee rupees rs रुपये रुपए रुपया", "rub": "₽ rubles roubles рубль рубля рублей руб",
    "chf": "franken", "krw": "₩ 원", "lira": "₺ tl", "vnd": "₫ đồng", "pln": "zł złoty złotych",
    "sek": "kronor", "czk": "kč korun", "ils": "₪ שקל שקלים",
}  # fmt: skip
_UNSPACED_WORDS_OF_MONEY = {
    "eur": "欧元 ユーロ 유로", "usd": "美元 美金 ドル 달러", "gbp": "英镑 ポンド 파운드",
    "yuan-or-yen": "元 人民币 日元 日圆 圆", "krw": "韩元", "chf": "瑞士法郎", "inr": "卢比",
    "rub": "卢布",
}  # fmt: skip
POUND = "pound"
"""The unit of what is counted in pounds: a weight or a sum of money."""

MONEY = frozenset(_WORDS_OF_MONEY)
"""The units of sums of money."""

MONEY_SIGN = r"(?:us\$|[$€£¥₹₽₩₺₫₪])"
"""Matches a sign that stands before a sum of money, or behind it, in lower case."""

_WORDS_OF_UNITS = {
    "pct": "% percent prozent pourcent procent procenta procentů procenty procentów prosent"
           " prosenttia százalék процент процента процентов відсотків"
           " प्रतिशत फीसदी אחוז אחוזים persen",
    "kb": "kilobyte kilobytes кб", "mb": "megabyte megabytes mo мб",
    "gb": "gigabyte gigabytes go гб",
    "tb": "terabyte terabytes тб", "pb": "petabyte petabytes", "kib": "", "mib": "", "gib": "",
    "kbit": "kilobit kilobits", "mbit": "megabit megabits", "gbit": "gigabit gigabits",
    "kbps": "", "mbps": "mbit/s mb/s", "gbps": "gbit/s", "bit": "bits", "px": "pixel pixels",
    "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "dpi": "",
    "nm": "", "μm": "", "mm": "millimeter millimeters millimetre millimetres",
    "cm": "centimeter centimeters centimetre centimetres zentimeter",
    "m": "meter meters metre metres metern mètres metros metri метр метра метров",
    "km": "kilometer kilometers kilometre kilometres kilometern kilomètres kilómetros chilometri"
          " quilômetros км километр километра километров километрах",
    "mi": "mile miles", "ft": "foot feet", "mph": "", "km/h": "kmh kph",
    "m2": "qm sqm", "m3": "cbm", "km2": "", "ha": "hectare hectares hektar",
    "μg": "", "mg": "milligram milligrams milligramm мг",
    "g": "gram grams gramm gramme grammes gramos grammi gramas г грамм грамма граммов",
    "kg": "kilogram kilograms kilogramm kilo kilos kilogramme kilogrammes kilogramos chilogrammi"
          " chilogrammo quilogramas кг килограмм килограмма килограммов",
    "t": "tonne tonnes tonnen ton tons toneladas tonnellate тонн тонна тонны",
    "lb": "lbs", POUND: "pounds", "oz": "ounce ounces",
    "ml": "milliliter milliliters millilitre millilitres",
    "l": "liter liters litre litres litern litros litri литр литра литров",
    "ms": "millisecond milliseconds millisekunden", "s": "sec sec. second seconds sekunden",
    "min": "mins minute minutes minuten minutos minuti мин минута минуты минут",
    "h": "hour hours hr hrs stunde stunden heures horas ore uren час часа часов",
    "mw": "megawatt megawatts", "kw": "kilowatt kilowatts", "gw": "gigawatt gigawatts",
    "w": "watt watts", "kwh": "", "mwh": "", "gwh": "", "v": "volt volts", "kv": "", "mah": "",
    "celsius": "°c", "fahrenheit": "°f", "bar": "", "kpa": "", "mpa": "", "psi": "", "db": "",
    "rpm": "",
}  # fmt: skip
_UNITS_OF_MORE_WORDS = {
    word.strip(): unit
    for unit, words in {
        "pct": "per cent, pour cent, por ciento, por cento, per cento, phần trăm, τοις εκατό"
        ", في المئة, في المائة, بالمئة, بالمائة",
        "m2": "sq m, sq. m, square meter, square meters, square metre, square metres, кв. м, кв м"
        ", quadratmeter, quadratmetern, mètres carrés, metros cuadrados, metri quadrati"
        ", metros quadrados",
        "km2": "sq km, sq. km, square kilometer, square kilometers, square kilometre"
        ", square kilometres, кв. км, quadratkilometer, kilomètres carrés"
        ", kilómetros cuadrados, chilometri quadrati",
        "m3": "cubic meter, cubic meters, cubic metre, cubic metres, kubikmeter, куб. м"
        ", mètres cubes, metros cúbicos",
        "mph": "miles per hour, mile per hour",
        "km/h": "kilometers per hour, kilometres per hour, km per hour, kilometer pro stunde"
        ", km pro stunde, kilomètres par heure, kilómetros por hora, chilometri all'ora",
        "ft2": "sq ft, sq. ft, square foot, square feet",
        "celsius": "degrees celsius, degree celsius, grad celsius, degrés celsius, grados celsius",
        "fahrenheit": "degrees fahrenheit, degree fahrenheit, grad fahrenheit",
    }.items()
    for word in words.split(",")
}
_UNSPACED_UNITS = {
    word: unit
    for table in (_UNSPACED_WORDS_OF_MONEY, {
        "pct": "パーセント 퍼센트", "km": "公里 千米 キロメートル 킬로미터",
        "m": "米 メートル 미터", "cm": "厘米 センチ 센티미터", "mm": "毫米 ミリ 밀리미터",
        "kg": "公斤 千克 キログラム 킬로그램",
        "g": "克 グラム 그램", "t": "吨 トン 톤", "l": "升 リットル 리터", "ml": "毫升",
        "m2": "平方米 平方メートル 제곱미터", "km2": "平方公里 平方千米", "h": "小时 时间 시간",
        "min": "分钟", "celsius": "摄氏度", "w": "瓦", "kw": "千瓦", "v": "伏",
    })
    for unit, words in table.items()
    for word in words.split()
}  # fmt: skip
_UNITS = {
    **{
        word: unit
        for table in (_WORDS_OF_UNITS, _WORDS_OF_MONEY)
        for unit, words in table.items()
        for word in (unit, *words.split())
    },
    **_UNITS_OF_MORE_WORDS,
    **_UNSPACED_UNITS,
}

_SHORT_UNITS = frozenset(("km", "kg", "cm", "mm", "mb", "gb", "tb"))

_FRACTION = "|".join(
    f"{part}/{whole}"
    for whole in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32, 64)
    for part in range(whole - 1, 0, -1)
    if gcd(part, whole) == 1
)
_OR_MILLION = "m"  # metres, or what a short note calls million
_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_WORD_CHARACTER = rf"(?:(?![\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}]){_CHARACTER})"
_MONEY_BEFORE = r"(?:eur|euro|usd|gbp|chf|jpy|cny|rmb|inr|rs)"
_MEASURED = regex.compile(
    rf"""
    (?<!{_WORD_CHARACTER})(?<!{_CHARACTER}[._/:@&\\,'])
    (?:(?P<before>%\ ?|yüzde\ |百分之)|(?P<money>{MONEY_SIGN})\ ?|(?P<money>{_MONEY_BEFORE})\.?\ )?
    (?P<number>
        (?=\d[\d\ -]{{0,5}}/)(?:\d{{1,3}}[\ -])?(?:{_FRACTION})(?![/\d])         # 2 1/2
      | (?=[\d.,\ x×*·⋅]+\^)(?:\d+(?:[.,]\d+)?\ ?[x×*·⋅]\ ?)?10\^-?\d{{1,2}}(?!\d)
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
        (?:{either(_UNITS_OF_MORE_WORDS)}|°[cf]|(?:km/h|mbit/s|gbit/s|mb/s))(?!{_CHARACTER})
      | % | {MONEY_SIGN}(?!\s?\d) | {either(_UNSPACED_UNITS)}
      | (?:(?!\d){_WORD_CHARACTER})+[23]?(?!{_CHARACTER})
    ))?
    (?:(?<={MONEY_SIGN})|(?!{_WORD_CHARACTER}|[._:@&\\]{_CHARACTER}))
    (?(money)|(?:(?<={MONEY_SIGN})|(?![-/](?!\d){_CHARACTER})))              # €5/month
    """,
    regex.VERBOSE,
)


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
    for found in _MEASURED.finditer(plain):
        number, magnitude, unit = found["number"], found["times"], found["unit"]
        known = _UNITS.get(unit, "") if unit else ""
        times = MAGNITUDES[magnitude] if magnitude else 1
        if money := found["money"]:
            known, unit = _UNITS[money], None
        elif found["before"] and not known:
            known, unit = "pct", None
        if known or magnitude:
            end = found.end("unit") if known and unit else found.end("times")
            written = tuple(word for word in (money, magnitude, known and unit) if word)
            end = end if end > 0 else found.end("number")
            either = 10**6 if unit == _OR_MILLION and not (magnitude or found["gap"]) else 1
            yield Measured(found.start(), end, number, known, times, either, written)
        elif not number.isdecimal() and (not unit or found["gap"]):
            yield Measured(found.start("number"), found.end("number"), number)


def _in_characters(plain: str) -> Iterator[Measured]:
    for found in _HAN.finditer(plain):
        alone = bool(found["share"]) or len(found["number"]) == 1
        value = han_value(found["number"], digits_alone=alone)
        if value is not None:
            decimals = han_digits(found["decimals"] or "")
            number = f"{value}.{decimals}" if decimals else str(value)
            yield Measured(*found.span(), number, "pct" if found["share"] else "")


def unit_called(word: str) -> str:
    """The unit that a word or sign in lower case names, or ""."""
    unit = _UNITS.get(word, "")
    return "lb" if unit == POUND else unit


def unit_written(words: Sequence[str]) -> tuple[int, str]:
    """The unit that words behind a number word begin with, and how many it has; 0 and "" for none.

    Short ones are words of their own: "in one go", "two in three".
    """
    both = " ".join(words[:2])
    if both in _UNITS_OF_MORE_WORDS:
        return 2, _UNITS[both]
    first = words[0] if words else ""
    if first in _UNITS and first != "second" and (len(first) > 3 or first in _SHORT_UNITS):
        return 1, _UNITS[first]
    return 0, ""


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
