"""A text cut into what the index of words is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import regex

from storage.text.canonical import Canonical
from storage.text.characters import WITHOUT_BLANKS, plain_characters, without_line_ends
from storage.text.counted import counted_in
from storage.text.dates import dates_at, may_begin_date
from storage.text.halves import HALF_WORDS, half_terms
from storage.text.long_numbers import long_numbers_at, may_begin_number
from storage.text.numbers import Measured, numbers_in
from storage.text.open_compounds import JOINED
from storage.text.roman_numerals import COUNTING_WORDS, counting_terms
from storage.text.telephone_numbers import telephone_numbers_in
from storage.text.times_of_day import may_begin_time, times_at, unspaced_times_in
from storage.text.units import MONEY
from storage.text.unspaced_ordinals import unspaced_ordinals_in
from storage.text.years import may_begin_year, years_at

Kind: TypeAlias = Literal["word", "unspaced", "named", "number", "canonical"]


class Token(NamedTuple):
    """A piece of a text.

    A ``word`` is written with spaces around it, and may be ``stored`` as other words too;
    ``unspaced`` is a run of a script without them, ``named`` a name with signs such as C++. A
    ``number`` is one whose ``text`` has marks, whose ``unit`` isn't "", or which is meant several
    ``times`` as large, or perhaps ``or_times``. What is ``canonical`` is a date, period, time of
    day or telephone number, known by the terms that are ``stored`` and ``asked`` for it. What
    stands inside it or beside a unit is ``inner``: a passage is found by it, but a question that
    has the whole asks only for that.
    """

    kind: Kind
    text: str
    unit: str = ""
    times: int = 1
    or_times: int = 1
    stored: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    inner: bool = False


Tokens: TypeAlias = tuple[Token, ...]

_UNSPACED = rf"{WITHOUT_BLANKS}\p{{Hangul}}"
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
# "us" where all is in capitals; the dollar has a sign of its own.
_US = regex.compile(r"(?<![\p{L}\p{N}$.&-])(?<!\p{Lu}\p{Lu}[ \n])US(?![\p{L}\p{N}$.&])")
_PARTED = regex.compile("[ /]")  # what may be two cells of a table, or two pages
UNSPACED = regex.compile(rf"[{_UNSPACED}]")
"""A character of a script that is written without spaces."""


def tokenised(text: str) -> Tokens:
    """The text's tokens in order, in one spelling; a date or measure comes before its parts."""
    plain = plain_characters(_US.sub("USA", without_line_ends(text)))
    found = list(_TOKEN.finditer(plain))
    words = [(one.start(), one.group()) for one in found]
    dates = dates_at(plain, [start for start, word in words if may_begin_date(word)])
    values: Sequence[Canonical | Measured] = tuple(dates)
    for further in (
        years_at(plain, [start for start, word in words if may_begin_year(word)]),
        times_at(plain, [start for start, word in words if may_begin_time(word)]),
        unspaced_times_in(plain),
        unspaced_ordinals_in(plain),
        long_numbers_at(plain, [start for start, word in words if may_begin_number(word)]),
        telephone_numbers_in(plain),
    ):
        values = _besides(values, further)
    values = _besides(values, numbers_in(plain))
    values = _besides(values, counted_in(plain, found))
    tokens: list[Token] = []
    place = 0
    for value in values:
        while place < len(found) and found[place].start() < value.start:
            tokens.append(_token(*found[place : place + 2]))
            place += 1
        first = place
        while place < len(found) and found[place].start() < value.end:
            place += 1
        tokens += _canonical(value) if isinstance(value, Canonical) else _measured(value)
        tokens += _parts(value, found[first:place])
    tokens += (_token(*found[at : at + 2]) for at in range(place, len(found)))
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


def _besides(
    values: Sequence[Canonical | Measured], further: Iterable[Canonical | Measured]
) -> Sequence[Canonical | Measured]:
    """Both by their places; of the further ones only those that overlap none of the values."""
    free: list[Canonical | Measured] = []
    following = 0
    for one in further:
        while following < len(values) and values[following].end <= one.start:
            following += 1
        if following == len(values) or one.end <= values[following].start:
            free.append(one)
    return sorted((*values, *free), key=lambda one: one.start) if free else values


def _parts(value: Canonical | Measured, within: Sequence[regex.Match[str]]) -> Iterator[Token]:
    """What a passage is found by besides the value, and what goes on behind it."""
    for one in within:
        unspaced = one.lastgroup == "unspaced"
        if unspaced and one.end() > value.end:
            yield _token(one)
        elif one.end() > value.end and isinstance(value, Measured) and value.unit in MONEY:
            yield Token("word", one.string[value.end : one.end()].lstrip("-/"))  # "€5/month"
        elif unspaced or isinstance(value, Canonical) or _PARTED.search(value.number):
            yield _token(one)._replace(inner=True)


def _canonical(found: Canonical) -> Iterator[Token]:
    yield Token("canonical", "", stored=found.stored, asked=found.asked)


def _measured(measured: Measured) -> Iterator[Token]:
    yield Token(
        "number",
        measured.number,
        unit=measured.unit,
        times=measured.times,
        or_times=measured.or_times,
    )
    if measured.times > 1 and not measured.unit:
        kind: Kind = "word" if measured.number.isdecimal() else "number"
        yield Token(kind, measured.number, inner=True)
    for words in measured.written_words:
        for word in words.split():
            if word[0].isalpha() and not UNSPACED.match(word):
                yield Token("word", word.strip(".$"), inner=True)


def _token(match: regex.Match[str], following: regex.Match[str] | None = None) -> Token:
    word, plain = match.group(), match.string
    beside: tuple[str, ...] = ()
    if word in COUNTING_WORDS:
        beside = counting_terms(plain, match.start(), word)
    elif word in HALF_WORDS:
        beside = half_terms(plain, match.start())
    if following and word in JOINED and plain[match.end() : following.start()] in (" ", "\n"):
        joined = JOINED[word].get(following.group())
        beside = (joined,) if joined else beside
    return Token(match.lastgroup or "word", word, stored=beside)  # type: ignore[arg-type]
