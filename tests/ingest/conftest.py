"""A reader with its process, shared by the tests that read real PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.confined.limits import ReadingLimits
from ingest.confined.page_images import PageImages
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def reader() -> Iterator[FileReader]:
    limits = ReadingLimits()
    opened = FileReader(limits, ReadingProcess(limits))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def page_images() -> Iterator[PageImages]:
    opened = PageImages(ReadingProcess(ReadingLimits()))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared data sets are not beside this checkout")
    return SHARED
