"""Saving what can be saved of a damaged library."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.checks import is_document_id
from storage.errors import StorageError, StoreDamaged
from storage.index import indexed_rows
from storage.index.snapshot import remove_snapshot
from storage.local import catalogue, schema
from storage.local.catalogue import Extent
from storage.local.database import Database, Session
from storage.local.durable import sync_folder, unwatched
from storage.local.engine import LocalStore
from storage.local.history import copy_history
from storage.local.originals import original_name
from storage.opening import DATABASE_FILE, open_store
from storage.records import Fingerprint, PassageDraft, PreparedDocument, Vectors

DAMAGED_FOLDER = "damaged"


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did, and the names of documents to add again from elsewhere or ``damaged``."""

    actions: tuple[str, ...]
    lost_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Saved:
    document: PreparedDocument
    names: tuple[str, ...]
    vectors: Vectors


def repair(location: str, fingerprint: Fingerprint | None = None) -> RepairReport:
    """Make a library whole again; nothing is thrown away, damaged files move to ``damaged``.

    A library without problems is left as it is. Otherwise every document that can be read whole
    goes into a new database under new passage ids. ``fingerprint`` is only needed where the
    database can't say any more what made its vectors.

    Raises:
        StoreDamaged: not even the fingerprint can be read, and none was given.
    """
    folder = Path(location)
    actions: list[str] = []
    if _is_whole(location):
        return RepairReport((), ())
    remove_snapshot(folder / "faiss")
    actions.append("the index snapshot was removed; it is made anew")
    if _is_whole(location):
        return RepairReport(tuple(actions), ())
    moved = _set_aside(folder)
    actions.append(f"the damaged database was moved to {moved}")
    lost = _rebuild(location, moved, fingerprint, actions)
    return RepairReport(tuple(actions), lost)


def _is_whole(location: str) -> bool:
    try:
        store = open_store(location, None, create=False)
    except StoreDamaged:
        return False
    try:
        return not store.verify()
    finally:
        store.close()


def _set_aside(folder: Path) -> Path:
    """Move the database with its log; returns where it lies now."""
    target = folder / DAMAGED_FOLDER / time.strftime("%Y%m%d-%H%M%S")
    target.mkdir(parents=True)
    for ending in ("", "-wal", "-shm"):
        path = folder / f"{DATABASE_FILE}{ending}"
        if path.exists():
            path.replace(target / path.name)
    sync_folder(folder, name="the library", step=unwatched)
    return target / DATABASE_FILE


def _rebuild(
    location: str, damaged: Path, fingerprint: Fingerprint | None, actions: list[str]
) -> tuple[str, ...]:
    folder = Path(location)
    lost: list[str] = []
    saved = 0
    old = Database(damaged, create=False, busy_seconds=1.0)
    try:
        known = fingerprint or _fingerprint(old)
        store = open_store(location, known, create=True, sweep=False)
        try:
            for number in _document_numbers(old):
                found = _read_document(old, number, folder / "files", known.dimension)
                if isinstance(found, str):
                    lost.append(found)
                elif _keep(store, found):
                    saved += 1
                else:
                    lost.extend(found.names)
            actions.append(f"{saved} documents were saved")
            actions.append(_keep_history(old, store))
            actions.extend(_set_aside_originals(store, folder, damaged.parent))
        finally:
            store.close()
    finally:
        old.close()
    return tuple(lost)


def _fingerprint(database: Database) -> Fingerprint:
    try:
        with database.reading() as session:
            return schema.read_fingerprint(session)
    except (StorageError, ValueError, TypeError) as error:
        raise StoreDamaged(
            f"{database.path} doesn't say any more what made its vectors; add the originals in "
            f"{database.path.parent.parent.parent / 'files'} to a new library"
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
            rows = session.rows(
                "SELECT name FROM names WHERE document = ? ORDER BY position", (number,)
            )
            names = tuple(catalogue.decode_name(row[0]) for row in rows)
            name = names[0] if names else name
            return _read_whole(session, number, names or (name,), files, dimension)
    except (StorageError, ValueError, TypeError):
        return name


def _read_whole(
    session: Session, number: int, names: tuple[str, ...], files: Path, dimension: int
) -> _Saved:
    row = session.row(
        "SELECT document_id, kind, title, size_bytes, page_count, pages_without_text, "
        "first_passage, last_passage FROM documents WHERE number = ?",
        (number,),
    )
    if row is None:
        raise StoreDamaged(f"document {number} can't be read")
    document_id, kind, title, size_bytes, page_count, without_text, first, last = row
    extent = Extent(number, first, last)
    drafts = [
        PassageDraft(
            passage.page,
            passage.start,
            passage.end,
            passage.first_line,
            passage.last_line,
            passage.heading,
            passage.text,
        )
        for passage in catalogue.passages_of(session, extent)
    ]
    ids, vectors = indexed_rows.read_vector_range(session, first, last, dimension=dimension)
    if not len(drafts) == len(ids) == len(extent.passage_ids):
        raise StoreDamaged(f"document {number} lacks passages")
    document = PreparedDocument(
        document_id=document_id,
        name=names[0],
        kind=kind,
        title=title,
        size_bytes=size_bytes,
        original=files / original_name(document_id, kind),
        page_count=page_count,
        pages_without_text=tuple(json.loads(without_text)),
        pages=tuple(catalogue.read_pages(session, extent)),
        passages=tuple(drafts),
    )
    return _Saved(document, names, vectors)


def _keep(store: LocalStore, saved: _Saved) -> bool:
    try:
        store.put(saved.document, saved.vectors)
        for name in saved.names:
            store.link(name, saved.document.document_id)
    except (StorageError, ValueError):
        return False
    return True


def _keep_history(old: Database, store: LocalStore) -> str:
    try:
        with old.reading() as source, store.database.writing("the history") as target:
            count = copy_history(source, target)
    except (StorageError, ValueError, TypeError):
        return "the history of conversations couldn't be read and was left out"
    return f"{count} conversations were saved"


def _set_aside_originals(store: LocalStore, folder: Path, target: Path) -> Iterator[str]:
    """Move originals whose documents were lost to where they can be added from again."""
    known = {store.original(document.document_id).name for document in store.documents()}
    for path in sorted((folder / "files").iterdir()):
        if path.name not in known and is_document_id(path.stem):
            path.replace(target / path.name)
            yield f"{target / path.name} can be added again"
