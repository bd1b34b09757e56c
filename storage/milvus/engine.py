"""The distributed engine: a library in Milvus that any number of servers share."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from storage.checks import check_document, checked_rows, unit_vector
from storage.errors import DocumentNotFound, StoreDamaged, StoreError
from storage.milvus import layout
from storage.milvus.catalogue import Binding, Catalogue, LiveDocument
from storage.milvus.columns import MilvusRow
from storage.milvus.connection import Connection
from storage.milvus.location import MilvusLocation
from storage.milvus.options import MilvusOptions
from storage.milvus.originals import SharedOriginals
from storage.milvus.passage_ids import PassageIds
from storage.milvus.search import MilvusSearch, chosen_of, passage_of
from storage.milvus.verification import find_problems
from storage.records import (
    Choice,
    Choose,
    DenseHit,
    Document,
    Fingerprint,
    FoundPassages,
    Page,
    Passage,
    PreparedDocument,
    Problem,
    PutReceipt,
    Vectors,
)
from storage.text.query import Query
from storage.text.words import index_terms

_PASSAGES_AT_ONCE = 1_000
_COLUMNS = (*layout.PASSAGE_COLUMNS, "vector")


class MilvusStore:
    """A library in Milvus. Safe to use from several threads, processes and machines."""

    def __init__(
        self,
        location: MilvusLocation,
        connection: Connection,
        originals: SharedOriginals,
        *,
        fingerprint: Fingerprint,
        index_kind: str,
        has_words: bool,
        version: str,
        options: MilvusOptions,
    ) -> None:
        """Serve the library that is open; ``storage.milvus.opening`` makes one."""
        self.has_words = has_words
        self._location = location
        self._connection = connection
        self._originals = originals
        self._fingerprint = fingerprint
        self._index_kind = index_kind
        self._version = version
        self._options = options
        self._passages = location.collection
        records = f"{location.collection}_records"
        self._catalogue = Catalogue(connection, records, location.shown)
        self._ids = PassageIds(connection, records)
        self._search = MilvusSearch(
            connection, self._passages, self._catalogue, index_kind=index_kind
        )
        # One change after another in this process; others may make theirs at the same time.
        self._changing = threading.RLock()

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""
        return self._fingerprint

    def load(self) -> None:
        """Nothing: the server holds the index, and it is loaded since the library was opened."""

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is now unless it is given."""
        check_document(document)
        rows = checked_rows(
            vectors, count=len(document.passages), dimension=self._fingerprint.dimension
        )
        document_id = document.document_id
        with self._changing:
            live = self._catalogue.live([document_id]).get(document_id)
            if live is None or not self._originals.holds(document_id, document.kind):
                self._originals.keep(document_id, document.kind, document.original)
            if live is not None:
                return self._name(document.name, document_id, live.version)
            version, passage_ids = self._write(document, rows, added_at or time.time())
            return self._name(document.name, document_id, version, passage_ids)

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored; see ``Store.replace``."""
        check_document(document)
        rows = checked_rows(
            vectors, count=len(document.passages), dimension=self._fingerprint.dimension
        )
        document_id = document.document_id
        with self._changing:
            live = self._catalogue.find(document_id, fresh=True)
            if not self._originals.holds(document_id, document.kind):
                self._originals.keep(document_id, document.kind, document.original)
            version, passage_ids = self._write(document, rows, live.document.added_at)
            self._rename(live, version)
            if live.document.kind != document.kind:
                self._originals.drop(document_id, live.document.kind)
        return PutReceipt(document_id, passage_ids, ())

    def link(self, name: str, document_id: str) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._changing:
            live = self._catalogue.find(document_id, fresh=True)
            return self._name(name, document_id, live.version)

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        with self._changing:
            live = self._catalogue.find(document_id, fresh=True)
            bindings = self._catalogue.bindings_to(document_id)
            self._catalogue.unbind(bindings)  # from here on it is found by nothing
            for version in sorted({live.version} | {binding.version for binding in bindings}):
                self._drop_version(document_id, version)
            self._originals.drop(document_id, live.document.kind)

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        documents = [live.document for live in self._catalogue.live(None).values()]
        return tuple(sorted(documents, key=lambda document: (document.name, document.document_id)))

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""
        return self._catalogue.find(document_id).document

    def is_empty(self) -> bool:
        """Whether there is no document."""
        return not self._catalogue.live(None)

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from."""
        for page in self._catalogue.pages(self._catalogue.find(document_id), [number]):
            return page
        raise DocumentNotFound(f"document {document_id!r} has no page {number}")

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document, by number."""
        return tuple(self._catalogue.pages(self._catalogue.find(document_id)))

    def heading(self, document_id: str, page: int, start: int) -> str:
        """What a place stands under; see ``Store.heading``."""
        live = self._catalogue.live([document_id]).get(document_id)
        if live is None:
            return ""
        place = f"page == {page} and start_at <= {start} and end_at > {start}"
        where = f"{layout.of_version(document_id, live.version)} and {place}"
        rows = self._connection.rows(self._passages, where, ("start_at", "heading"))
        return str(max(rows, key=lambda row: int(row["start_at"]))["heading"]) if rows else ""

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie on this machine, fetched there if they must be."""
        live = self._catalogue.find(document_id)
        return self._originals.path(document_id, live.document.kind)

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""
        live = self._catalogue.find(document_id)
        rows = self._rows_of(live)
        vectors = np.empty((len(rows), self._fingerprint.dimension), dtype=np.float32)
        for at, row in enumerate(rows):
            vectors[at] = row["vector"]
        return tuple(passage_of(row, live) for row in rows), vectors

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._fingerprint.dimension)
        return tuple(found.hit for found in self._search.dense(query, limit, document_ids))

    def find(
        self,
        query: Query,
        vector: Vectors,
        *,
        depth: int,
        choose: Choose[Choice],
        document_ids: frozenset[str] | None = None,
    ) -> FoundPassages[Choice]:
        """The passages that ``choose`` wants of those that match; see ``Store.find``.

        Found by words only where the server has BM25, and without context: it counts by passage.
        """
        asked = unit_vector(vector, dimension=self._fingerprint.dimension)
        words = self._search.lexical(query, asked, depth, document_ids) if self.has_words else ()
        nearest = self._search.dense(asked, depth, document_ids)
        return chosen_of(nearest, words, choose, dimension=self._fingerprint.dimension)

    def passage_count(self) -> int:
        """How many passages are stored now."""
        return sum(document.passage_count for document in self.documents())

    def verify(self) -> Sequence[Problem]:
        """Everything that is wrong with the store, after what a crash left was cleared away."""
        self.clear_strays()
        return tuple(find_problems(self, self._catalogue, self._originals))

    def about(self) -> str:
        """The server, the index and what can be searched, in one line for people."""
        words = (
            "meaning and by words (BM25)"
            if self.has_words
            else "meaning only: searching by words needs a library that was made on Milvus 2.5 "
            "or newer"
        )
        return f"Milvus {self._version}, index {self._index_kind}; finds passages by {words}"

    def clear_strays(self) -> int:
        """Remove what a crash left of documents that count no longer or never did; how many."""
        with self._changing:
            strays = [
                (document_id, version)
                for document_id, version in (
                    self._catalogue.written_versions() - self._catalogue.named_versions()
                )
                if layout.version_age_seconds(version) > self._options.stray_seconds
            ]
            for document_id, version in strays:
                self._drop_version(document_id, version)
        return len(strays)

    def close(self) -> None:
        """Give up the connection; using the store afterwards raises ``StoreClosed``."""
        self._connection.close()
        self._originals.close()

    def _write(
        self, document: PreparedDocument, vectors: Vectors, added_at: float
    ) -> tuple[int, tuple[int, ...]]:
        """A new version that no name stands for yet, and its passages' ids."""
        version = layout.new_version()
        passage_ids = tuple(self._ids.take(len(document.passages)))
        # Written before anything else and removed after it, so that no row is ever forgotten.
        self._catalogue.write_header(document, version, added_at)
        self._catalogue.write_pages(document.document_id, version, document.pages)
        self._write_passages(document, vectors, version, passage_ids)
        return version, passage_ids

    def _rename(self, live: LiveDocument, version: int) -> None:
        """Let a document's names stand for another version of it, and clear the old one away."""
        document = live.document
        before = [each for name in document.names for each in self._catalogue.bindings(name)]
        above = max(binding.number for binding in before)
        self._catalogue.bind(document.names, document.document_id, version, above=above)
        self._catalogue.unbind(before)
        self._drop_version(document.document_id, live.version)

    def _write_passages(
        self,
        document: PreparedDocument,
        vectors: Vectors,
        version: int,
        passage_ids: Sequence[int],
    ) -> None:
        rows = layout.passage_rows(
            document.document_id, version, document.passages, vectors, passage_ids
        )
        if self.has_words:
            for row in rows:
                row["terms"] = index_terms(row["text"])
        self._connection.insert(self._passages, rows)

    def _name(
        self,
        name: str,
        document_id: str,
        version: int,
        passage_ids: tuple[int, ...] | None = None,
    ) -> PutReceipt:
        """Let the name stand for a version that is there whole, and clear away what it replaces."""
        before = self._catalogue.bindings(name)
        replaced: tuple[str, ...] = ()
        if not before or (before[0].document_id, before[0].version) != (document_id, version):
            above = before[0].number if before else 0
            self._catalogue.bind([name], document_id, version, above=above)  # the switch
            self._catalogue.unbind(before)
            replaced = self._drop_nameless(before[:1], keep=document_id)
        else:
            self._catalogue.unbind(before[1:])
        if passage_ids is None:
            live = self._catalogue.find(document_id)
            passage_ids = tuple(row["passage_id"] for row in self._rows_of(live))
        return PutReceipt(document_id, passage_ids, replaced)

    def _drop_nameless(self, left: Sequence[Binding], *, keep: str) -> tuple[str, ...]:
        """Remove the versions that lost their last name; returns the documents that went."""
        gone = []
        for binding in left:
            others = self._catalogue.bindings_to(binding.document_id)
            if all(other.version != binding.version for other in others):
                kind = self._catalogue.kind(binding.document_id, binding.version)
                self._drop_version(binding.document_id, binding.version)
                if not others and binding.document_id != keep:
                    self._originals.drop(binding.document_id, kind)
                    gone.append(binding.document_id)
        return tuple(gone)

    def _drop_version(self, document_id: str, version: int) -> None:
        """Remove all rows of a version, and see that they are gone."""
        where = layout.of_version(document_id, version)
        self._connection.delete(self._passages, where)
        self._catalogue.drop_pages(document_id, version)
        self._catalogue.drop_header(document_id, version)
        left = self._connection.count(self._passages, where)
        left += self._catalogue.count(document_id, version)
        if left:
            raise StoreError(
                f"{left} rows of a removed document are still at {self._location.shown}; "
                "they are found by nothing, and `launch.py verify` removes them"
            )

    def _rows_of(self, live: LiveDocument) -> list[MilvusRow]:
        """The rows of a document's passages, in order."""
        rows: list[MilvusRow] = []
        version = layout.of_version(live.document.document_id, live.version)
        for start in range(0, live.document.passage_count, _PASSAGES_AT_ONCE):
            part = f"position >= {start} and position < {start + _PASSAGES_AT_ONCE}"
            found = self._connection.rows(self._passages, f"{version} and {part}", _COLUMNS)
            rows += sorted(found, key=lambda row: int(row["position"]))
        if len(rows) != live.document.passage_count:
            raise StoreDamaged(
                f"{live.document.name} has {len(rows)} of its {live.document.passage_count} "
                "passages; remove the document and add it again"
            )
        return rows
