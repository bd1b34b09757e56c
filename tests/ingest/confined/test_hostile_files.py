"""Files of every kind but PDF that were made to hurt; PDFs have their own."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.pipeline import Ingestor
from storage.file_reports import FileReport
from tests.fakes import HashingEncoder
from tests.ingest.confined.harness import added
from tests.ingest.fakes import DictLibrary
from tests.ingest.hostile_files import HOSTILE
from tests.ingest.hostile_pdfs import flipped, truncated
from tests.ingest.sound_files import ARCHIVES, GOOD

pytestmark = pytest.mark.slow

LIMITS = ReadingLimits(
    memory_bytes=1024 * MEBIBYTE, seconds_per_file=20.0, silent_seconds=12.0, pages=12_000
)
MORE_MEMORY_AT_MOST = 250 * MEBIBYTE  # in this process, over one file
SEEN_OF_OTHERS = ("root:", "daemon")


@pytest.fixture(scope="module")
def ingestor() -> Iterator[Ingestor]:
    reader = FileReader(LIMITS, ReadingProcess(LIMITS))
    yield Ingestor(DictLibrary(), HashingEncoder(), reader)
    reader.close()


def add(ingestor: Ingestor, folder: Path, name: str, content: bytes) -> FileReport:
    path = folder / name
    report = added(ingestor, path, content, more_memory_at_most=MORE_MEMORY_AT_MOST)
    assert "crashed" not in report.reason
    assert list(folder.iterdir()) == [path]
    return report


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.timeout(150)
def test_a_hostile_file_ends_in_one_state_and_the_next_is_read(
    ingestor: Ingestor, tmp_path: Path, case: str
) -> None:
    name, content = HOSTILE[case]
    report = add(ingestor, tmp_path, name, content)
    print(f"{case}: {report.state} {report.reason} {report.seconds:.1f} s")
    (tmp_path / name).unlink()
    assert add(ingestor, tmp_path, "note.txt", f"Words after {case}.".encode()).state == "ready"


@pytest.mark.parametrize("case", ["docx-external-entity", "odt-external-entity",
                                  "xml-external-entity", "html-fetching"])  # fmt: skip
def test_nothing_outside_the_file_is_read(tmp_path: Path, case: str) -> None:
    name, content = HOSTILE[case]
    path = tmp_path / name
    path.write_bytes(content)
    reader = FileReader(LIMITS, ReadingProcess(LIMITS))
    try:
        kind = reader.recognise(path, name=name, is_cancelled=lambda: False).kind
        read = reader.read(
            path, kind, on_page=lambda done, total: None, on_picture=lambda done, total: None,
            is_cancelled=lambda: False,
        )  # fmt: skip
    finally:
        reader.close()
    text = "".join(page.text for page in read.pages)
    assert "seen" in text
    assert not any(words in text for words in SEEN_OF_OTHERS)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", GOOD)
def test_a_file_cut_off_or_flipped_anywhere_ends_in_one_state(
    ingestor: Ingestor, tmp_path: Path, name: str
) -> None:
    states = {add(ingestor, tmp_path, name, content).state for content in truncated(GOOD[name], 20)}
    assert "failed" in states or name not in ARCHIVES
    for content in flipped(GOOD[name], 20, seed=7):
        add(ingestor, tmp_path, name, content)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_damaged_files_of_each_kind_for_minutes(tmp_path: Path) -> None:
    """``FUZZ_SECONDS`` of it, 600 unless told otherwise: good and hostile, little changed."""
    seeds = [*GOOD.items(), *(case for case in HOSTILE.values() if len(case[1]) < 100_000)]
    deadline = time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "600"))
    first = random.SystemRandom().randrange(10**9)
    print(f"the first seed is {first}")
    counts: list[int] = []

    def work(number: int) -> None:
        reader = FileReader(LIMITS, ReadingProcess(LIMITS))
        folder = tmp_path / str(number)
        folder.mkdir()
        own = Ingestor(DictLibrary(), HashingEncoder(), reader)
        for seed in range(first + number, first + 10**7, 2):
            if time.monotonic() > deadline:
                break
            name, content = seeds[seed % len(seeds)]
            for damaged in flipped(content, 1, seed=seed):
                add(own, folder, name, damaged)
                (folder / name).unlink()
            counts.append(seed)
        reader.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))  # what fails in a thread fails here
    print(f"{len(counts)} files")
