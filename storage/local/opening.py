"""Opening a library in a folder, or making one there."""

from __future__ import annotations

import re
from pathlib import Path

from storage.checks import is_document_id
from storage.errors import StoreDamaged, StoreError, StoreForeign, StoreFull, StoreMissing
from storage.files.durable import Step, sync_folder, unwatched
from storage.files.made_pages import MADE_PAGES
from storage.files.reserve import Reserve
from storage.local import schema
from storage.local.conversations import CONVERSATIONS_FILE
from storage.local.database import Database
from storage.local.document_words import renew_words
from storage.local.engine import LocalStore
from storage.options import DEFAULT_INDEX, DEFAULT_OPTIONS, IndexOptions, StoreOptions
from storage.records import Fingerprint

DATABASE_FILE = "store.db"

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def open_local_store(
    location: str,
    fingerprint: Fingerprint | None,
    *,
    create: bool,
    index: IndexOptions = DEFAULT_INDEX,
    options: StoreOptions = DEFAULT_OPTIONS,
    step: Step = unwatched,
    sweep: bool = True,
) -> LocalStore:
    """The library in a folder, for what only a folder can do.

    The index is loaded at the first search, or by ``LocalStore.load``. ``sweep`` removes originals
    that no document claims, as a crash leaves them. Raises what ``open_store`` does.
    """
    if match := _SCHEME.match(location):
        raise StoreError(
            f"{location}: libraries of the kind {match.group(1)}:// aren't known here; "
            "give the path of a folder"
        )
    folder = Path(location)
    make_for = fingerprint if create else None
    _check_folder(folder, create=make_for is not None)

    def attempt() -> LocalStore:
        database = _open_database(folder, make_for, options=options, step=step)
        try:
            if fingerprint is not None:
                with database.reading() as session:
                    schema.check_fingerprint(session, fingerprint, folder)
            renew_words(database)
            store = LocalStore(folder, database, index_options=index, options=options, step=step)
            store.tidy(sweep=sweep)
        except BaseException:
            database.close()
            raise
        return store

    try:
        return attempt()
    except StoreFull:
        # SQLite needs a little room even to open.
        Reserve(folder / "reserve", options.reserve_bytes).release()
        return attempt()


def _check_folder(folder: Path, *, create: bool) -> None:
    database = folder / DATABASE_FILE
    if folder.exists() and not folder.is_dir():
        raise StoreForeign(f"{folder} is a file, not a library's folder")
    if database.exists():
        return
    content = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    ours = {"files", "faiss", "lock", "reserve", "damaged", MADE_PAGES}
    ours |= {CONVERSATIONS_FILE + end for end in ("", "-wal", "-shm")}
    if set(content) - ours:
        raise StoreForeign(
            f"{folder} holds other files ({content[0]}) and no {DATABASE_FILE}; "
            "give an empty or a new folder for a library"
        )
    if not create:
        missing = DATABASE_FILE if folder.exists() else "the folder"
        raise StoreMissing(
            f"no library at {folder}: {missing} is missing; "
            "`footnote add` with some files makes one"
        )


def _open_database(
    folder: Path, make_for: Fingerprint | None, *, options: StoreOptions, step: Step
) -> Database:
    # A backup of an empty library has no folders, and the snapshot's may be deleted at any time.
    _make_folders(folder, step)
    database = Database(
        folder / DATABASE_FILE,
        create=make_for is not None,
        busy_seconds=options.busy_seconds,
        step=step,
    )
    try:
        if make_for is not None:
            _check_originals(folder, database)
            schema.create_tables(database, make_for)
            sync_folder(folder, name="the library", step=step)
        schema.migrate(database, schema.check_tables(database))
    except BaseException:
        database.close()
        raise
    return database


def _check_originals(folder: Path, database: Database) -> None:
    """Refuse to begin anew where a lost database's originals lie, which no document would claim."""
    originals = [path for path in (folder / "files").iterdir() if is_document_id(path.stem)]
    if not originals:
        return
    with database.reading() as session:
        if schema.is_empty(session):
            raise StoreDamaged(
                f"{database.path} is missing or empty, and {folder / 'files'} still holds "
                f"{len(originals)} originals; put {DATABASE_FILE} back from a backup, or add the "
                "originals to a library in another folder"
            )


def _make_folders(folder: Path, step: Step) -> None:
    if (folder / "files").is_dir() and (folder / "faiss").is_dir():
        return
    try:
        (folder / "files").mkdir(parents=True, exist_ok=True)
        (folder / "faiss").mkdir(exist_ok=True)
        sync_folder(folder, name="the library", step=step)
        sync_folder(folder.parent, name="the library's parent", step=step)
    except OSError as error:
        raise StoreError(f"a library can't be made at {folder}: {error.strerror}") from error
