"""Looking for everything that could be wrong with a library on disk."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from storage.checks import content_checksum
from storage.errors import StorageError, StoreBusy, StoreClosed
from storage.files.digest import sha256_of
from storage.files.originals import Originals, is_partial, original_name
from storage.local import catalogue, schema
from storage.local.catalogue import Extent
from storage.local.conversations import CONVERSATIONS_FILE, conversations_database
from storage.local.database import Database, Row, Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.snapshot import MANIFEST_FILE, SnapshotUnusable, read_snapshot
from storage.local.packing import passage_checksum
from storage.records import Problem

_UNIT_TOLERANCE = 1e-3
_LOOKS = 4


def find_problems(
    database: Database,
    originals: Originals,
    snapshot_folder: Path,
    *,
    dimension: int,
    look_seconds: float,
) -> Iterator[Problem]:
    """Each thing that is wrong: damaged pages, wrong checksums, orphans, missing files.

    ``look_seconds`` pass between two looks at a file that another process may be changing.
    """
    place = database.path.name
    sound = True
    for problem in _translated(place, _database_problems(database)):
        sound = False
        yield problem
    yield from _translated(place, _content_problems(database, dimension))
    yield from _translated(place, _original_problems(database, originals, look_seconds))
    if sound:
        yield from _translated(place, _snapshot_problems(database, snapshot_folder))
    yield from conversation_problems(database.path.parent)


def conversation_problems(folder: Path) -> Iterator[Problem]:
    """Each thing that is wrong with a folder's conversations; nothing where there are none yet."""
    if (folder / CONVERSATIONS_FILE).exists():
        yield from _translated(CONVERSATIONS_FILE, _conversation_problems(folder))


def _conversation_problems(folder: Path) -> Iterator[Problem]:
    database = conversations_database(folder)
    try:
        yield from _database_problems(database)
    finally:
        with suppress(StorageError):  # a damaged file may not let its log be emptied
            database.close()


