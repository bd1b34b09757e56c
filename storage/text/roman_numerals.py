"""Roman numerals, found by their digits and as ordinals: Chapter IV is 4, Louis XIV the 14th."""

from __future__ import annotations

import regex

from storage.text.magnitudes import either
from storage.text.number_words import ordinal_in_digits

_TENS = ("", "x", "xx", "xxx")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_VALUES = {
    f"{tens}{ones}": 10 * ten + one
    for ten, tens in enumerate(_TENS)
    for one, ones in enumerate(_ONES)
    if tens or ones
}
COUNTING_WORDS = frozenset(("i", "v", "x", "vi", "xi"))
"""Numerals that are words or names as well, or single letters."""

_COUNTED = (
    "act", "annex", "anhang", "appendix", "article", "artikel", "band", "book", "buch", "capitolo",
    "capítulo", "category", "chapitre", "chapter", "class", "division", "figure", "grade", "group",
    "guerre mondiale", "guerra mondiale", "guerra mundial", "hoofdstuk", "kapitel", "level",
    "parte", "part", "partie", "phase", "schedule", "section", "stage", "step", "table", "tabelle",
    "teil", "livre", "title", "titre", "tome", "type", "typ", "vol.", "volume", "war", "weltkrieg",
    "глава", "часть", "том",
)  # fmt: skip
_COUNTS = regex.compile(rf"(?<=(?<!\p{{L}})(?:{either(_COUNTED)})[ \n])[vxi]+")
_FIRST_CHARACTERS = frozenset("xvi0123456789")
_ORDINAL = regex.compile(r"(?P<value>[xvi]+|\d{1,3})(?:e|er|re|ère|ème|eme|ste|de|o)")


def roman_terms(word: str) -> tuple[str, ...]:
    """A numeral's digits and ordinal, those of an ordinal such as XIXe or 1er, or nothing.

    The word is of plain characters. Numerals that are words as well are none alone.
    """
    if word[0] not in _FIRST_CHARACTERS:
        return ()
    if word in _VALUES and word not in COUNTING_WORDS:
        return _terms(_VALUES[word])
    found = _ORDINAL.fullmatch(word)
    value = found and (_VALUES.get(found["value"]) or _digits(found["value"]))
    return (ordinal_in_digits(value),) if value else ()


def counting_terms(plain: str, start: int, word: str) -> tuple[str, ...]:
    """The digits and ordinal of one of ``COUNTING_WORDS`` behind what it counts, or nothing."""
    return _terms(_VALUES[word]) if _COUNTS.match(plain, start) else ()


def _terms(value: int) -> tuple[str, ...]:
    return str(value), ordinal_in_digits(value)


def _digits(written: str) -> int:
    return int(written) if written.isdecimal() else 0
