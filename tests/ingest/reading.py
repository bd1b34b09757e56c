"""Reading a file as ingestion does: recognised, then read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.confined.process import never_cancelled
from ingest.confined.reader import FileReader
from ingest.formats.records import ReadDocument


def read_file(
    reader: FileReader,
    path: Path,
    *,
    on_page: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> ReadDocument:
    """The file's pages, by whichever format it turns out to be."""
    kind = reader.recognise(path, name=path.name, is_cancelled=never_cancelled).kind
    return reader.read(path, kind, on_page=on_page, on_picture=on_page, is_cancelled=is_cancelled)
