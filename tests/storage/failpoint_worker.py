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
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from storage.local.reencoding import reencode
from storage.opening import open_store
from storage.options import StoreOptions
from storage.records import Passage, Vectors
from storage.store import Store
from tests.storage.crash_worker import Journal, noted, passages
from tests.storage.samples import ENCODER, FINGERPRINT, by_name, prepared, read_anew, vectors_of

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
    document = prepared(folder, "e", passages("e first"))
    anew = read_anew(folder, document, passages("e second"))
    _put(store, notes, folder, "e", "e first")
    read: dict[str, object] = {"name": "e", "text": "e second"}
    noted(notes, read, partial(store.replace, anew, vectors_of(anew)))
    change: dict[str, object] = {"name": "b", "text": None}
    noted(notes, change, partial(store.remove, by_name(store)["b"].document_id))
    _put(store, notes, folder, "c", "c first")
    linked: dict[str, object] = {"name": "d", "text": "c first"}
    noted(notes, linked, partial(store.link, "d", by_name(store)["c"].document_id))
    store.save_snapshot()
    store.close()
    (folder / "library" / "files" / f"{'e' * 64}.txt").write_text("what a crash left")
    (folder / "library" / "reserve").unlink()
    store = open_store(
        str(folder / "library"), FINGERPRINT, create=False, options=OPTIONS, step=kill
    )
    copies: dict[str, object] = {"name": "d", "text": "a second"}
    noted(notes, copies, partial(store.link, "d", by_name(store)["a"].document_id))
    moved: dict[str, object] = {"name": "c", "text": "a second"}
    noted(notes, moved, partial(store.link, "c", by_name(store)["a"].document_id))
    store.close()
    reencode(str(folder / "library"), FINGERPRINT, _encode, step=kill)


def _encode(passages: Sequence[Passage]) -> Vectors:
    return ENCODER.encode_passages([passage.text for passage in passages])


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
