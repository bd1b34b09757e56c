"""Documents that were removed a moment ago, and can still be had back."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from bot.conversation.pending import Pending
from bot.conversation.ports import RemovedDocument, Removing
from bot.errors import TooLate

UNDO_SECONDS = 20.0
"""How long a removal can be undone."""

FOLLOWED_UNDO_SECONDS = 600.0
"""The same for one that nobody asked for here, since its file went from a followed folder."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal that can still be undone; ``document_id`` names it.

    ``is_followed`` says that its file went from a followed folder.
    """

    document_id: str
    name: str
    is_followed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    document: RemovedDocument
    is_followed: bool


class Removals:
    """Removes documents, and holds each for a while so that the removal can be undone.

    The document itself is out of the library from the first moment; it is held here for everybody
    at the page alike, and let go by a timer, whether anybody looks or not.
    """

    def __init__(
        self,
        removing: Pending[Removing],
        *,
        undo_seconds: float = UNDO_SECONDS,
        followed_undo_seconds: float = FOLLOWED_UNDO_SECONDS,
    ) -> None:
        """``removing`` does the work; nothing is held yet."""
        self._removing = removing
        self._seconds = {False: undo_seconds, True: followed_undo_seconds}
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def remove(self, document_id: str, *, is_followed: bool = False) -> None:
        """Remove a document; raises ``DocumentNotFound``, or ``NotReady`` for now.

        ``is_followed`` says that its file went from a followed folder.
        """
        self._hold(document_id, _Held(self._removing.get().remove(document_id), is_followed))

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
            taken_out.document.restore()
        except BaseException:
            self._hold(document_id, taken_out)
            raise

    def pending(self) -> tuple[Removal, ...]:
        """The removals that can still be undone, oldest first."""
        with self._lock:
            return tuple(
                Removal(document_id, taken_out.document.name, taken_out.is_followed)
                for document_id, taken_out in self._held.items()
            )

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            held, self._held = self._held, {}
        for taken_out in held.values():
            taken_out.document.discard()

    def _hold(self, document_id: str, taken_out: _Held) -> None:
        with self._lock:
            before = self._held.pop(document_id, None)
            self._held[document_id] = taken_out
        if before is not None:
            before.document.discard()
        seconds = self._seconds[taken_out.is_followed]
        timer = threading.Timer(seconds, self._discard, (document_id, taken_out))
        timer.daemon = True
        timer.start()

    def _discard(self, document_id: str, taken_out: _Held) -> None:
        with self._lock:
            if self._held.get(document_id) is not taken_out:
                return
            del self._held[document_id]
        taken_out.document.discard()
