"""The store: what is kept of documents and how it is found again, whatever engine keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

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


class Store(Protocol):
    """Documents, their passages and vectors. Safe to use from several threads.

    ``document_ids`` in a search restricts it to those documents, as part of the search; ``None``
    searches all; an empty set finds nothing. Hits come best first, ties by ascending passage id.
    Every method raises ``StoreError`` or one of its subclasses and nothing else for what can go
    wrong outside the program.
    """

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""

    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store a document whole, row i of ``vectors`` for passage i; safe on disk on return.

        The name moves to this content; a document left without a name by that is removed in the
        same transaction. Content that is already stored only gains the name.

        Raises:
            ValueError: ``vectors`` isn't float32 of shape (passages, dimension), unit rows.
        """

    def link(self, name: str, document_id: str) -> PutReceipt:
        """Give stored content one more name, taking the name from whatever had it."""

    def remove(self, document_id: str) -> None:
        """Remove a document under all its names, completely; safe on disk on return.

        Raises:
            DocumentNotFound: no such document.
        """

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""

    def document(self, document_id: str) -> Document:
        """One document; raises ``DocumentNotFound`` if absent."""

    def is_empty(self) -> bool:
        """Whether no document is stored."""

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from; raises ``DocumentNotFound`` if absent."""

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound`` if absent."""

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector of shape (dimension,)."""

    def search_words(
        self,
        message: str,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[LexicalHit, ...]:
        """The ``limit`` passages that match the message's words best, by BM25.

        ``vector`` is the message's own, for the hits' similarities.
        """

    def match_context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        """How well each passage's document holds those words of the message that it lacks itself.

        0.0 or more, by BM25 over the documents of these passages: what says nothing of its subject
        itself may stand in a document that is all about it. A passage without such words, or one
        that isn't stored, may be left out; an engine without words gives none.
        """

    def similarities(self, passage_ids: Sequence[int]) -> Vectors:
        """The cosine of each passage with each of the others, float32 of shape (ids, ids).

        Row and column i are those of ``passage_ids[i]``. A passage that isn't stored, or not any
        more, has 0 with all others and 1 with itself.
        """

    def passage_count(self) -> int:
        """How many passages are stored now."""

    def verify(self) -> Sequence[Problem]:
        """Everything that is wrong with the store, empty when it is whole."""

    def close(self) -> None:
        """Give up the store's files; using it afterwards raises ``StoreClosed``."""


class KeptStore(Store, Protocol):
    """A store that outlives the process, and can be read through as a whole."""

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is now unless it is given."""

    def load(self) -> None:
        """Have what searches need in memory now and not at the first search."""

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """All the pages of a document, by number; raises ``DocumentNotFound``."""

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i."""

    def about(self) -> str:
        """What serves searches here, and what it can't do, in one line for people."""
