"""On a full disk acknowledged data is intact, removing works, and adding works again later."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.crash_worker import ROOT

pytestmark = pytest.mark.slow


IN_NAMESPACE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]


def can_mount(folder: Path) -> bool:
    """Whether a small file system can be mounted here, unseen by other processes."""
    if shutil.which("unshare") is None:
        return False
    command = [*IN_NAMESPACE, f"mount -t tmpfs -o size=1m tmpfs '{folder}'"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_full_disk(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("needs the right to mount a small tmpfs (unshare --mount)")
    script = (
        f"mount -t tmpfs -o size=8m tmpfs '{tmp_path}' && "
        f"exec '{sys.executable}' -m tests.storage.full_disk_worker '{tmp_path}'"
    )
    done = subprocess.run(
        [*IN_NAMESPACE, script], cwd=ROOT, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("acknowledged")
