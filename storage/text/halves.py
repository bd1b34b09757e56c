"""Half of something, found as 0.5 and as 50%, and numbers and a half in one word."""

from __future__ import annotations

import regex

HALF_WORDS = frozenset((
    "half", "hälfte", "moitié", "mitad", "metà", "metade", "helft", "половина", "половину",
    "половины", "połowa", "połowę", "hälften", "halvdelen", "نصف", "आधा",
))  # fmt: skip
"""The words for half, in lower case."""

_ONE_OF_TWO = regex.compile(
    r"(?<=(?<!\p{L})(?:first|second|other|last|latter|better|erste[nrs]?|zweite[nrs]?|letzte[nrs]?"
    r"|première|deuxième|seconde|primera|segunda|prima|seconda|primeira|перв\p{L}\p{L}"
    r"|втор\p{L}\p{L}|eerste|tweede)[ -])"
)
_TERMS = ("0.5", "50pct")

AND_A_HALF = {
    "anderthalb": "1.5", "eineinhalb": "1.5", "zweieinhalb": "2.5", "dreieinhalb": "3.5",
    "viereinhalb": "4.5", "fünfeinhalb": "5.5", "полтора": "1.5", "полторы": "1.5",
}  # fmt: skip
"""Each word that is a number with a half, in lower case, and its digits."""


def half_terms(plain: str, start: int) -> tuple[str, ...]:
    """The digits and percents of one of ``HALF_WORDS``; nothing for one of two halves."""
    return () if _ONE_OF_TWO.match(plain, start) else _TERMS
