"""The story of one file: recognised, read, split, encoded, stored, reported."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.cleaning import has_text
from ingest.errors import NoTextFound, ReadingCancelled, UnreadableFile
from ingest.ports import IsCancelled, Library, OnProgress, PassageEncoder, Reader
from ingest.reading.process import never_cancelled
from ingest.reading.records import ReadDocument
from ingest.records import FileReport, SourceFile, Stage
from ingest.reporting import ReportInTheMaking
from ingest.splitting import SplittingOptions, embedding_text, split
from storage.errors import DocumentNotFound, StorageError
from storage.records import (
    Document,
    PassageDraft,
    PreparedDocument,
    Vectors,
)

_log = logging.getLogger(__name__)
_BLOCK_BYTES = 1024 * 1024


def ignore_progress(stage: Stage, done: int, total: int) -> None:
    """Let progress pass unheard."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How passages are made and how many are encoded at once, between two looks around.

    ``passage_tokens`` is the most word pieces in a passage, special ones included, where the
    encoder could read more; tests/benchmarks/RETRIEVAL.md has the table that it was chosen by.
    """

    passage_tokens: int = 182
    overlap_tokens: int = 32
    batch_passages: int = 32

    def __post_init__(self) -> None:
        """Refuse a batch of nothing; the sizes are checked by ``SplittingOptions``."""
        if self.batch_passages < 1:
            raise ValueError("batch_passages must be 1 or more")


class Ingestor:
    """Takes files into a library, one after another. Use it from one thread at a time."""

    def __init__(
        self,
        library: Library,
        encoder: PassageEncoder,
        reader: Reader,
        *,
        options: IngestOptions = IngestOptions(),
    ) -> None:
        """The parts are used, not owned: whoever made them closes them."""
        self._library = library
        self._encoder = encoder
        self._reader = reader
        self._batch_passages = options.batch_passages
        self._splitting = SplittingOptions(
            max_tokens=min(options.passage_tokens, encoder.max_tokens),
            overlap_tokens=options.overlap_tokens,
        )

    def ingest(
        self,
        file: SourceFile,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> FileReport:
        """How the file ended; a file that can't be taken in is a report too, never an exception.

        When a report says "ready" or "partly ready", the document is safe on disk.

        Raises:
            ReadingCancelled: ``is_cancelled`` said so; nothing of the file was stored.
        """
        started = time.perf_counter()
        report = ReportInTheMaking(file, started)
        try:
            return self._ingest(file, report, on_progress, is_cancelled)
        except ReadingCancelled:
            raise
        except (UnreadableFile, StorageError) as error:
            return report.failed(str(error))
        except OSError as error:
            return report.failed(f"the system can't read the file: {error.strerror or error}")
        except Exception as error:
            _log.exception("a fault of Footnote while taking in %s", file.path)
            return report.failed(f"a fault of Footnote, not of the file: {error!r}")

    def _ingest(
        self,
        file: SourceFile,
        report: ReportInTheMaking,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> FileReport:
        on_progress("reading", 0, 0)
        self._reader.recognise(file.path)
        before = file.path.stat()
        document_id = _content_id(file.path, is_cancelled)
        report.document_id = document_id
        if (stored := self._stored(document_id)) is not None:
            return self._linked(file, stored, report)

        read = self._reader.read(
            file.path,
            on_page=lambda done, total: on_progress("reading", done, total),
            is_cancelled=is_cancelled,
        )
        report.pages = len(read.pages)
        report.pages_without_text = tuple(page.number for page in read.pages if not has_text(page))
        if len(report.pages_without_text) == report.pages:
            raise NoTextFound(_without_any_text(read))

        on_progress("splitting", 0, 0)
        passages = split(read, token_spans=self._encoder.token_spans, options=self._splitting)
        vectors = self._encode(passages, read.title, on_progress, is_cancelled)
        report.passages = len(passages)

        on_progress("saving", 0, 0)
        if _changed(before, file.path.stat()):
            raise UnreadableFile("the file changed while it was being read; add it again")
        receipt = self._library.put(
            PreparedDocument(
                document_id=document_id,
                name=file.name,
                kind=read.kind,
                title=read.title,
                size_bytes=before.st_size,
                original=file.path,
                page_count=len(read.pages),
                pages_without_text=report.pages_without_text,
                pages=read.pages,
                passages=passages,
            ),
            vectors,
        )
        return report.stored(receipt)

    def _stored(self, document_id: str) -> Document | None:
        """The document of that content, if the library holds it."""
        try:
            self._library.original(document_id)
        except DocumentNotFound:
            return None
        documents = self._library.documents()
        return next((each for each in documents if each.document_id == document_id), None)

    def _linked(self, file: SourceFile, stored: Document, report: ReportInTheMaking) -> FileReport:
        """The report on content that is stored already, under this name from now on."""
        report.pages = stored.page_count
        report.pages_without_text = stored.pages_without_text
        report.passages = stored.passage_count
        if file.name in stored.names:
            return report.unchanged("")
        receipt = self._library.link(file.name, stored.document_id)
        return report.unchanged(f"same content as {stored.name}", receipt)

    def _encode(
        self,
        passages: Sequence[PassageDraft],
        title: str,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> Vectors:
        vectors = np.empty((len(passages), self._encoder.dimension), dtype=np.float32)
        for start in range(0, len(passages), self._batch_passages):
            on_progress("encoding", start, len(passages))
            if is_cancelled():
                raise ReadingCancelled("stopped")
            batch = passages[start : start + self._batch_passages]
            texts = [embedding_text(passage, title) for passage in batch]
            vectors[start : start + len(batch)] = self._encoder.encode_passages(texts)
        on_progress("encoding", len(passages), len(passages))
        return vectors


def _content_id(path: Path, is_cancelled: IsCancelled) -> str:
    """The SHA-256 of the file's bytes in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            if is_cancelled():
                raise ReadingCancelled("stopped")
            digest.update(block)
    return digest.hexdigest()


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


def _without_any_text(read: ReadDocument) -> str:
    if read.kind != "pdf":
        return "no text in it: neither a letter nor a digit"
    if len(read.pages) == 0:
        return "no text: the PDF has no pages"
    pages = "its page" if len(read.pages) == 1 else f"any of its {len(read.pages)} pages"
    return f"no text on {pages}: looks scanned"
