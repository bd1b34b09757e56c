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
# Words and names as well, or single letters: numerals only behind what is counted by them.
_OTHER_WORDS = frozenset(("i", "v", "x", "vi", "xi"))
_COUNTED = (
    "act", "annex", "anhang", "appendix", "article", "artikel", "band", "book", "buch", "capitolo",
    "capítulo", "category", "chapitre", "chapter", "class", "division", "figure", "grade", "group",
    "guerre mondiale", "guerra mondiale", "guerra mundial", "hoofdstuk", "kapitel", "level",
    "parte", "part", "partie", "phase", "schedule", "section", "stage", "step", "table", "tabelle",
    "teil", "livre", "title", "titre", "tome", "type", "typ", "vol.", "volume", "war", "weltkrieg",
    "глава", "часть", "том",
)  # fmt: skip
_COUNTS = regex.compile(rf"(?<=(?<!\p{{L}})(?:{either(_COUNTED)})[ \n])[vxi]+")
_ORDINAL = regex.compile(r"(?P<value>[xvi]+|\d{1,3})(?:e|er|re|ère|ème|eme|ste|de)")


def roman_terms(word: str) -> tuple[str, ...]:
    """A numeral's digits and ordinal, those of an ordinal such as XIXe or 1er, or nothing.

    The word is of plain characters. Numerals that are words as well are none alone.
    """
    if word in _VALUES and word not in _OTHER_WORDS:
        return _terms(_VALUES[word])
    found = _ORDINAL.fullmatch(word)
    value = found and (_VALUES.get(found["value"]) or _digits(found["value"]))
    return (ordinal_in_digits(value),) if value else ()


def counting_terms(plain: str, start: int, word: str) -> tuple[str, ...]:
    """The digits and ordinal of a numeral that counts what stands before its place, or nothing."""
    counts = word in _OTHER_WORDS and _COUNTS.match(plain, start)
    return _terms(_VALUES[word]) if counts else ()


def _terms(value: int) -> tuple[str, ...]:
    return str(value), ordinal_in_digits(value)


def _digits(written: str) -> int:
    return int(written) if written.isdecimal() else 0
