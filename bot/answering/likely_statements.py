"""The few statements of a passage that are worth reading closely: sentences, rows, items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import regex

from bot.answering.abbreviations import abbreviation_asked_for, spelled_out
from bot.answering.asked_row import in_words
from bot.answering.asked_time import AskedTime, years_within
from bot.answering.asking import Kind, may_answer, telling_words
from bot.answering.entries import NUMBER_OF_A_HEADING, names_all, refers_back
from bot.answering.tables import SENTENCE_END, is_row, may_be_heads, rows_in, statements_in
from storage.records import Passage
from storage.text.query import Query
from storage.text.words import terms_in

MOST_READ = 3
"""Statements of a passage that the cross-encoder reads; a fourth never was the right one more often
than it cost time (tests/benchmarks/RETRIEVAL.md)."""

MOST_WORDS_OF_A_HEADING = 8
"""More words on a line are a part of a sentence more often."""

UNENDED_WEIGHT = 0.7
"""What the words of a heading or of half a sentence count for, against those of a whole one."""

KIND_WEIGHT = 0.4
"""What a statement gains that holds what is asked for: a number, a date, a name, a reason."""

SUBJECT_WEIGHT = 0.3
"""What a word counts for that the document or the heading is called by."""

JOINED_COST = 0.1
"""What a sentence loses that is marked with the one before it, where that may say it alone."""

SPELLED_OUT = 3.0
"""What a statement gains that says what the abbreviation asked for stands for."""

_BLANK_LINE = regex.compile(r"[ \t]*+\r?\n[ \t]*+\r?\n")
_BEGINNING = 30  # characters of a sentence in which it says that it gives the reason of another
_QUESTION_END = regex.compile(r"""[?？؟]["'”’»)\]」』]*\Z""")

_Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a passage, ``text[start:end]`` of it.

    ``is_told`` says whether its words tell it from the others, and ``evidence`` how much they say
    for it. ``above`` is what stands before it and is read with it, or "".
    """

    start: int
    end: int
    is_told: bool
    evidence: float
    above: str


class _Lent(NamedTuple):
    """A text whose words count for what stands below it: they are this share of the question's."""

    text: str = ""
    share: float = 0.0


