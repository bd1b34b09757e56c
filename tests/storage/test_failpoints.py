"""A crash just before or after any sync, rename, removal or commit is recovered from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.opening import open_store
from tests.storage.failpoint_worker import OPTIONS
from tests.storage.samples import FINGERPRINT, put
from tests.storage.test_kill import ROOT, check, expected_state

NAMED = {
    f"{side} {what}"
    for side in ("before", "after")
    for what in (
        "committing the schema",
        "committing a put",
        "committing a removal",
        "committing dropping an original",
        "syncing the original",
        "renaming the original",
        "removing the original",
        "syncing the folder of the original",
        "syncing the folder of the library",
        "scrubbing after a removal",
        "syncing the index",
        "renaming the index",
        "renaming the index's rows",
        "renaming the index of words",
        "syncing the index's manifest",
        "renaming the index's manifest",
        "syncing the folder of the index's manifest",
    )
}


@pytest.mark.slow
def test_every_step_is_recovered_from(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.failpoint_worker", str(tmp_path)],
        cwd=ROOT,
        env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
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
