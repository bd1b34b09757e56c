"""Years and decades as people write them short: summer of '22, the '90s, 90er Jahre, 1990年代."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from storage.text.canonical import Canonical

_BEFORE_YEAR = (
    "in|of|since|until|till|by|from|to|during|through|summer|winter|spring|fall|autumn|early|late"
    "|mid|before|after"
)
_DECADES_IN_WORDS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_OF_TWO_CENTURIES = 30
"""Twenties and tens may be of the last century or of this one."""

_DIGITS = frozenset("0123456789")
_ENDS_OF_DECADES = ("0", "0s", "0er", "0-е", "0-х")
_SHORT_YEAR = regex.compile(
    rf"(?<=(?<!\p{{L}})(?:{_BEFORE_YEAR})[ -]['’‘])\d\d(?![\p{{L}}\p{{N}}]|[.,:/]\d|['’])"
)
_DECADE = regex.compile(
    rf"""
      (?P<decade>(?:1[5-9]|20)\d0)(?:['’]?s|er(?:[ -]jahren?)?
        |(?:-[ех])?\ год(?:ы|ов|ах))(?!\p{{L}})
    | (?P<decade>(?:1[5-9]|20)?\d0)\s?(?:年代|년대)
    | (?<=['’‘]|(?<!\p{{L}})(?:the|early|late|mid)[ -])(?P<decade>\d0)['’]?s(?!\p{{L}})
    | (?P<decade>\d0)(?:er[ -]jahren?|-[ех]\ год(?:ы|ов|ах))(?!\p{{L}})
    | (?<=(?<!\p{{L}})(?:années|años|anni|anos)\ ['’‘]?)
        (?P<decade>(?:1[5-9]|20)?\d0)(?![\p{{L}}\p{{N}}])
    | (?<=(?<!\p{{L}})(?:the|early|late|mid)[ -])(?P<word>{"|".join(_DECADES_IN_WORDS)})(?!\p{{L}})
    """,
    regex.VERBOSE,
)


def may_begin_year(word: str) -> bool:
    """Whether a short year or a decade may begin with a word of plain characters."""
    if word[0] in _DIGITS:
        return len(word) == len("22") or word.endswith(_ENDS_OF_DECADES)
    return word in _DECADES_IN_WORDS


def years_at(plain: str, starts: Iterable[int]) -> Iterator[Canonical]:
    """The short years and the decades that begin at these places of plain text."""
    for start in starts:
        if found := _SHORT_YEAR.match(plain, start):
            year = int(found.group())
            term = str(year + (2000 if year < 70 else 1900))
            yield Canonical(*found.span(), (term,), (term,))
        elif found := _DECADE.match(plain, start):
            terms = _terms(int(found["decade"] or _DECADES_IN_WORDS[found["word"]]))
            yield Canonical(*found.span(), (*terms, *(term[:-1] for term in terms)), terms)


def _terms(decade: int) -> tuple[str, ...]:
    if decade > 99:
        return (f"{decade}s",)
    if decade < _OF_TWO_CENTURIES:
        return f"{decade + 1900}s", f"{decade + 2000}s"
    return (f"{decade + 1900}s",)
