"""One turn of the conversation, from what somebody typed and dropped to the HTML of the reply."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.conversation.incoming import IncomingFiles
from bot.conversation.ports import Answering, Library, Upload
from bot.errors import BotError, UnknownDocument
from bot.html.library import dropped_html
from bot.html.replies import found_html, note_html, reply_html
from bot.html.wording import Wording
from bot.records import Gone, Reply
from storage.errors import StorageError
from storage.file_reports import FileProgress

POLL_SECONDS = 0.3
"""How often a turn looks whether models or files are ready."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sent: a question, files, and the documents they ticked (none for all).

    ``as_typed`` says that it isn't to be taken for a follow-up.
    """

    question: str
    files: tuple[Upload, ...]
    document_ids: frozenset[str]
    as_typed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands under a message so far; ``reply`` is there once there is one.

    ``document_ids`` are those that the question was asked of, none for all; ``gone`` are citations
    of an earlier reply whose documents were removed since.
    """

    html: Markup
    reply: Reply | None = None
    document_ids: frozenset[str] = frozenset()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation with what stands under it; ``turn_id`` is 0 until kept."""

    message: Message
    answer: Answer
    turn_id: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers messages: files first, then the question, saying all along what goes on."""

    answering: Answering
    incoming: IncomingFiles
    library: Library

    async def answer(
        self, message: Message, previous: Reply | None, wording: Wording
    ) -> AsyncIterator[Answer]:
        """The answer as it grows; the last one is final."""
        files = Markup("")
        document_ids = message.document_ids
        if message.files:
            jobs: tuple[FileProgress, ...] = ()
            headline = wording.reading_files if message.question else wording.read_files
            async for jobs in self._take_in(message.files):
                yield Answer(dropped_html(jobs, headline, wording))
            files = dropped_html(jobs, "", wording)
            document_ids = _became(jobs)
        if message.files and message.question and not document_ids:
            yield Answer(files + note_html(wording.no_file_read))
            return
        if not message.question:
            said = wording.ask_something if message.files else wording.empty_question
            yield Answer(files + note_html(said))
            return
        async for answer in self._answer_question(
            message.question, document_ids, None if message.as_typed else previous, wording
        ):
            yield Answer(files + answer.html, answer.reply, document_ids)

    async def ask(self, question: str, names: Sequence[str]) -> Reply:
        """The reply to a question of its own, in the documents of those names, or in all.

        Raises:
            UnknownDocument: a name that no document has.
            NotReady: the models could not be loaded.
        """
        document_ids = ids_of(names, self.library) if names else None
        await self._models_loaded()
        return await asyncio.to_thread(self.answering.ask, question, document_ids=document_ids)

    async def _take_in(self, files: tuple[Upload, ...]) -> AsyncIterator[tuple[FileProgress, ...]]:
        job_ids = await asyncio.to_thread(self.incoming.submit, files)
        jobs: dict[int, FileProgress] = {}
        while True:
            for job in await asyncio.to_thread(self.incoming.jobs):
                if job.job_id in job_ids:
                    jobs[job.job_id] = job
            ordered = tuple(jobs[job_id] for job_id in job_ids if job_id in jobs)
            yield ordered
            if all(job.stage in ("done", "cancelled") for job in ordered):
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _answer_question(
        self,
        question: str,
        document_ids: frozenset[str],
        previous: Reply | None,
        wording: Wording,
    ) -> AsyncIterator[Answer]:
        try:
            if self.answering.readiness().state == "loading":
                yield Answer(note_html(wording.waiting_for_models, busy=True))
                await self._models_loaded()
            documents = await asyncio.to_thread(self.library.documents)
            if not documents:
                yield Answer(note_html(wording.library_empty))
                return
            yield Answer(note_html(wording.searching, busy=True))
            found = await asyncio.to_thread(
                self.answering.find,
                question,
                document_ids=document_ids or None,
                previous=previous,
            )
            if found.candidates:
                yield Answer(found_html(found, wording))
            reply = await asyncio.to_thread(self.answering.reply, found)
        except (BotError, StorageError) as error:
            yield Answer(note_html(wording.failed.format(message=error)))
            return
        asked_of = tuple(
            document.name for document in documents if document.document_id in document_ids
        )
        yield Answer(reply_html(reply, wording, asked_of=asked_of), reply)

    async def _models_loaded(self) -> None:
        while self.answering.readiness().state == "loading":
            await asyncio.sleep(POLL_SECONDS)


def last_reply(turns: Sequence[Turn]) -> Reply | None:
    """The latest reply of a conversation, if there is any."""
    return next((turn.answer.reply for turn in reversed(turns) if turn.answer.reply), None)


def ids_of(names: Sequence[str], library: Library) -> frozenset[str]:
    """The ids of the documents that have these names; raises ``UnknownDocument``."""
    by_name = {
        name: document.document_id for document in library.documents() for name in document.names
    }
    missing = [name for name in names if name not in by_name]
    if missing:
        raise UnknownDocument(
            f"No document is called {', '.join(missing)}. Ask without document names for all, "
            "or use the names as the library shows them."
        )
    return frozenset(by_name[name] for name in names)


def _became(jobs: Sequence[FileProgress]) -> frozenset[str]:
    """The documents that these files are now, without those that failed."""
    reports = [job.report for job in jobs if job.report is not None]
    return frozenset(report.document_id for report in reports if report.state != "failed")
