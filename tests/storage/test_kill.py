"""Processes killed at random moments lose nothing that was acknowledged, and leave nothing half."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.local.engine import LocalStore
from storage.opening import open_store
from tests.storage.crash_worker import OPTIONS, passages
from tests.storage.samples import FINGERPRINT, by_name, question

ROOT = Path(__file__).resolve().parents[2]


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
            words = store.search_words(marker, question(marker), 50)
            assert set(texts) <= {hit.passage.text for hit in words}
        assert marker in expected.markers, (name, marker, expected)
        settled[name] = Expected(frozenset({marker}))
    assert held.keys() <= state.keys()
    ids = [hit.passage.passage_id for hit in store.search(question("anything"), 100_000)]
    assert len(ids) == len(set(ids)) == store.passage_count()
    return settled


def kill_rounds(folder: Path, rounds: int, seed: int) -> int:
    """Run so many rounds of killing; returns how many changes were acknowledged."""
    generator = random.Random(seed)  # noqa: S311
    library = folder / "library"
    state: dict[str, Expected] = {}
    acknowledged = 0
    for number in range(rounds):
        journals = [folder / f"{number}-{worker}.journal" for worker in "01"]
        reader_journal = folder / f"{number}-r.journal"
        workers = [
            *(start("write", library, path, path.stem[-1], seed + number) for path in journals),
            start("read", library, reader_journal, "r", seed + number),
        ]
        try:
            wait_for_work([*journals, reader_journal], workers)
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
        store = open_store(str(library), FINGERPRINT, create=False, options=OPTIONS)
        state = check(store, state)
        store.close()
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
@pytest.mark.timeout(600)
def test_kills_lose_nothing(tmp_path: Path) -> None:
    assert kill_rounds(tmp_path, 10, seed=1) > 20


@pytest.mark.long
@pytest.mark.timeout(14_400)
def test_many_kills_lose_nothing(tmp_path: Path) -> None:
    acknowledged = kill_rounds(tmp_path, 200, seed=1_000)
    print(f"200 rounds, {acknowledged} acknowledged changes")
    assert acknowledged > 1_000


REFERENCE_SAVE = """
import pickle, sys, faiss, numpy as np
folder, journal = sys.argv[1:]
notes = open(journal, "a")
index, texts = faiss.IndexFlatIP(64), []
while True:
    index.add(np.random.default_rng(len(texts)).standard_normal((500, 64)).astype("float32"))
    texts.extend(f"text {len(texts) + row} " * 40 for row in range(500))
    faiss.write_index(index, folder + "/index.faiss")
    with open(folder + "/docs.pkl", "wb") as stream:
        pickle.dump(texts, stream)
    print("ACK", len(texts), file=notes, flush=True)
"""


def reference_is_whole(folder: Path, acknowledged: int) -> Iterator[str]:
    """What is wrong with what rewriting both files whole left behind."""
    read = (
        "import faiss, pickle, sys; f = sys.argv[1]; "
        "print(faiss.read_index(f + '/index.faiss').ntotal, "
        "len(pickle.load(open(f + '/docs.pkl', 'rb'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", read, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        yield "unreadable"
        return
    vectors, texts = map(int, done.stdout.split())
    if vectors != texts:
        yield "vectors without texts"
    if min(vectors, texts) < acknowledged:
        yield "acknowledged texts lost"


@pytest.mark.slow
def test_the_reference_pipelines_save_fails_the_same_kills(tmp_path: Path) -> None:
    """The negative control: this harness does see a save that loses data."""
    generator = random.Random(1)  # noqa: S311
    found: list[str] = []
    for number in range(4):
        folder, journal = tmp_path / str(number), tmp_path / f"{number}.journal"
        folder.mkdir()
        worker = subprocess.Popen([sys.executable, "-c", REFERENCE_SAVE, str(folder), str(journal)])
        wait_for_work([journal], [worker])
        time.sleep(0.3 + generator.random() * 0.5)
        worker.kill()
        worker.wait()
        acknowledged = int(journal.read_text().split()[-1])
        found.extend(reference_is_whole(folder, acknowledged))
    assert found, "the kills should have broken the reference's files"
