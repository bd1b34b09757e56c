"""Indexes of vectors and words, made from the database or its snapshot and kept in step with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from storage.errors import FingerprintMismatch, StoreDamaged
from storage.index.acceptance import BuiltIndex, build_accepted, kind_for
from storage.index.rows import Ids
from storage.index.vector_index import VectorIndex
from storage.index.word_index import WordIndex, build_word_index
from storage.local import schema
from storage.local.database import Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.snapshot import SnapshotUnusable, read_snapshot
from storage.local.moments import ChangePosition, knows, position_of
from storage.options import IndexOptions
from storage.records import Vectors

_log = logging.getLogger(__name__)

_TERMS_BATCH = 10_000


@dataclass(slots=True)
class IndexState:
    """The indexes in memory, the last change they know of, and what the snapshot lacks of them.

    ``vectors_id`` names the vectors that the index was made from, which the database's own may no
    longer be. ``recall`` was measured when there were ``measured_rows`` rows.
    """

    index: VectorIndex
    words: WordIndex
    position: ChangePosition
    vectors_id: str
    recall: float
    measured_rows: int
    rows_since_snapshot: int


class IndexBuilder:
    """Builds the indexes of one database, and applies what changed of it since."""

    def __init__(self, database_file: Path, folder: Path, *, dimension: int) -> None:
        """``folder`` holds the snapshot; ``database_file`` is what errors are about."""
        self._database_file = database_file
        self._folder = folder
        self._dimension = dimension

    def from_snapshot(self, session: Session, options: IndexOptions) -> IndexState | None:
        """The snapshot's indexes, made current; None where it can't be used for these options."""
        try:
            manifest, index, words = read_snapshot(
                self._folder, vectors_id=schema.read_vectors_id(session)
            )
            if index.shape.dimension != self._dimension:
                raise SnapshotUnusable(f"{self._folder} has another dimension")
            if not knows(session, manifest.position):
                raise SnapshotUnusable(f"{self._folder} knows of changes that the database lacks")
            stored = indexed_rows.stored_ids(session)
            if index.shape.kind != kind_for(options, len(stored)):
                raise SnapshotUnusable(f"{self._folder} has an index of another kind")
            changed = self._match(session, index, words, stored)
        except SnapshotUnusable as reason:
            _log.info("the index is built from the database: %s", reason)
            return None
        return IndexState(
            index=index,
            words=words,
            position=position_of(session),
            vectors_id=manifest.vectors_id,
            recall=manifest.recall,
            measured_rows=manifest.measured_rows,
            rows_since_snapshot=changed,
        )

    def _match(self, session: Session, index: VectorIndex, words: WordIndex, stored: Ids) -> int:
        """Make the indexes hold exactly the stored ids; returns how many rows that changed."""
        indexed = index.rows.ids
        last = int(indexed[-1]) if len(indexed) else 0
        gone = np.setdiff1d(indexed, stored, assume_unique=True)
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
        """Add passages: all or none, as a row that only one index has would stop both."""
        ids, vectors = self._read(session, first, last)
        batches = [
            indexed_rows.read_term_range(session, start, min(last, start + _TERMS_BATCH - 1))
            for start in range(first, last + 1, _TERMS_BATCH)
        ]
        with_terms = np.concatenate([np.empty(0, np.int64), *(part for part, _ in batches)])
        if not np.array_equal(ids, with_terms):
            raise StoreDamaged(
                f"{self._database_file} doesn't hold a vector for each passage from {first} to "
                f"{last}; run `footnote repair`"
            )
        index.add(ids, vectors)
        for part, terms in batches:
            words.add(part, terms)

    def built(self, session: Session, options: IndexOptions) -> IndexState:
        """Indexes made anew from the database.

        Raises:
            IndexRefused: the kind asked for finds too little in this library.
            StoreDamaged: passages lack their vectors.
        """
        stored = indexed_rows.stored_ids(session)
        last = int(stored[-1]) if len(stored) else 0
        ids, vectors = self._read(session, 0, last)
        if not np.array_equal(ids, stored):
            raise StoreDamaged(
                f"{self._database_file} lacks vectors of passages that it lists; "
                "run `footnote repair`"
            )
        built: BuiltIndex = build_accepted(options, ids, vectors)
        words = build_word_index(
            indexed_rows.read_term_range(session, first, first + _TERMS_BATCH - 1)
            for first in range(1, last + 1, _TERMS_BATCH)
        )
        return IndexState(
            index=built.index,
            words=words,
            position=position_of(session),
            vectors_id=schema.read_vectors_id(session),
            recall=built.recall,
            measured_rows=len(ids),
            rows_since_snapshot=len(ids),
        )

    def _read(self, session: Session, first: int, last: int) -> tuple[Ids, Vectors]:
        return indexed_rows.read_vector_range(session, first, last, dimension=self._dimension)

    def apply_changes(self, session: Session, state: IndexState) -> None:
        """Apply every change that the session's transaction sees."""
        rows = session.rows(
            "SELECT sequence, stamp, kind, first_passage, last_passage FROM changes "
            "WHERE sequence > ? ORDER BY sequence",
            (state.position.sequence,),
        )
        for sequence, stamp, kind, first, last in rows:
            if kind == "reencoded":
                raise FingerprintMismatch(
                    f"{self._database_file.parent} was re-encoded meanwhile; start again"
                )
            if kind == "added":
                self._add(session, state.index, state.words, first, last)
            else:
                state.index.remove(first, last)
                state.words.remove(first, last)
            state.position = ChangePosition(sequence, stamp)
            state.rows_since_snapshot += max(0, last - first + 1)


def _runs(ids: Ids) -> list[tuple[int, int]]:
    """Ascending ids as runs, first and last included."""
    if not len(ids):
        return []
    breaks = np.flatnonzero(np.diff(ids) > 1)
    firsts = ids[np.concatenate(([0], breaks + 1))]
    lasts = ids[np.concatenate((breaks, [len(ids) - 1]))]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
