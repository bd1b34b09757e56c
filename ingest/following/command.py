"""The command that follows folders until it is stopped."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import typer

from ingest.adding.finding import Wanted
from ingest.adding.in_order import add_all
from ingest.confined.reader import FileReader
from ingest.following.watch import FolderWatch
from ingest.pipeline import Ingestor
from ingest.printing import following_text, report_text
from ingest.records import SourceFile
from storage.current_library import CurrentDocuments, CurrentLibrary
from storage.file_reports import FileReport
from storage.printing import printable

LOOK_SECONDS = 0.5


class _Adding:
    """Adds files and prints how each ended."""

    def __init__(self, ingestor: Ingestor) -> None:
        self._ingestor = ingestor

    def add(self, files: Sequence[SourceFile]) -> Sequence[FileReport | None]:
        """How each ended, in order."""
        reports = []
        for report in add_all(self._ingestor, files):
            reports.append(report)
            _say(report_text(report))
        return reports


def follow(
    roots: Sequence[Path], wanted: Wanted, library: CurrentLibrary, reader: FileReader
) -> None:
    """Follow the folders until the program is interrupted, and say what happens."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))

    documents = CurrentDocuments(library)

    def remove(document_id: str) -> None:
        name = documents.document(document_id).name
        library.using(lambda served: served.store.remove(document_id))
        _say(f"{name}: removed")

    adding = _Adding(Ingestor.of(library, reader))
    watch = FolderWatch(roots, wanted, lambda: documents, adding)
    with closing(watch):
        watch.start(remove=remove)
        try:
            _tell(lambda: following_text(watch.status()))
        except KeyboardInterrupt:
            _say("stopped")


def _tell(state: Callable[[], str]) -> None:
    """Print the state whenever it is another one and stays so for a moment."""
    said = before = ""
    while True:
        now = state()
        if now == before and now != said:
            _say(now)
            said = now
        before = now
        time.sleep(LOOK_SECONDS)


def _say(line: str) -> None:
    typer.echo(printable(line))
    sys.stdout.flush()
