"""Moving damaged files of a library out of its way: nothing is thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

from storage.files.durable import Step, sync_folder
from storage.local.conversations import CONVERSATIONS_FILE

DAMAGED_FOLDER = "damaged"


def set_conversations_aside(folder: Path, step: Step) -> str:
    """Move damaged conversations away, so that new ones can be kept; can be begun again."""
    target = new_damaged_folder(folder)
    files = files_of(folder / CONVERSATIONS_FILE)
    for path in files:
        copy_synced(path, target)
    for made in (target, target.parent, folder):
        sync_folder(made, name="the damaged files", step=step)
    for path in reversed(files):  # the log first: it must not be played into a new database
        path.unlink()
    sync_folder(folder, name="the library", step=step)
    return (
        f"the conversations can't be read whole and were moved to {target / CONVERSATIONS_FILE}; "
        "new ones begin empty"
    )


def new_damaged_folder(folder: Path) -> Path:
    """A folder of its own for damaged files, by the time."""
    stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    target = folder / DAMAGED_FOLDER / stamp
    target.mkdir(parents=True)
    return target


def copy_synced(path: Path, target: Path) -> None:
    """Copy a file into a folder, safe on disk on return."""
    shutil.copy2(path, target / path.name)
    with (target / path.name).open("rb") as stream:
        os.fsync(stream.fileno())


def files_of(database: Path) -> list[Path]:
    """The database file and those of its log, as far as they are there."""
    paths = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]
    return [path for path in paths if path.exists() or path == database]


def remove_database(database: Path) -> None:
    """Remove a database and its log."""
    for path in files_of(database):
        path.unlink(missing_ok=True)
