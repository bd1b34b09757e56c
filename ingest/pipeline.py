"""The story of one file: recognised, read, split, encoded, stored, reported."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from functools import partial

from ingest.confined.process import never_cancelled
from ingest.encoding import (
    FixedPair,
    beginning_of,
    encoded,
    encoded_together,
    ignore_progress,
    vectors_ahead,
)
from ingest.errors import NoTextFound, UnreadableFile
from ingest.failures import all_failed, has_changed, or_its_failure, without_any_text
from ingest.formats.records import has_text
from ingest.formats.table import FORMATS
from ingest.options import DEFAULT_INGEST_OPTIONS, IngestOptions
from ingest.parts import notes_on, unpack
from ingest.ports import IsCancelled, Library, OnProgress, Pair, Pairs, PassageEncoder, Reader
from ingest.read_outcome import FileRead, KnownFile, ReadOutcome
from ingest.records import SourceFile
from ingest.reporting import ReportBuilder
from ingest.rereading import original_of
from ingest.splitting import SPLITTING_VERSION, SplittingOptions, split
from storage.errors import DocumentNotFound, FingerprintMismatch, StoreDamaged
from storage.file_reports import FileReport
from storage.records import Document, DocumentKind, PreparedDocument


class Ingestor:
    """Adds files to a library, each in two halves: read, which changes nothing, and add.

    So one thread can read the next file while another adds the one before it, and a third encode
    what lies between. Each is to be used from one thread at a time, in the order of the files.
    """

    def __init__(
        self,
        library: Library,
        encoder: PassageEncoder,
        reader: Reader,
        *,
        options: IngestOptions = DEFAULT_INGEST_OPTIONS,
        pairs: Pairs | None = None,
    ) -> None:
        """The parts are used, not owned: whoever made them closes them.

        ``pairs`` is where library and encoder are from, if both can change.
        """
        self._pairs = pairs
        self._pair: Pair = pairs.now if pairs else FixedPair(library, encoder)
        self._reader = reader
        self._options = options

    @classmethod
    def of(
        cls, pairs: Pairs, reader: Reader, *, options: IngestOptions = DEFAULT_INGEST_OPTIONS
    ) -> Ingestor:
        """Adds to a library that may be re-encoded meanwhile."""
        pair = pairs.now
        return cls(pair.store, pair.encoder, reader, options=options, pairs=pairs)

    @property
    def _library(self) -> Library:
        return self._pair.store

    @property
    def _splitting(self) -> SplittingOptions:
        return SplittingOptions(
            max_tokens=min(self._options.passage_tokens, self._pair.encoder.max_tokens),
            overlap_tokens=self._options.overlap_tokens,
        )

    def reading(self, kind: DocumentKind) -> str:
        """What documents of a kind are read and split by now, as it is kept beside each."""
        version, tokens = FORMATS[kind].version, self._splitting.max_tokens
        return f"{kind} {version}, splitting {SPLITTING_VERSION}, {tokens} tokens"

    def outdated(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """Those that were read or split in another way than they would be now."""
        now = {kind: self.reading(kind) for kind in FORMATS}
        return tuple(one for one in documents if one.reading != now[one.kind])

    def original_of(self, document: Document) -> SourceFile:
        """A stored document's original, to be read again and to take its own place."""
        return original_of(self._library, document)

    def ingest(
        self,
        file: SourceFile,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> FileReport:
        """How the file ended: both halves, one after the other."""
        outcome = self.read(file, on_progress=on_progress, is_cancelled=is_cancelled)
        return self.add(outcome, on_progress=on_progress, is_cancelled=is_cancelled)

    def read(
        self,
        file: SourceFile,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> ReadOutcome:
        """The first half: recognised, read and split. The library stays as it is.

        A file that can't be added is a report too, never an exception.

        Raises:
            ReadingCancelled: ``is_cancelled`` said so.
        """
        report = ReportBuilder(file, time.perf_counter())
        with_progress = partial(self._read, report, on_progress, is_cancelled)
        outcome = or_its_failure(report, with_progress)
        report.pause()
        return outcome

    def encode(self, outcomes: Sequence[ReadOutcome]) -> Sequence[ReadOutcome]:
        """The same, the passages of the small files among them encoded, all together.

        It changes nothing else, so that it may be done of the next files while one is added.
        """
        return encoded_together(outcomes, self._pair, most=self._options.batch_passages)

    def add(
        self,
        outcome: ReadOutcome,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> FileReport:
        """The second half: encoded and stored, and how the file ended. A report stays as it is.

        When a report says "ready" or "partly ready", the document is safe on disk.

        Raises:
            ReadingCancelled: ``is_cancelled`` said so; nothing of the file was stored.
        """
        if isinstance(outcome, FileReport):
            return outcome
        outcome.report.resume()
        with_progress = partial(self._add, outcome, on_progress, is_cancelled)
        return or_its_failure(outcome.report, with_progress)

    def _read(
        self, report: ReportBuilder, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> ReadOutcome:
        on_progress("reading", 0, 0)
        path = report.file.path
        recognised = self._reader.recognise(
            path, name=report.file.own_name, is_cancelled=is_cancelled
        )
        seen = path.stat()
        report.document_id = recognised.sha256
        again = report.file.document_id
        if again and again != report.document_id:
            raise UnreadableFile("its stored original is damaged; add the file itself again")
        if not again and self._stored(report.document_id) is not None:
            return KnownFile(report, seen, recognised.kind)
        return self._read_and_split(report, seen, recognised.kind, on_progress, is_cancelled)

    def _read_and_split(
        self,
        report: ReportBuilder,
        seen: os.stat_result,
        kind: DocumentKind,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> FileRead:
        document = self._reader.read(
            report.file.path,
            kind,
            on_page=lambda done, total: on_progress("reading", done, total),
            on_picture=lambda done, total: on_progress("reading pictures", done, total),
            is_cancelled=is_cancelled,
        )
        pages = document.pages
        report.pages = len(pages)
        report.pages_without_text = tuple(
            page.number
            for page in pages
            if page.number in document.unread_pages
            or not (has_text(page) or page.number in document.blank_pages)
        )
        parts = unpack(document.parts, report.file, report.document_id)
        report.notes = (*document.notes, *parts.notes)
        read = tuple(self.read(part, is_cancelled=is_cancelled) for part in parts.files)
        if not any(map(has_text, pages)) and all_failed(read):
            with parts.folder:  # goes with all in it
                raise NoTextFound(without_any_text(document, read))
        on_progress("splitting", 0, 0)
        if self._pairs is not None:
            self._pair = self._pairs.begin_with(beginning_of(pages))
        spans = self._pair.encoder.token_spans
        passages = split(document, token_spans=spans, options=self._splitting)
        on_progress("encoding", 0, len(passages))
        return FileRead(report, seen, document, passages, parts, read)

    def _add(
        self, outcome: FileRead | KnownFile, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> FileReport:
        report, seen = outcome.report, outcome.seen
        # Asked again: the library may have gained or lost the content since the file was read.
        stored = None if report.file.document_id else self._stored(report.document_id)
        if stored is not None:
            return self._linked(stored, report)
        if isinstance(outcome, KnownFile):
            outcome = self._read_and_split(report, seen, outcome.kind, on_progress, is_cancelled)
        document, passages = outcome.document, outcome.passages
        parts = self._add_parts(outcome, is_cancelled)
        report.passages = len(passages)
        prepared = PreparedDocument(
            document_id=report.document_id,
            name=report.file.name,
            kind=document.kind,
            reading=self.reading(document.kind),
            title=document.title,
            size_bytes=seen.st_size,
            original=report.file.path,
            page_count=len(document.pages),
            pages_without_text=report.pages_without_text,
            pages=document.pages,
            passages=passages,
            notes=report.notes,
            facts=document.facts,
            container=report.file.container,
            parts=parts,
            folder=report.file.folder,
            collections=report.file.collections,
        )
        try:
            return self._stored_whole(prepared, outcome, on_progress, is_cancelled)
        except FingerprintMismatch:
            if self._pairs is None:
                raise
            self._pair = self._pairs.follow(self._pair)
            return self._stored_whole(prepared, outcome, on_progress, is_cancelled)

    def _stored_whole(
        self,
        prepared: PreparedDocument,
        outcome: FileRead | KnownFile,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> FileReport:
        """The report on a document that was encoded and stored, by one and the same pair."""
        pair, report = self._pair, outcome.report
        vectors = vectors_ahead(outcome, pair)
        if vectors is None:
            vectors = encoded(
                pair.encoder, prepared, self._options.batch_passages, on_progress, is_cancelled
            )
        on_progress("saving", 0, 0)
        if has_changed(outcome.seen, report.file.path.stat()):
            raise UnreadableFile("the file changed while it was being read; add it again")
        store = pair.store.replace if report.file.document_id else pair.store.put
        return report.stored(store(prepared, vectors))

    def _add_parts(self, outcome: FileRead, is_cancelled: IsCancelled) -> tuple[str, ...]:
        """The ids of the documents inside the file, which are stored before it.

        So a file that is stored is stored with all that was read of it, whatever happens between.
        """
        with outcome.unpacked.folder:
            reports = [self.add(part, is_cancelled=is_cancelled) for part in outcome.parts]
        names = (file.own_name for file in outcome.unpacked.files)
        outcome.report.notes += notes_on(zip(names, reports, strict=True))
        ids = (report.document_id for report in reports if report.state != "failed")
        return tuple(dict.fromkeys(ids))

    def _stored(self, document_id: str) -> Document | None:
        """The document of that content, if it is in the library."""
        try:
            self._library.original(document_id)
            return self._library.document(document_id)
        except (DocumentNotFound, StoreDamaged):  # without its original, it is stored again
            return None

    def _linked(self, stored: Document, report: ReportBuilder) -> FileReport:
        """The report on content that is stored already, under this name from now on."""
        report.pages = stored.page_count
        report.pages_without_text = stored.pages_without_text
        report.passages = stored.passage_count
        if not set(stored.collections).issuperset(report.file.collections):
            self._library.collect([stored.document_id], into=report.file.collections)
        if report.file.name in stored.names:
            return report.unchanged("")
        receipt = self._library.link(
            report.file.name, stored.document_id,
            container=report.file.container, folder=report.file.folder,
        )  # fmt: skip
        return report.unchanged(f"same content as {stored.name}", receipt)
