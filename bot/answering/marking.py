"""The statement of each passage that answers best: a sentence, a row of a table, or an item."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.asked_row import row_said
from bot.answering.asking import Kind, asked_for, may_answer
from bot.answering.certainty import Told, certainties
from bot.answering.likely_statements import Statement, likely_statements
from bot.answering.ranking import READABLE_FROM
from bot.records import TableCell
from storage.models.reranker import Reranker
from storage.records import Passage
from storage.text.languages import is_english
from storage.text.query import Query

LOGIT_WEIGHT = 0.2
"""What a unit of the cross-encoder's logit counts for; all the question's words count for 1."""


CELL_FROM = 0.6
"""How well a table's cell must fit what is asked for to be marked for that alone."""

LIKELY_FROM = 0.2
"""The relevance of a passage from which all its likely statements are read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The best statement of a passage: ``text[start:end]`` of it, equal where none stands out.

    ``certainty``, 0 to 1, is how likely it answers. ``cell`` is the cell of a table that its row is
    marked for, in one line, or "".
    """

    start: int
    end: int
    certainty: float
    cell: str = ""


NO_MARK = Mark(0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class _Best:
    """The best statement of a passage and what tells that it answers."""

    start: int
    end: int
    told: Told
    cell: str = ""


def mark(
    query: Query,
    passages: Sequence[Passage],
    *,
    readable: float,
    reranker: Reranker,
    cells: Sequence[TableCell | None] = (),
    relevances: Sequence[float] = (),
) -> tuple[Mark, ...]:
    """The best statement of each passage, mark i for passage i; they are read in one batch.

    A statement is better for the question's words, a word counting more the fewer of the passage's
    statements have it; for holding the kind of thing asked for; and for what the cross-encoder
    says, unless what it can read of the question, ``readable``, 0 to 1, is little: English it reads
    always, also where it says yes to most of what was found. A row of a table is read as its label,
    the heads and the value of the cell asked for.

    ``cells``, where given, are the passages' cells that are asked for; one that fits well is marked
    without another look. ``relevances``, 0 to 1, are the passages' own (none given: all 1): of one
    that hardly answers only the statement best by its words is read, since reading takes its time.
    """
    kind = asked_for(query.text)
    can_read = readable >= READABLE_FROM or is_english(query.text)
    relevances = relevances or (1.0,) * len(passages)
    best: dict[int, _Best | None] = {}
    to_read: dict[int, list[Statement]] = {}
    for place, passage in enumerate(passages):
        cell = cells[place] if cells else None
        if cell and cell.fit >= CELL_FROM:
            told = Told(score=0.0, lead=0.0, logit=None, is_kind=True, fit=cell.fit)
            best[place] = _Best(cell.start, cell.end, told, cell.text)
            continue
        statements = likely_statements(query, kind, passage)
        if not can_read:
            best[place] = _best(query, kind, passage, statements, None)
        elif place and relevances[place] < LIKELY_FROM:
            to_read[place] = sorted(statements, key=lambda one: -one.evidence)[:1]
        else:
            to_read[place] = statements
    texts = [
        _read_as(query, passages[place], statement)
        for place, statements in to_read.items()
        for statement in statements
    ]
    logits = iter(reranker.logits(query.text, texts).tolist() if texts else [])
    for place, statements in to_read.items():
        read = [next(logits) for _ in statements]
        best[place] = _best(query, kind, passages[place], statements, read)
    found = [best[place] for place in range(len(passages))]
    sure = certainties([one.told if one else None for one in found], relevances)
    return tuple(
        Mark(one.start, one.end, certainty, one.cell) if one else NO_MARK
        for one, certainty in zip(found, sure, strict=True)
    )


def _read_as(query: Query, passage: Passage, statement: Statement) -> str:
    """A statement as the cross-encoder reads it: below its heading, a row with heads of columns."""
    start, end = statement.start, statement.end
    row = row_said(query, passage, start, end)
    return row or f"{statement.above} {passage.text[start:end]}".lstrip()


def _best(
    query: Query,
    kind: Kind,
    passage: Passage,
    statements: Sequence[Statement],
    logits: Sequence[float] | None,
) -> _Best | None:
    """The best of the statements; none where nothing tells it. ``logits``: None where unread."""
    read = logits or [0.0] * len(statements)
    scores = [
        one.evidence + LOGIT_WEIGHT * logit for one, logit in zip(statements, read, strict=True)
    ]
    told = [at for at, one in enumerate(statements) if one.is_told or read[at] > 0.0]
    if not told:
        return None
    at = max(told, key=lambda number: scores[number])
    start, end = statements[at].start, statements[at].end
    next_best = max((score for other, score in enumerate(scores) if other != at), default=-math.inf)
    return _Best(
        start,
        end,
        Told(
            score=scores[at],
            lead=max(0.0, scores[at] - next_best),
            logit=None if logits is None else logits[at],
            is_kind=may_answer(kind, passage.text[start:end], query.text),
        ),
    )
