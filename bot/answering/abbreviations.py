"""Where a text says what an abbreviation stands for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

import regex

_SHORT = r"(?P<short>\p{Lu}[\p{Latin}\p{Cyrillic}\p{Greek}\p{N}&./-]{1,9})"
_QUOTE = r"[\"“”„«»‘’']?"
_ASKS = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"\b(?:does|do|did|is)\s+(?:the\s+)?(?:\p{{L}}+\s+)?{_QUOTE}{_SHORT}{_QUOTE}\s+"
        r"(?:stand for|mean|short for|an? abbreviation)\b",
        rf"\b(?:meaning|abbreviation|acronym|definition)\s+(?:of\s+)?{_QUOTE}{_SHORT}",
        rf"\b(?:wofür steht|was (?:bedeutet|heißt|heisst)|que (?:signifie|veut dire)"
        rf"|qu[eé] significa|cosa significa|wat betekent|что (?:означает|значит)"
        rf"|как расшифровывается)\s+(?:\p{{L}}+\s+)?{_QUOTE}{_SHORT}",
        rf"{_SHORT}{_QUOTE}\s*(?:是什么的缩写|代表什么|是什么意思|の略|とは|は何)",
    )
)
_SAYS = regex.compile(
    r"\s*[\"”»’']?\s*(?:\(|\[|=|:|\t|\||[–—-]\s|,?\s*(?:which\s+)?(?:stands? for|means?|short for"
    r"|steht für|bedeutet|signifie|significa|означает)\b|とは|は|是)\s*"
)
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_MOST_WORDS_MORE = 5  # than the abbreviation has letters
_LONGEST = 160  # characters in which the words stand


@lru_cache(maxsize=256)
def abbreviation_asked_for(question: str) -> str:
    """The abbreviation whose meaning a question asks for, or "": "What does MIA stand for?"."""
    for pattern in _ASKS:
        for found in pattern.finditer(question):
            if _is_abbreviation(found["short"]):
                return found["short"]
    return ""


def spelled_out(short: str, text: str) -> tuple[int, int] | None:
    """Where a text has the words that an abbreviation stands for; ``None`` where it hasn't.

    Either stands in brackets after the other, or the words after a sign such as "=" or "stands
    for"; their letters must have those of the abbreviation in order (Schwartz and Hearst, "A simple
    algorithm for identifying abbreviation definitions", https://doi.org/10.1142/9789812776303_0042).
    """
    for found in regex.finditer(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(short)}(?!\p{{L}})", text):
        start, end = found.span()
        from_here = max(0, start - _LONGEST)
        before = text[from_here:start].rstrip("\"“„«‘' ")
        bracket = from_here + len(before) - 1
        if before.endswith(("(", "[")) and (place := _words_before(short, text, bracket)):
            return place
        says = _SAYS.match(text, end)
        if says and (place := _words_after(short, text, says.end())):
            return place
    return None


def _is_abbreviation(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return capitals >= 2 and 2 * capitals > len(letters)


def _words_before(short: str, text: str, end: int) -> tuple[int, int] | None:
    """The fewest words before a place that the abbreviation is made of."""
    words = list(_WORD.finditer(text, max(0, end - _LONGEST), end))
    starts = [word.start() for word in reversed(words[-_most_words(short) :])]
    places = [(start, start + len(text[start:end].rstrip())) for start in starts]
    return _first_made_of(short, text, places)


def _words_after(short: str, text: str, start: int) -> tuple[int, int] | None:
    """The fewest words from a place on that the abbreviation is made of."""
    found = _WORD.finditer(text, start, start + _LONGEST)
    words = list(islice(found, _most_words(short)))
    places = [(words[0].start(), word.end()) for word in words]
    return _first_made_of(short, text, places)


def _most_words(short: str) -> int:
    letters = sum(map(str.isalnum, short))
    return min(letters + _MOST_WORDS_MORE, 2 * letters)


def _first_made_of(
    short: str, text: str, places: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """The first whose words begin with the letters, else whose words have them in order."""
    letters = [letter for letter in short.casefold() if letter.isalnum()]
    in_words = [_WORD.findall(text[slice(*place)].casefold()) for place in places]
    for within in (lambda word: word[0], lambda word: word):
        for place, words in zip(places, in_words, strict=True):
            rest = iter("".join(map(within, words)))
            begins = words[0][0] == letters[0] and short.casefold() not in words
            if begins and all(letter in rest for letter in letters):
                return place
    return None
