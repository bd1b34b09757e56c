"""Small real stand-ins for what the page is handed: they read, search and draw, only plainly."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, Unpack

import pypdfium2

from bot.assistant import AnswerOptions, Asked
from bot.conversation.pending import Pending
from bot.conversation.ports import Box, PlaceOnPages, Upload
from bot.errors import PageUnavailable
from bot.records import AskedDocument, Candidate, Citation, Found, Models, Reply, Seconds
from storage.collections import Collection, Collections, collection_names
from storage.errors import DocumentNotFound
from storage.file_reports import FileProgress, FileReport, FileState, Stage
from storage.kinds import KINDS
from storage.local.conversations import LocalConversations, open_local_conversations
from storage.records import Document, DocumentKind, Page, Passage
from tests.bot.passages import found
from tests.fakes import HashingEncoder, OverlapReranker

PASSAGE_CHARACTERS = 500
PDFIUM = threading.Lock()
"""Held while pdfium does anything: it crashes where two threads use it."""

Part = TypeVar("Part")


def ready(part: Part) -> Pending[Part]:
    """A part that is there already."""
    future: Future[Part] = Future()
    future.set_result(part)
    return Pending(future)


def report_of(
    document_id: str,
    state: FileState,
    pages: int,
    pages_without_text: tuple[int, ...],
    passages: int,
    reason: str,
) -> FileReport:
    """How a file ended; where it lay and how long it took is nothing that the page shows."""
    return FileReport(
        "", "", document_id, state, pages, pages_without_text, passages, reason, seconds=0.0
    )


def progress_of(
    job_id: int,
    name: str,
    stage: Stage = "waiting",
    done: int = 0,
    total: int = 0,
    pages_per_second: float = 0.0,
    seconds_left: float | None = None,
    report: FileReport | None = None,
) -> FileProgress:
    """Where a file is; at first it waits."""
    return FileProgress(job_id, name, stage, done, total, pages_per_second, seconds_left, report)


@dataclass(slots=True)
class MemoryLibrary:
    """Documents in memory; what the page sees of a store."""

    folder: Path
    stored: dict[str, Document] = field(default_factory=dict)
    pages: dict[tuple[str, int], Page] = field(default_factory=dict)
    passages: dict[int, Passage] = field(default_factory=dict)

    def documents(self) -> tuple[Document, ...]:
        return tuple(sorted(self.stored.values(), key=lambda document: document.name))

    def document(self, document_id: str) -> Document:
        try:
            return self.stored[document_id]
        except KeyError:
            raise DocumentNotFound(f"No document {document_id} is in the library.") from None

    def is_empty(self) -> bool:
        return not self.stored

    def collections(self) -> tuple[Collection, ...]:
        counts = Counter(name for one in self.stored.values() for name in one.collections)
        return tuple(Collection(name, counts[name]) for name in sorted(counts))

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        entered, left = collection_names(into), set(out_of)
        for document_id in document_ids:
            if document := self.stored.get(document_id):
                kept = set(document.collections) - left
                names = tuple(sorted(kept.union(entered)))
                self.stored[document_id] = replace(document, collections=names)

    def remove(self, document_id: str) -> MemoryTakenOut:
        document = self.stored.pop(document_id, None)
        if document is None:
            raise DocumentNotFound(f"No document {document_id} is in the library.")
        passages = self.passages
        self.passages = {
            identity: passage
            for identity, passage in passages.items()
            if passage.document_id != document_id
        }
        return MemoryTakenOut(self, document, passages.keys() - self.passages.keys(), passages)

    def page(self, document_id: str, number: int) -> Page:
        try:
            return self.pages[document_id, number]
        except KeyError:
            raise DocumentNotFound(f"No page {number} of {document_id}.") from None

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        covering = [
            passage
            for passage in self.passages.values()
            if (passage.document_id, passage.page) == (document_id, page)
            and passage.start <= start < passage.end
        ]
        return max(covering, key=lambda passage: passage.start, default=None)

    def original(self, document_id: str) -> Path:
        if document_id not in self.stored:
            raise DocumentNotFound(f"No document {document_id} is in the library.")
        return self.folder / document_id

    def put(
        self, name: str, content: bytes, kind: DocumentKind, texts: Sequence[str]
    ) -> FileReport:
        document_id = hashlib.sha256(content).hexdigest()
        if document_id in self.stored:
            return report_of(document_id, "unchanged", len(texts), (), 0, "")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / document_id).write_bytes(content)
        missing = tuple(number for number, text in enumerate(texts, 1) if not text.strip())
        count = 0
        for number, text in enumerate(texts, 1):
            self.pages[document_id, number] = Page(number, text, ())
            for start, end in _spans(text):
                identity = len(self.passages) + 1 + int(document_id[:6], 16) * 1000
                self.passages[identity] = Passage(
                    passage_id=identity,
                    document_id=document_id,
                    document=name,
                    kind=kind,
                    title="",
                    page=number,
                    start=start,
                    end=end,
                    first_line=text.count("\n", 0, start) + 1,
                    last_line=text.count("\n", 0, end) + 1,
                    heading="",
                    text=text[start:end],
                )
                count += 1
        self.stored[document_id] = Document(
            document_id, name, (name,), kind, "", len(content), len(texts), missing, count,
            time.time(), "",
        )  # fmt: skip
        state = "partly ready" if missing else "ready"
        return report_of(document_id, state, len(texts), missing, count, "")


@dataclass(slots=True)
class MemoryTakenOut:
    library: MemoryLibrary
    document: Document
    taken: Set[int]
    passages: Mapping[int, Passage]
    discarded: bool = False

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def passage_count(self) -> int:
        return len(self.taken)

    def restore(self) -> None:
        self.library.stored[self.document.document_id] = self.document
        for identity in self.taken:
            self.library.passages[identity] = self.passages[identity]

    def discard(self) -> None:
        self.discarded = True


def _spans(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for end in [*range(PASSAGE_CHARACTERS, len(text), PASSAGE_CHARACTERS), len(text)]:
        stop = end if end == len(text) else text.rfind(" ", start, end) + 1 or end
        if text[start:stop].strip():
            spans.append((start, stop))
        start = stop
    return spans


class SteppingIngestion:
    """Takes files in on a thread of its own, slowly enough that a person can watch."""

    def __init__(self, library: MemoryLibrary, seconds_each: float = 0.5) -> None:
        self._library = library
        self._seconds = seconds_each
        self._jobs: dict[int, FileProgress] = {}
        self._files: dict[int, Upload] = {}
        self._lock = threading.Lock()

    def slow_down(self, seconds_each: float) -> None:
        """Take that long for every file that isn't begun yet."""
        self._seconds = seconds_each

    def submit(self, files: Sequence[Upload], *, first: bool = False) -> tuple[int, ...]:
        with self._lock:
            first = max(self._files, default=0) + 1
            for job_id, file in enumerate(files, first):
                self._files[job_id] = file
                self._jobs[job_id] = progress_of(job_id, file.name)
        job_ids = tuple(range(first, first + len(files)))
        threading.Thread(target=self._work, args=(job_ids,), daemon=True).start()
        return job_ids

    def outdated(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        return tuple(one for one in documents if one.reading == "earlier")

    def read_again(self, documents: Sequence[Document]) -> tuple[int, ...]:
        for document in documents:
            self._library.stored[document.document_id] = replace(document, reading="now")
        return ()

    def progress(self) -> Sequence[FileProgress]:
        with self._lock:
            return tuple(self._jobs.values())

    def cancel(self, job_id: int) -> None:
        self._change(job_id, stage="cancelled")

    def retry(self, job_id: int) -> None:
        self._change(job_id, stage="waiting", report=None)
        threading.Thread(target=self._work, args=((job_id,),), daemon=True).start()

    def forget(self, job_id: int) -> None:
        with self._lock:
            self._jobs.pop(job_id, None)

    def _change(self, job_id: int, **changes: object) -> bool:
        """Whether the job still runs after the change."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or (job.stage == "cancelled" and changes.get("stage") != "waiting"):
                return False
            self._jobs[job_id] = replace(job, **changes)  # type: ignore[arg-type]
            return True

    def _work(self, job_ids: Sequence[int]) -> None:
        for job_id in job_ids:
            file = self._files[job_id]
            content = file.path.read_bytes()
            for step in range(1, 11):
                time.sleep(self._seconds / 10)
                if not self._change(
                    job_id,
                    stage="reading" if step < 6 else "encoding",
                    done=step,
                    total=10,
                    pages_per_second=40.0,
                    seconds_left=(10 - step) * 2.0,
                ):
                    break
            else:
                report = self._store(file.name, content)
                self._library.collect([report.document_id], into=file.collections)
                self._change(job_id, stage="done", report=report)

    def _store(self, name: str, content: bytes) -> FileReport:
        if not content:
            return report_of("", "failed", 0, (), 0, "the file is empty")
        if content.startswith(b"%PDF"):
            try:
                with PDFIUM, closing(pypdfium2.PdfDocument(content)) as document:
                    found = [page.get_textpage().get_text_range() for page in document]
            except pypdfium2.PdfiumError:
                return report_of("", "failed", 0, (), 0, "the PDF is damaged")
            texts = [text.replace("\r\n", " \n") for text in found]
            return self._library.put(name, content, "pdf", texts)
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return report_of("", "failed", 0, (), 0, "this kind of file is not supported")
        return self._library.put(name, content, "markdown" if "# " in text else "text", [text])


@dataclass(slots=True)
class PdfiumImages:
    """Draws pages with pdfium, one at a time.

    ``places`` has what is said of documents of which pages are made.
    """

    library: MemoryLibrary
    places: dict[str, PlaceOnPages | PageUnavailable] = field(default_factory=dict)

    def makes_pages(self, kind: DocumentKind) -> bool:
        return bool(self.places) and KINDS[kind].is_made_into_pages

    def place(
        self, document_id: str, page: int, passage: tuple[int, int], said: tuple[int, int]
    ) -> PlaceOnPages:
        place = self.places.get(document_id, PageUnavailable("No pages are made of this file."))
        if isinstance(place, PageUnavailable):
            raise place
        return place

    def render(self, document_id: str, page: int, pixels_wide: int) -> bytes:
        with self._page(document_id, page) as shown:
            image = shown.render(scale=pixels_wide / shown.get_width()).to_pil()
        into = io.BytesIO()
        image.save(into, "PNG")
        return into.getvalue()

    def boxes(self, document_id: str, page: int, start: int, end: int) -> Sequence[Box]:
        with self._page(document_id, page) as shown:
            wide, high = shown.get_size()
            text = shown.get_textpage()
            count = text.count_rects(start, end - start)
            rects = [text.get_rect(index) for index in range(count)]
        return [
            (left / wide, 1 - top / high, right / wide, 1 - bottom / high)
            for left, bottom, right, top in rects
        ]

    @contextmanager
    def _page(self, document_id: str, page: int) -> Iterator[pypdfium2.PdfPage]:
        if isinstance(place := self.places.get(document_id), PageUnavailable):
            raise place
        path = self.library.original(document_id)
        with PDFIUM, ExitStack() as opened:
            try:
                document = opened.enter_context(closing(pypdfium2.PdfDocument(path)))
            except pypdfium2.PdfiumError as error:
                raise PageUnavailable("This file has no pages to draw.") from error
            if not 1 <= page <= len(document):
                raise PageUnavailable(f"There is no page {page}.")
            yield document[page - 1]


@dataclass(slots=True)
class OverlapAnswering:
    """Finds passages by shared words, and reads them for as long as it is told to."""

    library: MemoryLibrary
    seconds: float = 0.0

    def ask(self, question: str, **how: Unpack[Asked]) -> Reply:
        return self.reply(self.find(question, **how))

    def find(
        self,
        question: str,
        *,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
        previous: Reply | None = None,
        as_typed: bool = False,
        options: AnswerOptions | None = None,
    ) -> Found:
        options = options or AnswerOptions()
        searched_for = question if as_typed else question.replace("strater", "starter")
        if previous is not None and not as_typed and len(question.split()) < 4:
            searched_for = f"{previous.searched_for} {question}"
        asked_of = () if as_typed else tuple(self._named(question))
        if asked_of:
            document_ids = frozenset(one.document_id for one in asked_of)
        encoder = HashingEncoder()
        passages = [
            passage
            for passage in self.library.passages.values()
            if (document_ids is None or passage.document_id in document_ids)
            and (collections is None or self._is_in(passage, collections))
        ]
        vector = encoder.encode_question(searched_for)
        nearest = sorted(
            (
                Candidate(passage, float(vector @ encoder.encode_question(passage.text)), 1, 0, 0.0)
                for passage in passages
            ),
            key=lambda candidate: -candidate.similarity,
        )[: options.candidates]
        now = found(nearest, question=question, searched_for=searched_for)
        return replace(now, to_cite=options.citations, asked_of=asked_of)

    def _named(self, question: str) -> Iterator[AskedDocument]:
        for document in self.library.documents():
            if document.name in question:
                yield AskedDocument(document.document_id, document.name)

    def _is_in(self, passage: Passage, collections: frozenset[str]) -> bool:
        within = self.library.document(passage.document_id).collections
        return not collections.isdisjoint(within)

    def reply(self, found: Found) -> Reply:
        time.sleep(self.seconds)
        texts = [candidate.passage.text for candidate in found.candidates]
        logits = OverlapReranker().logits(found.searched_for, texts)
        ranked = sorted(zip(logits, found.candidates, strict=True), key=lambda pair: -pair[0])
        ranked = ranked[: found.to_cite]
        citations = tuple(
            Citation(
                rank, candidate.passage, candidate.similarity, float(logit),
                min(max((float(logit) + 10) / 20, 0.02), 0.98), *_sentence(candidate.passage.text),
            )
            for rank, (logit, candidate) in enumerate(ranked, 1)
        )  # fmt: skip
        return Reply(
            found.question, found.searched_for, bool(citations) and citations[0].relevance > 0.25,
            found.candidates, citations, Models("hashing-encoder", "overlap-reranker"),
            Seconds(0.01, 0.01, 0.2, 0.22), asked_of=found.asked_of,
        )  # fmt: skip


def new_history(folder: Path) -> LocalConversations:
    """Real conversations in a database of their own."""
    return open_local_conversations(folder)


def _sentence(text: str) -> tuple[int, int]:
    start = text.find(". ") + 2
    end = text.find(". ", start) + 1
    return (start, end) if 1 < start < end else (0, 0)
