"""A library in memory that compares with every vector: exact, and gone when it is closed.

It is what ``memory:`` opens, and what the other engines must agree with.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from storage.checks import checked_vectors, unit_vector
from storage.collections import Collection, Collections, collection_names
from storage.errors import DocumentNotFound, StoreClosed, StoreError
from storage.files.digest import sha256_of
from storage.found import Choice, Choose, DenseHit, FoundPassages
from storage.index.postings import encode_terms
from storage.index.word_index import build_word_index
from storage.numpy_names import Names
from storage.numpy_search import NumpyWords, SearchedRows, StoredDocument, find_chosen
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
from storage.text.words import index_terms


class NumpyStore:
    """A library that lives as long as this object. Safe to use from several threads."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        """Start empty, for vectors made by what the fingerprint names."""
        self._fingerprint = fingerprint
        self._kept: dict[str, StoredDocument] = {}
        self._names = Names()
        self._next_passage = 1
        self._words = build_word_index(())
        self.words = NumpyWords(self._words, self._kept)
        self._originals = tempfile.TemporaryDirectory(prefix="footnote-")
        self._lock = threading.RLock()
        self._closed = False

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""
        return self._fingerprint

    def load(self) -> None:
        """Nothing: all of it is in memory."""

    def about(self) -> str:
        """What serves searches here."""
        return "in memory: exact, and gone when it is closed"

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is now unless it is given."""
        rows = checked_vectors(document, vectors, dimension=self._fingerprint.dimension)
        collections = collection_names(document.collections)
        with self._open():
            if document.document_id not in self._kept:
                self._keep_original(document)
                self._keep(document, rows.copy(), added_at or time.time())
            receipt = self.link(
                document.name, document.document_id,
                container=document.container, folder=document.folder,
            )  # fmt: skip
            self.collect([document.document_id], into=collections)
            return receipt

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored; see ``Store.replace``."""
        rows = checked_vectors(document, vectors, dimension=self._fingerprint.dimension)
        with self._open():
            before = self._find(document.document_id)
            self._words.remove(*before.span)
            kept = self._keep(document, rows.copy(), before.added_at)
            return PutReceipt(document.document_id, tuple(kept.passage_ids), ())

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._open():
            kept = self._find(document_id)
            before = self._names.give(Naming(name, container, folder), document_id)
            replaced = self._drop_nameless([before] if before else [])
            return PutReceipt(document_id, tuple(kept.passage_ids), replaced)

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; see ``Store.unlink``."""
        with self._open():
            owner = self._names.take(name)
            gone = self._drop_nameless([owner])
            kept = self._kept.get(owner)
            return PutReceipt(owner, tuple(kept.passage_ids) if kept else (), gone)

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        """Put documents into collections, and out of others; see ``Store.collect``."""
        entered, left = collection_names(into), collection_names(out_of)
        with self._open():
            self._names.collect([one for one in document_ids if one in self._kept], entered, left)

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        with self._open():
            return self._names.collections()

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        with self._open():
            self._find(document_id)
            self._names.take_all(document_id)
            self._drop_nameless([document_id])

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        with self._open():
            documents = [self._document(kept) for kept in self._kept.values()]
        return tuple(sorted(documents, key=lambda document: (document.name, document.document_id)))

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""
        with self._open():
            return self._document(self._find(document_id))

    def is_empty(self) -> bool:
        """Whether there is no document."""
        with self._open():
            return not self._kept

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document, by number."""
        with self._open():
            return self._find(document_id).document.pages

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from."""
        with self._open():
            for page in self._find(document_id).document.pages:
                if page.number == number:
                    return page
        raise DocumentNotFound(f"document {document_id!r} has no page {number}")

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage at a place; see ``Store.passage_at``."""
        with self._open():
            kept = self._kept.get(document_id)
            stored = tuple(kept.passages(self._names.first[document_id])) if kept else ()
        covering = [each for each in stored if each.page == page and each.start <= start < each.end]
        return max(covering, key=lambda each: each.start, default=None)

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie."""
        with self._open():
            self._find(document_id)
            return Path(self._originals.name) / document_id

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""
        with self._open():
            kept = self._find(document_id)
            return tuple(kept.passages(self._names.first[document_id])), kept.vectors.copy()

    def search(
        self,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._fingerprint.dimension)
        with self._open():
            rows = self._rows(document_ids, collections)
        return rows.nearest(query, limit)

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
        asked = unit_vector(vector, dimension=self._fingerprint.dimension)
        with self._open():
            rows = self._rows(document_ids, collections)
            return find_chosen(
                rows, query, asked, depth=depth, choose=choose, words=self._words,
                stored=tuple(self._kept.values()),
            )  # fmt: skip

    def passage_count(self) -> int:
        """How many passages are stored now."""
        with self._open():
            return sum(len(kept.document.passages) for kept in self._kept.values())

    def verify(self) -> Sequence[Problem]:
        """Nothing: memory has no files that could go wrong."""
        with self._open():
            return ()

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._closed = True
            self._originals.cleanup()

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise StoreClosed("the store in memory was closed")
            yield

    def _find(self, document_id: str) -> StoredDocument:
        if document_id not in self._kept:
            raise DocumentNotFound(f"no document {document_id!r} is in the library")
        return self._kept[document_id]

    def _keep(
        self, document: PreparedDocument, vectors: Vectors, added_at: float
    ) -> StoredDocument:
        terms = tuple(
            encode_terms(index_terms(draft.in_context).split()) for draft in document.passages
        )
        ids = range(self._next_passage, self._next_passage + len(terms))
        kept = StoredDocument(document, vectors, terms, ids, (ids.start, ids.stop - 1), added_at)
        self._words.add(np.array(ids, dtype=np.int64), terms)
        self._next_passage = ids.stop
        self._kept[document.document_id] = kept
        return kept

    def _keep_original(self, document: PreparedDocument) -> None:
        copy = Path(self._originals.name) / document.document_id
        try:
            shutil.copyfile(document.original, copy)
        except OSError as error:
            raise StoreError(f"{document.original} can't be read: {error.strerror}") from error
        if sha256_of(copy) != document.document_id:
            copy.unlink()
            raise StoreError(f"{document.original} changed while it was being added; add it again")

    def _drop_nameless(self, suspects: Sequence[str]) -> tuple[str, ...]:
        """Those that nothing names any more, and their parts in turn; all of them are removed."""
        gone: list[str] = []
        for document_id in suspects:
            if self._names.of(document_id):
                continue
            self._words.remove(*self._kept.pop(document_id).span)
            (Path(self._originals.name) / document_id).unlink()
            gone += [document_id, *self._drop_nameless(self._names.forget(document_id))]
        return tuple(gone)

    def _document(self, kept: StoredDocument) -> Document:
        document_id = kept.document.document_id
        return kept.as_document(
            self._names.of(document_id),
            self._names.inside(document_id),
            self._names.collections_of(document_id),
        )

    def _rows(self, document_ids: frozenset[str] | None, collections: Collections) -> SearchedRows:
        """All passages, or those of some documents, by id."""
        chosen = [
            kept
            for document_id, kept in self._kept.items()
            if (document_ids is None or document_id in document_ids)
            and (collections is None or collections & self._names.collections_of(document_id))
        ]
        is_restricted = document_ids is not None or collections is not None
        names = [self._names.first[kept.document.document_id] for kept in chosen]
        named = zip(chosen, names, strict=True)
        empty = np.empty((0, self._fingerprint.dimension), dtype=np.float32)
        return SearchedRows(
            passages=[passage for kept, name in named for passage in kept.passages(name)],
            ids=np.array([number for kept in chosen for number in kept.passage_ids], np.int64),
            vectors=np.concatenate([empty, *(kept.vectors for kept in chosen)]),
            ranges=[kept.span for kept in chosen] if is_restricted else None,
        )
