from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.page_images import PageImages
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.errors import UnreadableFile
from ingest.pipeline import Ingestor
from storage.file_reports import FileReport
from tests.fakes import HashingEncoder
from tests.ingest.confined.harness import added, within_limits
from tests.ingest.fakes import DictLibrary
from tests.ingest.hostile_pdfs import (
    ANNOTATED,
    HOSTILE,
    encrypted_in_each_way,
    flipped,
    truncated,
)
from tests.ingest.make_pdf import make_pdf, page_of

pytestmark = pytest.mark.slow

LIMITS = ReadingLimits(
    memory_bytes=700 * MEBIBYTE, seconds_per_file=15.0, silent_seconds=6.0, pages=2_000
)
MORE_MEMORY_AT_MOST = 150 * MEBIBYTE  # in this process, over one file
DRAWN_IN_THE_PLAIN_RUN = (
    "huge-page", "image-of-a-terapixel", "pattern-paints-itself", "mask-masks-itself",
    "glyph-draws-itself", "forms-double-forty-times", "annotations-loop",
)  # fmt: skip
GOOD = make_pdf([page_of(f"Page {n} holds words.", "And a second line.") for n in range(5)])


@pytest.fixture(scope="module")
def ingestor() -> Iterator[Ingestor]:
    reader = FileReader(LIMITS, ReadingProcess(LIMITS))
    yield Ingestor(DictLibrary(), HashingEncoder(), reader)
    reader.close()


@pytest.fixture(scope="module")
def images() -> Iterator[PageImages]:
    opened = PageImages(ReadingProcess(LIMITS))
    yield opened
    opened.close()


def add(ingestor: Ingestor, folder: Path, content: bytes) -> FileReport:
    path = folder / "file.pdf"
    return added(ingestor, path, content, more_memory_at_most=MORE_MEMORY_AT_MOST)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(150)
def test_a_hostile_file_ends_in_one_state_and_the_next_is_read(
    ingestor: Ingestor, tmp_path: Path, name: str
) -> None:
    report = add(ingestor, tmp_path, HOSTILE[name])
    print(f"{name}: {report.state} {report.reason} {report.seconds:.1f} s")
    fresh = make_pdf([page_of(f"Words after {name}.")])
    assert add(ingestor, tmp_path, fresh).state == "ready"


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", [
    *DRAWN_IN_THE_PLAIN_RUN,
    *(pytest.param(name, marks=pytest.mark.long) for name in HOSTILE
      if name not in DRAWN_IN_THE_PLAIN_RUN),
])  # fmt: skip
def test_a_page_of_a_hostile_file_is_drawn_or_refused(
    images: PageImages, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(HOSTILE[name])
    with within_limits(more_memory_at_most=MORE_MEMORY_AT_MOST):
        try:
            assert images.render_page(path, 1, 1200).startswith(b"\x89PNG")
        except UnreadableFile as error:
            assert str(error)  # either ending is right


@pytest.mark.parametrize(("algorithm", "content"), list(encrypted_in_each_way()))
def test_every_encryption_asks_for_its_password(
    ingestor: Ingestor, tmp_path: Path, algorithm: str, content: bytes
) -> None:
    report = add(ingestor, tmp_path, content)
    assert (report.state, "password" in report.reason) == ("failed", True)


@pytest.mark.timeout(300)
def test_a_file_cut_off_anywhere_ends_in_one_state(ingestor: Ingestor, tmp_path: Path) -> None:
    states = {add(ingestor, tmp_path, content).state for content in truncated(GOOD, 50)}
    assert "failed" in states


@pytest.mark.timeout(300)
@pytest.mark.parametrize("content", [GOOD, ANNOTATED], ids=["plain", "annotated"])
def test_flipped_bytes_end_in_one_state(ingestor: Ingestor, tmp_path: Path, content: bytes) -> None:
    assert add(ingestor, tmp_path, content).state == "ready"
    for damaged in flipped(content, 60, seed=7):
        add(ingestor, tmp_path, damaged)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_flipped_bytes_of_real_files_for_minutes(
    ingestor: Ingestor, tmp_path: Path, shared_data: Path
) -> None:
    """``FUZZ_SECONDS`` of it, 600 unless told otherwise."""
    paths = sorted((shared_data / "pdfs").rglob("*.pdf"))
    contents = [path.read_bytes() for path in paths if 0 < path.stat().st_size < 200_000]
    contents.append(ANNOTATED)
    deadline = time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "600"))
    seed = 0
    while time.monotonic() < deadline:
        seed += 1
        for content in flipped(contents[seed % len(contents)], 1, seed=seed):
            add(ingestor, tmp_path, content)
    print(f"{seed} files")
