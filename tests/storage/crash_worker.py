"""A process that changes or reads a library until it is killed, and notes what it was promised.

    python -m tests.storage.crash_worker KIND LIBRARY JOURNAL WORKER SEED [SECONDS]

KIND is ``write``, ``read``, ``hammer`` or ``reference``.

A writer owns the names that begin with its worker number, and writes to its journal ``TRY`` before
and ``ACK`` after each change; every line reaches the kernel at once, so a kill loses none.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from storage.opening import open_store
from storage.options import StoreOptions
from storage.store import Store
from tests.storage.samples import (
    ENCODER,
    FINGERPRINT,
    by_name,
    prepared,
    question,
    search_words,
    vectors_of,
)

OPTIONS = StoreOptions(busy_seconds=300, reserve_bytes=64 * 1024, snapshot_after_rows=40)
NAMES = 6
LEAST_LAPS = 5

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference" / "reference_pipeline.py"


class Journal:
    """Lines that survive the process."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, word: str, change: dict[str, object]) -> None:
        os.write(self._descriptor, f"{word} {json.dumps(change)}\n".encode())


def passages(marker: str) -> list[str]:
    """The passages of a version of a document; each says which it is and how many there are."""
    count = 1 + sum(marker.encode()) % 7
    return [f"{marker} part {part} of {count}" for part in range(count)]


def write(library: str, journal: Path, worker: str, seed: int, seconds: float) -> None:
    """Add, replace and remove documents of this worker's names."""
    notes, generator = Journal(journal), random.Random(seed)  # noqa: S311
    store = open_store(library, FINGERPRINT, create=True, options=OPTIONS)
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as scratch:
        version = 0
        while time.monotonic() < ends:
            version += 1
            name = f"{worker}-{generator.randrange(NAMES)}"
            held = by_name(store).get(name)
            if held is not None and generator.random() < 0.4:
                change: dict[str, object] = {"name": name, "text": None}
                noted(notes, change, partial(store.remove, held.document_id))
            else:
                marker = f"{name} {seed} {version}"
                document = prepared(Path(scratch), name, passages(marker))
                change = {"name": name, "text": marker}
                noted(notes, change, partial(store.put, document, vectors_of(document)))
                document.original.unlink()
    store.close()


def noted(notes: Journal, change: dict[str, object], use: Callable[[], object]) -> None:
    """Make a change, with its journal lines around it."""
    notes.note("TRY", change)
    use()
    notes.note("ACK", change)


def read(library: str, journal: Path, worker: str, seed: int, seconds: float) -> None:
    """Search by vectors and words, and check every hit."""
    notes, generator = Journal(journal), random.Random(seed)  # noqa: S311
    store = open_store(library, FINGERPRINT, create=True, options=OPTIONS)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        look(store, f"{generator.randrange(2)}-{generator.randrange(NAMES)} part 1")
        notes.note("ACK", {"worker": worker})
    store.close()


def look(store: Store, text: str) -> None:
    """Search, and fail where a hit's text and similarity aren't those of one stored passage."""
    vector = question(text)
    for hit in (*store.search(vector, 12), *search_words(store, text, 12)):
        marker, _, place = hit.passage.text.rpartition(" part ")
        part = int(place.split()[0])
        assert passages(marker)[part] == hit.passage.text
        expected = float(question(hit.passage.text) @ vector)
        assert abs(hit.similarity - expected) < 1e-4, (hit, expected)
        if marker.split()[0] != "thread":
            assert hit.passage.document == marker.split()[0], hit


def hammer(library: str, journal: Path, worker: str, seed: int, seconds: float) -> None:
    """Eight threads on one store: three add and remove, five search."""
    store = open_store(library, FINGERPRINT, create=True, options=OPTIONS)
    notes = Journal(journal)
    ends = time.monotonic() + seconds
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            with tempfile.TemporaryDirectory() as scratch:
                _hammer_thread(store, notes, f"{worker}{number}", Path(scratch), ends)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    problems = store.verify()
    store.close()
    if failures or problems:
        sys.exit(f"{failures!r} {problems!r}")


def _hammer_thread(store: Store, notes: Journal, name: str, scratch: Path, ends: float) -> None:
    version = 0
    while version < LEAST_LAPS or time.monotonic() < ends:
        version += 1
        if name[-1] not in "012":
            look(store, f"thread {name} {version} part 1")
            notes.note("ACK", {"search": name})
            continue
        document = prepared(scratch, f"{name}-{version % 9}", passages(f"thread {name} {version}"))
        store.put(document, vectors_of(document))
        if version % 3 == 0:
            store.remove(document.document_id)
        document.original.unlink()
        notes.note("ACK", {"change": name})


def reference(library: str, journal: Path, worker: str, seed: int, seconds: float) -> None:
    """Add documents to the plain pipeline that Footnote is measured against, and save it."""
    notes = Journal(journal)
    pipeline = reference_pipeline()
    pipeline.add([f"{worker} filler {number} " * 40 for number in range(400)])
    ends, version = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        version += 1
        marker = f"{worker}-{version} {seed} {version}"
        pipeline.add(passages(marker))
        change: dict[str, object] = {"name": f"{worker}-{version}", "text": marker}
        noted(notes, change, partial(pipeline.save, library))


def reference_pipeline() -> Any:
    """The reference with a small encoder: its own ``add`` and ``save``."""
    specification = importlib.util.spec_from_file_location("reference_pipeline", REFERENCE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    pipeline = module.ReferencePipeline.__new__(module.ReferencePipeline)
    pipeline.encoder = SimpleNamespace(encode=ENCODER.encode_passages)
    pipeline.index, pipeline.texts = None, []
    return pipeline


def main() -> None:
    """Do one kind of work."""
    kind, library, journal, worker, seed, *rest = sys.argv[1:]
    work = {"write": write, "read": read, "hammer": hammer, "reference": reference}[kind]
    work(library, Path(journal), worker, int(seed), float(rest[0]) if rest else 1e9)


if __name__ == "__main__":
    main()
