"""A store in memory that compares with every vector: what the other engines must agree with."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from storage.checks import best_first, check_document, exact_similarities, unit_rows, unit_vector
from storage.errors import DocumentNotFound, StoreClosed, StoreError
from storage.index.bm25 import bm25_scores, context_scores
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
from storage.similarity import similarities_among
from storage.text.words import index_terms, match_expression, telling_words


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document, with its vectors, row i for passage ``first_passage + i``."""

    document: PreparedDocument
    vectors: Vectors
    first_passage: int
    added_at: float

    @property
    def passage_ids(self) -> tuple[int, ...]:
        return tuple(range(self.first_passage, self.first_passage + len(self.document.passages)))


class NumpyStore:
    """A library that lives as long as this object. Safe to use from several threads."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        """Start empty, for vectors made by what the fingerprint names."""
        self._fingerprint = fingerprint
        self._kept: dict[str, _Kept] = {}
        self._names: dict[str, str] = {}
        self._next_passage = 1
        self._originals = tempfile.TemporaryDirectory(prefix="footnote-")
        self._lock = threading.RLock()
        self._closed = False

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""
        return self._fingerprint

    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store a document whole; see ``Store.put``."""
        check_document(document)
        rows = unit_rows(
            vectors, count=len(document.passages), dimension=self._fingerprint.dimension
        )
        with self._open():
            if document.document_id not in self._kept:
                self._keep_original(document)
                self._kept[document.document_id] = _Kept(
                    document, rows.copy(), self._next_passage, time.time()
                )
                self._next_passage += len(document.passages)
            return self.link(document.name, document.document_id)

    def link(self, name: str, document_id: str) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._open():
            kept = self._find(document_id)
            before = self._names.get(name)
            replaced: tuple[str, ...] = ()
            if before != document_id:
                self._names.pop(name, None)  # so that a name that moves comes last
                self._names[name] = document_id
                if before is not None and before not in self._names.values():
                    self._drop(before)
                    replaced = (before,)
            return PutReceipt(document_id, kept.passage_ids, replaced)

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        with self._open():
            self._find(document_id)
            self._names = {
                name: owner for name, owner in self._names.items() if owner != document_id
            }
            self._drop(document_id)

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        with self._open():
            documents = [self._document(kept) for kept in self._kept.values()]
        return tuple(sorted(documents, key=lambda document: (document.name, document.document_id)))

    def document(self, document_id: str) -> Document:
        """One document."""
        with self._open():
            return self._document(self._find(document_id))

    def is_empty(self) -> bool:
        """Whether no document is stored."""
        with self._open():
            return not self._kept

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from."""
        with self._open():
            for page in self._find(document_id).document.pages:
                if page.number == number:
                    return page
        raise DocumentNotFound(f"document {document_id!r} has no page {number}")

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie."""
        with self._open():
            self._find(document_id)
            return Path(self._originals.name) / document_id

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""
        with self._open():
            kept = self._find(document_id)
            return tuple(self._passages(kept)), kept.vectors.copy()

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector; see ``Store.search``."""
        query = unit_vector(vector, dimension=self._fingerprint.dimension)
        with self._open():
            passages, vectors = self._everything(document_ids)
        similarities = exact_similarities(vectors, query)
        ids = np.array([passage.passage_id for passage in passages], dtype=np.int64)
        order = best_first(similarities, ids)[: max(0, limit)]
        return tuple(DenseHit(passages[row], float(similarities[row])) for row in order)

    def search_words(
        self,
        message: str,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[LexicalHit, ...]:
        """The ``limit`` passages that match the message's words best, by BM25."""
        query = unit_vector(vector, dimension=self._fingerprint.dimension)
        expression = match_expression(message)
        if expression is None:
            return ()
        with self._open():
            passages, vectors = self._everything(None)
        terms = {passage.passage_id: index_terms(passage.text).split() for passage in passages}
        scores = bm25_scores(expression, terms)
        similarities = exact_similarities(vectors, query)
        hits = [
            LexicalHit(passage, scores[passage.passage_id], float(similarity))
            for passage, similarity in zip(passages, similarities, strict=True)
            if passage.passage_id in scores
            and (document_ids is None or passage.document_id in document_ids)
        ]
        return tuple(
            sorted(hits, key=lambda hit: (-hit.bm25, hit.passage.passage_id))[: max(0, limit)]
        )

    def match_context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        """How well each passage's document holds the words that it lacks itself."""
        with self._open():
            documents = {
                kept.document.document_id: {
                    passage.passage_id: index_terms(passage.text).split()
                    for passage in self._passages(kept)
                }
                for kept in self._kept.values()
                if not set(kept.passage_ids).isdisjoint(passage_ids)
            }
        return context_scores(telling_words(message), documents, passage_ids)

    def similarities(self, passage_ids: Sequence[int]) -> Vectors:
        """The cosine of each passage with each; see ``Store.similarities``."""
        with self._open():
            stored = {
                passage_id: vector
                for kept in self._kept.values()
                for passage_id, vector in zip(kept.passage_ids, kept.vectors, strict=True)
            }
        return similarities_among(passage_ids, stored, dimension=self._fingerprint.dimension)

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

    def _find(self, document_id: str) -> _Kept:
        if document_id not in self._kept:
            raise DocumentNotFound(f"no document {document_id!r} is in the library")
        return self._kept[document_id]

    def _keep_original(self, document: PreparedDocument) -> None:
        try:
            content = document.original.read_bytes()
        except OSError as error:
            raise StoreError(f"{document.original} can't be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != document.document_id:
            raise StoreError(f"{document.original} changed while it was being added; add it again")
        (Path(self._originals.name) / document.document_id).write_bytes(content)

    def _drop(self, document_id: str) -> None:
        del self._kept[document_id]
        (Path(self._originals.name) / document_id).unlink()

    def _names_of(self, document_id: str) -> tuple[str, ...]:
        return tuple(name for name, owner in self._names.items() if owner == document_id)

    def _document(self, kept: _Kept) -> Document:
        document = kept.document
        names = self._names_of(document.document_id)
        return Document(
            document_id=document.document_id,
            name=names[0],
            names=names,
            kind=document.kind,
            title=document.title,
            size_bytes=document.size_bytes,
            page_count=document.page_count,
            pages_without_text=document.pages_without_text,
            passage_count=len(document.passages),
            added_at=kept.added_at,
        )

    def _passages(self, kept: _Kept) -> Iterator[Passage]:
        document = kept.document
        name = self._names_of(document.document_id)[0]
        for passage_id, draft in zip(kept.passage_ids, document.passages, strict=True):
            yield Passage(
                passage_id=passage_id,
                document_id=document.document_id,
                document=name,
                kind=document.kind,
                title=document.title,
                page=draft.page,
                start=draft.start,
                end=draft.end,
                first_line=draft.first_line,
                last_line=draft.last_line,
                heading=draft.heading,
                text=draft.text,
            )

    def _everything(self, document_ids: frozenset[str] | None) -> tuple[list[Passage], Vectors]:
        chosen = [
            kept
            for document_id, kept in self._kept.items()
            if document_ids is None or document_id in document_ids
        ]
        rows = [kept.vectors for kept in chosen]
        empty = np.empty((0, self._fingerprint.dimension), dtype=np.float32)
        return [passage for kept in chosen for passage in self._passages(kept)], np.concatenate(
            [empty, *rows]
        )
