"""The local engine: a folder with SQLite as the truth and FAISS derived from it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from storage.collections import Collection, Collections
from storage.errors import StorageError, StoreDamaged
from storage.files.durable import Step
from storage.files.made_pages import MADE_PAGES, MadePages
from storage.files.originals import Originals
from storage.files.reserve import Reserve
from storage.found import Choice, Choose, DenseHit, FoundPassages
from storage.local import catalogue, collected, schema
from storage.local.care.leftovers import Leftovers
from storage.local.care.maintenance import Maintenance
from storage.local.care.verification import find_problems
from storage.local.database import Database
from storage.local.indexing import indexed_rows
from storage.local.indexing.current_index import CurrentIndex, IndexReport
from storage.local.indexing.snapshot import (
    SnapshotUnusable,
    read_manifest,
    remove_snapshot,
    tidy_snapshot,
)
from storage.local.known_documents import KnownDocuments
from storage.local.library_words import LocalWords
from storage.local.search import LocalSearch
from storage.local.writing import LocalWriter
from storage.options import IndexOptions, StoreOptions
from storage.records import (
    Document,
    Fingerprint,
    Naming,
    Page,
    Passage,
    PreparedDocument,
    Problem,
    PutReceipt,
    Vectors,
)
from storage.text.query import Query

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
        self._options = options
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
        self.words = LocalWords(database, self._index)
        self._documents = KnownDocuments(database)
        self._search = LocalSearch(database, self._index, dimension=self._fingerprint.dimension)
        made_pages = MadePages(folder / MADE_PAGES)
        self._leftovers = Leftovers(database, self._originals, made_pages, step=step)
        self._maintenance = Maintenance(self._maintain, retry_seconds=options.retry_seconds)
        self._writer = LocalWriter(
            database,
            self._originals,
            self._reserve,
            self._leftovers,
            fingerprint=self._fingerprint,
            scrub_seconds=options.scrub_seconds,
            when_settled=self._ask_for_maintenance,
        )

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""
        return self._fingerprint

    def load(self) -> None:
        """Have index and documents in memory now and not at the first search."""
        self._index.load()
        self.words.load()
        self._documents.all()
        self._ask_for_maintenance()

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is now unless it is given."""
        return self._writer.put(document, vectors, added_at=added_at or time.time())

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored; see ``Store.replace``."""
        return self._writer.replace(document, vectors)

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        return self._writer.link(Naming(name, container, folder), document_id)

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; see ``Store.unlink``."""
        return self._writer.unlink(name)

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        """Put documents into collections, and out of others; see ``Store.collect``."""
        self._writer.collect(document_ids, into, out_of)

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        with self.database.reading() as session:
            return collected.all_collections(session)

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        self._writer.remove(document_id)

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        return self._documents.all()

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""
        with self.database.reading() as session:
            return catalogue.read_document(session, document_id)

    def is_empty(self) -> bool:
        """Whether there is no document."""
        with self.database.reading() as session:
            return session.row("SELECT 1 FROM documents LIMIT 1") is None

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from."""
        with self.database.reading() as session:
            return catalogue.read_page(session, document_id, number)

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document, by number."""
        with self.database.reading() as session:
            return tuple(catalogue.read_pages(session, catalogue.extent_of(session, document_id)))

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage at a place; see ``Store.passage_at``."""
        with self.database.reading() as session:
            return catalogue.passage_at(session, document_id, page, start)

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie."""
        with self.database.reading() as session:
            kind = catalogue.document_kind(session, document_id)
        path = self._originals.path(document_id, kind)
        if not path.exists():
            with self.database.reading() as session:
                catalogue.document_kind(session, document_id)  # it may be removed by now
            raise StoreDamaged(f"{path} is missing; add the file again or run `footnote repair`")
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
        self,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        return self._search.dense(vector, limit, document_ids, collections)

    def find(
        self,
        query: Query,
        vector: Vectors,
        *,
        depth: int,
        choose: Choose[Choice],
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
    ) -> FoundPassages[Choice]:
        """The passages that ``choose`` wants of those that match; see ``Store.find``."""
        return self._search.find(
            query, vector, depth=depth, choose=choose, document_ids=document_ids,
            collections=collections,
        )  # fmt: skip

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
                look_seconds=self._options.look_seconds,
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
        self._maintenance.stop()
        # What can't be tidied now is tidied when the library is opened next.
        with suppress(StorageError, OSError):
            self._maintain()
        self.database.close()

    def save_snapshot(self) -> None:
        """Write the index to disk now, so that the next opening needn't build it."""
        self._index.load()
        with self.database.reading() as session:
            self._index.synchronise(session)
        self._index.save()

    def index_report(self) -> IndexReport:
        """Which index serves this library, and how much it finds."""
        with self.database.reading() as session:
            self._index.synchronise(session)
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

    def _ask_for_maintenance(self) -> None:
        if self._index.is_loaded or self._leftovers.any:
            self._maintenance.ask()

    def _maintain(self) -> bool:
        """Whether all chores are done."""
        cleared = self._leftovers.clear(wait_seconds=_BACKGROUND_CLEARING_SECONDS)
        if self._index.is_loaded:
            with self.database.reading() as session:
                self._index.synchronise(session)
            self._index.keep_up()
        return cleared
