"""Dates and periods as texts write them, each as one term whatever its writing.

A day is ``2023-01-05``, a month ``2023-01``, a quarter ``2023-q3``, a half ``2023-h1``, a fiscal
year ``fy2023``. A day without a year is another term where the text gives the year, so that either
way of writing is found by the other, and two different years never are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import regex

from storage.text.calendar_words import (
    FISCAL,
    HALVES,
    HAN_NUMBERS,
    MONTHS,
    NAMED_QUARTERS,
    ONE_WORD_YEARS,
    ORDINALS,
    QUARTERS,
    ROMAN_MONTHS,
)
from storage.text.canonical import Canonical

_MONTH = r"\L<months>"
_ROMAN_MONTH = "|".join(sorted(ROMAN_MONTHS, key=len, reverse=True))
_ORDINAL = r"\L<ordinals>"
_NAMED = "|".join(NAMED_QUARTERS)
_OF = r"(?:of|de|del|do|des|van|in|im)\ (?:the\ |jahres\ |l['’])?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_SHORT_YEAR = rf"(?:{_YEAR}|['’]?\d\d)"
_QUARTER_LETTER = "qh"
_LETTERS_WITH_YEAR = {"t": "q", "s": "h", "hj": "h"}
_TO = r"(?:\s?[-–]\s?|\ (?:to|bis|au|al|a|до|through|until)\ )"
_BUDDHIST_ERA = 543  # years, before the common one
_LAST_YEAR = 2099

_BEGINS = r"(?:(?<![\p{L}\p{N}])|(?<=[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]))"


@cache
def _date_pattern() -> regex.Pattern[str]:
    """Compiled when first needed: it takes a sixth of a second, and the page comes up before.

    Each way begins with a digit, or with a word that few others begin like, and is found fast.
    """
    return regex.compile(
        rf"""
    {_BEGINS}(?<![\p{{N}}][.,/:-])(?:
      (?P<y1>{_YEAR})(?P<mark>[./-]|\.\ )(?P<m1>\d\d?)(?P=mark)(?P<d1>\d\d?)
        (?=t\d\d|(?![\p{{L}}\p{{N}}]))
    | (?P<a>\d\d?)(?P<mark2>[./-]|\.\ )(?P<b>\d\d?)(?P=mark2)(?P<y2>{_YEAR})(?!\d)
    | (?P<y10>(?:19|20)\d\d)(?P<m10>0[1-9]|1[0-2])(?P<d10>0[1-9]|[12]\d|3[01])(?![\p{{L}}\p{{N}}])
    | (?P<d14>\d\d?)(?P<mark14>[./-]|\.\ |\ )(?P<m14>{_ROMAN_MONTH})(?:(?P=mark14)|\.?\ )
        (?P<y14>{_YEAR})(?!\d)
    | (?P<y15>{_YEAR})(?:[./-]|\.?\ )(?P<m15>{_ROMAN_MONTH})(?:[./-]|\.?\ )(?P<d15>\d\d?)(?!\d)
    | (?P<a3>\d\d)(?P<mark3>[./])(?P<b3>\d\d)(?P=mark3)(?P<y3>\d\d)(?![.,/-]?\d)
    | (?P<a3>\d\d?)(?P<mark3>/)(?P<b3>\d\d?)(?P=mark3)(?P<y3>\d\d)(?![.,/-]?\d)
    | (?P<a3>\d\d?)(?P<mark3>\.)(?P<b3>\d\d?)(?P=mark3)(?P<y3>\d\d)(?![.,/-]?\d|\p{{L}})
    | (?P<y11>{_YEAR})(?:[.,]|\ gada|\ m\.)?[\ -](?P<m11>{_MONTH})[\ -](?P<d11>\d\d?)(?!\d)
    | (?P<d12>\d\d?)\ tháng\ (?P<m12>\d\d?)(?!\d)(?:(?:,?\ năm)?[\ /](?P<y12>{_YEAR})(?!\d))?
    | tháng\ (?P<m13>\d\d?)(?:\ năm\ |[\ /-])(?P<y13>{_YEAR})(?!\d)
    | (?:(?P<d0>\d\d?)\.?{_TO})?(?P<d4>\d\d?)(?:st|nd|rd|th|er|º|ª|°|o|\.|-го)?[\ \n-]?
        (?:of\ |de\ |من\ |d['’])?(?P<m4>{_MONTH})
        (?!\p{{L}})(?:\.?,?[\ \n/-]{{0,2}}(?:of\ |de\ |del\ )?(?P<y4>{_YEAR}|25\d\d)(?!\d)
        (?:\ г(?:ода|\.|(?!\p{{L}})))?)?
    | (?=\p{{L}})(?P<m5>{_MONTH})\.?[\ \n-](?:the\ )?(?P<d5>\d\d?)(?:st|nd|rd|th)?
        (?:{_TO}(?P<d0>\d\d?)(?:st|nd|rd|th)?)?(?![\p{{L}}\d]|[.:]\d)
        (?:(?:,|\ of)?[\ \n]{{1,2}}(?P<y5>{_YEAR})(?!\d))?
    | (?=\p{{L}})(?:(?P<m0>{_MONTH})\.?{_TO})?(?P<m6>{_MONTH})\.?,?[\ \n/-]{{1,2}}
        (?:of\ |de\ |del\ )?(?P<y6>{_YEAR}|['’]\d\d)(?!\d)
        (?:\ г(?:ода|\.|(?!\p{{L}})))?
    | (?P<y7>{_YEAR}|\d\d(?=\s?년))\s?[年년]\s?(?P<m7>\d\d?)\s?[月월]\s?
        (?:(?P<d7>\d\d?)\s?[日号일])?
    | (?P<m8>\d\d?)\s?[月월]\s?(?P<d8>\d\d?)\s?[日号일]
    | (?P<m9>\d\d|\d(?=/))[/.](?P<y9>{_YEAR})(?![.,/:-]?\d)
    )
    """,
        regex.VERBOSE,
        months=MONTHS.keys(),
    )


@cache
def _period_pattern() -> regex.Pattern[str]:
    """Compiled when first needed, as well."""
    return regex.compile(
        rf"""
    {_BEGINS}(?:
      (?P<ordinal1>{_ORDINAL})[\ -](?:fiscal\ )?(?:(?P<q1>{QUARTERS})|(?:{HALVES}))(?!\p{{L}})
        (?:,?\ (?:{_OF})?(?:(?:{FISCAL})\ )?(?P<y1>{_YEAR})(?!\d))?
    | (?P<letter16>[{_QUARTER_LETTER}])(?P<n16>[1-4]){_TO}[{_QUARTER_LETTER}]?(?P<n0>[1-4])
        [\ ,/-]{{0,2}}(?:of\ )?(?P<y16>{_YEAR})(?!\d)
    | (?P<letter>[{_QUARTER_LETTER}])(?P<n2>[1-4])(?![\p{{L}}\p{{N}}])
        (?:[\ ,/-]{{0,2}}(?:of\ )?(?:(?:{FISCAL})\ ?)?(?P<y2>{_YEAR}|['’]\d\d|(?<=[/y])\d\d)(?!\d))?
    | (?P<letter3>[{_QUARTER_LETTER}])(?P<n3>[1-4])(?:fy)?(?P<y3>{_YEAR}|(?<=fy)\d\d)(?!\d)
    | (?P<y4>{_YEAR})[\ /-]?(?P<letter4>[{_QUARTER_LETTER}])(?P<n4>[1-4])(?![\p{{L}}\p{{N}}])
    | (?P<n5>[1-4])(?P<letter5>[{_QUARTER_LETTER}])[\ ]?(?P<y5>{_SHORT_YEAR})(?![\p{{L}}\p{{N}}])
    | (?P<y6>{_YEAR})\s?年\s?(?:度)?\s?第?(?P<n6>[一二三四1-4])(?:季度|四半期|季|分期)
    | (?P<y7>{_YEAR})\s?년\s?(?P<n7>[1-4])\s?분기
    | (?P<y8>{_YEAR})\s?[年년]\s?(?P<n8>[上下상하])(?:半[年期]|期|반기)
    | (?P<y9>{_YEAR})\s?年\s?(?P<letter9>[{_QUARTER_LETTER}])(?P<n9>[1-4])(?!\d)
    | (?P<letter10>t|s|hj)(?P<n10>[1-4])[\ /-]?(?P<y10>{_YEAR}|(?<=/)\d\d)(?!\d)
    | (?P<n11>[1-4])\.?\ ?(?P<letter11>t|s|hj)[\ /-]?(?P<y11>{_SHORT_YEAR})(?![\p{{L}}\p{{N}}])
    | (?:{_NAMED})\ (?P<n12>[1-4])(?:,?\ (?:of\ )?|/)(?P<y12>{_YEAR})(?!\d)
    | (?P<n15>[1-4])(?:-(?:й|го|м|ом))?\ (?:кв\.|квартал\p{{L}}*)\ (?P<y15>{_YEAR})(?!\d)
    | (?:(?P<q13>الربع)|النصف)\ (?P<ordinal13>{_ORDINAL})(?:\ (?:من|لعام|عام|سنة)){{0,2}}
        \ (?P<y13>{_YEAR})(?!\d)
    | (?P<y14>{_YEAR})(?:\ yılının)?,?\ (?P<ordinal14>{_ORDINAL})[\ -]
        (?:(?P<q14>{QUARTERS})|(?:{HALVES}))(?!\p{{L}})
    | cy(?P<calendar>{_YEAR})(?!\d)
    | (?:{FISCAL})\ ?(?P<fiscal1>{_SHORT_YEAR})(?!\d)
    | (?P<fiscal2>{_YEAR})\s?(?:财年|年度|年财政年度)
    )
    """,
        regex.VERBOSE,
        ordinals=ORDINALS.keys(),
    )


_QUARTER_ENDS = regex.compile(
    r"(?:(?:three|3)\ months|quarter(?:ly\ period)?|(?:thirteen|13)\ weeks)\s(?:period\s)?"
    r"end(?:ed|ing)\s$"
)
_ENDS_BEFORE = 40  # characters: what may say before a date that a quarter ends at it
_FIRST_WORDS = frozenset((
    *MONTHS, *ORDINALS, *ONE_WORD_YEARS, *NAMED_QUARTERS, "fy", "fiscal", "financial", "tháng",
    "الربع", "النصف",
))  # fmt: skip
_FIRST_LETTERS = (
    "q1",
    "q2",
    "q3",
    "q4",
    "h1",
    "h2",
    "t1",
    "t2",
    "t3",
    "t4",
    "s1",
    "s2",
    "hj1",
    "hj2",
    "fy",
    "cy",
    "gj",
    "финансов",
)
_FIRST_PART = regex.compile("[-/]")


def may_begin_date(word: str) -> bool:
    """Whether a date or period may begin with a word of plain characters."""
    if word in _FIRST_WORDS or word[0] in "0123456789" or word.startswith(_FIRST_LETTERS):
        return True
    return ("-" in word or "/" in word) and _FIRST_PART.split(word, 1)[0] in _FIRST_WORDS


def dates_at(plain: str, starts: Iterable[int]) -> Iterator[Canonical]:
    """The dates and periods that begin at these places of plain text, without any overlap."""
    end = 0
    for start in starts:
        if start < end:
            continue
        period, day = _period_pattern().match(plain, start), _date_pattern().match(plain, start)
        found = (_period(period) if period else None) or (_date(day, plain) if day else None)
        if found:
            yield found
            end = found.end


def _date(match: regex.Match[str], plain: str) -> Canonical | None:
    days = [day for day in _days(match) if _exists(*day[1:])]
    if not days:
        return None
    stored: dict[str, None] = {}
    asked: dict[str, None] = {}
    for year, month, day in days:
        if not day:
            stored[f"{year}-{month:02}"] = asked[f"{year}-{month:02}"] = None
        elif not year:
            stored[f"dn{month:02}-{day:02}"] = None
            asked |= {f"dn{month:02}-{day:02}": None, f"dy{month:02}-{day:02}": None}
        else:
            whole = f"{year}-{month:02}-{day:02}"
            stored |= {whole: None, whole[:7]: None, f"dy{month:02}-{day:02}": None}
            asked |= {whole: None, f"dn{month:02}-{day:02}": None}
            if _QUARTER_ENDS.search(plain, max(0, match.start() - _ENDS_BEFORE), match.start()):
                stored |= {f"{year}-q{(month + 2) // 3}": None}
    if match["mark3"] == ".":
        version = match.group()  # or a day: 5.1.23
        stored, asked = {version: None, **stored}, {**asked, version: None, f"v{version}": None}
    return Canonical(match.start(), match.end(), tuple(stored), tuple(asked))


def _days(match: regex.Match[str]) -> Iterator[tuple[int, int, int]]:
    """The year, month and day that are meant, 0 for what isn't said; two where it may be either."""
    part = {name: value for name, value in match.groupdict().items() if value is not None}
    if "a" in part or "a3" in part:
        which = "" if "a" in part else "3"
        first, second = int(part[f"a{which}"]), int(part[f"b{which}"])
        year = _year(part["y2" if "a" in part else "y3"])
        yield year, second, first
        if part["mark2" if "a" in part else "mark3"] == "/" and first != second:
            yield year, first, second  # as Americans write
        return
    numbers = {
        name[0]: value for name, value in part.items() if name[1:].isdecimal() and name[1:] != "0"
    }
    year, day = _year(numbers.get("y", "")), int(numbers.get("d", 0))
    month = MONTHS.get(numbers["m"]) or ROMAN_MONTHS.get(numbers["m"]) or int(numbers["m"])
    yield year, month, day
    if other := part.get("d0"):
        yield year, month, int(other)
    elif other := part.get("m0"):
        yield year, MONTHS[other], 0
    elif "d5" in part and not year and "-" in match.group():  # Sep-23 may be of 2023
        yield _year(part["d5"]), month, 0


def _exists(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 0 <= day <= 31


def _period(match: regex.Match[str]) -> Canonical | None:
    part = {name: value for name, value in match.groupdict().items() if value is not None}
    year = _year(_named(part, "y"))
    if fiscal := _named(part, "fiscal"):
        year = _year(fiscal)
        return Canonical(*match.span(), (f"fy{year}",), (f"fy{year}", str(year)))
    if calendar := part.get("calendar"):
        return Canonical(*match.span(), (calendar,), (calendar,))
    other = ""
    if ordinal := _named(part, "ordinal"):
        letter, number = "q" if _named(part, "q") else "h", ORDINALS[ordinal]
    else:
        other = part.pop("n0", "")
        said, letter = _named(part, "n"), _named(part, "letter")
        number = HAN_NUMBERS[said] if said in HAN_NUMBERS else int(said)
        letter = _LETTERS_WITH_YEAR.get(letter, letter) or ("h" if "n8" in part else "q")
    if letter == "h" and (not year or number > 2):
        return None
    if not year:
        return Canonical(*match.span(), (f"q{number}",), (f"q{number}",))
    numbers = [number, int(other)] if other else [number]
    whole = [f"{year}-{letter}{one}" for one in numbers]
    parts = [f"{letter}{one}" for one in numbers]
    return Canonical(*match.span(), (*whole, *parts), tuple(whole))


def _named(part: Mapping[str, str], group: str) -> str:
    """What a numbered group of that name found, or ""."""
    return next((part[name] for name in part if name.rstrip("0123456789") == group), "")


def _year(written: str) -> int:
    digits = int(written.strip("'’") or 0)
    if digits > _LAST_YEAR:
        return digits - _BUDDHIST_ERA
    return digits if digits > 99 or not written else digits + (2000 if digits < 70 else 1900)
