"""Searches in Milvus; every hit is checked against its document before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from storage.checks import best_first, exact_similarities, is_document_id
from storage.found import Choice, Choose, DenseHit, FoundPassages
from storage.matching import matches_of
from storage.milvus import layout
from storage.milvus.catalogue import Catalogue
from storage.milvus.columns import MilvusRow
from storage.milvus.connection import MOST_ROWS, Connection
from storage.milvus.contents import LiveDocument
from storage.milvus.passage_rows import passage_of
from storage.records import Passage, Vectors
from storage.text.query import Query

_SPARE = 16
_SAME = 1e-5  # nearer than this, Milvus' float32 and our exact similarities can change places
_COLUMNS = (*layout.PASSAGE_COLUMNS, "vector")

_Ask: TypeAlias = Callable[[int, str, bool], list[MilvusRow]]
"""Rows for how many, under which condition, and whether with all that others wrote just now."""


class MilvusSearch:
    """Searches of one collection of passages."""

    def __init__(
        self, connection: Connection, collection: str, catalogue: Catalogue, *, index_kind: str
    ) -> None:
        """``index_kind`` is Milvus' name of the index over the vectors."""
        self._connection = connection
        self._collection = collection
        self._catalogue = catalogue
        self._index_kind = index_kind

    def dense(
        self, query: Vectors, limit: int, document_ids: frozenset[str] | None
    ) -> tuple[FoundRow, ...]:
        """The passages nearest to a unit vector; see ``Store.search``."""

        def ask(count: int, where: str, fresh: bool) -> list[MilvusRow]:
            return self._connection.nearest(
                self._collection, query, limit=count, where=where, fields=_COLUMNS, fresh=fresh,
                searching=layout.searching(self._index_kind, count),
            )  # fmt: skip

        rows, live = self._standing(ask, limit, document_ids)
        if not rows:
            return ()
        found = _found(rows, live, query)
        ids = np.array([one.passage.passage_id for one in found], dtype=np.int64)
        similarities = np.array([one.similarity for one in found], dtype=np.float64)
        return tuple(found[at] for at in best_first(similarities, ids)[:limit])

    def lexical(
        self, query: Query, vector: Vectors, limit: int, document_ids: frozenset[str] | None
    ) -> tuple[FoundRow, ...]:
        """The passages that match the question's words best, ties by ascending id."""
        # Phrases and beginnings become their words: BM25 in Milvus knows words only.
        words = " ".join(term for search in query.searches for term in search.terms)
        if not words:
            return ()

        def ask(count: int, where: str, fresh: bool) -> list[MilvusRow]:
            return self._connection.matching(
                self._collection, words, "terms",
                limit=count, where=where, fields=_COLUMNS, fresh=fresh,
            )  # fmt: skip

        found = _found(*self._standing(ask, limit, document_ids), vector)
        return tuple(sorted(found, key=lambda one: (-one.distance, one.passage.passage_id))[:limit])

    def _standing(
        self, ask: _Ask, limit: int, document_ids: frozenset[str] | None
    ) -> tuple[list[MilvusRow], Mapping[str, LiveDocument]]:
        """Rows that stand, at least the best ``limit`` of them, with their documents.

        Rows of versions that no longer count, or don't yet, would take the place of others: once
        seen, they are left out of the search, which is asked again. It is asked for more, too,
        while the last row ties with the last that is wanted, since ties go by passage id.
        """
        wanted = None if document_ids is None else sorted(filter(is_document_id, document_ids))
        if limit <= 0 or wanted == []:
            return [], {}
        within = "" if wanted is None else layout.any_of("document_id", wanted)
        fallen: set[int] = set()
        count, fresh = min(limit + _SPARE, MOST_ROWS), False
        while True:
            without = f"version not in {sorted(fallen)}" if fallen else ""
            rows = ask(count, " and ".join(filter(None, (within, without))), fresh)
            live = self._catalogue.live({row["document_id"] for row in rows}, fresh=fresh)
            standing = [row for row in rows if _stands(row, live)]
            found_fallen = {row["version"] for row in rows} - {row["version"] for row in standing}
            if found_fallen and not fresh:
                # What makes them count, or took their place, may be newer than this read.
                fresh = True
            elif found_fallen - fallen:
                fallen |= found_fallen
            elif len(rows) < count or count == MOST_ROWS or _clear_border(standing, limit):
                return standing, live
            else:
                count = min(count * 4, MOST_ROWS)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A passage that Milvus found, with its own measure, our exact similarity, and its vector."""

    passage: Passage
    distance: float
    similarity: float
    vector: Vectors

    @property
    def hit(self) -> DenseHit:
        """The passage as one that was found by its vector."""
        return DenseHit(self.passage, self.similarity)


def chosen_of(
    nearest: Sequence[FoundRow],
    words: Sequence[FoundRow],
    choose: Choose[Choice],
    *,
    dimension: int,
) -> FoundPassages[Choice]:
    """The passages that ``choose`` wants of those that either search found."""
    found = {one.passage.passage_id: one for one in (*words, *nearest)}
    choices = choose(
        matches_of(
            [one.passage.passage_id for one in nearest],
            {one.passage.passage_id: one.distance for one in words},
            similarities={number: one.similarity for number, one in found.items()},
            context={},
        )
    )
    wanted = [found[choice.passage_id] for choice in choices]
    vectors = np.array([one.vector for one in wanted], dtype=np.float32)
    return FoundPassages(
        tuple(choices),
        tuple(one.passage for one in wanted),
        vectors.reshape(len(wanted), dimension),
        ("",) * len(wanted),
    )


def _stands(row: MilvusRow, live: Mapping[str, LiveDocument]) -> bool:
    document = live.get(row["document_id"])
    return document is not None and document.version == row["version"]


def _clear_border(rows: Sequence[MilvusRow], limit: int) -> bool:
    """Whether no row that wasn't given could be among the best ``limit``."""
    distances = sorted((row["distance"] for row in rows), reverse=True)
    return len(distances) > limit and distances[limit - 1] - distances[-1] > _SAME


def _found(
    rows: Sequence[MilvusRow], live: Mapping[str, LiveDocument], query: Vectors
) -> tuple[FoundRow, ...]:
    if not rows:
        return ()
    vectors = _vectors(rows)
    return tuple(
        FoundRow(
            passage_of(row, live[row["document_id"]]), row["distance"], float(similarity), vector
        )
        for row, similarity, vector in zip(
            rows, exact_similarities(vectors, query), vectors, strict=True
        )
    )


def _vectors(rows: Sequence[MilvusRow]) -> Vectors:
    return np.asarray([row["vector"] for row in rows], dtype=np.float32)
