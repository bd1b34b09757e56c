"""This process's indexes of vectors and words, kept level with the database by the change log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from storage.errors import FingerprintMismatch, IndexRefused, StoreDamaged
from storage.index import indexed_rows
from storage.index.index_building import BuiltIndex, build_accepted, fetch_count, kind_for
from storage.index.rows import Ids, Ranges
from storage.index.snapshot import (
    Moment,
    SnapshotUnusable,
    read_snapshot,
    take_content,
    write_snapshot,
)
from storage.index.vector_index import VectorIndex
from storage.index.word_index import WordIndex, build_word_index
from storage.local import schema
from storage.local.database import Database, Session
from storage.local.durable import Step
from storage.local.locks import ReadWriteLock
from storage.options import DEFAULT_INDEX, IndexKind, IndexOptions
from storage.records import Fingerprint, Vectors

_log = logging.getLogger(__name__)

_COMPACT_FROM = 1_000
_COMPACT_SHARE = 0.2
_TERMS_BATCH = 10_000
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


@dataclass(slots=True)
class _Held:
    """The indexes in memory, the last change they know of, and what the snapshot lacks of them.

    ``vectors_id`` names the vectors that the index was made from, which the database's own may no
    longer be. ``recall`` was measured when there were ``measured_rows`` rows.
    """

    index: VectorIndex
    words: WordIndex
    moment: Moment
    vectors_id: str
    recall: float
    measured_rows: int
    rows_since_snapshot: int


class CurrentIndex:
    """The indexes of a store in this process. Safe to use from several threads.

    They are loaded at the first use: from the snapshot if that is whole and of this store, else
    from the database. Every search first takes in what other processes changed.
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
        self._dimension = fingerprint.dimension
        self._options = options
        self._snapshot_after_rows = snapshot_after_rows
        self._step = step
        self._lock = ReadWriteLock()
        self._loading = threading.Lock()
        self._held: _Held | None = None
        self._refused_at_rows = 0

    @property
    def is_loaded(self) -> bool:
        """Whether the index is in memory."""
        return self._held is not None

    def load(self) -> None:
        """Have the index in memory.

        Raises:
            IndexRefused: the kind asked for finds too little in this library.
        """
        if self._held is not None:
            return  # not even waiting for a rebuild, which may take minutes
        with self._loading:
            if self._held is None:
                with self._database.reading() as session:
                    schema.check_fingerprint(session, self._fingerprint, self._folder.parent)
                    held = self._from_snapshot(session) or self._built(session, self._options)
                self._held = held

    def level(self, session: Session) -> None:
        """Take in every change that the session's transaction sees."""
        self.load()
        if self._now().moment.sequence < _moment(session).sequence:
            with self._lock.writing():
                self._take_in(session, self._now())

    def nearest(self, vector: Vectors, fetch: int, ranges: Ranges | None) -> Ids:
        """The ids of about the ``fetch`` nearest passages, ascending."""
        with self._lock.reading():
            return np.sort(self._now().index.nearest(vector, fetch, ranges))

    def matching(
        self, session: Session, expression: str, limit: int, ranges: Ranges | None
    ) -> tuple[tuple[int, float], ...]:
        """The ids and BM25 of the ``limit`` passages that match best, ties by ascending id."""
        with self._lock.reading():
            return self._now().words.matching(
                expression, limit, ranges, lambda ids: indexed_rows.read_terms(session, ids)
            )

    def context(
        self, words: Sequence[Sequence[str]], documents: Sequence[tuple[int, int, Ids]]
    ) -> Mapping[int, float]:
        """How well documents hold words that some of their passages lack."""
        with self._lock.reading():
            return self._now().words.context(words, documents)

    def fetch_count(self, limit: int) -> int:
        """How many to fetch so that exact similarities decide the first ``limit``."""
        return fetch_count(self._now().index.shape, limit)

    def is_exact(self) -> bool:
        """Whether nothing that is nearer can be missed."""
        return self._now().index.shape.exact

    def report(self) -> IndexReport:
        """Which index serves now, and how much it finds."""
        held = self._now()
        rows = held.index.rows
        return IndexReport(
            held.index.shape.kind, self._options.kind, rows.count - rows.removed, held.recall
        )

    def rebuild(self) -> None:
        """Build the index anew from the database; searches go on with the old one meanwhile.

        Raises:
            IndexRefused: the kind asked for finds too little in this library.
        """
        self._rebuild(self._options)

    def keep_up(self) -> None:
        """Compact the index and write its snapshot, where either is due."""
        held = self._held
        if held is None:
            return
        if self._rebuild_is_due(held):
            try:
                self.rebuild()
            except IndexRefused as refusal:
                _log.warning("the index is flat for now: %s", refusal)
                self._refused_at_rows = held.index.rows.count
                if not held.index.shape.exact:
                    self._rebuild(DEFAULT_INDEX)
        if self.snapshot_is_due():
            self.save()

    def snapshot_is_due(self) -> bool:
        """Whether the snapshot lacks so much that opening with it would take notably longer."""
        held = self._now()
        due = max(self._snapshot_after_rows, held.index.rows.count // 10)
        return held.rows_since_snapshot >= due > 0

    def save(self) -> None:
        """Write the snapshot. Searches go on meanwhile; adding waits for the copy in memory."""
        with self._lock.reading():
            held = self._now()
            content = take_content(
                held.index,
                held.words,
                moment=held.moment,
                vectors_id=held.vectors_id,
                recall=held.recall,
                measured_rows=held.measured_rows,
            )
            saved = held.rows_since_snapshot
        if write_snapshot(self._folder, content, step=self._step):
            with self._lock.writing():
                held.rows_since_snapshot -= saved

    def _now(self) -> _Held:
        if self._held is None:
            raise RuntimeError("the index is used before it is loaded")
        return self._held

    def _rebuild(self, options: IndexOptions) -> None:
        with self._loading:
            with self._database.reading() as session:
                held = self._built(session, options)
            # The old one was kept level meanwhile, and a search that counts on that comes next.
            with self._lock.writing(), self._database.reading() as session:
                self._take_in(session, held)
                self._held = held

    def _from_snapshot(self, session: Session) -> _Held | None:
        try:
            manifest, index, words = read_snapshot(
                self._folder, vectors_id=schema.read_vectors_id(session)
            )
            if index.shape.dimension != self._dimension:
                raise SnapshotUnusable(f"{self._folder} has another dimension")
            if not _knows(session, manifest.moment):
                raise SnapshotUnusable(f"{self._folder} knows of changes that the database lacks")
            stored = indexed_rows.stored_ids(session)
            if index.shape.kind != kind_for(self._options, len(stored)):
                raise SnapshotUnusable(f"{self._folder} has an index of another kind")
            changed = self._match(session, index, words, stored)
        except SnapshotUnusable as reason:
            _log.info("the index is built from the database: %s", reason)
            return None
        return _Held(
            index=index,
            words=words,
            moment=_moment(session),
            vectors_id=manifest.vectors_id,
            recall=manifest.recall,
            measured_rows=manifest.measured_rows,
            rows_since_snapshot=changed,
        )

    def _match(self, session: Session, index: VectorIndex, words: WordIndex, stored: Ids) -> int:
        """Make the indexes hold exactly the stored ids; returns how many rows that changed."""
        held = index.rows.ids
        last = int(held[-1]) if len(held) else 0
        gone = np.setdiff1d(held, stored, assume_unique=True)
        for first, end in _runs(gone):
            index.remove(first, end)
            words.remove(first, end)
        new = stored[stored > last]
        if len(new):
            self._add(session, index, words, int(new[0]), int(new[-1]))
        for rows in (index.rows, words.rows):
            if not np.array_equal(rows.live_ids(), stored):
                raise SnapshotUnusable(f"{self._folder} lacks passages that the database holds")
        return len(gone) + len(new)

    def _add(
        self, session: Session, index: VectorIndex, words: WordIndex, first: int, last: int
    ) -> None:
        """Take in passages: all or none, as a row that only one index has would stop both."""
        ids, vectors = self._read(session, first, last)
        batches = [
            indexed_rows.read_term_range(session, start, min(last, start + _TERMS_BATCH - 1))
            for start in range(first, last + 1, _TERMS_BATCH)
        ]
        with_terms = np.concatenate([np.empty(0, np.int64), *(part for part, _ in batches)])
        if not np.array_equal(ids, with_terms):
            raise StoreDamaged(
                f"{self._database.path} doesn't hold a vector for each passage from {first} to "
                f"{last}; run `launch.py repair`"
            )
        index.add(ids, vectors)
        for part, terms in batches:
            words.add(part, terms)

    def _built(self, session: Session, options: IndexOptions) -> _Held:
        stored = indexed_rows.stored_ids(session)
        last = int(stored[-1]) if len(stored) else 0
        ids, vectors = self._read(session, 0, last)
        if not np.array_equal(ids, stored):
            raise StoreDamaged(
                f"{self._database.path} lacks vectors of passages that it lists; "
                "run `launch.py repair`"
            )
        built: BuiltIndex = build_accepted(options, ids, vectors)
        words = build_word_index(
            indexed_rows.read_term_range(session, first, first + _TERMS_BATCH - 1)
            for first in range(1, last + 1, _TERMS_BATCH)
        )
        return _Held(
            index=built.index,
            words=words,
            moment=_moment(session),
            vectors_id=schema.read_vectors_id(session),
            recall=built.recall,
            measured_rows=len(ids),
            rows_since_snapshot=len(ids),
        )

    def _read(self, session: Session, first: int, last: int) -> tuple[Ids, Vectors]:
        return indexed_rows.read_vector_range(session, first, last, dimension=self._dimension)

    def _take_in(self, session: Session, held: _Held) -> None:
        rows = session.rows(
            "SELECT sequence, stamp, kind, first_passage, last_passage FROM changes "
            "WHERE sequence > ? ORDER BY sequence",
            (held.moment.sequence,),
        )
        for sequence, stamp, kind, first, last in rows:
            if kind == "reencoded":
                raise FingerprintMismatch(
                    f"{self._database.path.parent} was re-encoded meanwhile; start again"
                )
            if kind == "added":
                self._add(session, held.index, held.words, first, last)
            else:
                held.index.remove(first, last)
                held.words.remove(first, last)
            held.moment = Moment(sequence, stamp)
            held.rows_since_snapshot += max(0, last - first + 1)

    def _rebuild_is_due(self, held: _Held) -> bool:
        index, rows = held.index, held.index.rows
        live = rows.count - rows.removed
        if rows.removed > max(_COMPACT_FROM, _COMPACT_SHARE * rows.count):
            return True
        if self._refused_at_rows and rows.count < _OUTGROWN * self._refused_at_rows:
            return False
        outgrown = not index.shape.exact and live >= _OUTGROWN * held.measured_rows
        return outgrown or index.shape.kind != kind_for(self._options, live)


def _moment(session: Session) -> Moment:
    row = session.row("SELECT sequence, stamp FROM changes ORDER BY sequence DESC LIMIT 1")
    return Moment(*row) if row else Moment(0, 0)


def _knows(session: Session, moment: Moment) -> bool:
    if moment == Moment(0, 0):
        return True
    row = session.row("SELECT stamp FROM changes WHERE sequence = ?", (moment.sequence,))
    return row is not None and row[0] == moment.stamp


def _runs(ids: Ids) -> list[tuple[int, int]]:
    """Ascending ids as runs, first and last included."""
    if not len(ids):
        return []
    breaks = np.flatnonzero(np.diff(ids) > 1)
    firsts = ids[np.concatenate(([0], breaks + 1))]
    lasts = ids[np.concatenate((breaks, [len(ids) - 1]))]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
