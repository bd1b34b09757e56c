"""The statement of each passage that answers best: a sentence, a row of a table, or an item."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import regex

from bot.answering.abbreviations import abbreviation_asked_for, spelled_out
from bot.answering.asked_row import in_words, row_said
from bot.answering.asked_time import AskedTime, years_within
from bot.answering.asking import Kind, asked_for, may_answer, shares
from bot.answering.entries import NUMBER_OF_A_HEADING, names_all, refers_back
from bot.answering.ranking import READABLE_FROM
from bot.answering.tables import SENTENCE_END, is_row, may_be_heads, rows_in, statements_in
from bot.records import TableCell
from storage.models.reranker import Reranker
from storage.records import Passage
from storage.text.languages import is_english
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

JOINED_COST = 0.1
"""What a sentence loses that is marked with the one before it, where that may say it alone."""

SPELLED_OUT = 3.0
"""What a statement gains that says what the abbreviation asked for stands for."""

LOGIT_WEIGHT = 0.2
"""What a unit of the cross-encoder's logit counts for; all the question's words count for 1."""


class Odds(NamedTuple):
    """That the best statement of a passage that answers is the right one, as a logistic regression.

    By how far it stands above the second best, and what the cross-encoder says of it.
    """

    base: float
    lead: float
    logit: float


READ = Odds(base=-1.04, lead=1.24, logit=0.145)
"""Fitted on every seventh question of covidqa-long and every twelfth of xquad-en."""

UNREAD = Odds(base=1.24, lead=1.22, logit=0.0)
"""Where the cross-encoder can't read: on every twelfth of five xquad sets in other languages."""

MOST_LEAD, MOST_LOGIT = 4.0, 5.0
"""More says nothing more."""

CELL_FROM = 0.6
"""How well a table's cell must fit what is asked for to be marked for that alone."""

CELL_ODDS, CELL_WEIGHT = 0.4, 2.6
"""The odds that a marked cell is the right one, and what they gain where it fits fully."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The best statement of a passage: ``text[start:end]`` of it, equal where none stands out.

    ``odds`` are those that it is the right one, where its passage has the answer. ``cell`` is the
    cell of a table that its row is marked for, in one line, or "".
    """

    start: int
    end: int
    odds: float
    cell: str = ""

    def certainty(self, relevance: float) -> float:
        """How likely it answers, 0 to 1, where its passage does with that relevance."""
        if self.start == self.end:
            return 0.0
        return relevance / (1.0 + math.exp(-self.odds))


NO_MARK = Mark(0, 0, 0.0)
_BLANK_LINE = regex.compile(r"[ \t]*+\r?\n[ \t]*+\r?\n")
_BEGINNING = 30  # characters of a sentence in which it says that it gives the reason of another
_QUESTION_END = regex.compile(r"""[?？؟]["'”’»)\]」』]*\Z""")


@dataclass(frozen=True, slots=True)
class _Statement:
    start: int
    end: int
    is_told: bool
    evidence: float
    above: str


def mark(
    query: Query,
    passages: Sequence[Passage],
    *,
    readable: float,
    reranker: Reranker,
    cells: Sequence[TableCell | None] = (),
) -> tuple[Mark, ...]:
    """The best statement of each passage, mark i for passage i; they are read in one batch.

    A statement is better for the question's words, a word counting more the fewer of the passage's
    statements have it; for holding the kind of thing asked for; and for what the cross-encoder
    says, unless what it can read of the question, ``readable``, 0 to 1, is little: English it reads
    always, also where it says yes to most of what was found. A row of a table is read as its label,
    the heads and the value of the cell asked for.

    ``cells``, where given, are the passages' cells that are asked for; one that fits well is marked
    without another look.
    """
    kind = asked_for(query.text)
    found = [
        _marked_cell(cell) if cell and cell.fit >= CELL_FROM else None
        for cell in cells or (None,) * len(passages)
    ]
    others = [passage for passage, known in zip(passages, found, strict=True) if known is None]
    marks = iter(_mark_statements(query, kind, others, readable, reranker))
    return tuple(known or next(marks) for known in found)


def _marked_cell(cell: TableCell) -> Mark:
    return Mark(cell.start, cell.end, CELL_ODDS + CELL_WEIGHT * cell.fit, cell.text)


def _mark_statements(
    query: Query, kind: Kind, passages: Sequence[Passage], readable: float, reranker: Reranker
) -> tuple[Mark, ...]:
    """The best statement of each passage, by its words and the cross-encoder."""
    chosen = [_most_likely(query, kind, passage) for passage in passages]
    if readable < READABLE_FROM and not is_english(query.text):
        return tuple(_best(statements, [0.0] * len(statements), UNREAD) for statements in chosen)
    texts = [
        _read_as(query, passage, statement)
        for passage, statements in zip(passages, chosen, strict=True)
        for statement in statements
    ]
    logits = reranker.logits(query.text, texts).tolist() if texts else []
    marks, at = [], 0
    for statements in chosen:
        marks.append(_best(statements, logits[at : at + len(statements)], READ))
        at += len(statements)
    return tuple(marks)


