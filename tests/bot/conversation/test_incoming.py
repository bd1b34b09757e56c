"""Uploads live as long as their jobs can need them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.conversation.incoming import SHOWN_SECONDS, IncomingFiles, clean_name
from bot.conversation.ports import Upload
from tests.bot.page_fakes import MemoryLibrary, SteppingIngestion


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def incoming(tmp_path: Path, clock: Clock) -> IncomingFiles:
    library = MemoryLibrary(tmp_path / "files")
    return IncomingFiles(tmp_path / "incoming", SteppingIngestion(library, 0.05), clock)


def wait_until(happened: Callable[[], bool]) -> None:
    for _ in range(200):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("it didn't happen within four seconds")


def dropped(folder: Path, name: str, content: bytes) -> Upload:
    path = folder / "dropped"
    path.write_bytes(content)
    return Upload(path, name)


def kept(folder: Path) -> list[Path]:
    return list((folder / "incoming").iterdir())


def test_the_upload_may_vanish_at_once_and_is_deleted_when_ready(
    tmp_path: Path, incoming: IncomingFiles
) -> None:
    file = dropped(tmp_path, "a.txt", b"some text")
    incoming.add([file])
    file.path.unlink()
    assert len(kept(tmp_path)) == 1
    wait_until(lambda: incoming.jobs()[0].report is not None)
    incoming.jobs()
    assert kept(tmp_path) == []


def test_a_failed_upload_is_kept_for_a_retry_until_it_is_dismissed(
    tmp_path: Path, incoming: IncomingFiles, clock: Clock
) -> None:
    (job_id,) = incoming.add([dropped(tmp_path, "a.pdf", b"%PDF-broken")])
    wait_until(lambda: incoming.jobs()[0].report is not None)
    clock.now += 10 * SHOWN_SECONDS
    assert [job.job_id for job in incoming.jobs()] == [job_id]
    assert len(kept(tmp_path)) == 1
    incoming.dismiss(job_id)
    assert incoming.jobs() == ()
    assert kept(tmp_path) == []


def test_files_that_came_in_well_leave_the_list_after_a_while(
    tmp_path: Path, incoming: IncomingFiles, clock: Clock
) -> None:
    incoming.add([dropped(tmp_path, "a.txt", b"some text")])
    wait_until(lambda: incoming.jobs()[0].report is not None)
    clock.now += SHOWN_SECONDS - 1
    assert len(incoming.jobs()) == 1
    clock.now += 2
    assert incoming.jobs() == ()


def test_kept_uploads_keep_only_a_plain_ending(tmp_path: Path, incoming: IncomingFiles) -> None:
    incoming.add([dropped(tmp_path, "../../x.md", b"a"), dropped(tmp_path, "y.m/d", b"b")])
    assert sorted(path.suffix for path in kept(tmp_path)) == ["", ".md"]
    assert {path.parent for path in kept(tmp_path)} == {tmp_path / "incoming"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("report.pdf", "report.pdf"),
        ("Bericht für Ångström 報告.pdf", "Bericht für Ångström 報告.pdf"),
        ("Reports/2023/q2.pdf", "Reports/2023/q2.pdf"),
        ("Reports\\q2.pdf", "Reports/q2.pdf"),
        ("Reports/ ../q2.pdf", "q2.pdf"),
        ("Reports//q2.pdf", "q2.pdf"),
        ("/home/x/q2.pdf", "q2.pdf"),
        ("Reports/\x00", "Reports/unnamed"),
        ("d" * 150 + "/" + "e/" * 500 + "q2.pdf", "q2.pdf"),
        ("../../etc/passwd", "passwd"),
        ("نامه\u200cها.txt", "نامه\u200cها.txt"),
        ("👩\u200d💻.txt", "👩\u200d💻.txt"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\x00b\n\u202ec.pdf", "abc.pdf"),
        ("   ", "unnamed"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_keep_plain_folders_and_lose_what_cant_be_printed(name: str, clean: str) -> None:
    assert clean_name(name) == clean
