"""Which names and numbers of a question a passage and its document don't have."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.answering.asked_time import AskedTime, years_within
from bot.answering.copies import head_of
from bot.records import Candidate
from storage.text.query import Query
from storage.text.words import terms_in

_DAY = regex.compile(r"((?:1[5-9]|20)\d\d)-\d\d-\d\d")
_ANY_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")


def missing_names(
    query: Query, candidates: Sequence[Candidate], terms: Sequence[frozenset[str]]
) -> list[float]:
    """The share of the question's names that neither a passage nor its document's head has.

    A day is missing, too, where other years are named and not the day's.
    """
    if not query.names:
        return [0.0] * len(candidates)
    heads = [head_of(one) for one in candidates]
    if years := AskedTime.of(query.text).years:
        terms = [
            held | years_within(one.passage.text, years)
            for one, held in zip(candidates, terms, strict=True)
        ]
    known = {head: terms_in(head) for head in set(heads)}  # many stand in one document
    return [
        sum(_is_missing(name, held, known[head]) for name in query.names) / len(query.names)
        for head, held in zip(heads, terms, strict=True)
    ]


def _is_missing(name: Sequence[str], held: frozenset[str], known: frozenset[str]) -> bool:
    if held.isdisjoint(name) and known.isdisjoint(name):
        return True
    year = next((found[1] for term in name if (found := _DAY.fullmatch(term))), "")
    if not year or year in held or year in known:
        return False
    return any(map(_ANY_YEAR.fullmatch, held)) or any(map(_ANY_YEAR.fullmatch, known))
