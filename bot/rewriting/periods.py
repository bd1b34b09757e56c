"""Years and parts of years in a question, and what takes their place in a follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from storage.text.calendar_words import MONTHS, ORDINALS, QUARTERS

_MONTH = "|".join(sorted((regex.escape(one) for one in MONTHS if len(one) > 2), key=len)[::-1])
_ORDINAL = "|".join(sorted(map(regex.escape, ORDINALS), key=len, reverse=True))
_YEAR = regex.compile(
    r"""(?:\bFY\ ?['’]?\d\d(?:\d\d)?|\b(?:fiscal(?:\ year)?|Geschäftsjahr)\ (?:1[5-9]|20)\d\d
    |(?<![\p{N}.,])(?<!(?<!\p{Hebrew})-)(?:1[5-9]|20)\d\d(?:年度?)?(?![\p{N}-]|[.,]\d)
    |\b(?:last|this|next|the\ previous|the\ following)\ year\b|\bletztes\ Jahr
    |\bdieses\ Jahr|去年|今年|前年)
    """,
    regex.VERBOSE | regex.IGNORECASE,
)


@cache
def _part() -> regex.Pattern[str]:
    """Compiled when first needed: it takes an eighth of a second, the page comes up before."""
    return regex.compile(
        rf"""\b[QH][1-4]\b|\b[1-4]Q\b
    |\b(?:the\ )?(?:{_ORDINAL})[\ -](?:fiscal\ )?(?:{QUARTERS}|half|Halbjahr)\b
    |\b\d\d?(?:st|nd|rd|th|\.)?\ (?:{_MONTH})\b(?!['’])
    |\b(?:{_MONTH})\ \d\d?(?:st|nd|rd|th)?\b(?!\d)
    |(?<=\b(?:in|of|since|until|im|for|en|de)\ )(?:{_MONTH})\b
    |\b(?:{_MONTH})(?=\ (?:1[5-9]|20)\d\d)
    |第?[一二三四1-4]季度|[上下]半年|\d\d?月(?:\d\d?[日号])?
    """,
        regex.VERBOSE | regex.IGNORECASE,
    )


_RANGE = regex.compile(
    r"""(?P<lead>\b(?:from|between|von|zwischen|de|entre)\ )?(?P<first>\0)
    \ ?(?:to|and|until|through|-|–|bis|und|a|et|y|到|至|和)\ ?\0""".replace("\\0", r"\d{4}年?"),
    regex.VERBOSE | regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from ``start`` to ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Periods:
    """The years of a text, and its quarters, halves, months and days, in order.

    ``all_years`` is the text from the first year to the last.
    """

    years: tuple[Span, ...]
    parts: tuple[Span, ...]
    all_years: str

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.years or self.parts)


def periods_in(text: str) -> Periods:
    """The years and parts of years that a text names."""
    years = spans(_YEAR, text)
    all_years = text[years[0].start : years[-1].end] if years else ""
    return Periods(years, spans(_part(), text), all_years)


def with_periods(before: str, new: Periods) -> str | None:
    """A question with the new periods in place of its own; ``None`` where it has none."""
    old = periods_in(before)
    if not old.any:
        return None
    if new.years and len(old.years) > len(new.years):
        before = _RANGE.sub(lambda found: f"{'in ' * bool(found['lead'])}{found['first']}", before)
        old = periods_in(before)
    changes = _changes(old, new)
    return None if changes is None else replaced(before, changes)


def _changes(old: Periods, new: Periods) -> list[tuple[Span, str]] | None:
    """What stands in the place of which stretch; a new year alone leaves the quarter as it was."""
    changes: list[tuple[Span, str]] = []
    if new.years and old.years:
        more = len(new.years) > len(old.years)
        years = [new.all_years] if more else [one.text for one in new.years]
        changes += [
            (span, years[min(place, len(years) - 1)]) for place, span in enumerate(old.years)
        ]
    if new.parts and old.parts:
        changes += [(span, new.parts[0].text) for span in old.parts]
    elif new.parts:  # a quarter where only the year was said
        year = changes[0][1] if changes else old.years[0].text
        changes = [(span, f"{new.parts[0].text} {year}") for span in old.years]
    elif new.years and not old.years:
        span = old.parts[-1]
        changes.append((span, f"{span.text} {new.years[0].text}"))
    return changes or None


def spans(pattern: regex.Pattern[str], text: str) -> tuple[Span, ...]:
    """Where a pattern is found."""
    return tuple(Span(*found.span(), found[0]) for found in pattern.finditer(text))


def replaced(text: str, changes: Sequence[tuple[Span, str]]) -> str:
    """The text with each stretch replaced; stretches don't overlap."""
    for span, other in sorted(changes, key=lambda change: -change[0].start):
        text = text[: span.start] + other + text[span.end :]
    return text
