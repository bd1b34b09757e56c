"""Finding passages in the local engine: the index names them, the database is what is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from storage.checks import best_first, exact_similarities, unit_vector
from storage.collections import Collections
from storage.errors import StoreDamaged
from storage.found import Choice, Choose, DenseHit, FoundPassages, Match
from storage.index.rows import Ids, Ranges
from storage.local import catalogue
from storage.local.collected import KnownRanges
from storage.local.database import Database, Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.current_index import CurrentIndex
from storage.matching import matches_of
from storage.records import Passage, Vectors
from storage.text.query import Query

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
        self._ranges = KnownRanges()

    def dense(
        self,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None,
        collections: Collections = None,
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._dimension)

        def attempt(session: Session, known: Ranges | None) -> tuple[DenseHit, ...] | None:
            ranges = known
            if document_ids is not None or collections is not None:
                ranges = self._ranges.find(session, document_ids, collections)
            nearest = self._nearest(session, query, limit, ranges)
            return None if nearest is None else _dense_hits(session, nearest.ranked[:limit])

        return self._searching(attempt) if limit > 0 else ()

    def find(
        self,
        query: Query,
        vector: Vectors,
        *,
        depth: int,
        choose: Choose[Choice],
        document_ids: frozenset[str] | None,
        collections: Collections = None,
    ) -> FoundPassages[Choice]:
        """The passages that ``choose`` wants of those that match; see ``Store.find``."""
        asked = unit_vector(vector, dimension=self._dimension)

        def attempt(session: Session, known: Ranges | None) -> FoundPassages[Choice] | None:
            ranges = known
            if document_ids is not None or collections is not None:
                ranges = self._ranges.find(session, document_ids, collections)
            lexical = dict(self._index.matching(session, query.searches, depth, ranges))
            nearest = self._nearest(session, asked, depth, ranges, besides=lexical)
            if nearest is None:
                return None
            matches = self._matches(session, query, nearest, lexical, depth)
            return self._chosen(session, choose(matches), nearest.vectors)

        return self._searching(attempt)

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
            "hold; run `footnote repair`"
        )

    def _nearest(
        self,
        session: Session,
        query: Vectors,
        limit: int,
        ranges: Ranges | None,
        *,
        besides: Collection[int] = (),
    ) -> _Nearest | None:
        """The nearest passages, and the vectors of others ``besides``, all read at once.

        ``None`` where the index names passages that the session doesn't see.
        """
        if ranges is not None and not self._index.is_exact() and _size(ranges) <= _EXACT_BELOW:
            ids, rows = self._read_ranges(session, ranges)
            return _Nearest.of(ids, rows, query)
        fetch = self._index.fetch_count(limit)
        while True:
            named = self._index.nearest(query, fetch, ranges)
            wanted = np.union1d(named, np.fromiter(besides, np.int64, len(besides)))
            ids, rows = indexed_rows.read_vectors(
                session, wanted.tolist(), dimension=self._dimension
            )
            if len(ids) < len(wanted):
                return None
            among = np.isin(ids, named)
            nearest = _Nearest.of(ids, rows, query, among=among)
            settled = len(named) < fetch or nearest.clears(limit)
            if settled or fetch >= _MOST_TIES:
                return nearest
            fetch = min(4 * fetch, _MOST_TIES)

    def _matches(
        self,
        session: Session,
        query: Query,
        nearest: _Nearest,
        lexical: Mapping[int, float],
        depth: int,
    ) -> tuple[Match, ...]:
        """What both lists and the documents around them say of each passage."""
        ids = [number for number, _ in nearest.ranked[:depth]]
        return matches_of(
            ids,
            lexical,
            similarities=nearest.similarities,
            context=self._context(session, query, dict.fromkeys((*lexical, *ids))),
        )

    def _context(
        self, session: Session, query: Query, passage_ids: Collection[int]
    ) -> Mapping[int, float]:
        """How well each passage's document contains the words that it lacks itself."""
        if not query.words or not passage_ids:
            return {}
        documents = [
            (extent.first_passage, extent.last_passage, np.array(ids, dtype=np.int64))
            for extent, ids in catalogue.extents_around(session, passage_ids)
        ]
        return self._index.context(query.words, documents) if documents else {}

    def _chosen(
        self, session: Session, choices: Sequence[Choice], vectors: Mapping[int, Vectors]
    ) -> FoundPassages[Choice]:
        ids = [choice.passage_id for choice in choices]
        passages = _passages(session, ids)
        rows = [vectors[number] for number in ids]
        chosen = tuple(passages[number] for number in ids)
        openings = catalogue.read_openings(session, {one.document_id for one in chosen})
        return FoundPassages(
            tuple(choices),
            chosen,
            np.array(rows, dtype=np.float32).reshape(len(ids), self._dimension),
            tuple(openings[one.document_id] for one in chosen),
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


@dataclass(frozen=True, slots=True)
class _Nearest:
    """Passages by falling similarity, ties by ascending id, with the vectors of all that were read.

    ``similarities`` and ``vectors`` have those that were only read besides, too.
    """

    ranked: tuple[tuple[int, float], ...]
    similarities: Mapping[int, float]
    vectors: Mapping[int, Vectors]

    @staticmethod
    def of(
        ids: Ids,
        rows: Vectors,
        query: Vectors,
        *,
        among: npt.NDArray[np.bool_] | None = None,
    ) -> _Nearest:
        """Of these rows, row i for id i, ranked as far as they are ``among`` the nearest."""
        exact = exact_similarities(rows, query)
        order = best_first(exact, ids)
        if among is not None:
            order = order[among[order]]
        numbers = ids.tolist()
        return _Nearest(
            tuple(zip(ids[order].tolist(), exact[order].tolist(), strict=True)),
            dict(zip(numbers, exact.tolist(), strict=True)),
            dict(zip(numbers, rows, strict=True)),
        )

    def clears(self, limit: int) -> bool:
        """Whether the last of the first ``limit`` stands clear of the last that was fetched."""
        return self.ranked[limit - 1][1] - self.ranked[-1][1] > _TIE


def _dense_hits(session: Session, ranked: Sequence[tuple[int, float]]) -> tuple[DenseHit, ...]:
    passages = _passages(session, [passage_id for passage_id, _ in ranked])
    return tuple(DenseHit(passages[passage_id], similarity) for passage_id, similarity in ranked)


def _passages(session: Session, passage_ids: Collection[int]) -> Mapping[int, Passage]:
    passages = catalogue.read_passages(session, passage_ids)
    if len(passages) != len(passage_ids):
        raise StoreDamaged("store.db holds vectors without passages; run `footnote repair`")
    return passages


def _size(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)
