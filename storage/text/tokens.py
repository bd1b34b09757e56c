"""A text cut into what the index of words is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import regex

from storage.text.characters import plain_characters
from storage.text.dates import Dated, dates_at, may_begin_date
from storage.text.numbers import Measured, numbers_in

Kind: TypeAlias = Literal["word", "unspaced", "named", "number", "date"]


class Token(NamedTuple):
    """A piece of a text.

    A ``word`` is written with spaces around it, ``unspaced`` a run of a script without them,
    ``named`` a name with signs such as C++. A ``number`` is one whose ``text`` has marks, whose
    ``unit`` isn't "", or which is meant several ``times`` as large. A ``date`` is a date or period,
    known by the terms that are ``stored`` and ``asked`` for it. What stands inside a date or beside
    a unit is ``inner``: a passage is found by it, but a question that has the whole asks only for
    that.
    """

    kind: Kind
    text: str
    unit: str = ""
    times: int = 1
    stored: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    inner: bool = False


Tokens: TypeAlias = tuple[Token, ...]

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_TOKEN = regex.compile(
    rf"""
      (?P<unspaced>[{_UNSPACED}][{_UNSPACED}\p{{M}}]*)
    | (?P<named>(?<!{_CHARACTER})(?:\p{{L}}(?:\+\+|\#)(?!\p{{L}})|\.net(?!{_CHARACTER})))
    | (?P<word>(?:(?![{_UNSPACED}]){_CHARACTER})+
        (?:[._\-/:@&\\](?:(?![{_UNSPACED}]){_CHARACTER})+)*)
    """,
    regex.VERBOSE,
)
UNSPACED = regex.compile(rf"[{_UNSPACED}]")
"""A character of a script that is written without spaces."""


def tokenised(text: str) -> Tokens:
    """The text's tokens in order, in one spelling; a date or measure comes before its parts."""
    plain = plain_characters(text)
    found = list(_TOKEN.finditer(plain))
    dates = tuple(dates_at(plain, [one.start() for one in found if may_begin_date(one.group())]))
    values = _in_order(dates, numbers_in(plain))
    tokens: list[Token] = []
    place = 0
    for value in values:
        while place < len(found) and found[place].start() < value.start:
            tokens.append(_token(found[place]))
            place += 1
        first = place
        while place < len(found) and found[place].start() < value.end:
            place += 1
        tokens += _dated(value) if isinstance(value, Dated) else _measured(value)
        tokens += _parts(value, found[first:place])
    tokens += map(_token, found[place:])
    return tuple(tokens)


def is_identifier(token: Token) -> bool:
    """Whether a token names one thing exactly, such as ``1.0.21`` or ``p53``.

    It is a day, a quarter, a measure, a word with a digit beside a letter or a connector, words
    joined by underscores, or a number of five digits or more.
    """
    if token.inner or token.kind == "unspaced":
        return False
    if token.kind != "word":
        digits = sum(character.isdigit() for character in token.text)
        return (
            token.kind != "number"
            or bool(token.unit)
            or token.times > 1
            or "." in token.text
            or digits >= 5
        )
    digits = sum(character.isdigit() for character in token.text)
    if digits == len(token.text):
        return digits >= 5
    return digits > 0 or "_" in token.text


def _in_order(dates: Sequence[Dated], numbers: Iterable[Measured]) -> Sequence[Dated | Measured]:
    """Both by their places; a number that is part of a date is none."""
    values: list[Dated | Measured] = list(dates)
    following = 0
    for number in numbers:
        while following < len(dates) and dates[following].end <= number.start:
            following += 1
        if following == len(dates) or number.end <= dates[following].start:
            values.append(number)
    return sorted(values, key=lambda one: one.start)


def _parts(value: Dated | Measured, within: Sequence[regex.Match[str]]) -> Iterator[Token]:
    """What a passage is found by besides the value, and of a run without spaces what goes on."""
    for one in within:
        unspaced = one.lastgroup == "unspaced"
        if unspaced and one.end() > value.end:
            yield _token(one)
        elif unspaced or isinstance(value, Dated) or " " in value.number:  # cells of a table
            yield _token(one)._replace(inner=True)


def _dated(dated: Dated) -> Iterator[Token]:
    yield Token("date", "", stored=dated.stored, asked=dated.asked)


def _measured(measured: Measured) -> Iterator[Token]:
    yield Token("number", measured.number, unit=measured.unit, times=measured.times)
    if measured.unit or measured.times > 1:
        kind: Kind = "word" if measured.number.isdecimal() else "number"
        yield Token(kind, measured.number, inner=True)
        for words in measured.written_words:
            for word in words.split():
                if word[0].isalpha() and not UNSPACED.match(word):
                    yield Token("word", word.strip("."), inner=True)


def _token(match: regex.Match[str]) -> Token:
    return Token(match.lastgroup or "word", match.group())  # type: ignore[arg-type]
