"""Making a library's vectors anew from its stored text, after a change of encoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TypeAlias

from storage.checks import checked_rows
from storage.files.durable import Step, unwatched
from storage.local import catalogue, changes, schema
from storage.local.catalogue import Extent
from storage.local.database import Database, Session
from storage.local.indexing import indexed_rows
from storage.local.opening import open_local_store
from storage.records import Fingerprint, Passage, Vectors

EncodePassages: TypeAlias = Callable[[Sequence[Passage]], Vectors]
"""Gives the vectors of passages, row i for passage i, as ingestion would."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many passages are done, and of how many."""

_BATCH = 256


def reencode(
    location: str,
    fingerprint: Fingerprint,
    encode: EncodePassages,
    *,
    progress: Progress = lambda _done, _total: None,
    step: Step = unwatched,
) -> int:
    """Replace every vector of a library in one transaction; returns how many were made.

    The library can be searched with its old encoder meanwhile. New vectors are kept aside until
    all are there, so what is interrupted goes on where it was when it is called again.
    """
    store = open_local_store(location, None, create=False, step=step)
    try:
        database = store.database
        _begin(database, fingerprint)
        made = 0
        while True:
            made += _encode_missing(database, fingerprint, encode, progress)
            if _finish(database, fingerprint):
                break
        store.drop_snapshot()
        return made
    finally:
        store.close()


def _begin(database: Database, fingerprint: Fingerprint) -> None:
    """Make the table for new vectors, unless it is there from an interrupted run of this kind."""
    wanted = json.dumps(asdict(fingerprint))
    with database.writing("the start of a re-encoding") as session:
        row = session.row("SELECT value FROM meta WHERE key = 'reencoding'")
        if row is not None and row[0] == wanted:
            return
        session.run("DROP TABLE IF EXISTS new_vectors")
        session.run(
            "CREATE TABLE new_vectors (passage_id INTEGER PRIMARY KEY, vector BLOB NOT NULL, "
            "checksum INTEGER NOT NULL) STRICT"
        )
        session.run("INSERT OR REPLACE INTO meta VALUES ('reencoding', ?)", (wanted,))


def _encode_missing(
    database: Database, fingerprint: Fingerprint, encode: EncodePassages, progress: Progress
) -> int:
    with database.reading() as session:
        total = int(session.value("SELECT count(*) FROM passages"))
        done = int(session.value("SELECT count(*) FROM new_vectors"))
    made, last = 0, 0
    while True:
        progress(min(done + made, total), total)
        with database.reading() as session:
            passages = _next_passages(session, after=last)
        if not passages:
            return made
        vectors = checked_rows(
            encode(passages), count=len(passages), dimension=fingerprint.dimension
        )
        ids = [passage.passage_id for passage in passages]
        with database.writing("re-encoded vectors") as session:
            session.run_many(
                "INSERT OR REPLACE INTO new_vectors VALUES (?, ?, ?)",
                indexed_rows.vector_rows(ids, vectors),
            )
        made, last = made + len(ids), ids[-1]


def _next_passages(session: Session, *, after: int) -> tuple[Passage, ...]:
    """The next passages by id that have no new vector yet."""
    ids = [
        row[0]
        for row in session.rows(
            "SELECT passage_id FROM passages p WHERE passage_id > ? AND NOT EXISTS "
            "(SELECT 1 FROM new_vectors n WHERE n.passage_id = p.passage_id) "
            "ORDER BY passage_id LIMIT ?",
            (after, _BATCH),
        )
    ]
    found = catalogue.read_passages(session, ids)
    return tuple(found[passage_id] for passage_id in ids)


def _finish(database: Database, fingerprint: Fingerprint) -> bool:
    """Put the new vectors in place; false when passages came in that have none yet."""
    with database.writing("a re-encoding") as session:
        if _next_passages(session, after=0):
            return False
        session.run("DELETE FROM vectors")
        session.run(
            "INSERT INTO vectors SELECT n.* FROM new_vectors n JOIN passages USING (passage_id)"
        )
        session.run("DROP TABLE new_vectors")
        session.run("DELETE FROM meta WHERE key = 'reencoding'")
        schema.write_fingerprint(session, fingerprint)
        changes.log_change(session, "reencoded", Extent(0, 1, 0))
    return True
