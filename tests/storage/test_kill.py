"""Processes killed at random moments lose nothing that was acknowledged, and leave nothing half."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from storage.local.engine import LocalStore
from storage.opening import open_store
from tests.storage.crash_worker import OPTIONS, REFERENCE, ROOT, passages
from tests.storage.samples import FINGERPRINT, by_name, question, search_words

Settle: TypeAlias = "Callable[[Path, dict[str, Expected]], dict[str, Expected]]"
"""Compares what lies in a folder with what it may hold; returns what it does hold."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a name may hold: one marker for sure, or either of two after an unanswered change."""

    markers: frozenset[str | None]


def start(
    kind: str, library: Path, journal: Path, worker: str, seed: int
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.storage.crash_worker", kind]
    return subprocess.Popen(
        [*command, str(library), str(journal), worker, str(seed)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )


def expected_state(journal: Path, before: dict[str, Expected]) -> dict[str, Expected]:
    """What each name may hold after the journal's changes."""
    state = dict(before)
    tried: dict[str, str | None] = {}
    for line in journal.read_text().splitlines() if journal.exists() else ():
        word, _, rest = line.partition(" ")
        change = json.loads(rest)
        name, text = change["name"], change["text"]
        if word == "TRY":
            tried = {name: text}
        else:
            state[name] = Expected(frozenset({text}))
            tried = {}
    for name, text in tried.items():
        old = state.get(name, Expected(frozenset({None})))
        state[name] = Expected(old.markers | {text})
    return state


def check(store: LocalStore, state: dict[str, Expected]) -> dict[str, Expected]:
    """Compare the library with what it may hold; returns what it does hold."""
    assert list(store.verify()) == []
    held = by_name(store)
    settled = {}
    for name, expected in state.items():
        marker = None
        if name in held:
            texts = [passage.text for passage in store.passages(held[name].document_id)[0]]
            marker = texts[0].rpartition(" part ")[0]
            assert texts == passages(marker)
            hits = store.search(question(texts[-1]), 3)
            assert texts[-1] in [hit.passage.text for hit in hits]
            words = search_words(store, marker, 50)
            assert set(texts) <= {hit.passage.text for hit in words}
        assert marker in expected.markers, (name, marker, expected)
        settled[name] = Expected(frozenset({marker}))
    assert held.keys() <= state.keys()
    ids = [hit.passage.passage_id for hit in store.search(question("anything"), 100_000)]
    assert len(ids) == len(set(ids)) == store.passage_count()
    return settled


def settle_library(library: Path, state: dict[str, Expected]) -> dict[str, Expected]:
    """Open the library that the killed left, and check it."""
    store = open_store(str(library), FINGERPRINT, create=False, options=OPTIONS)
    try:
        return check(store, state)
    finally:
        store.close()


def kill_rounds(
    folder: Path,
    rounds: int,
    seed: int,
    *,
    writer: str = "write",
    readers: int = 2,
    settle: Settle = settle_library,
) -> int:
    """Run so many rounds of killing; returns how many changes were acknowledged."""
    generator = random.Random(seed)  # noqa: S311
    library = folder / "library"
    state: dict[str, Expected] = {}
    acknowledged = 0
    for number in range(rounds):
        journals = [folder / f"{number}-{worker}.journal" for worker in "01"]
        reader_journals = [folder / f"{number}-r{reader}.journal" for reader in range(readers)]
        workers = [
            *(start(writer, library, path, path.stem[-1], seed + number) for path in journals),
            *(start("read", library, path, "r", seed + number) for path in reader_journals),
        ]
        try:
            wait_for_work([*journals, *reader_journals], workers)
        except BaseException:
            for worker in workers:
                worker.kill()
            raise
        time.sleep(generator.random() * 0.6)
        generator.shuffle(workers)
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            time.sleep(generator.random() * 0.02)
        for worker in workers:
            _, complaint = worker.communicate(timeout=120)
            assert worker.returncode == -signal.SIGKILL, complaint.decode()
        for path in journals:
            state = expected_state(path, state)
            acknowledged += path.read_text().count("ACK")
        state = settle(library, state)
    return acknowledged


def wait_for_work(journals: list[Path], workers: list[subprocess.Popen[bytes]]) -> None:
    """Wait until every worker has done something, so that kills hit work and not imports."""
    ends = time.monotonic() + 300
    while time.monotonic() < ends:
        if all(path.exists() and b"ACK" in path.read_bytes() for path in journals):
            return
        for worker in workers:
            assert worker.poll() is None, worker.communicate()[1].decode()
        time.sleep(0.01)
    pytest.fail("the workers didn't get to work in 300 s")


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_rounds(tmp_path, 10, seed=1) > 20


@pytest.mark.long
@pytest.mark.timeout(14_400)
def test_many_kills_lose_nothing(tmp_path: Path) -> None:
    acknowledged = kill_rounds(tmp_path, 200, seed=1_000)
    print(f"200 rounds, {acknowledged} acknowledged changes")
    assert acknowledged > 1_000


class Lost(Exception):
    """What the reference's save left isn't what it acknowledged."""


def settle_reference(folder: Path, state: dict[str, Expected]) -> dict[str, Expected]:
    """Read what the reference saved, in a process of its own, and check it."""
    read = (
        "import faiss, json, pickle, sys; f = sys.argv[1]; "
        "texts = pickle.load(open(f + '/docs.pkl', 'rb')); "
        "print(json.dumps([faiss.read_index(f + '/index.faiss').ntotal, texts]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", read, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Lost("the files can't be read")
    vectors, texts = json.loads(done.stdout)
    if vectors != len(texts):
        raise Lost(f"{vectors} vectors for {len(texts)} texts")
    for expected in state.values():
        for marker in expected.markers if len(expected.markers) == 1 else ():
            if marker is not None and not set(passages(marker)) <= set(texts):
                raise Lost(f"{marker} was acknowledged")
    return state


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(1_800)
def test_the_reference_pipelines_save_fails_the_same_kills(tmp_path: Path) -> None:
    """The negative control: this harness does see a save that loses data."""
    if not REFERENCE.exists():
        pytest.skip(f"the reference pipeline isn't at {REFERENCE}")
    (tmp_path / "library").mkdir()
    with pytest.raises(Lost):
        kill_rounds(tmp_path, 5, seed=1, writer="reference", readers=0, settle=settle_reference)
