"""Finding passages in the local engine: the index names them, the database is what is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import numpy as np

from storage.checks import best_first, exact_similarities, unit_vector
from storage.errors import StoreDamaged
from storage.index.rows import Ids, Ranges
from storage.local import catalogue
from storage.local.database import Database, Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.current_index import CurrentIndex
from storage.records import DenseHit, LexicalHit, Passage, Vectors
from storage.similarity import similarities_among
from storage.text.words import match_expression, telling_words

_Result = TypeVar("_Result")

_REBUILDS = 2
_MOST_TIES = 4_096  # equal passages beyond this many are ordered arbitrarily
_TIE = 1e-6
_EXACT_BELOW = 1_000  # rows: so few are read and compared exactly, whatever the kind


class LocalSearch:
    """Searches of one library by vectors and by words. Safe to use from several threads."""

    def __init__(self, database: Database, index: CurrentIndex, *, dimension: int) -> None:
        """Search what the database holds, led by the index."""
        self._database = database
        self._index = index
        self._dimension = dimension

    def dense(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._dimension)

        def attempt(session: Session, known: Ranges | None) -> tuple[DenseHit, ...] | None:
            ranges = known if document_ids is None else catalogue.find_ranges(session, document_ids)
            ranked = self._nearest(session, query, limit, ranges)
            return None if ranked is None else _dense_hits(session, ranked)

        return self._searching(attempt) if limit > 0 else ()

    def lexical(
        self, message: str, vector: Vectors, limit: int, document_ids: frozenset[str] | None
    ) -> tuple[LexicalHit, ...]:
        """The ``limit`` passages that match the message's words best, by BM25."""
        query = unit_vector(vector, dimension=self._dimension)
        expression = match_expression(message)
        if expression is None or limit <= 0:
            return ()

        def attempt(session: Session, known: Ranges | None) -> tuple[LexicalHit, ...] | None:
            ranges = known if document_ids is None else catalogue.find_ranges(session, document_ids)
            matches = self._index.matching(session, expression, limit, ranges)
            return self._lexical_hits(session, dict(matches), query)

        return self._searching(attempt)

    def context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        """How well each passage's document holds the words that it lacks itself."""
        words = telling_words(message)
        with self._database.reading() as session:
            self._index.synchronise(session)
            documents = [
                (extent.first_passage, extent.last_passage, np.array(ids, dtype=np.int64))
                for extent, ids in catalogue.extents_around(session, passage_ids)
            ]
            return self._index.context(words, documents) if words and documents else {}

    def similarities(self, passage_ids: Sequence[int]) -> Vectors:
        """The cosine of each passage with each; see ``Store.similarities``."""
        with self._database.reading() as session:
            ids, rows = indexed_rows.read_vectors(session, passage_ids, dimension=self._dimension)
        stored = dict(zip(ids.tolist(), rows, strict=True))
        return similarities_among(passage_ids, stored, dimension=self._dimension)

    def _searching(self, attempt: Callable[[Session, Ranges | None], _Result | None]) -> _Result:
        """The result of an attempt on a synchronised index.

        An attempt gives ``None`` when the index names passages that its transaction doesn't see,
        because another thread's change came between. Those have the highest ids, so the second
        attempt leaves them out; only a damaged index names what isn't stored even then.
        """
        for _ in range(_REBUILDS + 1):
            with self._database.reading() as session:
                self._index.synchronise(session)
                result = attempt(session, None)
                if result is None:
                    result = attempt(session, catalogue.known_range(session))
            if result is not None:
                return result
            self._index.rebuild()
        raise StoreDamaged(
            f"the index of {self._database.path.parent} names passages that store.db doesn't "
            "hold; run `launch.py repair`"
        )

    def _nearest(
        self,
        session: Session,
        query: Vectors,
        limit: int,
        ranges: Ranges | None,
    ) -> tuple[tuple[int, float], ...] | None:
        """Passage ids and similarities, best first; ``None`` where the index is ahead."""
        if ranges is not None and not self._index.is_exact() and _size(ranges) <= _EXACT_BELOW:
            return _rank(*self._read_ranges(session, ranges), query)[:limit]
        fetch = self._index.fetch_count(limit)
        while True:
            named = self._index.nearest(query, fetch, ranges)
            ids, rows = indexed_rows.read_vectors(
                session, named.tolist(), dimension=self._dimension
            )
            if len(ids) < len(named):
                return None
            ranked = _rank(ids, rows, query)
            settled = len(named) < fetch or ranked[limit - 1][1] - ranked[-1][1] > _TIE
            if settled or fetch >= _MOST_TIES:
                return ranked[:limit]
            fetch = min(4 * fetch, _MOST_TIES)

    def _lexical_hits(
        self, session: Session, matches: Mapping[int, float], query: Vectors
    ) -> tuple[LexicalHit, ...] | None:
        """The hits in the order of the matches; ``None`` where the index is ahead."""
        ids, rows = indexed_rows.read_vectors(session, matches, dimension=self._dimension)
        if len(ids) < len(matches):
            return None
        similarities = dict(zip(ids.tolist(), exact_similarities(rows, query), strict=True))
        passages = _passages(session, matches)
        return tuple(
            LexicalHit(passages[passage_id], bm25, float(similarities[passage_id]))
            for passage_id, bm25 in matches.items()
        )

    def _read_ranges(self, session: Session, ranges: Ranges) -> tuple[Ids, Vectors]:
        parts = [
            indexed_rows.read_vector_range(session, first, last, dimension=self._dimension)
            for first, last in ranges
        ]
        if not parts:
            empty = np.empty((0, self._dimension), dtype=np.float32)
            return np.empty(0, dtype=np.int64), empty
        return np.concatenate([ids for ids, _ in parts]), np.concatenate(
            [rows for _, rows in parts]
        )


def _rank(ids: Ids, rows: Vectors, query: Vectors) -> tuple[tuple[int, float], ...]:
    similarities = exact_similarities(rows, query)
    order = best_first(similarities, ids)
    return tuple(zip(ids[order].tolist(), similarities[order].tolist(), strict=True))


def _dense_hits(session: Session, ranked: Sequence[tuple[int, float]]) -> tuple[DenseHit, ...]:
    passages = _passages(session, [passage_id for passage_id, _ in ranked])
    return tuple(DenseHit(passages[passage_id], similarity) for passage_id, similarity in ranked)


def _passages(session: Session, passage_ids: Collection[int]) -> Mapping[int, Passage]:
    passages = catalogue.read_passages(session, passage_ids)
    if len(passages) != len(passage_ids):
        raise StoreDamaged("store.db holds vectors without passages; run `launch.py repair`")
    return passages


def _size(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)
