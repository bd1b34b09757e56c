"""Keeps replies in the background, so that no reply waits for the disk before it is shown."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from bot.conversation.history import ConversationHistory
from bot.conversation.states import Replied
from bot.conversation.turns import Conversation, Turn
from bot.errors import BotError
from storage.errors import StorageError

THREADS = 4
"""How many conversations are written at once; the history has one writer anyway."""


class Keeping:
    """Keeps turns on threads of its own, those of one conversation one after the other.

    Once started, a turn is kept even if its question is stopped. The next turn of the conversation
    follows it, and the same question asked again replaces it.
    """

    def __init__(self, history: ConversationHistory) -> None:
        """Nothing is kept yet."""
        self._history = history
        self._latest: dict[str, Future[Turn]] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="keeping")
        self._lock = threading.Lock()

    def start(self, identity: str, conversation: Conversation) -> Future[Turn]:
        """The conversation's last turn once it is kept, or with why not; returns at once."""
        conversation_id, turn = conversation.conversation_id, conversation.turns[-1]
        with self._lock:
            earlier = self._latest.get(conversation_id)
            latest = self._threads.submit(self._keep, identity, conversation_id, turn, earlier)
            self._latest[conversation_id] = latest
        return latest

    def wait(self, conversation_id: str) -> None:
        """Return once every turn of that conversation is kept."""
        with self._lock:
            latest = self._latest.get(conversation_id)
        if latest is not None:
            latest.result()

    def handed_over(self, conversation_id: str, kept: Future[Turn]) -> None:
        """Forget a kept turn whose ``turn_id`` the conversation shown now has."""
        with self._lock:
            if self._latest.get(conversation_id) is kept:
                del self._latest[conversation_id]

    def close(self) -> None:
        """Return once everything started is kept."""
        self._threads.shutdown()

    def _keep(
        self, identity: str, conversation_id: str, turn: Turn, earlier: Future[Turn] | None
    ) -> Turn:
        replacing = turn.turn_id
        if earlier is not None:  # it was submitted before, so a thread is already at it
            before = earlier.result()
            if before.key == turn.key:
                replacing = before.turn_id or replacing
        try:
            turn_id = self._history.keep(identity, conversation_id, turn, replacing=replacing)
        except (BotError, StorageError) as error:
            # A reply that can't be kept is still a reply.
            if isinstance(turn.state, Replied):
                turn = replace(turn, state=replace(turn.state, not_kept=str(error)))
            return replace(turn, turn_id=replacing)
        return replace(turn, turn_id=turn_id)
