"""What does the work on a file, as those who bring files to it see it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol

from ingest.ports import IsCancelled, OnProgress
from ingest.read_outcome import ReadOutcome
from ingest.records import SourceFile
from storage.file_reports import FileReport
from storage.records import Document

_log = logging.getLogger(__name__)


class AddsFiles(Protocol):
    """Adds a file in steps, each on one thread at a time; see ``ingest.pipeline.Ingestor``."""

    def outdated(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """Those that were read or split in another way than they would be now."""

    def original_of(self, document: Document) -> SourceFile:
        """A stored document's original, to be read again; raises ``StorageError``."""

    def read(
        self, file: SourceFile, *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> ReadOutcome:
        """The file, read; raises ``ReadingCancelled``."""

    def encode(self, outcomes: Sequence[ReadOutcome]) -> Sequence[ReadOutcome]:
        """The same, with what can be made ahead of the small files among them; none need it."""

    def add(
        self, outcome: ReadOutcome, *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> FileReport:
        """How the file ended; raises ``ReadingCancelled``."""


def encoded_or_as_read(
    ingestor: AddsFiles, outcomes: Sequence[ReadOutcome]
) -> Sequence[ReadOutcome]:
    """What was read, encoded together; as it was where that fails, to fail each for itself."""
    try:
        return ingestor.encode(outcomes)
    except Exception:
        _log.exception("several files together can't be encoded")
        return outcomes
