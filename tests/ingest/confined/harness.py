"""What every hostile file must keep to, whatever kind it is of."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.file_reports import FileReport

SECONDS_AT_MOST = 60.0  # for a file, the start of a fresh process and a busy machine included


@contextmanager
def within_limits(*, more_memory_at_most: int) -> Iterator[None]:
    """What is done inside takes bounded time, and bounded memory of this process, in bytes."""
    started = time.monotonic()
    before = psutil.Process().memory_info().rss
    yield
    assert time.monotonic() - started < SECONDS_AT_MOST
    assert psutil.Process().memory_info().rss - before < more_memory_at_most


def added(
    ingestor: Ingestor, path: Path, content: bytes, *, more_memory_at_most: int
) -> FileReport:
    """How a file of that content ended: in a state, with a reason where it failed."""
    path.write_bytes(content)
    with within_limits(more_memory_at_most=more_memory_at_most):
        report = ingestor.ingest(SourceFile(path, path.name))
    assert report.state in ("ready", "partly ready", "unchanged", "failed")
    assert report.state != "failed" or report.reason
    assert "fault of Footnote" not in report.reason
    return report
