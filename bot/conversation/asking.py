"""A question of its own, outside any conversation: what was found, and the reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.assistant import AnswerOptions
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, AnswerWriter, Library
from bot.errors import UnknownDocument
from bot.records import Found, Reply
from storage.lookup import by_name_or_id

POLL_SECONDS = 0.3
"""How often it is looked whether the models are ready."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers single questions once the models are loaded, however long that takes.

    ``writer`` adds an answer in a language model's words, where the owner has one.
    """

    assistant: Pending[Answering]
    library: Pending[Library]
    writer: AnswerWriter | None = None

    async def ask(
        self,
        question: str,
        names: Sequence[str],
        options: AnswerOptions | None = None,
        *,
        as_typed: bool = False,
    ) -> Reply:
        """The reply to a question, in the documents of those names or ids, or in all.

        Raises:
            UnknownDocument: a name that no document has.
            NotReady: the models could not be loaded.
        """
        return await self.reply(await self.find(question, names, options, as_typed=as_typed))

    async def find(
        self,
        question: str,
        names: Sequence[str],
        options: AnswerOptions | None = None,
        *,
        as_typed: bool = False,
    ) -> Found:
        """The first half of ``ask``, which raises the same.

        Names are looked up once the library is open, and not before.
        """
        await self.models_loaded()
        assistant, library = self.assistant.get(), self.library.get()
        document_ids = await asyncio.to_thread(ids_of, names, library) if names else None
        return await asyncio.to_thread(
            assistant.find,
            question,
            document_ids=document_ids,
            as_typed=as_typed,
            options=options,
        )

    async def reply(self, found: Found) -> Reply:
        """The second half of ``ask``."""
        reply = await asyncio.to_thread(self.assistant.get().reply, found)
        return reply if self.writer is None else await with_written(reply, self.writer)

    async def models_loaded(self) -> None:
        """Return once the models are loaded, or can't be."""
        while self.assistant.readiness().state == "loading":
            await asyncio.sleep(POLL_SECONDS)


async def with_written(reply: Reply, writer: AnswerWriter) -> Reply:
    """The reply with an answer in the writer's words, where the library holds an answer."""
    if reply.answered:
        async for written in writer.write(reply):
            reply = replace(reply, written=written)
    return reply


def ids_of(names: Sequence[str], library: Library) -> frozenset[str]:
    """The ids of the documents of these names or ids; raises ``UnknownDocument``."""
    known = by_name_or_id(library.documents())
    missing = [name for name in names if name not in known]
    if missing:
        raise UnknownDocument(
            f"No document is called {', '.join(missing)}. Ask without document names for all, "
            "or use the names as the library shows them."
        )
    return frozenset(known[name].document_id for name in names)
