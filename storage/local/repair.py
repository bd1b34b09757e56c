"""Saving what can be saved of a damaged library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.checks import is_document_id
from storage.errors import StorageError, StoreBusy, StoreDamaged
from storage.files.durable import Step, sync_folder, unwatched
from storage.files.originals import original_name
from storage.local import catalogue, collected, schema
from storage.local.care.verification import conversation_problems
from storage.local.catalogue import Extent
from storage.local.conversations import CONVERSATIONS_FILE, copy_missing_conversations
from storage.local.damaged_files import (
    copy_synced,
    files_of,
    new_damaged_folder,
    remove_database,
    set_conversations_aside,
)
from storage.local.database import Database, Session, is_open_elsewhere
from storage.local.engine import LocalStore
from storage.local.indexing import indexed_rows
from storage.local.indexing.snapshot import remove_snapshot
from storage.local.opening import DATABASE_FILE, open_local_store
from storage.options import DEFAULT_INDEX, DEFAULT_OPTIONS
from storage.reading_whole import link
from storage.records import Document, Fingerprint, Naming, PreparedDocument, Vectors, early_reading

_UNDERWAY_FILE = "store-repairing.db"
_READY_FILE = "store-repaired.db"
_COLUMNS_BEFORE_READINGS = 10  # of a document's row, up to version 2 of the tables


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did, and the names of documents to add again from elsewhere or ``damaged``."""

    actions: tuple[str, ...]
    lost_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Saved:
    document: Document
    prepared: PreparedDocument
    vectors: Vectors


def repair(
    location: str, fingerprint: Fingerprint | None = None, *, step: Step = unwatched
) -> RepairReport:
    """Make a library whole again; nothing is thrown away, damaged files move to ``damaged``.

    A library without problems is left as it is. Otherwise every document that can be read whole
    goes into a new database under new passage ids, which takes the old one's place when it is
    complete: a repair that is cut short is begun again by the next. ``fingerprint`` is only needed
    where the database can't say any more what made its vectors.

    Raises:
        StoreBusy: somebody has the library open.
        StoreMissing, StoreDamaged: there is no database, or not even its fingerprint can be read
            and none was given.
    """
    folder = Path(location)
    actions: list[str] = []
    lost: tuple[str, ...] = ()
    _check_alone(folder)
    if any(conversation_problems(folder)):
        actions.append(set_conversations_aside(folder, step))
    if not (folder / _READY_FILE).exists():
        if _is_whole(location):
            return RepairReport(tuple(actions), ())
        remove_snapshot(folder / "faiss")
        actions.append("the index snapshot was removed; it is made anew")
        if _is_whole(location):
            return RepairReport(tuple(actions), ())
        lost = _rebuild(folder, fingerprint, actions, step)
    actions.extend(_take_over(folder, step))
    return RepairReport(tuple(actions), lost)


def _check_alone(folder: Path) -> None:
    for database in (folder / DATABASE_FILE, folder / CONVERSATIONS_FILE):
        if database.exists() and is_open_elsewhere(database):
            raise StoreBusy(f"{folder} is in use; close whatever has it open, then repair it")


def _is_whole(location: str) -> bool:
    try:
        store = open_local_store(location, None, create=False)
    except StoreDamaged:
        return False
    try:
        return not store.verify()
    finally:
        store.close()


def _rebuild(
    folder: Path, fingerprint: Fingerprint | None, actions: list[str], step: Step
) -> tuple[str, ...]:
    """Copy what can be read into a new database beside the old; returns the other names."""
    new = folder / _UNDERWAY_FILE
    remove_database(new)
    lost: list[str] = []
    saved = 0
    old = Database(folder / DATABASE_FILE, create=False, busy_seconds=1.0)
    try:
        known = fingerprint or _fingerprint(old, folder)
        store = _new_store(folder, new, known, step)
        try:
            for number in _document_numbers(old):
                found = _read_document(old, number, folder / "files", known.dimension)
                if isinstance(found, str):
                    lost.append(found)
                elif _keep(store, found):
                    saved += 1
                else:
                    lost.extend(found.document.names)
            actions.append(f"{saved} documents were saved")
            actions.extend(_move_conversations(old, folder))
        finally:
            store.close()
    finally:
        with suppress(StorageError):  # a damaged file may not let its log be emptied
            old.close()
    step("before calling the new database ready")
    new.replace(folder / _READY_FILE)
    sync_folder(folder, name="the library", step=step)
    step("after calling the new database ready")
    return tuple(lost)


def _new_store(folder: Path, path: Path, fingerprint: Fingerprint, step: Step) -> LocalStore:
    """A store over a new database and the library's own originals."""
    database = Database(path, create=True, busy_seconds=DEFAULT_OPTIONS.busy_seconds, step=step)
    schema.create_tables(database, fingerprint)
    return LocalStore(
        folder, database, index_options=DEFAULT_INDEX, options=DEFAULT_OPTIONS, step=step
    )


