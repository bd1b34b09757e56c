"""Which names and numbers of a question a passage and its document don't have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.answering.asked_time import AskedTime, years_within
from bot.answering.copies import terms_of_head
from bot.records import Candidate
from storage.text.query import Query

_DAY = regex.compile(r"((?:1[5-9]|20)\d\d)-\d\d-\d\d")
_NUMBER = regex.compile(r"\p{N}")  # begins with it: not X11, which is a name of letters here
_ANY_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")


def missing_names(
    query: Query, candidates: Sequence[Candidate], terms: Sequence[frozenset[str]]
) -> list[float]:
    """The share of the question's names that neither a passage nor its document's head has.

    A day is missing, too, where other years are named and not the day's.
    """
    if not query.names:
        return [0.0] * len(candidates)
    if years := AskedTime.of(query.text).years:
        terms = [
            held | years_within(one.passage.text, years)
            for one, held in zip(candidates, terms, strict=True)
        ]
    return [
        sum(_is_missing(name, held, one) for name in query.names) / len(query.names)
        for one, held in zip(candidates, terms, strict=True)
    ]


def held_against(
    query: Query,
    candidates: Sequence[Candidate],
    terms: Sequence[frozenset[str]],
    missing: Sequence[float],
) -> list[float]:
    """How much of what each candidate misses counts against it in the order, 0 to 1.

    All of it where names tell documents from others. Where they don't, a name with letters is what
    the whole library is about, or a word like any other, which the passage that answers needn't
    repeat: then it counts only as far as none has it. A year or another number always counts.
    """
    if not any(missing) or all(one.names_tell for one in candidates):
        return list(missing)
    numbers = tuple(name for name in query.names if _NUMBER.match(name[0]))
    of_numbers = missing_names(replace(query, names=numbers), candidates, terms)
    share, least = len(numbers) / len(query.names), min(missing)
    return [max(share * lacking, least) for lacking in of_numbers]


def _is_missing(name: Sequence[str], held: frozenset[str], candidate: Candidate) -> bool:
    if held.isdisjoint(name) and terms_of_head(candidate).isdisjoint(name):
        return True
    year = next((found[1] for term in name if (found := _DAY.fullmatch(term))), "")
    if not year or year in held or year in terms_of_head(candidate):
        return False
    around = held | terms_of_head(candidate)
    return any(map(_ANY_YEAR.fullmatch, around))
