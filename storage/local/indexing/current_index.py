"""This process's indexes of vectors and words, kept in step with the database by the change log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from storage.errors import IndexRefused
from storage.files.durable import Step
from storage.files.locks import ReadWriteLock
from storage.index.acceptance import fetch_count, kind_for
from storage.index.rows import Ids, Ranges
from storage.local import schema
from storage.local.database import Database, Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.index_state import IndexBuilder, IndexState
from storage.local.indexing.snapshot import take_content, write_snapshot
from storage.local.moments import position_of
from storage.options import DEFAULT_INDEX, IndexKind, IndexOptions
from storage.records import Fingerprint, Vectors
from storage.text.expressions import Phrase

_log = logging.getLogger(__name__)

_COMPACT_FROM = 1_000
_COMPACT_SHARE = 0.2
_OUTGROWN = 2  # times as many passages: what an inexact index finds is measured anew


@dataclass(frozen=True, slots=True)
class IndexReport:
    """Which index serves, over how many passages, with which measured recall@12 against exact.

    ``wanted`` is the kind that was asked for; few passages are served by a flat index instead.
    """

    kind: IndexKind
    wanted: IndexKind
    passages: int
    recall: float


class CurrentIndex:
    """The indexes of a store in this process. Safe to use from several threads.

    They are loaded at the first use: from the snapshot if that is whole and of this store, else
    from the database. Every search first applies what other processes changed.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        fingerprint: Fingerprint,
        options: IndexOptions,
        snapshot_after_rows: int,
        step: Step,
    ) -> None:
        """Prepare an index over the database's vectors, with its snapshot in ``folder``."""
        self._database = database
        self._folder = folder
        self._fingerprint = fingerprint
        self._builder = IndexBuilder(database.path, folder, dimension=fingerprint.dimension)
        self._options = options
        self._snapshot_after_rows = snapshot_after_rows
        self._step = step
        self._lock = ReadWriteLock()
        self._loading = threading.Lock()
        self._state: IndexState | None = None
        self._refused_at_rows = 0

    @property
    def is_loaded(self) -> bool:
        """Whether the index is in memory."""
        return self._state is not None

    def load(self) -> None:
        """Have the index in memory.

        Raises:
            IndexRefused: the kind asked for finds too little in this library.
        """
        if self._state is not None:
            return  # not even waiting for a rebuild, which may take minutes
        with self._loading:
            if self._state is None:
                with self._database.reading() as session:
                    schema.check_fingerprint(session, self._fingerprint, self._folder.parent)
                    state = self._builder.from_snapshot(
                        session, self._options
                    ) or self._builder.built(session, self._options)
                self._state = state

    def synchronise(self, session: Session) -> None:
        """Apply every change that the session's transaction sees."""
        self.load()
        if self._now().position.sequence < position_of(session).sequence:
            with self._lock.writing():
                self._builder.apply_changes(session, self._now())

    def nearest(self, vector: Vectors, fetch: int, ranges: Ranges | None) -> Ids:
        """The ids of about the ``fetch`` nearest passages, ascending."""
        with self._lock.reading():
            return np.sort(self._now().index.nearest(vector, fetch, ranges))

    def matching(
        self,
        session: Session,
        searches: Sequence[Phrase],
        limit: int,
        ranges: Ranges | None,
    ) -> tuple[tuple[int, float], ...]:
        """The ids and BM25 of the ``limit`` passages that match best, ties by ascending id."""
        with self._lock.reading():
            return self._now().words.matching(
                searches, limit, ranges, lambda ids: indexed_rows.read_terms(session, ids)
            )

    def context(
        self, words: Sequence[Sequence[str]], documents: Sequence[tuple[int, int, Ids]]
    ) -> Mapping[int, float]:
        """How well documents hold words that some of their passages lack."""
        with self._lock.reading():
            return self._now().words.context(words, documents)

    def holds_any(self, terms: Iterable[str]) -> bool:
        """Whether a passage has any of these terms, as far as the last search knew."""
        with self._lock.reading():
            words = self._now().words
            return any(words.holds(term) for term in terms)

    def ids_with(self, term: str) -> Ids:
        """The ids of the passages that have a term, as far as the last search knew."""
        with self._lock.reading():
            return self._now().words.ids_with(term)

    def fetch_count(self, limit: int) -> int:
        """How many to fetch so that exact similarities decide the first ``limit``."""
        return fetch_count(self._now().index.shape, limit)

    def is_exact(self) -> bool:
        """Whether nothing that is nearer can be missed."""
        return self._now().index.shape.exact

    def report(self) -> IndexReport:
        """Which index serves now, and how much it finds."""
        state = self._now()
        rows = state.index.rows
        return IndexReport(
            state.index.shape.kind, self._options.kind, rows.count - rows.removed, state.recall
        )

    def rebuild(self) -> None:
        """Build the index anew from the database; searches go on with the old one meanwhile.

        Raises:
            IndexRefused: the kind asked for finds too little in this library.
        """
        self._rebuild(self._options)

    def keep_up(self) -> None:
        """Compact the index and write its snapshot, where either is due."""
        state = self._state
        if state is None:
            return
        if self._rebuild_is_due(state):
            try:
                self.rebuild()
            except IndexRefused as refusal:
                _log.warning("the index is flat for now: %s", refusal)
                self._refused_at_rows = state.index.rows.count
                if not state.index.shape.exact:
                    self._rebuild(DEFAULT_INDEX)
        if self.snapshot_is_due():
            self.save()

    def snapshot_is_due(self) -> bool:
        """Whether the snapshot lacks so much that opening with it would take notably longer."""
        state = self._now()
        due = max(self._snapshot_after_rows, state.index.rows.count // 10)
        return state.rows_since_snapshot >= due > 0

    def save(self) -> None:
        """Write the snapshot. Searches go on meanwhile; adding waits for the copy in memory."""
        with self._lock.reading():
            state = self._now()
            content = take_content(
                state.index,
                state.words,
                position=state.position,
                vectors_id=state.vectors_id,
                recall=state.recall,
                measured_rows=state.measured_rows,
            )
            saved = state.rows_since_snapshot
        if write_snapshot(self._folder, content, step=self._step):
            with self._lock.writing():
                state.rows_since_snapshot -= saved

    def _now(self) -> IndexState:
        if self._state is None:
            raise RuntimeError("the index is used before it is loaded")
        return self._state

    def _rebuild(self, options: IndexOptions) -> None:
        with self._loading:
            with self._database.reading() as session:
                state = self._builder.built(session, options)
            # The old one was kept in step meanwhile, and a search that counts on that comes next.
            with self._lock.writing(), self._database.reading() as session:
                self._builder.apply_changes(session, state)
                self._state = state

    def _rebuild_is_due(self, state: IndexState) -> bool:
        index, rows = state.index, state.index.rows
        live = rows.count - rows.removed
        if rows.removed > max(_COMPACT_FROM, _COMPACT_SHARE * rows.count):
            return True
        if self._refused_at_rows and rows.count < _OUTGROWN * self._refused_at_rows:
            return False
        outgrown = not index.shape.exact and live >= _OUTGROWN * state.measured_rows
        return outgrown or index.shape.kind != kind_for(self._options, live)
