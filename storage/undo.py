"""Removing a document so that it can still be restored for a while.

The removal is complete at once, as any other. What is needed to undo it is held by this process
alone: rows in memory, originals in one temporary file that the system deletes with the process.
So a crash leaves nothing of the document behind, and leaves it removed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from storage.errors import DocumentNotFound, StoreError
from storage.files.spool import Spool, Spooled
from storage.reading_whole import link, read_whole
from storage.records import Document, Naming, PreparedDocument, Vectors
from storage.store import KeptStore


class UndoableRemoving:
    """Removes documents from a library; what undoes that is kept by this process alone."""

    def __init__(self, store: KeptStore, spool: Spool) -> None:
        """``store`` is open as long as this is used; ``spool`` keeps the originals."""
        self._store = store
        self._spool = spool

    def remove(self, document_id: str) -> UndoableRemoval:
        """Remove a document completely, and what was found inside it; the result can restore both.

        Raises:
            DocumentNotFound: no such document.
            StoreError: there is no room for a copy of an original, and nothing was removed.
        """
        document = self._store.document(document_id)
        going, losing_a_name = self._parts(document)
        held: list[_Held] = []
        try:
            held.extend(map(self._hold, (*going, document)))
            self._store.remove(document_id)
        except BaseException:
            for one in held:
                one.original.discard()
            raise
        return UndoableRemoval(self._store, held, losing_a_name)

    def _parts(self, document: Document) -> tuple[list[Document], list[Document]]:
        """The parts that go with a document, innermost first, and those that have other names."""
        going: list[Document] = []
        staying: list[Document] = []
        removed = {document.document_id}
        waiting = [document]
        while waiting:
            for part_id in waiting.pop(0).parts:
                with suppress(DocumentNotFound):
                    part = self._store.document(part_id)
                    if removed.issuperset(part.containers):
                        removed.add(part_id)
                        going.insert(0, part)
                        waiting.append(part)
                    else:
                        staying.append(part)
        return going, staying

    def _hold(self, document: Document) -> _Held:
        prepared, vectors = read_whole(self._store, document)
        return _Held(document, prepared, vectors, self._spool.keep(prepared.original))


@dataclass(frozen=True, slots=True)
class _Held:
    """Everything of a removed document."""

    document: Document
    prepared: PreparedDocument
    vectors: Vectors
    original: Spooled


class UndoableRemoval:
    """A document that was removed, until it is restored or discarded."""

    def __init__(
        self, store: KeptStore, held: Sequence[_Held], losing_a_name: Sequence[Document]
    ) -> None:
        """``held`` has its parts first and the document last; ``UndoableRemoving`` makes one."""
        self._store = store
        self._held = held
        self._losing_a_name = losing_a_name

    @property
    def name(self) -> str:
        """What the document was called."""
        return self._held[-1].document.name

    @property
    def passage_count(self) -> int:
        """How many passages are held of it and of its parts."""
        return sum(len(one.vectors) for one in self._held)

    def restore(self) -> None:
        """Store the document again, under those of its names that are still free.

        Raises:
            StoreError: all its names belong to others by now.
        """
        taken = {name for document in self._store.documents() for name in document.names}
        if taken.issuperset(self._held[-1].document.names):
            raise StoreError(f"{self.name} can't be restored: another file of that name was added")
        for one in self._held:
            free = [each for each in one.document.namings if each.name not in taken]
            if free:
                self._restore(one, free)
        for document in self._losing_a_name:
            self._link(document, [each for each in document.namings if each.name not in taken])
        self.discard()

    def _restore(self, one: _Held, given: Sequence[Naming]) -> None:
        namings = [_kept_naming(each) for each in given]
        with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
            original = Path(folder) / "original"
            one.original.copy_to(original)
            first = namings[0]
            prepared = replace(
                one.prepared,
                name=first.name,
                container=first.container,
                folder=first.folder,
                original=original,
            )
            self._store.put(prepared, one.vectors, added_at=one.document.added_at)
        self._link(one.document, namings[1:])

    def _link(self, document: Document, namings: Sequence[Naming]) -> None:
        for naming in namings:
            with suppress(DocumentNotFound):  # removed by somebody else meanwhile
                link(self._store, naming, document.document_id)

    def discard(self) -> None:
        """Forget the document for good."""
        for one in self._held:
            one.original.discard()


def _kept_naming(naming: Naming) -> Naming:
    """The name, as somebody's own where the watched folder has no such file any more.

    Else what follows the folder would remove the document again.
    """
    parts = naming.name.split("/")  # the folder's own name, and then the path below it
    below = (Path(naming.folder, *parts[first:]) for first in range(1, len(parts)))
    is_there = naming.folder and any(file.is_file() for file in below)
    return naming if is_there else replace(naming, folder="")
