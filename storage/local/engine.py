"""The local engine: a folder with SQLite as the truth and FAISS derived from it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.checks import (
    check_document,
    unit_rows,
)
from storage.errors import StorageError, StoreDamaged, StoreFull
from storage.files.durable import Step
from storage.files.originals import Originals
from storage.files.reserve import Reserve
from storage.index.postings import encode_terms
from storage.local import catalogue, schema
from storage.local.care.leftovers import Leftovers
from storage.local.care.maintenance import Upkeep
from storage.local.care.verification import find_problems
from storage.local.catalogue import Extent, RemovedDocument
from storage.local.database import Database, Session
from storage.local.indexing import indexed_rows
from storage.local.indexing.current_index import CurrentIndex, IndexReport
from storage.local.indexing.snapshot import (
    SnapshotUnusable,
    read_manifest,
    remove_snapshot,
    tidy_snapshot,
)
from storage.local.search import LocalSearch
from storage.options import IndexOptions, StoreOptions
from storage.records import (
    DenseHit,
    Document,
    Fingerprint,
    LexicalHit,
    Page,
    Passage,
    PreparedDocument,
    Problem,
    PutReceipt,
    Vectors,
)
from storage.text.words import index_terms

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_BACKGROUND_CLEARING_SECONDS = 0.2


class LocalStore:
    """A library in a folder. Safe to use from several threads and processes."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        *,
        index_options: IndexOptions,
        options: StoreOptions,
        step: Step,
    ) -> None:
        """Serve the library whose database is open; ``storage.opening`` makes one."""
        self.folder = folder
        self.database = database
        with database.reading() as session:
            self._fingerprint = schema.read_fingerprint(session)
        self._originals = Originals(folder / "files", step)
        self._reserve = Reserve(folder / "reserve", options.reserve_bytes, step=step)
        self._index = CurrentIndex(
            database,
            folder / "faiss",
            fingerprint=self._fingerprint,
            options=index_options,
            snapshot_after_rows=options.snapshot_after_rows,
            step=step,
        )
        self._search = LocalSearch(database, self._index, dimension=self._fingerprint.dimension)
        self._leftovers = Leftovers(database, self._originals, step=step)
        self._upkeep = Upkeep(self._do_chores)

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""
        return self._fingerprint

    def load(self) -> None:
        """Have the index in memory now and not at the first search."""
        self._index.load()
        self._ask_for_upkeep()

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is now unless it is given."""
        checked = self._checked(document, vectors)
        terms = [encode_terms(index_terms(draft.text).split()) for draft in document.passages]
        with self._changing("a put") as session:
            extent = catalogue.find_extent(session, document.document_id)
            if extent is None or not self._has_original(document):
                self._originals.keep(document.document_id, document.kind, document.original)
            if extent is None:
                extent = catalogue.insert_document(
                    session, document, checked, terms=terms, added_at=added_at or time.time()
                )
            replaced = catalogue.take_name(session, document.name, extent)
        self._settle_replaced(replaced)
        return _receipt(document.document_id, extent, replaced)

    def link(self, name: str, document_id: str) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._changing("a link") as session:
            extent = catalogue.extent_of(session, document_id)
            replaced = catalogue.take_name(session, name, extent)
        self._settle_replaced(replaced)
        return _receipt(document_id, extent, replaced)

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        removed = self._with_reserve(partial(self._remove_rows, document_id))
        self._with_reserve(partial(self._settle, removed))
        self._reserve.restore()

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        with self.database.reading() as session:
            return catalogue.list_documents(session)

    def document(self, document_id: str) -> Document:
        """One document."""
        with self.database.reading() as session:
            catalogue.extent_of(session, document_id)
            documents = catalogue.list_documents(session)
        return next(one for one in documents if one.document_id == document_id)

    def is_empty(self) -> bool:
        """Whether no document is stored."""
        with self.database.reading() as session:
            return session.row("SELECT 1 FROM names LIMIT 1") is None

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from."""
        with self.database.reading() as session:
            return catalogue.read_page(session, document_id, number)

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document, by number."""
        with self.database.reading() as session:
            return tuple(catalogue.read_pages(session, catalogue.extent_of(session, document_id)))

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie."""
        with self.database.reading() as session:
            kind = catalogue.document_kind(session, document_id)
        path = self._originals.path(document_id, kind)
        if not path.exists():
            with self.database.reading() as session:
                catalogue.document_kind(session, document_id)  # it may be removed by now
            raise StoreDamaged(f"{path} is missing; add the file again or run `launch.py repair`")
        return path

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""
        with self.database.reading() as session:
            extent = catalogue.extent_of(session, document_id)
            passages = catalogue.passages_of(session, extent)
            _, vectors = indexed_rows.read_vector_range(
                session,
                extent.first_passage,
                extent.last_passage,
                dimension=self._fingerprint.dimension,
            )
        return passages, vectors

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        return self._search.dense(vector, limit, document_ids)

    def search_words(
        self,
        message: str,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[LexicalHit, ...]:
        """The ``limit`` passages that match the message's words best, by BM25."""
        return self._search.lexical(message, vector, limit, document_ids)

    def match_context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        """How well each passage's document holds the words that it lacks itself."""
        return self._search.context(message, passage_ids)

    def similarities(self, passage_ids: Sequence[int]) -> Vectors:
        """The cosine of each passage with each; see ``Store.similarities``."""
        return self._search.similarities(passage_ids)

    def passage_count(self) -> int:
        """How many passages are stored now."""
        with self.database.reading() as session:
            sql = "SELECT coalesce(sum(last_passage - first_passage + 1), 0) FROM documents"
            return int(session.value(sql))

    def verify(self) -> Sequence[Problem]:
        """Everything that is wrong with the store, empty when it is whole."""
        return tuple(
            find_problems(
                self.database,
                self._originals,
                self.folder / "faiss",
                dimension=self._fingerprint.dimension,
            )
        )

    def about(self) -> str:
        """Which index lies beside the database, and how much of the exact answer it finds."""
        try:
            manifest = read_manifest(self.folder / "faiss")
        except SnapshotUnusable:
            return "index: none saved; it is built at the first search"
        return (
            f"index: {manifest.kind}, {manifest.rows} rows, "
            f"recall@12 {manifest.recall:.3f} against exact search"
        )

    def close(self) -> None:
        """Give up the store's files, after a last snapshot if one is due."""
        self._upkeep.stop()
        # What can't be tidied now is tidied when the library is opened next.
        with suppress(StorageError, OSError):
            self._do_chores()
        self.database.close()

    def save_snapshot(self) -> None:
        """Write the index to disk now, so that the next opening needn't build it."""
        self._index.load()
        with self.database.reading() as session:
            self._index.level(session)
        self._index.save()

    def index_report(self) -> IndexReport:
        """Which index serves this library, and how much it finds."""
        with self.database.reading() as session:
            self._index.level(session)
        return self._index.report()

    def copy_database(self, target: Path) -> None:
        """Write the database as it is now to another file, while others go on using it."""
        self.database.copy_to(target)

    def drop_snapshot(self) -> None:
        """Remove the index's snapshot; the index is built from the database next time."""
        remove_snapshot(self.folder / "faiss")

    def tidy(self, *, sweep: bool) -> None:
        """Clear away what a crash left: removed text, a missing reserve, and stray originals."""
        if sweep:
            self._leftovers.sweep()
        with self.database.reading() as session:
            vectors_id = schema.read_vectors_id(session)
        with suppress(OSError):  # as on a disk that can only be read
            tidy_snapshot(self.folder / "faiss", vectors_id=vectors_id)
        self.database.scrub("opening", wait_seconds=_BACKGROUND_CLEARING_SECONDS)
        self._reserve.restore()

    @contextmanager
    def _changing(self, name: str) -> Iterator[Session]:
        self._reserve.restore()
        with self.database.writing(name) as session:
            schema.check_fingerprint(session, self._fingerprint, self.folder)
            yield session

    def _checked(self, document: PreparedDocument, vectors: Vectors) -> Vectors:
        check_document(document)
        return unit_rows(
            vectors, count=len(document.passages), dimension=self._fingerprint.dimension
        )

    def _has_original(self, document: PreparedDocument) -> bool:
        path = self._originals.path(document.document_id, document.kind)
        return path.exists() and path.stat().st_size == document.size_bytes

    def _remove_rows(self, document_id: str) -> RemovedDocument:
        with self.database.writing("a removal") as session:
            extent = catalogue.extent_of(session, document_id)
            kind = catalogue.document_kind(session, document_id)
            catalogue.delete_document(session, extent)
        return RemovedDocument(document_id, kind)

    def _with_reserve(self, use: Callable[[], _Result]) -> _Result:
        """What it gives, with the reserve's space at hand where the disk is full."""
        try:
            return use()
        except StoreFull:
            self._reserve.release()
            return use()

    def _settle(self, removed: RemovedDocument | None) -> None:
        """After a commit: clear away what is left of a removed document, and level the index."""
        try:
            if removed is not None:
                self._leftovers.owe(removed)
                self._leftovers.clear()
        finally:
            self._ask_for_upkeep()

    def _settle_replaced(self, removed: RemovedDocument | None) -> None:
        """The same where a new version took over, which is stored whatever the old one leaves."""
        try:
            self._settle(removed)
        except StorageError as error:
            _log.warning("what is left of a replaced document goes later: %s", error)

    def _ask_for_upkeep(self) -> None:
        if self._index.is_loaded or self._leftovers.any:
            self._upkeep.ask()

    def _do_chores(self) -> bool:
        """Whether all chores are done."""
        cleared = self._leftovers.clear(wait_seconds=_BACKGROUND_CLEARING_SECONDS)
        if self._index.is_loaded:
            with self.database.reading() as session:
                self._index.level(session)
            self._index.keep_up()
        return cleared


def _receipt(document_id: str, extent: Extent, removed: RemovedDocument | None) -> PutReceipt:
    replaced = () if removed is None else (removed.document_id,)
    return PutReceipt(document_id, extent.passage_ids, replaced)