_NOTHING = _Lent()


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a statement.

    ``above`` is a question, a heading or a word on a line of its own right before it, ``said`` the
    words of the statement there, and ``statement`` that itself. ``entry`` is a heading that is all
    that is asked about; it lends its words to ``headed`` further statements.
    """

    above: _Lent = _NOTHING
    said: _Lent = _NOTHING
    statement: Statement | None = None
    entry: _Lent = _NOTHING
    headed: int = 0

    def referred_to(self, text: str, start: int) -> Statement | None:
        """The statement before, if the one that starts there says nothing without it."""
        one = self.statement
        return one if one and refers_back(text, (one.start, one.end), start) else None

    def lent_to(self, statement: str, kind: Kind) -> _Lent:
        """The words that count for the statement, too."""
        if self.headed:
            return self.entry
        if not SENTENCE_END.search(statement):
            return _NOTHING
        if self.said.text and kind == "reason" and may_answer(kind, statement[:_BEGINNING], ""):
            return self.said
        return self.above


def likely_statements(query: Query, kind: Kind, passage: Passage) -> list[Statement]:
    """The statements worth reading closely, in the order of the passage."""
    text = passage.text
    rows = {(row.start, row.end): row for row in rows_in(passage)}
    all_places = list(statements_in(text))
    places = [
        place for place in all_places if place in rows or not may_be_heads(text[slice(*place)])
    ]
    places = places or all_places  # what heads nothing has no heads
    years = AskedTime.of(query.text).years
    # With the heads of its columns, a row of a table is told by what other rows don't have.
    lines = [in_words(rows[place]) if place in rows else text[slice(*place)] for place in places]
    terms = [terms_in(line) | years_within(line, years) for line in lines]
    together = [one | other for one, other in pairwise((frozenset[str](), *terms))]
    having = _shares(query, passage, terms, (*terms, *together))
    shares, joined = having[: len(terms)], having[len(terms) :]
    short = abbreviation_asked_for(query.text)
    no_answers = _without_answer(query, kind, passage, places, terms)
    before = _Before()
    found: list[Statement] = []
    for place, own, with_before in zip(places, shares, joined, strict=True):
        said = _Lent(text[slice(*place)], own)
        if place in no_answers:
            is_entry = kind == "thing" and names_all(query, said.text)
            before = _Before(
                above=_Lent(said.text, max(own, before.above.share)),
                entry=_Lent(said.text, 1.0),
                headed=MOST_READ if is_entry else 0,
            )
            continue
        referred_to = before.referred_to(text, place[0])
        lent = before.lent_to(said.text, "thing" if referred_to else kind)
        evidence = min(1.0, own + lent.share)
        evidence *= 1.0 if _is_whole(passage, *place) else UNENDED_WEIGHT
        evidence += KIND_WEIGHT * may_answer(kind, said.text, query.text)
        if short and spelled_out(short, said.text):
            evidence += SPELLED_OUT
        above = lent.text if lent.share else ""
        # A heading's words alone mark nothing below it; those of a question do.
        is_told = own > 0 or before.headed > 0 or bool(_QUESTION_END.search(above))
        found.append(alone := Statement(*place, is_told, evidence, above))
        if referred_to:
            evidence = with_before - JOINED_COST
            evidence += KIND_WEIGHT * may_answer(
                kind, text[referred_to.start : place[1]], query.text
            )
            is_told |= referred_to.is_told
            both = replace(referred_to, end=place[1], is_told=is_told, evidence=evidence)
            found.append(both)
        before = _Before(
            above=said if _may_head(text, *place) else _NOTHING,
            said=said,
            statement=alone,
            entry=before.entry,
            headed=max(0, before.headed - 1),
        )
    best = sorted(found, key=lambda one: (-one.evidence, one.start))[:MOST_READ]
    return sorted(best, key=lambda one: one.start)


def _without_answer(
    query: Query,
    kind: Kind,
    passage: Passage,
    places: Sequence[_Place],
    terms: Sequence[frozenset[str]],
) -> set[_Place]:
    """The places of headings and questions, which answer nothing where others may."""
    text = passage.text
    left_out = _headings(passage, places)
    if kind != "yes or no":  # a title that no layout tells from text has the question's words alone
        said = terms_in(query.text)
        left_out |= {
            place
            for place, own in zip(places, terms, strict=True)
            if own <= said
            or (
                (number := NUMBER_OF_A_HEADING.match(text[slice(*place)]))
                and terms_in(text[place[0] + number.end() : place[1]]) <= said
            )
        }
    if len(left_out) == len(places):
        left_out = set()
    asking = {place for place in places if _asks(text, place)}
    answers_follow = any(place not in left_out and place not in asking for place in places)
    return left_out | asking if answers_follow else left_out


def _headings(passage: Passage, places: Sequence[_Place]) -> set[_Place]:
    """The places of headings that the passage stands under or begins with, where more is below.

    They have the question's words, and what they head says it in others.
    """
    text = passage.text
    found = {place for place in places if text[slice(*place)].strip("#* ") in passage.headings}
    others = [place for place in places if place not in found]
    if len(others) > 1 and not _is_whole(passage, *others[0]):
        goes_on = text[others[1][0]].islower()
        has_prose = any(SENTENCE_END.search(text[slice(*place)]) for place in others[1:])
        found |= {others[0]} if has_prose and not goes_on else set()
    return found if len(found) < len(places) else set()


def _may_head(text: str, start: int, end: int) -> bool:
    """Whether a statement is a short line of its own, such as a word explained below it."""
    is_short = len(text[start:end].split()) <= MOST_WORDS_OF_A_HEADING
    return is_short and text[end - 1].isalnum() and bool(_BLANK_LINE.match(text, end))


def _asks(text: str, place: _Place) -> bool:
    """Whether a statement is a question itself, as in lists of frequent ones: no answer."""
    return bool(_QUESTION_END.search(text, *place))


def _is_whole(passage: Passage, start: int, end: int) -> bool:
    statement = passage.text[start:end]
    return end == len(passage.text) or bool(SENTENCE_END.search(statement)) or is_row(statement)


def _shares(
    query: Query,
    passage: Passage,
    terms: Sequence[frozenset[str]],
    of: Sequence[frozenset[str]],
) -> list[float]:
    """What each ``of`` some terms has of the question's words that the passage has, 0 to 1.

    ``terms`` are those of its statements: a word counts the more the fewer have it. Words that the
    document or the heading is called by tell statements little apart.
    """
    subject = terms_in(f"{passage.document} {passage.title} {passage.heading}")
    shares = np.zeros(len(of))
    total = 0.0
    for word, _, weight in telling_words(query, terms):
        having = [place for place, held in enumerate(of) if not held.isdisjoint(word)]
        shares[having] += weight if subject.isdisjoint(word) else SUBJECT_WEIGHT * weight
        total += weight
    listed: list[float] = (shares / total if total else shares).tolist()
    return listed
