"""Several processes of one command."""

from __future__ import annotations

import sys

from ingest.adding.workers import run_workers
from storage.processors import available_processors


def test_every_line_of_every_worker_comes_whole() -> None:
    script = "for number in range(50): print(f'{number} ' + 'x' * 10_000, flush=True)"
    lines: list[str] = []
    assert run_workers([sys.executable, "-c", script], 3, lines.append) == (0, 0, 0)
    assert sorted(lines) == sorted([f"{number} " + "x" * 10_000 for number in range(50)] * 3)


def test_how_workers_ended_is_told() -> None:
    script = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run_workers([sys.executable, "-c", script], 2, lambda line: None) == (-9, -9)
    assert run_workers([sys.executable, "-c", "raise SystemExit(1)"], 1, print) == (1,)


def test_processors_are_shared_out() -> None:
    lines: list[str] = []
    script = "from storage.processors import available_processors as all; print(all())"
    run_workers([sys.executable, "-c", script], 2, lines.append)
    assert lines == [str(max(1, available_processors() // 2))] * 2
