"""Conversations that were deleted a moment ago, and can still be had back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.pending import Pending
from bot.conversation.ports import History
from bot.conversation.removals import UNDO_SECONDS
from bot.errors import TooLate
from storage.conversations import ConversationTurn


@dataclass(frozen=True, slots=True)
class Deletion:
    """A conversation that can still be had back."""

    conversation_id: str
    title: str
    turns: Sequence[ConversationTurn]


class Deletions:
    """Deletes conversations, and holds each for a while for the person whose it was.

    It is gone from the disk from the first moment; what is held here goes with this process.
    """

    def __init__(self, history: Pending[History], *, undo_seconds: float = UNDO_SECONDS) -> None:
        """Nothing is held yet."""
        self._history = history
        self._undo_seconds = undo_seconds
        self._held: dict[tuple[str, str], Deletion] = {}
        self._lock = threading.Lock()

    def delete(self, identity: str, conversation_id: str) -> None:
        """Delete a conversation; raises ``ConversationNotFound`` for one that isn't theirs."""
        history = self._history.get()
        turns = history.turns(identity, conversation_id)
        titles = {one.conversation_id: one.title for one in history.conversations(identity)}
        deletion = Deletion(conversation_id, titles.get(conversation_id, ""), turns)
        history.delete(identity, conversation_id)
        with self._lock:
            self._held[identity, conversation_id] = deletion
        timer = threading.Timer(self._undo_seconds, self._let_go, (identity, deletion))
        timer.daemon = True
        timer.start()

    def undo(self, identity: str, conversation_id: str) -> None:
        """Put a conversation back, as the latest.

        Raises:
            TooLate: it was let go, or isn't theirs.
            StorageError: it can't be put back now; it stays held.
        """
        with self._lock:
            deletion = self._held.get((identity, conversation_id))
        if deletion is None:
            raise TooLate("It is too late to undo this deletion.")
        history = self._history.get()
        for turn in deletion.turns:
            history.keep(identity, conversation_id, replace(turn, turn_id=0))
        history.rename(identity, conversation_id, deletion.title)
        self._let_go(identity, deletion)

    def pending(self, identity: str) -> tuple[Deletion, ...]:
        """What a person can still have back, oldest first."""
        with self._lock:
            return tuple(one for (whose, _), one in self._held.items() if whose == identity)

    def _let_go(self, identity: str, deletion: Deletion) -> None:
        with self._lock:
            if self._held.get((identity, deletion.conversation_id)) is deletion:
                del self._held[identity, deletion.conversation_id]
