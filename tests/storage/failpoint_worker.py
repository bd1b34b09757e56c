"""Runs one scenario again and again, killed at a later step each time, until it ends by itself.

    python -m tests.storage.failpoint_worker FOLDER

Each round is a forked child with a library of its own in ``FOLDER/ROUND``; prints the name of the
step at which each was killed, one a line.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

from storage.opening import open_store
from storage.options import StoreOptions
from storage.store import Store
from tests.storage.crash_worker import Journal, noted, passages
from tests.storage.samples import FINGERPRINT, by_name, prepared, vectors_of

OPTIONS = StoreOptions(reserve_bytes=64 * 1024, snapshot_after_rows=1_000)


class KillAt:
    """A step that ends the process without any cleaning up at its n-th call."""

    def __init__(self, number: int, note: Path) -> None:
        self._left = number
        self._note = note

    def __call__(self, name: str) -> None:
        if self._left == 0:
            self._note.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def scenario(folder: Path, kill: KillAt) -> None:
    """Everything that a library does to its files."""
    notes = Journal(folder / "journal")
    store = open_store(
        str(folder / "library"), FINGERPRINT, create=True, options=OPTIONS, step=kill
    )
    _put(store, notes, folder, "a", "a first")
    _put(store, notes, folder, "b", "b first")
    store.save_snapshot()
    _put(store, notes, folder, "a", "a second")
    change: dict[str, object] = {"name": "b", "text": None}
    noted(notes, change, partial(store.remove, by_name(store)["b"].document_id))
    _put(store, notes, folder, "c", "c first")
    store.save_snapshot()
    store.close()


def _put(store: Store, notes: Journal, folder: Path, name: str, marker: str) -> None:
    document = prepared(folder, name, passages(marker))
    change: dict[str, object] = {"name": name, "text": marker}
    noted(notes, change, partial(store.put, document, vectors_of(document)))


def main() -> None:
    """Fork and kill until nothing is left to kill."""
    root = Path(sys.argv[1])
    number = 0
    while True:
        folder = root / f"{number:03}"
        folder.mkdir()
        child = os.fork()
        if child == 0:
            scenario(folder, KillAt(number, folder / "step"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            if status:
                sys.exit(f"round {number} ended with {status}")
            shutil.rmtree(folder)
            return
        print((folder / "step").read_text(), flush=True)
        number += 1


if __name__ == "__main__":
    main()
