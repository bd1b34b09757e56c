"""Numbers by the formats of spreadsheets, such as "00000", "#,##0.00;(#,##0.00)" or "0.0%"."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

_TOKEN = re.compile(r'"[^"]*"?|\\.?|\[[^\]]*\]?|.', re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"?|\\(.)|\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COMPARED = {"<=": operator.le, ">=": operator.ge, "<>": operator.ne,
             "<": operator.lt, ">": operator.gt, "=": operator.eq}  # fmt: skip
_DIGITS = re.compile(r"\.?[#0?](?:.*[#0?])?,*\.?", re.DOTALL)
_GENERAL = re.compile("general", re.IGNORECASE)
_EXPONENT = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?E[+-][#0?]+", re.IGNORECASE)
_FRACTION = re.compile(r"([#0?]+\s+)?[#0?]+\s*/\s*(\d*[#0?]+|\d+)")
_WORDS = re.compile(r"[A-Za-z@]")
_THOUSANDS = re.compile(r"[#0?],+[#0?]")
_SCALING = re.compile(r"(,+)(?:\.|\Z)")
_FIRST_MARK = 0xE000  # of private characters that stand for what a format says literally
_PUT_BACK = re.compile("[\ue000-\uf8ff]")
_LARGEST_WHOLE = 1e15
_DECIMALS_AT_MOST = 30  # as in Excel
_ROUNDED = Context(prec=400, rounding=ROUND_HALF_UP)  # digits of the largest float, and decimals


def formatted(value: float, number_format: str) -> str:
    """The number as it is shown; "" where its format shows nothing.

    A format that is none for numbers, such as that of a date, gives the number itself.
    """
    if not math.isfinite(value):
        return str(value)
    section, value = _chosen(value, _sections(number_format))
    layout = _layout(section)
    marked = layout.marked
    if _GENERAL.search(marked):
        text = _GENERAL.sub(general(value), marked, count=1)
    elif exponent := _EXPONENT.search(marked):
        power = f"{value:.{min(len(exponent[1] or ''), _DECIMALS_AT_MOST)}E}"
        text = marked[: exponent.start()] + power + marked[exponent.end() :]
    elif fraction := _FRACTION.search(marked):
        text = marked[: fraction.start()] + _fraction(value, fraction) + marked[fraction.end() :]
    elif digits := _DIGITS.search(marked):
        shown, is_nothing = _digits(abs(value), digits[0], marked.count("%"))
        sign = "-" if value < 0 and not is_nothing else ""
        text = sign + marked[: digits.start()] + shown + marked[digits.end() :]
    elif _WORDS.search(marked) or (section and not marked.strip() and not layout.literals):
        return general(value)
    else:
        text = marked
    put_back = _PUT_BACK.sub(lambda found: layout.literal(found[0]), text)
    return put_back.strip()


def general(value: float) -> str:
    """The number as it is shown without a format of its own."""
    if isinstance(value, int) or (abs(value) < _LARGEST_WHOLE and value.is_integer()):
        return str(int(value))
    return f"{value:.11g}"


@dataclass(frozen=True, slots=True)
class _Layout:
    """A section of a format, with marks in place of what it says literally."""

    marked: str
    literals: tuple[str, ...]

    def literal(self, mark: str) -> str:
        at = ord(mark) - _FIRST_MARK
        return self.literals[at] if at < len(self.literals) else mark


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[str, ...]:
    """The parts of a format: for positive, negative and zero values, or by their conditions."""
    sections = [""]
    for piece in _TOKEN.findall(number_format):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return tuple(sections[:3])


def _chosen(value: float, sections: tuple[str, ...]) -> tuple[str, float]:
    """The section for a value, and the value without the sign that the section says itself."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARED[condition[1]](value, float(condition[2])):
                return section, value
        return "General", value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


@lru_cache(maxsize=1000)
def _layout(section: str) -> _Layout:
    literals: list[str] = []

    def mark(found: re.Match[str]) -> str:
        said = next((group for group in found.groups() if group), "")
        if not said:
            return ""
        literals.append(said)
        return chr(_FIRST_MARK + len(literals) - 1)

    return _Layout(_LITERAL.sub(mark, section), tuple(literals))


def _fraction(value: float, pattern: re.Match[str]) -> str:
    said = pattern[2]
    if said.isdecimal() and int(said):  # such as "# ?/8"
        above, below = round(abs(value) * int(said)), int(said)
    else:
        near = Fraction(abs(value)).limit_denominator(10 ** min(len(said), 9) - 1)
        above, below = near.numerator, near.denominator
    whole, rest = divmod(above, below) if pattern[1] else (0, above)
    parts = [str(whole)] if whole or not rest else []
    if rest:
        parts.append(f"{rest}/{below}")
    return ("-" if value < 0 and above else "") + " ".join(parts)


def _digits(value: float, pattern: str, percent: int) -> tuple[str, bool]:
    """The digits of a value where a pattern has room for them, and whether all of them are 0."""
    scaling = sum(len(found) for found in _SCALING.findall(pattern))
    before, _, after = pattern.partition(".")
    decimals = min(sum(map(after.count, "#0?")), _DECIMALS_AT_MOST)
    with localcontext(_ROUNDED):
        scaled = Decimal(repr(value)).scaleb(2 * percent - 3 * scaling)
        whole, _, part = f"{scaled:.{decimals}f}".partition(".")
    is_nothing = not (whole + part).strip("0")
    has_thousands = _THOUSANDS.search(before) is not None
    shown = _whole(whole.lstrip("0"), before.replace(",", ""), has_thousands=has_thousands)
    decimal = _decimals(part, after.replace(",", ""))
    return shown + (f".{decimal}" if decimal.strip() else ""), is_nothing


def _whole(digits: str, pattern: str, *, has_thousands: bool) -> str:
    """Digits from the right into a pattern; those that it has no room for stand before it."""
    if has_thousands:
        return f"{int(digits or '0'):,}" if digits or "0" in pattern else ""
    shown: list[str] = []
    left, room = list(digits), sum(map(pattern.count, "#0?"))
    for character in reversed(pattern):
        if character not in "#0?":
            shown.append(character)
            continue
        room -= 1
        if left:
            shown.append(left.pop())
        elif character == "0":
            shown.append("0")
        if not room:
            shown.extend(reversed(left))
    return "".join(reversed(shown))


def _decimals(digits: str, pattern: str) -> str:
    """Digits from the left into a pattern, without the zeros at its end that may be left out."""
    kept = len(digits)
    for character in reversed([one for one in pattern if one in "#0?"][:kept]):
        if character == "0" or digits[kept - 1] != "0":
            break
        kept -= 1
    left = iter(digits[:kept])
    return "".join(next(left, "") if one in "#0?" else one for one in pattern)
