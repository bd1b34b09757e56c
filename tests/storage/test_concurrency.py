"""Threads and processes that add, search and remove at once, in child processes.

A crash of the index's library would take the process with it, so the parent sees the signal.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.opening import open_store
from tests.storage.crash_worker import OPTIONS, ROOT
from tests.storage.samples import FINGERPRINT


def hammer(folder: Path, processes: int, seconds: float) -> None:
    """Let processes of eight threads each work on one library, and check how they ended."""
    library, journal = folder / "library", folder / "journal"
    command = [sys.executable, "-m", "tests.storage.crash_worker", "hammer"]
    workers = [
        subprocess.Popen(
            [*command, str(library), str(journal), f"p{number}t", str(number), str(seconds)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for number in range(processes)
    ]
    for worker in workers:
        _, complaint = worker.communicate(timeout=seconds + 400)
        assert worker.returncode == 0, (worker.returncode, complaint.decode())
    work = journal.read_text()
    assert work.count("search") > 10
    assert work.count("change") > 10
    store = open_store(str(library), FINGERPRINT, create=False, options=OPTIONS)
    assert list(store.verify()) == []
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_threads_and_processes_together(tmp_path: Path, processes: int) -> None:
    hammer(tmp_path, processes, seconds=4)


@pytest.mark.long
@pytest.mark.parametrize("processes", [1, 2])
def test_threads_and_processes_together_for_long(tmp_path: Path, processes: int) -> None:
    hammer(tmp_path, processes, seconds=30)
