"""Numbers of books, accounts and cards that are written in groups, each found as one number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from storage.text.canonical import Canonical

_ISBN = ("978", "979")
_GROUPED = regex.compile(
    r"""
    (?<![\p{L}\p{N}])(?<!\p{N}[ ,.-])(?:
      97[89](?:\ \d{1,7}){3}\ \d                                            # ISBN
    | (?!(?:(?:1\d|20)\d\d\ ){3})\d{4}(?:\ \d{4}){3}  # card
    | [a-z]{2}\d\d\ (?:[a-z]{4}|\d{4})(?:\ \d[\da-z]{3}){2,6}(?:\ \d[\da-z]{0,3})?  # IBAN
    )(?![\p{L}\p{N}]|[ -]\d)
    """,
    regex.VERBOSE,
)


def may_begin_number(word: str) -> bool:
    """Whether a number in groups may begin with a word of plain characters."""
    return (len(word) == 4 and word[2:].isdecimal()) or word in _ISBN


def long_numbers_at(plain: str, starts: Iterable[int]) -> Iterator[Canonical]:
    """The numbers in groups that begin at these places of plain text."""
    for start in starts:
        if found := _GROUPED.match(plain, start):
            term = found.group().replace(" ", "")
            yield Canonical(*found.span(), (term,), (term,))
