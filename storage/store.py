"""The store: what is kept of documents and how it is found again, whatever engine keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from storage.collections import Collection, Collections
from storage.found import Choice, Choose, DenseHit, FoundPassages
from storage.records import (
    Document,
    Fingerprint,
    Page,
    Passage,
    PreparedDocument,
    Problem,
    PutReceipt,
    Vectors,
)
from storage.text.query import Query
from storage.text.vocabulary import LibraryWords


class Store(Protocol):
    """Documents, their passages and vectors. Safe to use from several threads.

    ``document_ids`` in a search restricts it to those documents, as part of the search; ``None``
    searches all; an empty set finds nothing. ``collections`` restricts it besides to documents that
    are in one of those, or to none for an empty set. Hits come best first, ties by ascending
    passage id.
    Every method raises ``StoreError`` or one of its subclasses and nothing else for what can go
    wrong outside the program.
    """

    @property
    def fingerprint(self) -> Fingerprint:
        """What made the vectors in here."""

    @property
    def words(self) -> LibraryWords:
        """What the library says of single words."""

    def put(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store a document whole, row i of ``vectors`` for passage i; safe on disk on return.

        The name moves to this content, which from then on is in the collections, too, that the
        name's document was in; a document left without a name by that is removed in the same
        transaction. Content that is already stored only gains the name and the collections.

        Raises:
            ValueError: ``vectors`` isn't float32 of shape (passages, dimension), unit rows.
        """

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored, as after a better reading; safe on disk on return.

        Its names and its time of adding stay; passages get new ids. Whoever searches meanwhile
        finds the old ones or the new, and so does the next process after a crash.

        Raises:
            DocumentNotFound: the content isn't stored, or not any more.
            ValueError: as ``put``.
        """

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        """Give stored content one more name, taking the name from whatever had it, as ``put``.

        ``container`` is the id of the document inside which it was found under that name, or "",
        and ``folder`` the watched folder that brought it, or "".
        """

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away, and with the last one the document, as ``remove``.

        The receipt is that of whatever had the name, without passages where it went.

        Raises:
            DocumentNotFound: nothing has that name.
        """

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        """Put documents into collections and take them out of others, all at one moment.

        What was found inside a document goes with it. A collection is there as long as a document
        is in it; ids that aren't stored change nothing.

        Raises:
            StoreError: a name that no collection can have.
        """

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""

    def remove(self, document_id: str) -> None:
        """Remove a document under all its names, completely; safe on disk on return.

        Documents that were found inside it lose the names they had from there, and go with it
        where they have no other.

        Raises:
            DocumentNotFound: no such document.
        """

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""

    def is_empty(self) -> bool:
        """Whether there is no document, without listing any."""

    def page(self, document_id: str, number: int) -> Page:
        """One page's text and where it came from; raises ``DocumentNotFound`` if absent."""

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage that holds a character of a page; ``None`` where none is stored there.

        Of several the one that begins last.
        """

    def passages(self, document_id: str) -> tuple[tuple[Passage, ...], Vectors]:
        """A document's passages in order and their vectors, row i for passage i.

        Raises:
            DocumentNotFound: no such document.
        """

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound`` if absent."""

    def search(
        self,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
        collections: Collections = None,
    ) -> tuple[DenseHit, ...]:
        """The ``limit`` passages nearest to a unit vector of shape (dimension,)."""

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
        """The passages that ``choose`` wants of those that match a question, all of one moment.

        It is given the ``depth`` nearest to the question's ``vector`` and the ``depth`` that match
        its words best, by BM25, each passage once and in no promised order. It may be asked more
        than once and must give the same for the same. An engine without words finds by vector only,
        and one that counts words by passage gives every match a context of 0.0.
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

    def about(self) -> str:
        """What serves searches here, and what it can't do, in one line for people."""
