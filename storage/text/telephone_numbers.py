"""Telephone numbers, each found however its digits are grouped, at home and from abroad."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from storage.text.canonical import Canonical

_FEWEST, _MOST = 7, 15
"""Digits; E.164 allows 15, and fewer than 7 may be anything."""

_TELEPHONE = regex.compile(
    r"""
    (?<![\p{L}\p{N}])(?<![\p{N}][.,:/'-])(?:
      (?P<abroad>\+|00)[1-9]\d{0,2}(?:[ ./-]{0,2}\(0?\d{0,4}\)|[ ./-]?\d)
        (?:[ ./-]{0,2}\d+){1,6}
    | \(0\d{1,4}\)(?:[ /-]{0,2}\d{2,}){1,4}
    | (?:\+?1[ .-])?\(\d{3}\)[ -]?\d{3}[ .-]\d{4}
    | (?:1[ .-])?\d{3}(?P<mark>[.-])\d{3}(?P=mark)\d{4}
    | 0[1-9]\d{0,4}(?:\ ?[/-]\ ?|\ )\d{2,}(?:[ -]\d{2,}){0,4}
    | 0[1-9]\d{7,10}
    )(?![\p{L}\p{N}]|[.,:/'-]\d)
    """,
    regex.VERBOSE,
)
_COUNTRY_DIGITS = (1, 2, 3)
_TRUNK = regex.compile(r"\(0\)")


def telephone_numbers_in(plain: str) -> Iterator[Canonical]:
    """The telephone numbers in a text of plain characters, in order."""
    for found in _TELEPHONE.finditer(plain):
        digits = "".join(filter(str.isdecimal, _TRUNK.sub("", found.group())))
        if not _FEWEST <= len(digits) <= _MOST:
            continue
        if found["abroad"]:
            digits = digits.removeprefix("00")
            national = tuple(digits[count:].removeprefix("0") for count in _COUNTRY_DIGITS)
        else:
            national = (digits.removeprefix("0"), digits.removeprefix("1"))
        terms = tuple(dict.fromkeys((digits, *national)))
        yield Canonical(*found.span(), terms, terms)
