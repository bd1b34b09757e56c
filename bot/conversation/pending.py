"""Parts of the page that are there before what they stand on: models take seconds to load."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from bot.assistant import Assistant
from bot.conversation.ports import History, Readiness, RemovedDocument, Removing
from bot.errors import NotReady
from bot.records import Found, Reply
from storage.conversations import ConversationSummary, ConversationTurn
from storage.errors import StorageError
from storage.records import Document, Page
from storage.store import Store

Part = TypeVar("Part")

LOADING = "The models are loading; this takes a few seconds."


class LateAnswering:
    """Answers once the future brings who answers."""

    def __init__(self, future: Future[Assistant]) -> None:
        """Nothing waits for the future here."""
        self._future = future

    def readiness(self) -> Readiness:
        """Whether questions can be answered, or why not."""
        if not self._future.done():
            return Readiness("loading", LOADING)
        error = self._future.exception()
        if error is not None:
            return Readiness("failed", str(error))
        return Readiness("ready")

    def ask(
        self,
        question: str,
        *,
        document_ids: frozenset[str] | None = None,
        previous: Reply | None = None,
    ) -> Reply:
        """The reply; raises ``NotReady`` until the models are loaded."""
        return _brought(self._future).ask(question, document_ids=document_ids, previous=previous)

    def find(
        self,
        question: str,
        *,
        document_ids: frozenset[str] | None = None,
        previous: Reply | None = None,
    ) -> Found:
        """The candidates; raises ``NotReady`` until the models are loaded."""
        return _brought(self._future).find(question, document_ids=document_ids, previous=previous)

    def reply(self, found: Found) -> Reply:
        """The reply to what was found."""
        return _brought(self._future).reply(found)


class LateLibrary:
    """A library that looks empty until the future brings it."""

    def __init__(
        self,
        future: Future[Store],
        *,
        trouble: Callable[[], StorageError | None] = lambda: None,
    ) -> None:
        """Nothing waits for the future here; ``trouble`` says why it doesn't come for now."""
        self._future = future
        self._trouble = trouble

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name; none before the library is open, or why that takes so long."""
        trouble = self._trouble()
        if trouble is not None and not self._future.done():
            raise trouble
        if not self._future.done() or self._future.exception() is not None:
            return ()
        return self._future.result().documents()

    def page(self, document_id: str, number: int) -> Page:
        """One page's text; raises ``DocumentNotFound``, or ``NotReady`` for now."""
        return _brought(self._future).page(document_id, number)

    def heading(self, document_id: str, page: int, start: int) -> str:
        """What a place in a page stands under, or ""; raises ``NotReady`` for now."""
        return _brought(self._future).heading(document_id, page, start)

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound``, or ``NotReady`` for now."""
        return _brought(self._future).original(document_id)


class LateRemoving:
    """Removes documents once the library is open."""

    def __init__(self, future: Future[Removing]) -> None:
        """Nothing waits for the future here."""
        self._future = future

    def remove(self, document_id: str) -> RemovedDocument:
        """Remove a document; raises ``DocumentNotFound``, or ``NotReady`` for now."""
        return _brought(self._future).remove(document_id)


class LateHistory:
    """A history that looks empty until the future brings it."""

    def __init__(self, future: Future[History]) -> None:
        """Nothing waits for the future here."""
        self._future = future

    def conversations(self, identity: str) -> tuple[ConversationSummary, ...]:
        """All conversations of a person, the latest first; none before the library is open."""
        if not self._future.done() or self._future.exception() is not None:
            return ()
        return self._future.result().conversations(identity)

    def turns(self, identity: str, conversation_id: str) -> tuple[ConversationTurn, ...]:
        """The turns of a conversation; raises ``NotReady`` for now, as do the others."""
        return _brought(self._future).turns(identity, conversation_id)

    def keep(
        self, identity: str, conversation_id: str, turn: ConversationTurn, *, replacing: int = 0
    ) -> int:
        """The id of the turn, which is now kept."""
        return _brought(self._future).keep(identity, conversation_id, turn, replacing=replacing)

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        _brought(self._future).rename(identity, conversation_id, title)

    def delete(self, identity: str, conversation_id: str) -> None:
        """Remove a conversation completely."""
        _brought(self._future).delete(identity, conversation_id)


def _brought(future: Future[Part]) -> Part:
    if not future.done():
        raise NotReady(LOADING)
    error = future.exception()
    if error is not None:
        raise NotReady(str(error)) from error
    return future.result()
