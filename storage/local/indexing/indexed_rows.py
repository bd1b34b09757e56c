"""What the indexes are made from: the stored vectors and terms of passages.

Every function works inside the transaction of the session it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from storage.checks import content_checksum
from storage.errors import StoreDamaged
from storage.index.postings import Terms
from storage.index.rows import Ids
from storage.local.database import Row, Session
from storage.records import Vectors


def read_vectors(
    session: Session, passage_ids: Iterable[int], *, dimension: int
) -> tuple[Ids, Vectors]:
    """The ids among these that are stored, ascending, and their vectors, row i for id i."""
    rows = session.rows(
        "SELECT passage_id, vector, checksum FROM vectors "
        "WHERE passage_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id",
        (json.dumps(tuple(passage_ids)),),
    )
    return decode_vectors(rows, dimension=dimension)


def read_vector_range(
    session: Session, first: int, last: int, *, dimension: int
) -> tuple[Ids, Vectors]:
    """The stored ids from ``first`` to ``last``, ascending, and their vectors."""
    rows = session.rows(
        "SELECT passage_id, vector, checksum FROM vectors "
        "WHERE passage_id BETWEEN ? AND ? ORDER BY passage_id",
        (first, last),
    )
    return decode_vectors(rows, dimension=dimension)


def read_terms(session: Session, passage_ids: Iterable[int]) -> Mapping[int, Terms]:
    """The terms of the stored passages among these ids."""
    rows = session.rows(
        "SELECT passage_id, term_count, terms FROM passages "
        "WHERE passage_id IN (SELECT value FROM json_each(?))",
        (json.dumps(tuple(passage_ids)),),
    )
    return {passage_id: Terms(count, content) for passage_id, count, content in rows}


def read_term_range(session: Session, first: int, last: int) -> tuple[Ids, list[Terms]]:
    """The stored ids from ``first`` to ``last``, ascending, and their terms."""
    ids: list[int] = []
    terms: list[Terms] = []
    for passage_id, count, content in session.rows(
        "SELECT passage_id, term_count, terms FROM passages WHERE passage_id BETWEEN ? AND ? "
        "ORDER BY passage_id",
        (first, last),
    ):
        ids.append(passage_id)
        terms.append(Terms(count, content))
    return np.array(ids, dtype=np.int64), terms


def stored_ids(session: Session) -> Ids:
    """The ids that the documents' rows claim, ascending; verification compares them with more."""
    extents = session.rows(
        "SELECT first_passage, last_passage FROM documents ORDER BY first_passage"
    )
    ranges = [np.arange(first, last + 1, dtype=np.int64) for first, last in extents]
    return np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)


def decode_vectors(rows: Iterable[Row], *, dimension: int) -> tuple[Ids, Vectors]:
    """Ids and vectors of rows (id, bytes, checksum), once each checksum is right."""
    ids: list[int] = []
    content = bytearray()
    for passage_id, vector, checksum in rows:
        if len(vector) != 4 * dimension or content_checksum(passage_id, vector) != checksum:
            raise StoreDamaged(f"the vector of passage {passage_id} in store.db is damaged")
        ids.append(passage_id)
        content += vector
    vectors = np.frombuffer(content, dtype="<f4").reshape(len(ids), dimension)
    return np.array(ids, dtype=np.int64), vectors.astype(np.float32, copy=False)


def vector_rows(passage_ids: Iterable[int], vectors: Vectors) -> Iterator[Row]:
    """Rows (id, bytes, checksum) as the vectors' table holds them."""
    for passage_id, vector in zip(passage_ids, vectors, strict=True):
        content = vector.astype("<f4", copy=False).tobytes()
        yield passage_id, content, content_checksum(passage_id, content)
