"""A crash just before or after any sync, rename, removal or commit is recovered from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.opening import open_store
from tests.storage.crash_worker import ROOT
from tests.storage.failpoint_worker import OPTIONS
from tests.storage.samples import FINGERPRINT, put
from tests.storage.test_kill import check, expected_state

NAMED = {
    f"{side} {what}"
    for side in ("before", "after")
    for what in (
        "committing the schema",
        "committing a put",
        "committing a removal",
        "committing a replacement",
        "committing a link",
        "committing dropping an original",
        "committing sweeping",
        "committing the start of a re-encoding",
        "committing re-encoded vectors",
        "committing a re-encoding",
        "syncing the reserve",
        "syncing the original",
        "renaming the original",
        "removing the original",
        "syncing the folder of the original",
        "syncing the folder of the library",
        "scrubbing after a removal",
        "scrubbing after opening",
        "syncing the index",
        "renaming the index",
        "syncing the folder of the index",
        "syncing the index's rows",
        "renaming the index's rows",
        "syncing the folder of the index's rows",
        "syncing the index of words",
        "renaming the index of words",
        "syncing the folder of the index of words",
        "syncing the index's manifest",
        "renaming the index's manifest",
        "syncing the folder of the index's manifest",
    )
}


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_every_step_is_recovered_from(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.failpoint_worker", str(tmp_path)],
        cwd=ROOT,
        env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = done.stdout.splitlines()
    assert set(steps) >= NAMED, NAMED - set(steps)
    for number, step in enumerate(steps):
        folder = tmp_path / f"{number:03}"
        state = expected_state(folder / "journal", {})
        library = str(folder / "library")
        store = open_store(library, FINGERPRINT, create=True, options=OPTIONS)
        try:
            check(store, state)
            put(store, folder, "later", ["added after the crash"])
            assert list(store.verify()) == []
            assert not list(Path(library).rglob("*.partial")), step
        finally:
            store.close()


def test_a_change_is_on_disk_in_the_order_that_a_power_cut_asks_for(tmp_path: Path) -> None:
    """What a commit speaks of is there before it, and what it forgets goes after it."""
    steps: list[str] = []
    store = open_store(
        str(tmp_path / "library"), FINGERPRINT, create=True, options=OPTIONS, step=steps.append
    )
    steps.clear()
    document_id = put(store, tmp_path, "a", ["river stone"])
    assert steps == around("syncing the original", "renaming the original") + around(
        "syncing the folder of the original", "committing a put"
    )
    steps.clear()
    store.remove(document_id)
    removed = "before removing the original", "after removing the original"
    assert steps == [
        *around("committing a removal"),
        removed[0],
        *around("syncing the folder of the original"),
        removed[1],
        *around("committing dropping an original", "scrubbing after a removal"),
    ]
    steps.clear()
    store.save_snapshot()
    files = ("the index", "the index's rows", "the index of words", "the index's manifest")
    assert steps == [
        step
        for file in files
        for step in around(f"syncing {file}", f"renaming {file}", f"syncing the folder of {file}")
    ]
    with store.database.reading() as session:
        assert session.value("PRAGMA synchronous") == 2  # FULL: a commit is on disk when it returns
        assert session.value("PRAGMA secure_delete") == 1
    store.close()


def around(*steps: str) -> list[str]:
    return [f"{side} {step}" for step in steps for side in ("before", "after")]
