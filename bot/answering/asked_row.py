"""The row of a passage's tables that a question is about, and how the cross-encoder reads it.

A table read as one text says little to the cross-encoder, which learned on prose: of 15 questions
about rows of eight tables that nobody here wrote it preferred the row alone for 11, by 3 units of
its logit in the median.
"""

from __future__ import annotations

import numpy as np

from bot.answering.asking import telling_words
from bot.answering.cells import cell_in
from bot.answering.tables import Row, row_at, rows_in
from storage.records import Passage
from storage.text.query import Query
from storage.text.words import terms_in


def asked_row(query: Query, passage: Passage) -> Row | None:
    """The row with most of the question's words, a word counting more the fewer rows have it.

    ``None`` where no row has any.
    """
    rows = list(rows_in(passage))
    terms = [terms_in(f"{row.group} {passage.text[row.start : row.end]}") for row in rows]
    shares = np.zeros(len(rows))
    for _, having, weight in telling_words(query, terms):
        shares[having] += weight
    return rows[int(shares.argmax())] if shares.any() else None


def in_words(row: Row) -> str:
    """The row in one line, each value with the heads of its column: "Leidos, city: El Segundo"."""
    heads = [column.words for column in row.columns] or [""] * len(row.values)
    values = [
        f"{head}: {value}" if head else value
        for head, value in zip(heads, row.values, strict=True)
        if value
    ]
    return ", ".join([f"{row.group}: {row.label}" if row.group else row.label, *values])


def row_said(query: Query, passage: Passage, start: int, end: int) -> str:
    """The row that ``passage.text[start:end]`` is, in one line; "" where that is none.

    Its label, the heads and the value of the cell asked for, else all its values with their heads.
    """
    row = row_at(passage, start, end)
    if row is None:
        return ""
    cell = cell_in(query, passage, start, end)
    return cell.text if cell else in_words(row)
