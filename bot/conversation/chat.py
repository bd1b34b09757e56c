"""A tab's conversation as it goes on: replies that grow, are kept, asked again and reopened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.conversation.answers import Answers
from bot.conversation.asking import POLL_SECONDS
from bot.conversation.history import ConversationHistory
from bot.conversation.keeping import Keeping
from bot.conversation.states import Refused, Waiting
from bot.conversation.turns import Conversation, Message, Turn, last_reply, new_key
from bot.errors import NotReady
from storage.errors import StorageError


class Chat:
    """Conversations that grow; ``identity`` is that of the person who asks."""

    def __init__(self, answers: Answers, history: ConversationHistory) -> None:
        """``answers`` makes replies and ``history`` keeps them."""
        self._answers = answers
        self._history = history
        self._keeping = Keeping(history)

    async def ask(
        self, message: Message, before: Conversation, identity: str
    ) -> AsyncIterator[Conversation]:
        """The conversation with the message and its reply as it grows.

        A reply is shown first and kept after: the last conversation but one has the reply, the
        last one knows it as kept, or why it can't be.
        """
        async for now in self._grown(Turn(message, Waiting()), before, identity):
            yield now

    async def ask_again(
        self, conversation: Conversation, identity: str, *, as_typed: bool = False
    ) -> AsyncIterator[Conversation]:
        """The last question asked again, of the same documents; its new reply replaces the old.

        ``as_typed`` takes it for a question of its own from now on, and not for a follow-up.
        """
        if not conversation.turns:
            return
        last = conversation.turns[-1]
        message = replace(
            last.message,
            files=(),
            document_ids=last.document_ids or last.message.document_ids,
            as_typed=as_typed or last.message.as_typed,
        )
        turn = Turn(message, Waiting(), key=last.key, turn_id=last.turn_id)
        before = replace(conversation, turns=conversation.turns[:-1])
        async for now in self._grown(turn, before, identity):
            yield now

    async def reopen(self, conversation_id: str, identity: str) -> Conversation | None:
        """A kept conversation, once the history is there; ``None`` where it isn't theirs."""
        while True:
            try:
                await asyncio.to_thread(self._keeping.wait, conversation_id)
                return await asyncio.to_thread(self._history.open, identity, conversation_id)
            except NotReady:
                if self._history.history.readiness().state == "failed":
                    return None
                await asyncio.sleep(POLL_SECONDS)
            except StorageError:
                return None

    def close(self) -> None:
        """Return once every reply that was shown is kept."""
        self._keeping.close()

    async def _grown(
        self, turn: Turn, before: Conversation, identity: str
    ) -> AsyncIterator[Conversation]:
        # A conversation has its id from its first question on: one that is stopped while its
        # first reply is being kept goes on as the same.
        before = replace(before, conversation_id=before.conversation_id or new_key())
        now = before.with_turn(turn)
        yield now
        async for grown in self._answers.turns(turn.message, last_reply(before.turns)):
            now = before.with_turn(replace(grown, key=turn.key, turn_id=turn.turn_id))
            if grown.reply is None:
                yield now
        if now.turns[-1].reply is None:
            return
        # Started before the reply is shown: after a stop, nothing would run here to start it.
        kept = self._keeping.start(identity, now)
        yield now
        yield now.with_last(await asyncio.shield(asyncio.wrap_future(kept)))
        self._keeping.handed_over(now.conversation_id, kept)


def stopped(conversation: Conversation) -> Conversation:
    """The conversation, its last answer given up if there is no reply yet."""
    if not conversation.turns or conversation.turns[-1].reply is not None:
        return conversation
    last = replace(conversation.turns[-1], state=Refused("stopped"))
    return conversation.with_last(last)