def _take_over(folder: Path, step: Step) -> Iterator[str]:
    """Set the damaged files aside and put the new database in place; can be begun again."""
    target = new_damaged_folder(folder)
    for path in files_of(folder / DATABASE_FILE):
        copy_synced(path, target)
    yield (
        f"the damaged database was moved to {target / DATABASE_FILE}; it holds the text of "
        "documents even when they are removed from the library, so delete it once it isn't needed"
    )
    for path in _unclaimed_originals(folder):
        copy_synced(path, target)
        yield f"{target / path.name} can be added again"
    for made in (target, target.parent, folder):
        sync_folder(made, name="the damaged files", step=step)
    step("before putting the new database in place")
    # A log belongs to its database: left here, it would be played into the new one.
    for path in files_of(folder / DATABASE_FILE)[1:]:
        path.unlink()
    sync_folder(folder, name="the library", step=step)
    (folder / _READY_FILE).replace(folder / DATABASE_FILE)
    sync_folder(folder, name="the library", step=step)
    step("after putting the new database in place")


def _unclaimed_originals(folder: Path) -> tuple[Path, ...]:
    """Originals whose documents were lost; opening the library next sweeps them from ``files``."""
    database = Database(folder / _READY_FILE, create=False, busy_seconds=1.0)
    try:
        with database.reading() as session:
            known = catalogue.original_names(session)
    finally:
        database.close()
    return tuple(
        path
        for path in sorted((folder / "files").iterdir())
        if path.name not in known and is_document_id(path.stem)
    )


def _fingerprint(database: Database, folder: Path) -> Fingerprint:
    try:
        with database.reading() as session:
            return schema.read_fingerprint(session)
    except (StorageError, ValueError, TypeError) as error:
        raise StoreDamaged(
            f"{database.path} doesn't say any more what made its vectors; add the originals in "
            f"{folder / 'files'} to a library in another folder"
        ) from error


def _document_numbers(database: Database) -> Iterator[int]:
    """Every number that a document might have, as far as the database can still say."""
    highest = 0
    for sql in (
        "SELECT max(number) FROM documents",
        "SELECT seq FROM sqlite_sequence WHERE name = 'documents'",
        "SELECT max(document) FROM names",
    ):
        try:
            with database.reading() as session:
                row = session.row(sql)
            highest = max(highest, int(row[0] or 0) if row else 0)
        except StorageError:
            continue
    for number in range(1, highest + 1):
        try:
            with database.reading() as session:
                if session.row("SELECT 1 FROM documents WHERE number = ?", (number,)) is None:
                    continue
        except StorageError:
            pass  # unreadable isn't absent: reading it will say so
        yield number


def _read_document(database: Database, number: int, files: Path, dimension: int) -> _Saved | str:
    """A document with everything of it, or what it is called where that can't be read."""
    name = f"document number {number}"
    try:
        with database.reading() as session:
            names = catalogue.read_names(session, number)
            name = names[0].name if names else name
            return _read_whole(session, number, names or (Naming(name),), files, dimension)
    except (StorageError, ValueError, TypeError):
        return name


def _read_whole(
    session: Session, number: int, names: tuple[Naming, ...], files: Path, dimension: int
) -> _Saved:
    row = session.row("SELECT * FROM documents WHERE number = ?", (number,))
    if row is None:
        raise StoreDamaged(f"document {number} can't be read")
    if len(row) == _COLUMNS_BEFORE_READINGS:
        row = (*row, early_reading(row[2]))
    document = catalogue.document_of(row, names, (), collected.of_document(session, number))
    first, last = row[8:10]
    extent = Extent(number, first, last)
    drafts = [passage.draft() for passage in catalogue.passages_of(session, extent)]
    ids, vectors = indexed_rows.read_vector_range(session, first, last, dimension=dimension)
    if not len(drafts) == len(ids) == len(extent.passage_ids):
        raise StoreDamaged(f"document {number} lacks passages")
    original = files / original_name(document.document_id, document.kind)
    pages = tuple(catalogue.read_pages(session, extent))
    return _Saved(document, document.prepared(original, pages, drafts), vectors)


def _keep(store: LocalStore, saved: _Saved) -> bool:
    try:
        store.put(saved.prepared, saved.vectors, added_at=saved.document.added_at)
        for naming in saved.document.namings:
            link(store, naming, saved.document.document_id)
    except (StorageError, ValueError):
        return False
    return True


def _move_conversations(old: Database, folder: Path) -> Iterator[str]:
    """Save the conversations that a library of an older version still has in its database."""
    try:
        with old.reading() as session:
            count = copy_missing_conversations(session, folder)
    except (StorageError, ValueError, TypeError):
        yield "the conversations couldn't be read and were left out"
        return
    if count:
        yield f"{count} conversations were saved"
