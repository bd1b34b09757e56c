"""A tab's conversation as it goes on: replies that grow, are kept, asked again and reopened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.conversation.answers import Answers
from bot.conversation.asking import POLL_SECONDS
from bot.conversation.history import ConversationHistory
from bot.conversation.keeping import Keeping
from bot.conversation.ports import Person
from bot.conversation.running import Run, Runs
from bot.conversation.states import Refused, Waiting, Writing
from bot.conversation.turns import Conversation, Message, Turn, new_key, replies
from bot.errors import NotReady
from storage.errors import StorageError


class Chat:
    """Conversations that grow; ``person`` is whoever asks.

    A question is kept when it is asked, and its answer goes on whether anybody looks or not: only
    ``stop`` ends it. One that a crash broke off is asked again when its conversation is reopened.
    Tabs that show one conversation are answered one after the other, none at another's cost.
    """

    def __init__(self, answers: Answers, history: ConversationHistory) -> None:
        """``answers`` makes replies and ``history`` keeps them."""
        self._answers = answers
        self._history = history
        self._keeping = Keeping(history)
        self._runs = Runs()

    async def ask(
        self, message: Message, before: Conversation, person: Person, *, conversation_id: str = ""
    ) -> AsyncIterator[Conversation]:
        """The conversation with the message and its reply as it grows.

        A reply is shown first and kept after: the last conversation but one has the reply, the
        last one knows it as kept, or why it can't be. A message that replaces an earlier one takes
        the place of that and of what followed it. ``conversation_id`` is that of a new
        conversation, made up where it is "".
        """
        self._give_up(before, person.identity)
        before, replaced = _before(message, before)
        turn = Turn(message, Waiting(), document_ids=message.document_ids)
        if replaced is not None:
            turn = replace(turn, key=replaced.key, turn_id=replaced.turn_id)
        async for now in self._started(turn, before, person, conversation_id):
            yield now

    async def ask_again(
        self, conversation: Conversation, person: Person, *, as_typed: bool = False
    ) -> AsyncIterator[Conversation]:
        """The last question asked again, of the same documents; its new reply replaces the old.

        ``as_typed`` takes it for a question of its own from now on, and not for a follow-up.
        """
        if not conversation.turns:
            return
        self._give_up(conversation, person.identity)
        last = conversation.turns[-1]
        message = replace(
            last.message,
            files=(),
            document_ids=last.document_ids or last.message.document_ids,
            as_typed=as_typed or last.message.as_typed,
        )
        turn = Turn(
            message, Waiting(), document_ids=message.document_ids, key=last.key,
            turn_id=last.turn_id,
        )  # fmt: skip
        before = replace(conversation, turns=conversation.turns[:-1])
        async for now in self._started(turn, before, person, ""):
            yield now

    async def reopen(
        self, conversation_id: str, person: Person, *, otherwise: Conversation
    ) -> AsyncIterator[Conversation]:
        """A conversation as it is, once the history is there, and how it grows.

        ``otherwise`` comes where there is none of that id, or not theirs.
        An answer that is on its way is watched; one that was broken off is asked for again.
        """
        if run := self._runs.running(person.identity, conversation_id):
            async for now in run.watch(from_now=True):
                yield now
            return
        kept = await self._reopened(conversation_id, person)
        yield kept or otherwise
        if kept and kept.turns and isinstance(kept.turns[-1].state, Waiting):
            async for now in self.ask_again(kept, person):
                yield now

    async def stop(self, conversation: Conversation, identity: str) -> Conversation:
        """The conversation, its last answer given up if there is no reply yet."""
        self._give_up(conversation, identity)
        now = stopped(conversation)
        if now is not conversation and now.turns[-1].message.question:
            kept = self._keeping.start(identity, now)
            now = now.with_last(await asyncio.shield(asyncio.wrap_future(kept)))
        return now

    async def forget(self, conversation_id: str, identity: str) -> None:
        """Give up what is on its way in a conversation, which can then be deleted."""
        self._runs.stop(identity, conversation_id)
        await asyncio.to_thread(self._keeping.wait, conversation_id)

    def close(self) -> None:
        """Return once every reply that was shown is kept."""
        self._keeping.close()

    async def _reopened(self, conversation_id: str, person: Person) -> Conversation | None:
        while True:
            try:
                await asyncio.to_thread(self._keeping.wait, conversation_id)
                return await asyncio.to_thread(self._history.open, person, conversation_id)
            except NotReady:
                if self._history.history.readiness().state == "failed":
                    return None
                await asyncio.sleep(POLL_SECONDS)
            except StorageError:
                return None

    async def _started(
        self, turn: Turn, before: Conversation, person: Person, conversation_id: str
    ) -> AsyncIterator[Conversation]:
        # A conversation has its id from its first question on: one that is stopped while its
        # first reply is being kept goes on as the same.
        conversation_id = before.conversation_id or conversation_id or new_key()
        before = replace(before, conversation_id=conversation_id)
        others = self._runs.running(person.identity, conversation_id)
        run = Run(self._grown(turn, before, person, others))
        self._runs.start(person.identity, conversation_id, turn.key, run)
        async for now in run.watch():
            yield now

    def _give_up(self, conversation: Conversation, identity: str) -> None:
        """What the tab waits for no more; what other tabs asked there goes on."""
        keys = {turn.key for turn in conversation.turns}
        self._runs.stop(identity, conversation.conversation_id, keys)

    async def _grown(
        self, turn: Turn, before: Conversation, person: Person, others: Run | None
    ) -> AsyncIterator[Conversation]:
        if others:
            async for ahead in others.watch(from_now=True):
                before = stopped(ahead)
                yield ahead.with_turn(turn)
        now = before.with_turn(turn)
        if turn.message.question:
            self._keeping.start(person.identity, now)
        yield now
        answers = self._answers.turns(turn.message, replies(before.turns), person.collections)
        async for grown in answers:
            now = before.with_turn(replace(grown, key=turn.key, turn_id=turn.turn_id))
            if grown.reply is None:
                yield now
        if not turn.message.question:
            return
        # Started before the reply is shown, so that whoever reloads finds it.
        kept = self._keeping.start(person.identity, now)
        if now.turns[-1].reply is not None:
            yield now
        yield now.with_last(await asyncio.shield(asyncio.wrap_future(kept)))
        self._keeping.handed_over(now.conversation_id, kept)


def _before(message: Message, conversation: Conversation) -> tuple[Conversation, Turn | None]:
    """What comes before a message, and the turn that it takes the place of, if it replaces one."""
    for place, turn in enumerate(conversation.turns):
        if turn.key == message.replaces:
            return replace(conversation, turns=conversation.turns[:place]), turn
    return conversation, None


def stopped(conversation: Conversation) -> Conversation:
    """The conversation, its last answer given up if there is no reply yet.

    A reply to which an answer is being written stays, with what is written so far.
    """
    if not conversation.turns or conversation.turns[-1].reply is not None:
        return conversation
    last = conversation.turns[-1]
    state = last.state.replied if isinstance(last.state, Writing) else Refused("stopped")
    return conversation.with_last(replace(last, state=state))
