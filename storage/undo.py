"""Removing a document so that it can still be restored for a while.

The removal is complete at once, as any other. What is needed to undo it is held by this process
alone: rows in memory, the original in a temporary file that the system deletes with the process.
So a crash leaves nothing of the document behind, and leaves it removed.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO

from storage.errors import StoreError
from storage.reading_whole import read_whole
from storage.records import Document, PreparedDocument, Vectors
from storage.store import KeptStore


class UndoableRemoving:
    """Removes documents from a library; what undoes that is kept by this process alone."""

    def __init__(self, store: KeptStore) -> None:
        """``store`` is open as long as this is used."""
        self._store = store

    def remove(self, document_id: str) -> UndoableRemoval:
        """Remove a document completely; what is returned can restore it.

        Raises:
            DocumentNotFound: no such document.
            StoreError: there is no room for a copy of the original, and nothing was removed.
        """
        document = self._store.document(document_id)
        prepared, vectors = read_whole(self._store, document)
        original = _held(prepared.original)
        self._store.remove(document_id)
        return UndoableRemoval(self._store, document, prepared, vectors, original)


class UndoableRemoval:
    """A document that was removed, until it is restored or discarded."""

    def __init__(
        self,
        store: KeptStore,
        document: Document,
        prepared: PreparedDocument,
        vectors: Vectors,
        original: IO[bytes],
    ) -> None:
        """Hold everything of a document; ``UndoableRemoving`` makes one."""
        self._store = store
        self._document = document
        self._prepared = prepared
        self._vectors = vectors
        self._original = original

    @property
    def name(self) -> str:
        """What the document was called."""
        return self._document.name

    def restore(self) -> None:
        """Store the document again, under those of its names that are still free.

        Raises:
            StoreError: all its names belong to others by now.
        """
        taken = {name for document in self._store.documents() for name in document.names}
        free = [name for name in self._document.names if name not in taken]
        if not free:
            raise StoreError(f"{self.name} can't be restored: another file of that name was added")
        with tempfile.TemporaryDirectory(prefix="footnote-") as folder:
            original = Path(folder) / "original"
            self._original.seek(0)
            with original.open("wb") as stream:
                shutil.copyfileobj(self._original, stream)
            prepared = replace(self._prepared, name=free[0], original=original)
            self._store.put(prepared, self._vectors, added_at=self._document.added_at)
        for name in free[1:]:
            self._store.link(name, self._document.document_id)
        self.discard()

    def discard(self) -> None:
        """Forget the document for good."""
        self._original.close()


def _held(source: Path) -> IO[bytes]:
    """The file's bytes in a temporary file that goes with this process."""
    held = tempfile.TemporaryFile(prefix="footnote-")  # noqa: SIM115 - outlives this function
    try:
        with source.open("rb") as stream:
            shutil.copyfileobj(stream, held)
    except OSError as error:
        held.close()
        raise StoreError(
            f"{source.name} can't be held for undoing: {error.strerror}; "
            "`footnote remove` removes without that"
        ) from error
    return held