def _most_likely(query: Query, kind: Kind, passage: Passage) -> list[_Statement]:
    """The statements worth reading closely, in the order of the passage."""
    text, rows = passage.text, {(row.start, row.end): row for row in rows_in(passage)}
    places = [
        place
        for place in statements_in(text)
        if place in rows or not may_be_heads(text[slice(*place)])
    ]
    years = AskedTime.of(query.text).years
    # With the heads of its columns, a row of a table is told by what other rows don't have.
    terms = [
        terms_in(line := in_words(rows[place]) if place in rows else text[slice(*place)])
        | (years_within(line, years) if years else set())
        for place in places
    ]
    joined = [one | other for one, other in pairwise(terms)]  # each with the one before it
    having = shares(query, passage, terms, [*terms, *joined])
    short = abbreviation_asked_for(query.text)
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
    # A question itself, as in lists of frequent ones, is no answer.
    answers_follow = any(
        place not in left_out and not _QUESTION_END.search(text, *place) for place in places
    )
    above, share_above = "", 0.0  # a question or heading right before, and its words
    named_above, below = "", 0  # a heading that is all that is asked about, and how much it heads
    said_before = ("", 0.0)  # the statement right before, and its words
    found: list[_Statement] = []
    before: _Statement | None = None  # that, where it may be referred to
    for place, (start, end) in enumerate(places):
        statement, own = text[start:end], having[place]
        if (start, end) in left_out or (answers_follow and _QUESTION_END.search(text, start, end)):
            above, share_above = statement, max(own, share_above)
            is_entry = kind == "thing" and names_all(query, statement)
            named_above, below = (statement, MOST_READ) if is_entry else ("", 0)
            said_before, before = ("", 0.0), None
            continue
        refers = before is not None and refers_back(text, (before.start, before.end), start)
        if below:
            above, share_above = named_above, 1.0
        elif not SENTENCE_END.search(statement):
            above, share_above = "", 0.0
        elif (
            said_before[0]
            and not refers
            and kind == "reason"
            and may_answer(kind, statement[:_BEGINNING], "")
        ):
            above, share_above = said_before
        share = min(1.0, own + share_above)
        evidence = share * (1.0 if _is_whole(passage, start, end) else UNENDED_WEIGHT)
        evidence += KIND_WEIGHT * may_answer(kind, statement, query.text)
        if short and spelled_out(short, statement):
            evidence += SPELLED_OUT
        above = above if share_above else ""
        # A heading's words alone mark nothing below it; those of a question do.
        is_told = own > 0 or below > 0 or bool(_QUESTION_END.search(above))
        found.append(alone := _Statement(start, end, is_told, evidence, above))
        if before and refers:
            evidence = having[len(places) + place - 1] - JOINED_COST
            evidence += KIND_WEIGHT * may_answer(kind, text[before.start : end], query.text)
            is_told |= before.is_told
            found.append(replace(before, end=end, is_told=is_told, evidence=evidence))
        above, share_above = (statement, own) if _may_head(text, start, end) else ("", 0.0)
        said_before, below, before = (statement, own), max(0, below - 1), alone
    best = sorted(found, key=lambda one: (-one.evidence, one.start))[:MOST_READ]
    return sorted(best, key=lambda one: one.start)


def _headings(passage: Passage, places: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
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


def _is_whole(passage: Passage, start: int, end: int) -> bool:
    statement = passage.text[start:end]
    return end == len(passage.text) or bool(SENTENCE_END.search(statement)) or is_row(statement)


def _read_as(query: Query, passage: Passage, statement: _Statement) -> str:
    """A statement as the cross-encoder reads it: below its heading, a row with heads of columns."""
    start, end = statement.start, statement.end
    row = row_said(query, passage, start, end)
    return row or f"{statement.above} {passage.text[start:end]}".lstrip()


def _best(statements: Sequence[_Statement], logits: Sequence[float], odds: Odds) -> Mark:
    scores = [
        one.evidence + LOGIT_WEIGHT * logit for one, logit in zip(statements, logits, strict=True)
    ]
    told = [at for at, one in enumerate(statements) if one.is_told or logits[at] > 0.0]
    if not told:
        return NO_MARK
    at = max(told, key=lambda number: scores[number])
    others = [score for number, score in enumerate(scores) if number != at]
    lead = max(0.0, min(MOST_LEAD, scores[at] - max(others))) if others else MOST_LEAD
    sure = odds.base + odds.lead * lead + odds.logit * min(MOST_LOGIT, logits[at])
    return Mark(statements[at].start, statements[at].end, sure)
