"""Values of cells as a spreadsheet displays them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?|\.[#0?]+")
_FIRST_MARK = 0xE000  # of private characters that stand for what a format says literally
_PUT_BACK = re.compile("[\ue000-\uf8ff]")
_NO_VALUE = re.compile(r"[#0?]")
_LARGEST_WHOLE = 1e15


def displayed(value: object, number_format: str = "General") -> str:  # noqa: PLR0911 - a table
    """The value as it is shown; dates and times as ISO 8601 writes them, "" for no value."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime.datetime():
            return _moment(value)
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("seconds" if value.second else "minutes")
        case datetime.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            shown = f"{minutes // 60}:{minutes % 60:02}"
            return f"{shown}:{seconds:02}" if seconds else shown
        case int() | float():
            return _number(value, number_format)
    return str(value)


def _moment(value: datetime.datetime) -> str:
    if value.time() == datetime.time():
        return value.date().isoformat()
    return value.replace(microsecond=0, tzinfo=None).isoformat(
        " ", "seconds" if value.second else "minutes"
    )


def _number(value: float, number_format: str) -> str:
    pattern = _sections(number_format or "General")
    section = pattern[0]
    if value < 0 and len(pattern) > 1 and pattern[1]:
        section, value = pattern[1], -value
    elif value == 0 and len(pattern) > 2 and pattern[2]:
        section = pattern[2]
    plain = _general(value)
    if "general" in section.lower() or "/" in section or not _NO_VALUE.search(section):
        return plain
    literals: list[str] = []
    marked = _QUOTED.sub(lambda found: _kept(found, literals), section)
    digits = _DIGITS.search(marked)
    if digits is None or "E+" in marked or "e+" in marked:
        return plain
    percent = marked.count("%")
    body = digits[0]
    scaled = value * 100**percent / 1000 ** (len(body) - len(body.rstrip(",")))
    decimals = len(body.partition(".")[2])
    shown = f"{abs(scaled):{',' if ',' in body.rstrip(',') else ''}.{decimals}f}"
    if "#" in body.partition(".")[2]:
        shown = shown.rstrip("0").rstrip(".")
    before, after = marked[: digits.start()], marked[digits.end() :]
    text = f"{'-' if scaled < 0 and float(shown.replace(',', '')) else ''}{before}{shown}{after}"
    return _PUT_BACK.sub(lambda found: literals[ord(found[0]) - _FIRST_MARK], text).strip()


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[str, ...]:
    """The parts of a format for positive, negative and zero values."""
    return tuple(re.findall(r'(?:"[^"]*"|\\.|[^;])+|(?<=;)(?=;)', number_format)) or ("General",)


def _kept(found: re.Match[str], literals: list[str]) -> str:
    literals.append(next((group for group in found.groups() if group), ""))
    return chr(_FIRST_MARK + len(literals) - 1)


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < _LARGEST_WHOLE):
        return str(int(value))
    return f"{value:.11g}"
