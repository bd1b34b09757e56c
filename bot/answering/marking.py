"""The statement of each passage that answers best: a sentence, a row of a table, or an item."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.asked_row import row_said
from bot.answering.asking import asked_for
from bot.answering.likely_statements import Statement, likely_statements
from bot.answering.ranking import READABLE_FROM
from bot.records import TableCell
from storage.models.reranker import Reranker
from storage.records import Passage
from storage.text.languages import is_english
from storage.text.query import Query

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


def mark(
    query: Query,
    passages: Sequence[Passage],
    *,
    readable: float,
    reranker: Reranker,
    cells: Sequence[TableCell | None] = (),
    may_lead: Sequence[bool] = (),
) -> tuple[Mark, ...]:
    """The best statement of each passage, mark i for passage i; they are read in one batch.

    A statement is better for the question's words, a word counting more the fewer of the passage's
    statements have it; for holding the kind of thing asked for; and for what the cross-encoder
    says, unless what it can read of the question, ``readable``, 0 to 1, is little: English it reads
    always, also where it says yes to most of what was found. A row of a table is read as its label,
    the heads and the value of the cell asked for.

    ``cells``, where given, are the passages' cells that are asked for; one that fits well is marked
    without another look. ``may_lead`` says which passages are relevant enough for the reply to open
    with (none given: all); of the others the words alone tell, since reading takes its time.
    """
    kind = asked_for(query.text)
    can_read = readable >= READABLE_FROM or is_english(query.text)
    marks: dict[int, Mark] = {}
    to_read: dict[int, list[Statement]] = {}
    for place, passage in enumerate(passages):
        cell = cells[place] if cells else None
        if cell and cell.fit >= CELL_FROM:
            marks[place] = _marked_cell(cell)
            continue
        statements = likely_statements(query, kind, passage)
        if can_read and (not may_lead or may_lead[place]):
            to_read[place] = statements
        else:
            unread = [0.0] * len(statements)
            marks[place] = _best(statements, unread, READ if can_read else UNREAD)
    marks |= _marked_closely(query, passages, to_read, reranker)
    return tuple(marks[place] for place in range(len(passages)))


def _marked_cell(cell: TableCell) -> Mark:
    return Mark(cell.start, cell.end, CELL_ODDS + CELL_WEIGHT * cell.fit, cell.text)


def _marked_closely(
    query: Query,
    passages: Sequence[Passage],
    likely: Mapping[int, Sequence[Statement]],
    reranker: Reranker,
) -> dict[int, Mark]:
    """The best of the likely statements of each of those passages, read by the cross-encoder."""
    texts = [
        _read_as(query, passages[place], statement)
        for place, statements in likely.items()
        for statement in statements
    ]
    logits = iter(reranker.logits(query.text, texts).tolist() if texts else [])
    return {
        place: _best(statements, [next(logits) for _ in statements], READ)
        for place, statements in likely.items()
    }


def _read_as(query: Query, passage: Passage, statement: Statement) -> str:
    """A statement as the cross-encoder reads it: below its heading, a row with heads of columns."""
    start, end = statement.start, statement.end
    row = row_said(query, passage, start, end)
    return row or f"{statement.above} {passage.text[start:end]}".lstrip()


def _best(statements: Sequence[Statement], logits: Sequence[float], odds: Odds) -> Mark:
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
