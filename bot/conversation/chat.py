"""A tab's conversation as it goes on: answers that grow, are kept, asked again and reopened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bot.conversation.transcripts import Transcript, Transcripts
from bot.conversation.turns import POLL_SECONDS, Answer, Conversation, Message, Turn, last_reply
from bot.errors import BotError, NotReady
from bot.html.replies import note_html
from bot.html.wording import Wording
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class Chat:
    """Transcripts that grow; ``identity`` is that of the person who asks."""

    conversation: Conversation
    transcripts: Transcripts

    async def ask(
        self,
        message: Message,
        before: Transcript,
        identity: str,
        wording: Wording,
        *,
        replacing: int = 0,
    ) -> AsyncIterator[Transcript]:
        """The transcript with the message and its answer as it grows; the last one is kept.

        ``replacing`` is the ``turn_id`` of an earlier turn that this one takes the place of.
        """
        yield before.with_turn(Turn(message, Answer(note_html("…", busy=True))))
        previous = last_reply(before.turns)
        async for answer in self.conversation.answer(message, previous, wording):
            turn = Turn(message, answer)
            try:
                yield await asyncio.to_thread(
                    self.transcripts.keep, identity, before, turn, replacing=replacing
                )
            except (BotError, StorageError) as error:
                # An answer that can't be kept is still an answer.
                not_kept = note_html(wording.not_kept.format(message=error))
                yield before.with_turn(Turn(message, replace(answer, html=answer.html + not_kept)))

    async def ask_again(
        self, transcript: Transcript, identity: str, wording: Wording, *, as_typed: bool = False
    ) -> AsyncIterator[Transcript]:
        """The last question asked again, of the same documents; its new answer replaces the old.

        ``as_typed`` takes it for a question of its own from now on, and not for a follow-up.
        """
        if not transcript.turns:
            return
        last = transcript.turns[-1]
        message = replace(
            last.message,
            files=(),
            document_ids=last.answer.document_ids or last.message.document_ids,
            as_typed=as_typed or last.message.as_typed,
        )
        before = replace(transcript, turns=transcript.turns[:-1])
        async for now in self.ask(message, before, identity, wording, replacing=last.turn_id):
            yield now

    async def reopen(
        self, conversation_id: str, identity: str, wording: Wording
    ) -> Transcript | None:
        """A kept conversation, once the library is open; ``None`` where it isn't theirs."""
        while True:
            try:
                return await asyncio.to_thread(
                    self.transcripts.open, identity, conversation_id, wording
                )
            except NotReady:
                if self.conversation.answering.readiness().state != "loading":
                    return None
                await asyncio.sleep(POLL_SECONDS)
            except StorageError:
                return None


def stopped(transcript: Transcript, wording: Wording) -> Transcript:
    """The transcript, its last answer given up if there is none yet."""
    if not transcript.turns or transcript.turns[-1].answer.reply is not None:
        return transcript
    last = replace(transcript.turns[-1], answer=Answer(note_html(wording.stopped)))
    return replace(transcript, turns=(*transcript.turns[:-1], last))
