"""Answers to messages, as turns that grow: files first, then the question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.small_talk import is_small_talk
from bot.conversation.asking import POLL_SECONDS, Asking
from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, AnswerWriter, Library, Upload
from bot.conversation.seen import asked_of, found_seen, library_seen
from bot.conversation.states import (
    Provisional,
    Reading,
    Refused,
    Replied,
    Searching,
    State,
    Waiting,
    Writing,
)
from bot.conversation.turns import Message, Turn
from bot.errors import BotError
from bot.records import Reply
from storage.collections import Collections
from storage.errors import DocumentNotFound, StorageError
from storage.file_reports import FileProgress


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers messages, and says at each step what is being done.

    ``writer`` adds an answer in a language model's words, where the owner has one.
    """

    assistant: Pending[Answering]
    incoming: IncomingFiles
    library: Pending[Library]
    writer: AnswerWriter | None = None

    async def turns(
        self, message: Message, earlier: Sequence[Reply], collections: Collections
    ) -> AsyncIterator[Turn]:
        """The message's turn as it grows; the last one is final. ``earlier`` came before it.

        ``collections`` are those that the person may read, ``None`` for the whole library.
        """
        turn = Turn(message, Waiting(), document_ids=message.document_ids)
        asks = bool(message.question)
        if message.files:
            async for files in self._added(message.files):
                yield replace(turn, state=Reading(files, question_follows=asks))
                turn = replace(turn, files=files)
            turn = replace(turn, document_ids=_read(turn.files))
        if not asks:
            yield replace(turn, state=Refused("no question"))
            return
        if is_small_talk(message.question) and not message.as_typed:
            yield replace(turn, state=Refused("small talk"))
            return
        if message.files and not turn.document_ids:
            yield replace(turn, state=Refused("no file could be read"))
            return
        earlier = () if message.as_typed else earlier
        async for state in self._states(turn, earlier, collections):
            yield replace(turn, state=state)

    async def _added(self, files: tuple[Upload, ...]) -> AsyncIterator[tuple[FileProgress, ...]]:
        """The progress of files that are added now, until all have ended."""
        job_ids = await asyncio.to_thread(self.incoming.add, files, first=True)
        jobs: dict[int, FileProgress] = {}
        while True:
            for job in await asyncio.to_thread(self.incoming.jobs):
                if job.job_id in job_ids:
                    jobs[job.job_id] = job
            ordered = tuple(jobs[job_id] for job_id in job_ids if job_id in jobs)
            yield ordered
            if all(job.has_ended for job in ordered):
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _states(
        self, turn: Turn, earlier: Sequence[Reply], collections: Collections
    ) -> AsyncIterator[State]:
        message = turn.message
        try:
            if self.assistant.readiness().state == "loading":
                yield Waiting(for_models=True)
                await Asking(self.assistant, self.library).models_loaded()
            assistant = self.assistant.get()
            seen = library_seen(self.library.get(), collections)
            if await asyncio.to_thread(seen.is_empty):
                yield Refused("library is empty")
                return
            yield Searching()
            collection = "" if turn.document_ids else message.collection
            searched = await asyncio.to_thread(asked_of, collection, seen, collections)
            found = await asyncio.to_thread(
                assistant.find,
                message.question,
                document_ids=turn.document_ids or None,
                collections=searched,
                previous=earlier[-1] if earlier else None,
                as_typed=message.as_typed,
            )
            found = await asyncio.to_thread(found_seen, found, seen)
            if found.candidates:
                yield Provisional(found)
            reply = await asyncio.to_thread(assistant.reply, found)
            names = await asyncio.to_thread(names_of, turn.document_ids, seen)
        except (BotError, StorageError) as error:
            yield Refused("failed", str(error))
            return
        replied = Replied(reply, names, collection=collection)
        if self.writer is not None and reply.answered:
            async for written in self.writer.write(reply, earlier):
                replied = replace(replied, reply=replace(reply, written=written))
                yield Writing(replied)
        yield replied


def names_of(document_ids: Iterable[str], library: Library) -> tuple[str, ...]:
    """What the documents of these ids are called, sorted; those that were removed are left out."""
    names: list[str] = []
    for document_id in document_ids:
        try:
            names.append(library.document(document_id).name)
        except DocumentNotFound:
            continue
    return tuple(sorted(names))


def _read(jobs: Sequence[FileProgress]) -> frozenset[str]:
    """The documents that these files are now, without those that failed."""
    reports = [job.report for job in jobs if job.report is not None]
    return frozenset(report.document_id for report in reports if report.state != "failed")
