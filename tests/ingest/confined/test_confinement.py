from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from tests.ingest.confined.attempts import tried

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux can forbid")
ROOT = Path(__file__).resolve().parents[3]

ATTEMPTS = {
    "read": '(folder / "there").read_text()',
    "change": '(folder / "there").write_text("x")',
    "folder": '(folder / "made").mkdir()',
}


def kernel_has_landlock() -> bool:
    """Its version is asked for, which changes nothing."""
    return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 1)


def test_a_confined_process_can_read_and_nothing_else(tmp_path: Path) -> None:
    refused = tried(tmp_path, "confine(memory_bytes=1 << 31)", ATTEMPTS)
    assert refused.pop("confined") is None
    assert refused.pop("read") == ""
    assert refused.pop("write")
    assert refused.pop("change")
    if not kernel_has_landlock():
        pytest.skip("this kernel has no Landlock: files can be removed and programs started")
    assert all(refused.values()), refused
    assert (tmp_path / "there").read_text() == "words"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
