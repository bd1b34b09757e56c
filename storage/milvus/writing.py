"""Changes of a library in Milvus: whole versions that count from the row that names them on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from storage.checks import checked_vectors, is_document_id
from storage.collections import collection_names
from storage.errors import DocumentNotFound, StoreError
from storage.milvus import layout
from storage.milvus.catalogue import Catalogue
from storage.milvus.collected import Collected
from storage.milvus.contents import Binding, LiveDocument
from storage.milvus.originals import SharedOriginals
from storage.milvus.passage_ids import PassageIds
from storage.milvus.passage_rows import PassageRows
from storage.records import Naming, PreparedDocument, PutReceipt, Vectors


class MilvusWriter:
    """Puts, replaces, links and removes documents. Safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        passages: PassageRows,
        ids: PassageIds,
        originals: SharedOriginals,
        collected: Collected,
        *,
        dimension: int,
        stray_seconds: float,
        shown: str,
    ) -> None:
        """``shown`` is the library's place, for messages.

        What no name stands for is another server's unfinished work until it is ``stray_seconds``
        old.
        """
        self._catalogue = catalogue
        self._passages = passages
        self._ids = ids
        self._originals = originals
        self._collected = collected
        self._dimension = dimension
        self._stray_seconds = stray_seconds
        self._shown = shown
        # One change after another in this process; others may make theirs at the same time.
        self._changing = threading.RLock()

    def put(self, document: PreparedDocument, vectors: Vectors, *, added_at: float) -> PutReceipt:
        """Store a document whole; see ``Store.put``. ``added_at`` is in Unix seconds."""
        rows = checked_vectors(document, vectors, dimension=self._dimension)
        document_id = document.document_id
        entered = collection_names(document.collections)
        with self._changing:
            live = self._catalogue.live([document_id]).get(document_id)
            if live is None:  # what a crash left of an earlier one says nothing of this
                self._collected.take_out([document_id])
            self._collected.put_into([document_id], entered)
            if live is None or not self._originals.holds(document_id, document.kind):
                self._originals.keep(document_id, document.kind, document.original)
            if live is not None:
                return self._name(document.naming, document_id, live.version)
            version, passage_ids = self._write(document, rows, added_at)
            return self._name(document.naming, document_id, version, passage_ids)

    def replace(self, document: PreparedDocument, vectors: Vectors) -> PutReceipt:
        """Store content again that is stored; see ``Store.replace``."""
        rows = checked_vectors(document, vectors, dimension=self._dimension)
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

    def link(self, naming: Naming, document_id: str) -> PutReceipt:
        """Give stored content one more name; see ``Store.link``."""
        with self._changing:
            live = self._catalogue.find(document_id, fresh=True)
            return self._name(naming, document_id, live.version)

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; see ``Store.unlink``."""
        with self._changing:
            bindings = self._catalogue.bindings(name)
            if not bindings:
                raise DocumentNotFound(f"no document is called {name}")
            document_id = bindings[0].document_id
            self._catalogue.unbind(bindings)
            gone = self._drop_nameless(bindings[:1], keep="")
            live = self._catalogue.live([document_id], fresh=True).get(document_id)
            return PutReceipt(document_id, self._passages.ids(live) if live else (), gone)

    def collect(
        self, document_ids: Iterable[str], into: Iterable[str], out_of: Iterable[str]
    ) -> None:
        """Put documents into collections, and out of others; see ``Store.collect``."""
        entered, left = collection_names(into), collection_names(out_of)
        with self._changing:
            chosen = self._with_parts(document_ids)
            # Those that aren't left are entered first, so that nothing is ever in none between.
            self._collected.put_into(chosen, entered)
            self._collected.take_out(chosen, set(left) - set(entered))

    def remove(self, document_id: str) -> None:
        """Remove a document completely; see ``Store.remove``."""
        with self._changing:
            live = self._catalogue.find(document_id, fresh=True)
            bindings = self._catalogue.bindings_to(document_id)
            self._catalogue.unbind(bindings)  # from here on it is found by nothing
            for version in sorted({live.version} | {binding.version for binding in bindings}):
                self._drop_version(document_id, version)
            self._collected.take_out([document_id])
            self._originals.drop(document_id, live.document.kind)
            self._drop_parts(document_id, live.document.parts)

    def clear_strays(self) -> int:
        """Remove what a crash left of documents that count no longer or never did; how many."""
        with self._changing:
            strays = [
                (document_id, version)
                for document_id, version in (
                    self._catalogue.written_versions() - self._catalogue.named_versions()
                )
                if layout.version_age_seconds(version) > self._stray_seconds
            ]
            for document_id, version in strays:
                self._drop_version(document_id, version)
        return len(strays)

    def _write(
        self, document: PreparedDocument, vectors: Vectors, added_at: float
    ) -> tuple[int, tuple[int, ...]]:
        """A new version that no name stands for yet, and its passages' ids."""
        version = layout.new_version()
        passage_ids = tuple(self._ids.take(len(document.passages)))
        # Written before anything else and removed after it, so that no row is ever forgotten.
        self._catalogue.write_header(document, version, added_at)
        self._catalogue.write_pages(document.document_id, version, document.pages)
        self._passages.write(document, vectors, version, passage_ids)
        return version, passage_ids

    def _rename(self, live: LiveDocument, version: int) -> None:
        """Let a document's names stand for another version of it, and clear the old one away."""
        document = live.document
        before = [each for name in document.names for each in self._catalogue.bindings(name)]
        above = max(binding.number for binding in before)
        self._catalogue.bind(document.namings, document.document_id, version, above=above)
        self._catalogue.unbind(before)
        self._drop_version(document.document_id, live.version)

    def _name(
        self,
        naming: Naming,
        document_id: str,
        version: int,
        passage_ids: tuple[int, ...] | None = None,
    ) -> PutReceipt:
        """Let the name stand for a version that is there whole, and clear away what it replaces."""
        before = self._catalogue.bindings(naming.name)
        replaced: tuple[str, ...] = ()
        if not before or before[0].stands_for != (document_id, version, naming):
            above = before[0].number if before else 0
            self._inherit(before[:1], document_id)
            self._catalogue.bind([naming], document_id, version, above=above)  # the switch
            self._catalogue.unbind(before)
            replaced = self._drop_nameless(before[:1], keep=document_id)
        else:
            self._catalogue.unbind(before[1:])
        if passage_ids is None:
            passage_ids = self._passages.ids(self._catalogue.find(document_id))
        return PutReceipt(document_id, passage_ids, replaced)

    def _inherit(self, before: Sequence[Binding], document_id: str) -> None:
        """Let a document be in the collections of what has had its name until now."""
        for binding in before:
            if binding.document_id != document_id:
                owner = self._catalogue.live([binding.document_id]).get(binding.document_id)
                inherited = owner.document.collections if owner else ()
                self._collected.put_into([document_id], inherited)

    def _with_parts(self, document_ids: Iterable[str]) -> set[str]:
        """Those that are stored, and what was found inside them."""
        chosen: set[str] = set()
        waiting = set(filter(is_document_id, document_ids))
        while waiting:
            live = self._catalogue.live(waiting, fresh=True)
            chosen |= live.keys()
            waiting = {part for one in live.values() for part in one.document.parts} - chosen
        return chosen

    def _drop_nameless(self, left: Sequence[Binding], *, keep: str) -> tuple[str, ...]:
        """Remove the versions that lost their last name; returns the documents that went."""
        gone = []
        for binding in left:
            others = self._catalogue.bindings_to(binding.document_id)
            if all(other.version != binding.version for other in others):
                kind, parts = self._catalogue.kind_and_parts(binding.document_id, binding.version)
                self._drop_version(binding.document_id, binding.version)
                if not others and binding.document_id != keep:
                    self._originals.drop(binding.document_id, kind)
                    self._collected.take_out([binding.document_id])
                    gone += [binding.document_id, *self._drop_parts(binding.document_id, parts)]
        return tuple(gone)

    def _drop_parts(self, container: str, parts: Sequence[str]) -> tuple[str, ...]:
        """Take from parts the names they had inside a removed document; which of them went."""
        gone: list[str] = []
        for part in parts:
            inside = [
                each
                for each in self._catalogue.bindings_to(part)
                if each.naming.container == container
            ]
            self._catalogue.unbind(inside)
            gone += self._drop_nameless(inside[:1], keep="")
        return tuple(gone)

    def _drop_version(self, document_id: str, version: int) -> None:
        """Remove all rows of a version, and see that they are gone."""
        left = self._passages.drop(document_id, version)
        self._catalogue.drop_pages(document_id, version)
        self._catalogue.drop_header(document_id, version)
        left += self._catalogue.count(document_id, version)
        if left:
            raise StoreError(
                f"{left} rows of a removed document are still at {self._shown}; "
                "they are found by nothing, and `footnote verify` removes them"
            )
