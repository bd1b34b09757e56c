"""Changes of a local library: transactions, and what comes before and after them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from storage.checks import checked_vectors
from storage.collections import collection_names
from storage.errors import StorageError, StoreFull
from storage.files.originals import CopiedOriginal, Originals
from storage.files.reserve import Reserve
from storage.local import catalogue, changes, collected, schema
from storage.local.care.leftovers import Leftovers
from storage.local.catalogue import Extent, LeftoverOriginal
from storage.local.database import Database, Session
from storage.local.document_words import words_of
from storage.local.moments import note_change
from storage.records import Fingerprint, Naming, PreparedDocument, PutReceipt, Vectors

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class LocalWriter:
    """Puts, replaces, names, collects and removes documents. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        originals: Originals,
        reserve: Reserve,
        leftovers: Leftovers,
        *,
        fingerprint: Fingerprint,
        scrub_seconds: float,
        when_settled: Callable[[], None],
    ) -> None:
        """``when_settled`` is called after each change, whatever it left to do.

        ``scrub_seconds`` is how long a removal waits for those who read what was there before.
        """
        self._database = database
        self._originals = originals
        self._reserve = reserve
        self._leftovers = leftovers
        self._fingerprint = fingerprint
        self._scrub_seconds = scrub_seconds
        self._when_settled = when_settled

    def put(self, document: PreparedDocument, vectors: Vectors, *, added_at: float) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is in Unix seconds."""
        checked = checked_vectors(document, vectors, dimension=self._fingerprint.dimension)
        words = words_of(draft.in_context for draft in document.passages)
        collections = collection_names(document.collections)
        with self._copied_ahead(document) as copy, self._changing("a put") as session:
            extent = catalogue.find_extent(session, document.document_id)
            if extent is None or not self._has_original(document):
                self._put_original(document, copy)
            if extent is None:
                extent = changes.insert_document(
                    session, document, checked, words=words, added_at=added_at
                )
            else:
                note_change(session)  # of its names
            replaced = changes.take_name(session, document.naming, extent)
            collected.put_into(session, [document.document_id], collections)
        self._settle_replaced(replaced)
        return _receipt(document.document_id, extent, replaced)

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored; see ``Store.replace``."""
        checked = checked_vectors(document, vectors, dimension=self._fingerprint.dimension)
        words = words_of(draft.in_context for draft in document.passages)
        with self._changing("a replacement") as session:
            extent = catalogue.extent_of(session, document.document_id)
            kind = catalogue.document_kind(session, document.document_id)
            if not self._has_original(document):  # lost, or of another kind by this reading
                self._put_original(document, None)
            extent = changes.replace_document(session, extent, document, checked, words=words)
        self._settle_replaced((LeftoverOriginal(document.document_id, kind),))
        return _receipt(document.document_id, extent, ())

    def link(self, naming: Naming, document_id: str) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._changing("a link") as session:
            extent = catalogue.extent_of(session, document_id)
            note_change(session)
            replaced = changes.take_name(session, naming, extent)
        self._settle_replaced(replaced)
        return _receipt(document_id, extent, replaced)

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; see ``Store.unlink``."""
        document_id, removed = self._with_reserve(partial(self._drop_name, name))
        self._with_reserve(partial(self._settle, removed))
        self._reserve.restore()
        with self._database.reading() as session:
            extent = catalogue.find_extent(session, document_id)
        passage_ids = extent.passage_ids if extent else ()
        return PutReceipt(document_id, passage_ids, tuple(one.document_id for one in removed))

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        removed = self._with_reserve(partial(self._remove_rows, document_id))
        self._with_reserve(partial(self._settle, removed))
        self._reserve.restore()

    def collect(
        self, document_ids: Iterable[str], into: Iterable[str], out_of: Iterable[str]
    ) -> None:
        """Put documents into collections, and out of others; see ``Store.collect``."""
        ids, entered, left = tuple(document_ids), collection_names(into), collection_names(out_of)
        with self._changing("collecting") as session:
            collected.take_out(session, ids, left)
            collected.put_into(session, ids, entered)

    @contextmanager
    def _changing(self, name: str) -> Iterator[Session]:
        self._reserve.restore()
        with self._database.writing(name) as session:
            schema.check_fingerprint(session, self._fingerprint, self._database.path.parent)
            yield session

    @contextmanager
    def _copied_ahead(self, document: PreparedDocument) -> Iterator[CopiedOriginal | None]:
        """A copy of the original, made while others write; none where the library has it."""
        with self._database.reading() as session:
            schema.check_fingerprint(session, self._fingerprint, self._database.path.parent)
            stored = catalogue.find_extent(session, document.document_id) is not None
        if stored and self._has_original(document):
            yield None
            return
        with self._originals.copied(document.document_id, document.kind, document.original) as copy:
            yield copy

    def _put_original(self, document: PreparedDocument, copy: CopiedOriginal | None) -> None:
        # Another process may have removed the document, or swept away the copy, by now.
        if copy is None or not copy.put_in_place():
            self._originals.keep(document.document_id, document.kind, document.original)

    def _has_original(self, document: PreparedDocument) -> bool:
        path = self._originals.path(document.document_id, document.kind)
        return path.exists() and path.stat().st_size == document.size_bytes

    def _remove_rows(self, document_id: str) -> tuple[LeftoverOriginal, ...]:
        with self._database.writing("a removal") as session:
            extent = catalogue.extent_of(session, document_id)
            return changes.delete_document(session, extent)

    def _drop_name(self, name: str) -> tuple[str, tuple[LeftoverOriginal, ...]]:
        with self._database.writing("taking a name away") as session:
            return changes.drop_name(session, name)

    def _with_reserve(self, use: Callable[[], _Result]) -> _Result:
        """What it gives, with the reserve's space at hand where the disk is full."""
        try:
            return use()
        except StoreFull:
            self._reserve.release()
            return use()

    def _settle(self, removed: Sequence[LeftoverOriginal]) -> None:
        """After a commit: clear away what removed documents left, and synchronise the index."""
        try:
            for one in removed:
                self._leftovers.enqueue(one)
            if removed:
                self._leftovers.clear(wait_seconds=self._scrub_seconds)
        finally:
            self._when_settled()

    def _settle_replaced(self, removed: Sequence[LeftoverOriginal]) -> None:
        """The same where a new version took over, which is stored whatever the old one leaves."""
        try:
            self._settle(removed)
        except StorageError as error:
            _log.warning("what is left of a replaced document goes later: %s", error)


def _receipt(document_id: str, extent: Extent, removed: Sequence[LeftoverOriginal]) -> PutReceipt:
    replaced = tuple(one.document_id for one in removed)
    return PutReceipt(document_id, extent.passage_ids, replaced)
