from __future__ import annotations

import ctypes
import json
import socket
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux can forbid")
ROOT = Path(__file__).resolve().parents[3]

ATTEMPTS = """
import json, os, socket, subprocess, sys
from pathlib import Path
from ingest.confined.confinement import confine
folder, port = Path(sys.argv[1]), int(sys.argv[2])
confine(memory_bytes=1 << 31)

def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return ""

print(json.dumps({
    "read": refused(lambda: (folder / "there").read_text()),
    "write": refused(lambda: (folder / "new").write_text("x")),
    "change": refused(lambda: (folder / "there").write_text("x")),
    "remove": refused(lambda: (folder / "there").unlink()),
    "folder": refused(lambda: (folder / "made").mkdir()),
    "program": refused(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
    "connect": refused(lambda: socket.create_connection(("127.0.0.1", port), 2)),
}))
"""


def kernel_has_landlock() -> bool:
    """Its version is asked for, which changes nothing."""
    return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 1)


def test_a_confined_process_can_read_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("words")
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "-c", dedent(ATTEMPTS), str(tmp_path), str(server.getsockname()[1])],
            capture_output=True,
            cwd=ROOT,
            check=True,
            timeout=60,
        )
    refused = json.loads(done.stdout)
    assert refused.pop("read") == ""
    assert refused.pop("write")
    assert refused.pop("change")
    if not kernel_has_landlock():
        pytest.skip("this kernel has no Landlock: files can be removed and programs started")
    assert all(refused.values()), refused
    assert (tmp_path / "there").read_text() == "words"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
