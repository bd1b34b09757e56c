"""What the cells of tables that a question asks for say for their passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.cells import best_cell
from bot.answering.copies import head_of
from bot.records import Candidate, TableCell
from storage.text.query import Query

CELL_BEFORE = 2.0
"""What a cell that is all that is asked for counts beside the first evidence."""

CELL_WEIGHT = 5.0
CURRENT_WEIGHT = 1.0
"""What a cell that is all that is asked for adds to the evidence, and what it adds that it is of
its table's latest time: next year's filing has the same cell beside its own."""

WHOLE_FROM, PART = 0.75, 0.8
"""How well a cell must fit to show that others are a part of it, and what is left of their fit."""


def with_their_cells(query: Query, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates, each with the cell of its tables that the question asks for, if any is."""
    cells = [best_cell(query, one.passage, head_of(one)) for one in candidates]
    for document in {one.passage.document_id for one in candidates}:
        own = [at for at, one in enumerate(candidates) if one.passage.document_id == document]
        for at, cell in zip(own, whole_first([cells[at] for at in own]), strict=True):
            cells[at] = cell
    return tuple(replace(one, cell=cell) for one, cell in zip(candidates, cells, strict=True))


def cell_before(one: Candidate) -> float:
    """What a candidate's cell counts before the cross-encoder has read its passage."""
    return CELL_BEFORE * one.cell.fit**2 if one.cell else 0.0


def in_a_cell(one: Candidate, missing: float) -> float:
    """The part of the evidence that comes from a cell which is asked for.

    ``missing`` is the share of the question's names that aren't around it. The cross-encoder reads
    a table as one text, and all tables of a filing are alike to it.
    """
    if one.cell is None:
        return 0.0
    return (1.0 - missing) * one.cell.fit**2 * (CELL_WEIGHT + CURRENT_WEIGHT * one.cell.is_current)


def whole_first(cells: Sequence[TableCell | None]) -> list[TableCell | None]:
    """The cells found in one document, those less sure that are a part of another.

    A label stands in several tables of a document: in one with the whole amount, and in others with
    what part of it is of some kind, or its share.
    """
    most = max((one.amount for one in cells if one and one.fit >= WHOLE_FROM), default=0.0)
    return [
        replace(one, by_label=one.by_label * PART) if one and one.amount < most / 2 else one
        for one in cells
    ]