def _translated(place: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems, and as the last one what stopped the search for more."""
    try:
        yield from problems
    except (StoreBusy, StoreClosed):
        raise
    except StorageError as error:
        yield Problem(place, str(error))
    except (ValueError, TypeError) as error:
        yield Problem(place, f"holds a value that can't be understood: {error}")


def _database_problems(database: Database) -> Iterator[Problem]:
    place = database.path.name
    with database.reading() as session:
        for (finding,) in session.rows("PRAGMA integrity_check"):
            if finding != "ok":
                yield Problem(place, str(finding))
        for table, row, *_ in session.rows("PRAGMA foreign_key_check"):
            yield Problem(place, f"row {row} of {table} belongs to nothing")


def _content_problems(database: Database, dimension: int) -> Iterator[Problem]:
    with database.reading() as session:
        for number, document_id, first, last, named in session.rows(
            "SELECT number, document_id, first_passage, last_passage, "
            "EXISTS (SELECT 1 FROM names WHERE document = number) FROM documents ORDER BY number"
        ):
            place = f"document {document_id[:12]}"
            if not named:
                yield Problem(place, "has no name")
            yield from _document_problems(session, Extent(number, first, last), place, dimension)
        yield from _orphan_problems(session)


def _document_problems(
    session: Session, extent: Extent, place: str, dimension: int
) -> Iterator[Problem]:
    pages: dict[int, str] = {}
    for row in session.rows("SELECT * FROM pages WHERE document = ?", (extent.number,)):
        number, pages[number] = row[1:3]
        if not catalogue.is_sound_page(row):
            yield Problem(place, f"the checksum of page {number} is wrong")
    rows = session.rows(
        'SELECT p.passage_id, p.document, p.page, p.start, p."end", p.heading, p.text, '
        "p.context, p.place, p.checksum, length(p.terms) - 4 * p.term_count, v.vector, v.checksum "
        "FROM passages p LEFT JOIN vectors v USING (passage_id) "
        "WHERE p.passage_id BETWEEN ? AND ? ORDER BY p.passage_id",
        (extent.first_passage, extent.last_passage),
    )
    ids = []
    for row in rows:
        ids.append(row[0])
        for finding in _passage_findings(row, extent.number, pages, dimension):
            yield Problem(place, f"passage {row[0]}: {finding}")
    if tuple(ids) != extent.passage_ids:
        missing = len(set(extent.passage_ids) - set(ids))
        yield Problem(place, f"{missing} of its {len(extent.passage_ids)} passages are missing")


def _passage_findings(
    row: Row, number: int, pages: dict[int, str], dimension: int
) -> Iterator[str]:
    passage_id, document, page, start, end, heading, text, *rest = row
    context, place, checksum, spare, vector, vector_checksum = rest
    if document != number:
        yield "belongs to another document"
    if passage_checksum(passage_id, text, heading, context, place) != checksum:
        yield "its text's checksum is wrong"
    if page not in pages or pages[page][start:end] != text:
        yield f"isn't what page {page} says there"
    if spare < 0 or spare % 4:
        yield "its list of terms is cut"
    if vector is None:
        yield "has no vector"
        return
    if content_checksum(passage_id, vector) != vector_checksum or len(vector) != 4 * dimension:
        yield "its vector's checksum or size is wrong"
        return
    length = float(np.linalg.norm(np.frombuffer(vector, dtype="<f4")))
    if not abs(length - 1.0) <= _UNIT_TOLERANCE:
        yield f"its vector has length {length:.4f}"


def _orphan_problems(session: Session) -> Iterator[Problem]:
    counts = {
        "passages of no document": "SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT 1 "
        "FROM documents d WHERE d.number = p.document "
        "AND p.passage_id BETWEEN d.first_passage AND d.last_passage)",
        "vectors of no passage": "SELECT count(*) FROM vectors WHERE passage_id NOT IN "
        "(SELECT passage_id FROM passages)",
        "pages of no document": "SELECT count(*) FROM pages WHERE document NOT IN "
        "(SELECT number FROM documents)",
        "names of no document": "SELECT count(*) FROM names WHERE document NOT IN "
        "(SELECT number FROM documents)",
        "collected documents that aren't there": "SELECT count(*) FROM collected WHERE document "
        "NOT IN (SELECT number FROM documents)",
    }
    for what, sql in counts.items():
        if count := session.value(sql):
            yield Problem("store.db", f"holds {count} {what}")


def _original_problems(
    database: Database, originals: Originals, look_seconds: float
) -> Iterator[Problem]:
    with database.reading() as session:
        listed = _listed_originals(session)
    # Outside the transaction: reading gigabytes of originals would keep the log from being emptied.
    suspects = _suspect_originals(listed, originals)
    # A writer puts an original before its commit and drops it after; what is wrong for longer than
    # any writer takes between the two is wrong.
    for _ in range(_LOOKS):
        if not suspects:
            return
        time.sleep(look_seconds)
        with database.writing("verification") as session:
            suspects = _suspect_originals(
                _listed_originals(session), originals, only=frozenset(suspects)
            )
    for name, finding in suspects.items():
        yield Problem(f"files/{name}", finding)


def _listed_originals(session: Session) -> dict[str, tuple[str, int]]:
    """Each original's digest and size as the database has them, by file name."""
    rows = session.rows("SELECT document_id, kind, size_bytes FROM documents")
    return {
        original_name(document_id, kind): (document_id, size) for document_id, kind, size in rows
    }


def _suspect_originals(
    listed: Mapping[str, tuple[str, int]],
    originals: Originals,
    only: frozenset[str] | None = None,
) -> dict[str, str]:
    """What is wrong with which original, by file name."""
    found: dict[str, str] = {}
    for name, (document_id, size_bytes) in listed.items():
        if only is None or name in only:
            finding = _file_finding(originals.folder / name, document_id, size_bytes)
            if finding is not None:
                found[name] = finding
    for path in originals.strays(frozenset(listed)):
        # A copy under way has no document yet; what a crash left of one goes at the next opening.
        if not is_partial(path) and (only is None or path.name in only):
            found[path.name] = "belongs to no document"
    return found


def _file_finding(path: Path, sha256: str, size_bytes: int) -> str | None:
    try:
        digest, size = sha256_of(path), path.stat().st_size
    except OSError as error:
        return f"can't be read: {error.strerror}"
    if digest != sha256:
        return "doesn't hold what was added"
    return None if size == size_bytes else f"has {size} bytes, and {size_bytes} were noted"


def _snapshot_problems(database: Database, folder: Path) -> Iterator[Problem]:
    if not (folder / MANIFEST_FILE).exists():
        return  # a young library has no snapshot yet, and any library can do without
    with database.reading() as session:
        vectors_id = schema.read_vectors_id(session)
    try:
        _, index, _ = read_snapshot(folder, vectors_id=vectors_id)
    except SnapshotUnusable as error:
        yield Problem("faiss", f"{error}; it is made anew when the library is next searched")
        return
    # The database is read after the snapshot, so that what was stored by then and still is must be
    # in both, however much others change meanwhile.
    with database.reading() as session:
        stored = indexed_rows.stored_ids(session)
    last = int(index.rows.ids[-1]) if index.rows.count else 0
    missing = np.setdiff1d(stored[stored <= last], index.rows.ids, assume_unique=True)
    if len(missing):
        yield Problem("faiss", f"lacks {len(missing)} passages that store.db holds")
