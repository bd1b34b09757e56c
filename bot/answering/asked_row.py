"""The row of a passage's tables that a question is about, and how the cross-encoder reads it.

A table read as one text says little to the cross-encoder, which learned on prose: of 15 questions
about rows of eight tables that nobody here wrote it preferred the row alone for 11, by 3 units of
its logit in the median.
"""

from __future__ import annotations

import math

import numpy as np

from bot.answering.tables import Row, rows_in
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
    for word in query.words:
        having = [number for number, one in enumerate(terms) if not one.isdisjoint(word)]
        if having:
            shares[having] += math.log(1 + len(rows) / len(having))
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
