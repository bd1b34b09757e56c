"""The distributed engine: a library in Milvus that any number of servers share."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from storage.checks import unit_vector
from storage.collections import Collection, Collections
from storage.errors import DocumentNotFound
from storage.found import Choice, Choose, DenseHit, FoundPassages
from storage.milvus.catalogue import Catalogue
from storage.milvus.collected import Collected
from storage.milvus.connection import Connection
from storage.milvus.location import MilvusLocation
from storage.milvus.options import MilvusOptions
from storage.milvus.originals import SharedOriginals
from storage.milvus.passage_ids import PassageIds
from storage.milvus.passage_rows import PassageRows
from storage.milvus.search import MilvusSearch, chosen_of
from storage.milvus.verification import find_problems
from storage.milvus.writing import MilvusWriter
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
from storage.text.vocabulary import UnknownWords


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
        self._connection = connection
        self._originals = originals
        self._fingerprint = fingerprint
        self._index_kind = index_kind
        self._version = version
        records = f"{location.collection}_records"
        self._catalogue = Catalogue(connection, records, location.shown)
        self._collected = Collected(connection, records)
        self._passages = PassageRows(connection, location.collection, has_words=has_words)
        self._search = MilvusSearch(
            connection, location.collection, self._catalogue, index_kind=index_kind
        )
        self.words = UnknownWords()
        self._writer = MilvusWriter(
            self._catalogue,
            self._passages,
            PassageIds(connection, records),
            originals,
            self._collected,
            dimension=fingerprint.dimension,
            stray_seconds=options.stray_seconds,
            shown=location.shown,
        )

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
        """Put documents into collections, and out of others; see ``Store.collect``.

        Each collection is left or entered at one moment, and several one after the other.
        """
        self._writer.collect(document_ids, into, out_of)

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        return self._collected.all(self._catalogue.live(None))

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        self._writer.remove(document_id)

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

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage at a place; see ``Store.passage_at``."""
        live = self._catalogue.live([document_id]).get(document_id)
        return None if live is None else self._passages.at(live, page, start)

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie on this machine, fetched there if they must be."""
        live = self._catalogue.find(document_id)
        return self._originals.path(document_id, live.document.kind)

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""
        live = self._catalogue.find(document_id)
        return self._passages.read(live, dimension=self._fingerprint.dimension)

    def search(
        self,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._fingerprint.dimension)
        wanted = self._collected.ids_in(document_ids, collections)
        return tuple(found.hit for found in self._search.dense(query, limit, wanted))

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
        """The passages that ``choose`` wants of those that match; see ``Store.find``.

        Found by words only where the server has BM25, and without context: it counts by passage.
        """
        asked = unit_vector(vector, dimension=self._fingerprint.dimension)
        wanted = self._collected.ids_in(document_ids, collections)
        words = self._search.lexical(query, asked, depth, wanted) if self.has_words else ()
        nearest = self._search.dense(asked, depth, wanted)
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
        return self._writer.clear_strays()

    def close(self) -> None:
        """Give up the connection; using the store afterwards raises ``StoreClosed``."""
        self._connection.close()
        self._originals.close()
