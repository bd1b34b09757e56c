"""How well a table's row is what a question asks for, by the words of its label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from storage.text.query import Query
from storage.text.tokens import tokenised
from storage.text.words import terms_in, terms_of

BRACKETED = regex.compile(r"\([^)]*\)|\*|†|®|™")
_DATE_TERM = regex.compile(r"(?:19|20)\d\d(?:-\w+)*|d[ny]\d\d-\d\d|fy\d{4}|[qh]\d")
_ADDED_LITTLE = frozenset(("total", "net", "consolid", "overal"))
_JOINING = frozenset((
    "and", "of", "the", "for", "in", "to", "on", "a", "an", "or", "by", "with", "at", "from",
    "und", "der", "die", "das", "des", "et", "de", "la", "le", "les", "du", "y", "e", "o", "i",
    "и", "в", "на",
))  # fmt: skip
_SOFT = frozenset(("cost", "expens", "charg", "total", "net"))
SOFT_WEIGHT = 0.4
"""What "costs" and its like count for: labels often leave them out."""

NEAR = {
    "earn": ("incom", "profit"), "profit": ("incom", "earn"), "incom": ("profit", "earn"),
    "revenu": ("sale",), "sale": ("revenu",), "cost": ("price",), "price": ("cost",),
}  # fmt: skip
NEAR_WEIGHT = 0.6
"""What a word counts for that the label says in another one for nearly the same."""

GROUP_WEIGHT = 0.7
"""What a word counts for that only the label over a group of rows has."""


@lru_cache(maxsize=1)  # not when imported: terms take a fifth of a second to be ready
def _unasked() -> frozenset[str]:
    """Words that say when, how much and whose."""
    words = (
        "three six nine twelve months month ended ending quarter quarterly year years fiscal"
        " first second third fourth half period during spend spent spending amount high large"
        " big much many report reported record recorded incur incurred value figure company"
        " according filing as at end overall"
    )
    return frozenset(terms_of(tokenised(words), "english"))


def with_near(word: Sequence[str]) -> set[str]:
    """The terms of a word, with those of other words for nearly the same."""
    return {term for one in word for term in (one, *NEAR.get(one, ()))}


def measure_of(query: Query, known: frozenset[str]) -> list[tuple[str, ...]]:
    """The words of what is asked for: not whose it is, nor when."""
    names = {name for name in query.names if not known.isdisjoint(name)}
    return [
        word
        for word in query.words
        if word not in names
        and not any(term in _unasked() or _DATE_TERM.fullmatch(term) for term in word)
    ]


def label_fit(
    measure: Sequence[tuple[str, ...]],
    said: frozenset[str],
    label: str,
    group: str,
    heads: str = "",
) -> float:
    """How well a row's label, with that of its group, is the measure asked for, 0 to 1.

    ``heads`` are the words over its column. Words that are asked for and lacking count against it,
    and words that nobody asked for, those in brackets, of the group or such as "total" less.
    """
    plain = content(BRACKETED.sub(" ", label))
    own, over = content(label), content(group) | content(heads)
    if plain <= _ADDED_LITTLE:
        plain, own, over = plain | over, own | over, frozenset()
    asked = {term for word in measure for term in word}
    if own.isdisjoint(asked):
        return 0.0
    covered, total = 0.0, 0.0
    for word in measure:
        weight = SOFT_WEIGHT if not _SOFT.isdisjoint(word) else 1.0
        total += weight
        if not own.isdisjoint(word):
            covered += weight
        elif not over.isdisjoint(word):
            covered += GROUP_WEIGHT * weight
        elif any(near in own or near in over for term in word for near in NEAR.get(term, ())):
            covered += NEAR_WEIGHT * weight
            asked |= {near for term in word for near in NEAR.get(term, ())}
    added = sum(0.2 if term in _ADDED_LITTLE else 1.0 for term in plain - asked - said)
    added += 0.5 * min(2, len(content(group) - asked - _ADDED_LITTLE)) if over else 0.0
    shared = len(own & asked) + 0.5 * len(over & asked - own)
    return float(covered / total * (shared / (shared + added)) ** 0.5)


@lru_cache(maxsize=20_000)
def content(label: str) -> frozenset[str]:
    """The terms of a label's words, without those that only join them."""
    return terms(label) - _JOINING


@lru_cache(maxsize=20_000)
def terms(text: str) -> frozenset[str]:
    """The text's different terms."""
    return terms_in(text)
