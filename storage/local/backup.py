"""A copy of a whole library in one file, taken while the library is in use.

The file is a plain tar: unpacked into an empty folder, it is a library again.
"""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from storage.errors import StoreBusy, StoreError
from storage.files.durable import replacing, unwatched
from storage.files.originals import Originals
from storage.local.conversations import CONVERSATIONS_FILE, conversations_database
from storage.local.database import Database
from storage.local.engine import LocalStore
from storage.local.opening import DATABASE_FILE

_ATTEMPTS = 5


def back_up(store: LocalStore, target: Path) -> int:
    """Write the library as it is at one moment to ``target``; returns the file's bytes.

    Raises:
        StoreBusy: documents were removed again and again while their originals were copied.
    """
    if not target.parent.is_dir():
        raise StoreError(f"{target} can't be written: {target.parent} isn't a folder")
    for _ in range(_ATTEMPTS):
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            copy = Path(scratch) / DATABASE_FILE
            store.copy_database(copy)
            _copy_conversations(store.folder, Path(scratch))
            try:
                _pack(copy, store.folder / "files", target)
            except _OriginalGone:
                continue
        return target.stat().st_size
    raise StoreBusy(f"{store.folder} changes too fast to be backed up; try again in a moment")


def _copy_conversations(folder: Path, target: Path) -> None:
    if not (folder / CONVERSATIONS_FILE).exists():
        return
    database = conversations_database(folder)
    try:
        database.copy_to(target / CONVERSATIONS_FILE)
    finally:
        database.close()


class _OriginalGone(Exception):
    pass


def _pack(database_copy: Path, files: Path, target: Path) -> None:
    originals = _originals(database_copy, files)
    with (
        replacing(target, name="the backup", step=unwatched) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for copy in (database_copy, database_copy.with_name(CONVERSATIONS_FILE)):
            if copy.exists():
                archive.add(copy, copy.name)
        for path in originals:
            try:
                archive.add(path, f"files/{path.name}")
            except FileNotFoundError as error:
                raise _OriginalGone from error


def _originals(database_copy: Path, files: Path) -> list[Path]:
    database = Database(database_copy, create=False, busy_seconds=1.0)
    originals = Originals(files, unwatched)
    try:
        with database.reading() as session:
            rows = session.rows("SELECT document_id, kind FROM documents ORDER BY number")
            return [originals.path(document_id, kind) for document_id, kind in rows]
    finally:
        database.close()
