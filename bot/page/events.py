"""What happens on the page: each event is a call on the conversation, and what it changes.

Nothing is decided here about ranking, files or words: this module hands Gradio's events to
``bot.conversation``, and returns what it says as Gradio's updates.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from markupsafe import Markup

from bot.access.visitor_limits import VisitorLimits
from bot.conversation.asking import Asking
from bot.conversation.chat import Chat
from bot.conversation.deletions import Deletions
from bot.conversation.history import ConversationHistory
from bot.conversation.incoming import IncomingFiles
from bot.conversation.ports import Upload
from bot.conversation.turns import Conversation, Message
from bot.errors import BotError, NotAllowed
from bot.html.history import history_html
from bot.html.library import list_html
from bot.html.shell import choosing_html, library_head_html, scope_html, viewer_html, welcome_html
from bot.html.turns import conversation_html
from bot.page.growing import Tabs, Updates, as_it_grows, box_after_asking, last_turn
from bot.page.panel import LibraryPanel
from bot.page.quick_gradio import gr
from bot.page.requests import (
    access_wording_in,
    person_in,
    visitor_in,
    wording_in,
)
from bot.reply_json import reply_as_json
from storage.collections import collection_names
from storage.errors import StorageError

CONVERSATION_ID = re.compile(r"[0-9a-f]{32}")

Seen: TypeAlias = tuple[str, str, str, str, float]
"""What a tab was sent last: documents, jobs, status, history, and the seconds until it asks."""


@dataclass(slots=True, eq=False)
class PageEvents:
    """The handlers of the page's events; ``limits`` changes once it is known who may do what."""

    panel: LibraryPanel
    incoming: IncomingFiles
    asking: Asking
    chat: Chat
    history: ConversationHistory
    deletions: Deletions
    limits: VisitorLimits
    tabs: Tabs = field(default_factory=Tabs)

    def greet(self, request: gr.Request) -> Updates:
        """The words of the page that don't change, in the visitor's language."""
        wording = wording_in(request)
        return [
            library_head_html(wording), choosing_html(wording), list_html(wording),
            welcome_html(wording, self.asking.writer), viewer_html(wording), scope_html(wording),
        ]  # fmt: skip

    def news(self, seen: Seen | None, conversation: Conversation, request: gr.Request) -> Updates:
        """What changed of the library, the files being added, the models and the history."""
        wording = wording_in(request)
        person = person_in(request)
        now = self.panel.news(wording, person)
        kept = self.history.list(person)
        deleted = self.deletions.pending(person.identity)
        history = history_html(kept, conversation.conversation_id, wording, deleted=deleted)
        news = (now.documents, now.jobs, now.status, history, now.every_seconds)
        before = seen or (None,) * len(news)
        *parts, seconds = [
            gr.skip() if value == old else value for value, old in zip(news, before, strict=True)
        ]
        return [*parts, gr.Timer(seconds) if isinstance(seconds, float) else seconds, news]

    def act(
        self,
        seen: Seen | None,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Do what a button in the library or the welcome asks for; only the owner may."""
        with _warned():
            self.limits.check_may_change(visitor_in(request), access_wording_in(request))
            act, ticked = str(event._data.get("act")), event._data.get("documents")
            if isinstance(ticked, list):
                named = str(event._data.get("collection") or "")
                self.panel.act_on(act, list(map(str, ticked)), named)
            else:
                self.panel.act(act, str(event._data.get("id")))
        return self.news(seen, conversation, request)

    def add(
        self,
        files: list[dict[str, Any]] | None,
        into: str | None,
        seen: Seen | None,
        conversation: Conversation,
        request: gr.Request,
    ) -> Updates:
        """Add what was dropped on the library, into a collection where one was named."""
        with _warned():
            uploads = _uploads(files or [], collection_names([into] if into else ()))
            self.limits.check_may_add(visitor_in(request), len(uploads), access_wording_in(request))
            if into:
                self.limits.check_may_change(visitor_in(request), access_wording_in(request))
            self.incoming.add(uploads)
        return [None, *self.news(seen, conversation, request)]

    async def send(
        self,
        typed: dict[str, Any],
        sent: dict[str, Any] | None,
        conversation: Conversation,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """The turn of what is in the box, as its reply grows; page.js says what is ``sent``."""
        sent = sent or {}
        message = Message(
            question=typed["text"].strip(),
            files=_uploads(typed["files"]),
            document_ids=frozenset(map(str, sent.get("documents") or ())),
            replaces=str(sent.get("replaces") or ""),
            collection=str(sent.get("collection") or ""),
        )
        if not self._may_ask(request, message.question, len(message.files)):
            yield [gr.skip()] * 3
            return
        # Made by the tab, which so finds its question again if it is reloaded at once.
        conversation_id = str(sent.get("conversation") or "")
        if sent.get("begins"):  # whatever a reply that was on its way has left in the tab's state
            conversation = Conversation()
        growing = self.chat.ask(
            message, conversation, person_in(request),
            conversation_id=conversation_id if CONVERSATION_ID.fullmatch(conversation_id) else "",
        )  # fmt: skip
        replaces = any(turn.key == message.replaces for turn in conversation.turns)
        async for updates in as_it_grows(
            growing, wording_in(request), self._shown(request), whole=replaces
        ):
            yield updates

    async def ask_again(
        self, conversation: Conversation, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """The same for the last question, asked again."""
        async for updates in self._again(conversation, request, as_typed=False):
            yield updates

    async def ask_as_typed(
        self, conversation: Conversation, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """The same for the last question, searched as it was typed."""
        async for updates in self._again(conversation, request, as_typed=True):
            yield updates

    async def open(
        self, remembered: str | None, conversation: Conversation, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """The conversation that this tab showed before it was reloaded, and how it goes on."""
        person, wording = person_in(request), wording_in(request)
        opening = remembered or ""
        growing = self.chat.reopen(opening, person, otherwise=conversation)
        async for updates in as_it_grows(
            growing, wording, self._shown(request, opening), whole=True, typed=False
        ):
            yield updates

    async def open_kept(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """A conversation of the history."""
        async for updates in self.open(str(event._data.get("id")), conversation, request):
            yield updates

    def rename_kept(
        self,
        seen: Seen | None,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Give a conversation of the history another title."""
        title = str(event._data.get("text"))
        with _warned():
            self.history.rename(person_in(request).identity, str(event._data.get("id")), title)
        return self.news(seen, conversation, request)

    async def delete_kept(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Delete a conversation; a new one begins where it is shown, or just being opened."""
        conversation_id = str(event._data.get("id"))
        with _warned():
            identity = person_in(request).identity
            await self.chat.forget(conversation_id, identity)
            await asyncio.to_thread(self.deletions.delete, identity, conversation_id)
            opened = self.tabs.opens(str(request.session_hash), conversation_id)
            if opened or conversation_id == conversation.conversation_id:
                return await self.start_over(request)
        return [gr.skip()] * 3

    def undo_deletion(
        self,
        seen: Seen | None,
        conversation: Conversation,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Put back a conversation that was deleted a moment ago."""
        with _warned():
            self.deletions.undo(person_in(request).identity, str(event._data.get("id")))
        return self.news(seen, conversation, request)

    async def stop(self, conversation: Conversation, request: gr.Request) -> Updates:
        """The last turn with what there is of a reply that was stopped."""
        now = await self.chat.stop(conversation, person_in(request).identity)
        return [last_turn(now, wording_in(request)), now, box_after_asking()]

    async def start_over(self, request: gr.Request) -> Updates:
        """An empty conversation."""
        self._shown(request)
        empty = Conversation()
        return [conversation_html(empty, wording_in(request)), empty, box_after_asking()]

    async def ask_over_api(
        self, question: str, documents: list[str], request: gr.Request
    ) -> dict[str, Any]:
        """The reply as JSON to a question, asked of the documents named, or of all for []."""
        try:
            self.limits.check_may_ask(visitor_in(request), question, access_wording_in(request))
            reply = await self.asking.ask(question, documents or (), person=person_in(request))
            return reply_as_json(reply)
        except (BotError, StorageError) as error:
            raise gr.Error(str(error)) from error

    async def _again(
        self, conversation: Conversation, request: gr.Request, *, as_typed: bool
    ) -> AsyncIterator[Updates]:
        if not self._may_ask(request, "", 0):
            yield [gr.skip()] * 3
            return
        growing = self.chat.ask_again(conversation, person_in(request), as_typed=as_typed)
        async for updates in as_it_grows(growing, wording_in(request), self._shown(request)):
            yield updates

    def _shown(self, request: gr.Request, opening: str = "") -> asyncio.Event:
        """What is set once the tab that asks shows something else than what it is shown now."""
        return self.tabs.shows(str(request.session_hash), opening)

    def _may_ask(self, request: gr.Request, question: str, files: int) -> bool:
        """Whether this visitor may ask that now; where not, they are told why."""
        visitor, wording = visitor_in(request), access_wording_in(request)
        try:
            self.limits.check_may_ask(visitor, question, wording)
            if files:
                self.limits.check_may_add(visitor, files, wording)
        except NotAllowed as error:
            gr.Warning(Markup.escape(str(error)))
            return False
        return True


@contextmanager
def _warned() -> Iterator[None]:
    """Shows the errors that people can do something about, and goes on."""
    try:
        yield
    except (BotError, StorageError) as error:
        gr.Warning(Markup.escape(str(error)))


def _uploads(
    files: Sequence[dict[str, Any]], collections: tuple[str, ...] = ()
) -> tuple[Upload, ...]:
    """What Gradio stored for these files; it has checked that each lies in its own folder."""
    return tuple(
        Upload(Path(file["path"]), file.get("orig_name") or Path(file["path"]).name, collections)
        for file in files
    )
