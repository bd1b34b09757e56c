"""Files shared out among workers, each to one, and none forgotten when a worker dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.adding.claims import ClaimOptions, SharedClaims
from ingest.errors import IngestError
from ingest.records import SourceFile
from tests.product import ROOT

QUICK = ClaimOptions(stale_seconds=600.0, look_again_seconds=0.02)


@pytest.fixture
def files(tmp_path: Path) -> list[SourceFile]:
    found = []
    for number in range(20):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"text {number}")
        found.append(SourceFile(path, path.name))
    return found


def work(folder: Path, files: Sequence[SourceFile], failing: frozenset[str]) -> list[str]:
    """What one worker took, in order."""
    taken = []
    for claim in SharedClaims(folder, options=QUICK).take(files):
        taken.append(claim.file.name)
        time.sleep(0.002)  # so that the others get some
        claim.finish(failed=claim.file.name in failing)
    return taken


def test_each_file_is_taken_by_one_worker(files: list[SourceFile], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as workers:
        shares = list(
            workers.map(lambda _: work(tmp_path / "claims", files, frozenset()), range(4))
        )
    taken = [name for share in shares for name in share]
    assert sorted(taken) == sorted(file.name for file in files)
    assert work(tmp_path / "claims", files, frozenset()) == [], "all are done"


def test_only_what_failed_is_tried_again(files: list[SourceFile], tmp_path: Path) -> None:
    work(tmp_path / "claims", files, frozenset({"3.txt"}))
    assert work(tmp_path / "claims", files, frozenset()) == ["3.txt"]
    assert work(tmp_path / "claims", files, frozenset()) == []


def test_a_file_that_changed_is_taken_again(files: list[SourceFile], tmp_path: Path) -> None:
    work(tmp_path / "claims", files, frozenset())
    files[7].path.write_text("another text")
    assert work(tmp_path / "claims", files, frozenset()) == ["7.txt"]


def test_what_a_worker_leaves_unfinished_is_left_to_others(
    files: list[SourceFile], tmp_path: Path
) -> None:
    claims = SharedClaims(tmp_path / "claims", options=QUICK).take(files)
    assert next(claims).file.name == "0.txt"
    claims.close()  # type: ignore[attr-defined]
    assert work(tmp_path / "claims", files, frozenset())[0] == "0.txt"


def test_the_file_of_a_killed_worker_is_taken_over(files: list[SourceFile], tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from ingest.adding.claims import SharedClaims\n"
        "from ingest.records import SourceFile\n"
        "path = Path(sys.argv[2])\n"
        "for claim in SharedClaims(Path(sys.argv[1])).take([SourceFile(path, path.name)]):\n"
        "    print('taken', flush=True)\n"
        "    time.sleep(600)\n"
    )
    folder = tmp_path / "claims"
    worker = subprocess.Popen(
        [sys.executable, "-c", script, folder, files[0].path],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdout is not None
    assert worker.stdout.readline() == "taken\n"
    worker.kill()
    worker.wait()
    (claim,) = folder.glob("*.claim")
    long_ago = time.time() - 2 * QUICK.stale_seconds
    os.utime(claim, (long_ago, long_ago))
    assert work(folder, files[:1], frozenset()) == ["0.txt"]


def test_a_claim_that_is_touched_is_respected(files: list[SourceFile], tmp_path: Path) -> None:
    alive = SharedClaims(
        tmp_path / "claims", options=ClaimOptions(stale_seconds=4.0, look_again_seconds=0.05)
    )
    others = SharedClaims(
        tmp_path / "claims", options=ClaimOptions(stale_seconds=30.0, look_again_seconds=0.05)
    )
    taking = alive.take(files[:1])
    mine = next(taking)
    (path,) = (tmp_path / "claims").glob("*.claim")
    os.utime(path, (1, 1))
    ends = time.monotonic() + 60
    while path.stat().st_mtime < 2:
        assert time.monotonic() < ends, "nobody touches the claim"
        time.sleep(0.05)
    assert others._claim(files[0]) is None
    mine.finish(failed=False)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IngestError, match="claims can't be kept"):
        SharedClaims(tmp_path / "file" / "claims")
