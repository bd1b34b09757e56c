"""A process takes no more processors than it was given."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from storage.processors import available_processors

SCRIPT = "from storage.processors import available_processors; print(available_processors())"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_affinity_counts() -> None:
    one = min(os.sched_getaffinity(0))
    found = subprocess.run(
        [sys.executable, "-c", f"import os; os.sched_setaffinity(0, [{one}]); {SCRIPT}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == "1"


def test_the_environment_lowers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available_processors() >= 1
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    assert available_processors() == 1
