"""Documents that were removed a moment ago, and can still be had back."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.conversation.pending import Pending
from bot.conversation.ports import RemovedDocument, Removing
from bot.errors import TooLate

UNDO_SECONDS = 20.0
"""How long a removal can be undone."""

FOLLOWED_UNDO_SECONDS = 600.0
"""The same for one that nobody asked for here, since its file went from a followed folder."""

FOLLOWED_PASSAGES = 50_000
"""How many passages of such are held, at some 5 KB of memory each; what went first is let go."""


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
    until: float


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
        followed_passages: int = FOLLOWED_PASSAGES,
    ) -> None:
        """``removing`` does the work; nothing is held yet."""
        self._removing = removing
        self._seconds = {False: undo_seconds, True: followed_undo_seconds}
        self._most_followed = followed_passages
        self._followed_passages = 0
        self._held: dict[str, _Held] = {}
        self._timer: threading.Timer | None = None
        self._rings_at = math.inf
        self._lock = threading.Lock()

    def remove(self, document_id: str, *, is_followed: bool = False) -> None:
        """Remove a document; raises ``DocumentNotFound``, or ``NotReady`` for now.

        ``is_followed`` says that its file went from a followed folder.
        """
        self._hold(document_id, self._removing.get().remove(document_id), is_followed)

    def undo(self, document_id: str) -> None:
        """Put a document back.

        Raises:
            TooLate: it was let go, or somebody else put it back.
            StorageError: it can't be put back now; it stays held for another while.
        """
        with self._lock:
            taken_out = self._pop(document_id)
        if taken_out is None:
            raise TooLate("It is too late to undo this removal.")
        try:
            taken_out.document.restore()
        except BaseException:
            self._hold(document_id, taken_out.document, taken_out.is_followed)
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
            going = [self._pop(document_id) for document_id in list(self._held)]
        _discard(going)

    def _hold(self, document_id: str, document: RemovedDocument, is_followed: bool) -> None:
        until = time.monotonic() + self._seconds[is_followed]
        with self._lock:
            going = [self._pop(document_id)]
            self._held[document_id] = _Held(document, is_followed, until)
            if is_followed:
                self._followed_passages += document.passage_count
                going.extend(self._too_many(document_id))
            self._ring_at(until)
        _discard(going)

    def _too_many(self, newest: str) -> Iterator[_Held | None]:
        """What followed folders lost first, until the rest is no more than may be held."""
        if self._followed_passages <= self._most_followed:
            return
        followed = [one for one, held in self._held.items() if held.is_followed and one != newest]
        while followed and self._followed_passages > self._most_followed:
            yield self._pop(followed.pop(0))

    def _pop(self, document_id: str) -> _Held | None:
        taken_out = self._held.pop(document_id, None)
        if taken_out is not None and taken_out.is_followed:
            self._followed_passages -= taken_out.document.passage_count
        return taken_out

    def _ring_at(self, when: float) -> None:
        """One timer for all: thousands of files can go from a folder at once."""
        if when >= self._rings_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = when
        self._timer = threading.Timer(max(0.0, when - time.monotonic()), self._let_go)
        self._timer.daemon = True
        self._timer.start()

    def _let_go(self) -> None:
        with self._lock:
            now = time.monotonic()
            due = [one for one, held in self._held.items() if held.until <= now]
            going = [self._pop(document_id) for document_id in due]
            self._rings_at = math.inf
            if self._held:
                self._ring_at(min(held.until for held in self._held.values()))
        _discard(going)


def _discard(going: Iterable[_Held | None]) -> None:
    for taken_out in going:
        if taken_out is not None:
            taken_out.document.discard()
