"""Documents that were removed a moment ago, and can still be had back."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from bot.conversation.pending import Pending
from bot.conversation.ports import RemovedDocument, Removing
from bot.errors import TooLate

UNDO_SECONDS = 20.0
"""How long a removal can be undone."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal that can still be undone; ``document_id`` names it."""

    document_id: str
    name: str


class Removals:
    """Removes documents, and holds each for a while so that the removal can be undone.

    The document itself is out of the library from the first moment; it is held here for everybody
    at the page alike, and let go by a timer, whether anybody looks or not.
    """

    def __init__(self, removing: Pending[Removing], *, undo_seconds: float = UNDO_SECONDS) -> None:
        """``removing`` does the work; nothing is held yet."""
        self._removing = removing
        self._undo_seconds = undo_seconds
        self._held: dict[str, RemovedDocument] = {}
        self._lock = threading.Lock()

    def remove(self, document_id: str) -> None:
        """Remove a document; raises ``DocumentNotFound``, or ``NotReady`` for now."""
        self._hold(document_id, self._removing.get().remove(document_id))

    def undo(self, document_id: str) -> None:
        """Put a document back.

        Raises:
            TooLate: it was let go, or somebody else put it back.
            StorageError: it can't be put back now; it stays held for another while.
        """
        with self._lock:
            taken_out = self._held.pop(document_id, None)
        if taken_out is None:
            raise TooLate("It is too late to undo this removal.")
        try:
            taken_out.restore()
        except BaseException:
            self._hold(document_id, taken_out)
            raise

    def pending(self) -> tuple[Removal, ...]:
        """The removals that can still be undone, oldest first."""
        with self._lock:
            return tuple(
                Removal(document_id, taken_out.name)
                for document_id, taken_out in self._held.items()
            )

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            held, self._held = self._held, {}
        for taken_out in held.values():
            taken_out.discard()

    def _hold(self, document_id: str, taken_out: RemovedDocument) -> None:
        with self._lock:
            before = self._held.pop(document_id, None)
            self._held[document_id] = taken_out
        if before is not None:
            before.discard()
        timer = threading.Timer(self._undo_seconds, self._discard, (document_id, taken_out))
        timer.daemon = True
        timer.start()

    def _discard(self, document_id: str, taken_out: RemovedDocument) -> None:
        with self._lock:
            if self._held.get(document_id) is not taken_out:
                return
            del self._held[document_id]
        taken_out.discard()
