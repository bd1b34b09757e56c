"""The library as programs read it: what REST and MCP share, limits and words included."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.access.visitor_limits import VisitorLimits
from bot.api.callers import Caller
from bot.assistant import AnswerOptions
from bot.conversation.asking import Asking
from bot.conversation.listings import Listings
from bot.conversation.pending import Pending
from bot.conversation.ports import Library
from bot.conversation.seen import asked_of, library_seen
from bot.errors import NotPossible
from bot.records import Found, Reply
from storage.listing import Wanted
from storage.records import Document

QUESTIONS_AT_ONCE = 8
"""How many questions of programs are answered at the same time; others wait their turn."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; ``documents`` are names or ids, none for all, ``collection`` "" for all.

    ``candidates`` and ``citations`` are as many as usual where they aren't given; ``as_typed`` says
    that no typing error is put right.
    """

    text: str
    documents: tuple[str, ...] = ()
    candidates: int | None = None
    citations: int | None = None
    collection: str = ""
    as_typed: bool = False

    def options(self, usual: AnswerOptions) -> AnswerOptions:
        """How many passages are judged and cited for it; raises ``NotPossible``."""
        candidates = self.candidates or max(usual.candidates, self.citations or 0)
        try:
            return AnswerOptions(candidates, self.citations or min(usual.citations, candidates))
        except ValueError as error:
            raise NotPossible(str(error)) from error


@dataclass(slots=True, eq=False)
class OpenLibrary:
    """Everything that a program may ask, with the rules that hold for the page.

    Every method raises ``BotError`` or ``StorageError`` for what can go wrong; ``limits`` change
    once it is known who may do what.
    """

    asking: Asking
    library: Pending[Library]
    limits: VisitorLimits
    usual: AnswerOptions
    listings: Listings = field(default_factory=Listings)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(QUESTIONS_AT_ONCE))

    async def ask(self, question: Question, caller: Caller) -> Reply:
        """The reply to a question."""
        return await self.reply(await self.search(question, caller))

    async def search(self, question: Question, caller: Caller) -> Found:
        """The first half of ``ask``: the passages found, best first, before they are judged.

        Waits until the models are loaded.
        """
        self.limits.check_may_ask(caller.visitor, question.text, caller.wording)
        options = question.options(self.usual)
        async with self._turn:
            return await self.asking.find(
                question.text, question.documents, collection=question.collection,
                person=caller.visitor, options=options, as_typed=question.as_typed,
            )  # fmt: skip

    async def reply(self, found: Found) -> Reply:
        """The second half of ``ask``: the reply to what was found."""
        async with self._turn:
            return await self.asking.reply(found)

    def seen_by(self, caller: Caller) -> Library:
        """The library as far as who calls may read it."""
        return library_seen(self.library.get(), caller.visitor.collections)

    def listed(self, wanted: Wanted, caller: Caller) -> Sequence[Document]:
        """The documents that are wanted, of those that who calls may read, in order."""
        seen = self.seen_by(caller)
        asked_of(wanted.collection, seen, None)
        return self.listings.of(seen).listing.found(wanted)
