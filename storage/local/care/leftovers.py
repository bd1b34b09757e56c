"""What removed documents leave in files after their rows are gone, and clearing it away."""

from __future__ import annotations

import threading
from pathlib import Path

from storage.files.durable import Step, remove_file
from storage.files.made_pages import MadePages
from storage.files.originals import Originals
from storage.local import catalogue
from storage.local.catalogue import LeftoverOriginal
from storage.local.database import COPIES, Database


class Leftovers:
    """Originals, pages made of them, copies from before migrations, and the log.

    Safe to use from several threads.
    """

    def __init__(
        self, database: Database, originals: Originals, made_pages: MadePages, *, step: Step
    ) -> None:
        """Nothing is left over yet."""
        self._database = database
        self._originals = originals
        self._made_pages = made_pages
        self._step = step
        self._lock = threading.Lock()
        self._clearing = threading.Lock()
        self._drops: list[LeftoverOriginal] = []
        self._removals = 0
        self._cleared_removals = 0

    @property
    def any(self) -> bool:
        """Whether anything that was removed may still be in a file."""
        return self._removals > self._cleared_removals

    def enqueue(self, removed: LeftoverOriginal) -> None:
        """Remember that a document's rows are gone and the rest isn't."""
        with self._lock:
            self._drops.append(removed)
            self._removals += 1

    def clear(self, *, wait_seconds: float) -> bool:
        """Whether nothing is left over any more.

        While somebody reads what was there before, the write-ahead log can't be emptied; that is
        waited for so long, and writers wait along.
        """
        with self._clearing:
            with self._lock:
                drops, removals = tuple(self._drops), self._removals
            if removals == self._cleared_removals:
                return True
            for removed in drops:
                self._drop(removed)
            for path in self._database.path.parent.glob(COPIES):
                remove_file(path, name="a copy from before a migration", step=self._step)
            if self._database.scrub("a removal", wait_seconds=wait_seconds):
                self._cleared_removals = removals
            return self._cleared_removals == removals

    def sweep(self) -> None:
        """Remove originals and made pages that no document claims, as a crash leaves them."""
        if self._strays_now():
            with self._database.writing("sweeping") as session:
                self._originals.drop_strays(catalogue.original_names(session))
        with self._database.reading() as session:
            known = catalogue.original_names(session)
        self._made_pages.sweep(frozenset(Path(name).stem for name in known))

    def _drop(self, removed: LeftoverOriginal) -> None:
        with self._database.writing("dropping an original") as session:
            # Another writer may have added the same content again since the commit.
            if catalogue.find_kind(session, removed.document_id) != removed.kind:
                self._originals.drop(self._originals.path(removed.document_id, removed.kind))
                self._made_pages.drop(removed.document_id)
        with self._lock:
            self._drops.remove(removed)

    def _strays_now(self) -> tuple[Path, ...]:
        with self._database.reading() as session:
            known = catalogue.original_names(session)
        return self._originals.strays(known)
