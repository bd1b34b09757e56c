"""A year, quarter or month named by the one asked about before: "and the year before?"."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.rewriting.periods import Span, periods_in, replaced
from storage.text.calendar_words import ENGLISH_MONTHS

_UNITS = {
    "year": "year", "quarter": "quarter", "month": "month", "jahr": "year", "quartal": "quarter",
    "monat": "month", "année": "year", "an": "year", "trimestre": "quarter", "mois": "month",
    "año": "year", "mes": "month", "年": "year", "季度": "quarter",
}  # fmt: skip
_RELATIVE = regex.compile(
    r"""\b(?:the|a|one)\ (?P<unit>year|quarter|month)
        \ (?:(?P<back>before|prior|earlier)|after|later)\b
    |\b(?:the|in)\ (?:(?P<back>previous|prior|preceding)|next|following|subsequent)
        \ (?P<unit>year|quarter|month)\b
    |\b(?:(?:im|das|ein|einem?)\ )*(?P<unit>jahr|quartal|monat)
        \ (?:(?P<back>davor|zuvor|vorher|früher)|danach|später|darauf)\b
    |\b(?:im\ |das\ )?(?:(?P<back>vor)|folge)(?P<unit>jahr|quartal|monat)\b
    |\bim\ (?:(?P<back>vorigen|vorherigen|vorangegangenen)|nächsten|folgenden)
        \ (?P<unit>jahr|quartal|monat)\b
    |\b(?:l['’]|le\ )(?P<unit>année|an|trimestre|mois)
        \ (?:(?P<back>précédente?|d['’]avant)|suivante?|d['’]après)\b
    |\bel\ (?P<unit>año|trimestre|mes)\ (?:(?P<back>anterior|previo)|siguiente)\b
    |(?:(?P<back>[前上]一?)|[后下]一?|第二|次)个?(?P<unit>年|季度)(?!\d)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_QUARTER = regex.compile(r"(?<=\bq)[1-4]|[1-4](?=q\b)", regex.IGNORECASE)
_ORDINALS = (
    ("first", "second", "third", "fourth"), ("1st", "2nd", "3rd", "4th"),
    ("ersten", "zweiten", "dritten", "vierten"), ("erstes", "zweites", "drittes", "viertes"),
    ("premier", "deuxième", "troisième", "quatrième"), ("primer", "segundo", "tercer", "cuarto"),
    ("一", "二", "三", "四"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relative:
    """A period before or after another one, where a text names it."""

    span: Span
    unit: str
    step: int


def relative_in(text: str) -> Relative | None:
    """The first such period that a text names, or ``None``."""
    found = _RELATIVE.search(text)
    if not found:
        return None
    step = -1 if found["back"] else 1
    return Relative(Span(*found.span(), found[0]), _UNITS[found["unit"].casefold()], step)


def with_relative(before: str, new: Relative) -> str | None:
    """A question about the period before or after its own; ``None`` where it has no such one."""
    old = periods_in(before)
    years = [(one, _YEAR.search(one.text)) for one in old.years]
    if len(years) > 1 or len(old.parts) > 1:
        return None
    turn = new.step
    changes: list[tuple[Span, str]] = []
    if new.unit != "year":
        if not old.parts:
            return None
        moved = _moved(old.parts[0].text, new)
        if moved is None:
            return None
        written, turn = moved
        changes.append((old.parts[0], written))
    for one, year in years if turn else ():
        if year is None:
            return None
        changes.append((one, one.text.replace(year[0], str(int(year[0]) + turn))))
    turns_alone = bool(turn) and not years
    return None if turns_alone or not changes else replaced(before, changes)


def _moved(part: str, new: Relative) -> tuple[str, int] | None:
    """A quarter or month one further, and by how many years that changes the year."""
    if new.unit == "quarter" and (found := _QUARTER.search(part)):
        place = int(found[0]) - 1 + new.step
        return f"{part[: found.start()]}{place % 4 + 1}{part[found.end() :]}", place // 4
    for names in (ENGLISH_MONTHS,) if new.unit == "month" else _ORDINALS:
        for place, name in enumerate(names):
            if found := regex.search(rf"(?<!\p{{Latin}}){name}(?!\p{{Latin}})", part.casefold()):
                other = names[(place + new.step) % len(names)]
                other = other.capitalize() if part[found.start()].isupper() else other
                moved = f"{part[: found.start()]}{other}{part[found.end() :]}"
                return moved, (place + new.step) // len(names)
    return None
