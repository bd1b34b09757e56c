"""The library as programs see it: what REST and MCP share, limits and words included."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.access.request_bodies import UploadLimits
from bot.access.visitor_limits import VisitorLimits
from bot.access.visitors import Visitor
from bot.assistant import AnswerOptions
from bot.conversation.answers import Answers
from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import Library, PageRenderer, Upload
from bot.conversation.removals import Removals
from bot.errors import NoSuchJob, NotPossible, TooLarge
from bot.html.access_wording import AccessWording
from bot.records import Found, Reply
from storage.file_reports import FileProgress
from storage.records import Document, Page

QUESTIONS_AT_ONCE = 8
"""How many questions of programs are answered at the same time; others wait their turn."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a visitor, the language they are spoken to in, and where the page is for them."""

    visitor: Visitor
    wording: AccessWording
    site: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; ``documents`` are names or ids, none for all.

    ``candidates`` and ``citations`` are as many as usual where they aren't given.
    """

    text: str
    documents: tuple[str, ...] = ()
    candidates: int | None = None
    citations: int | None = None

    def options(self, usual: AnswerOptions) -> AnswerOptions:
        """How many passages are judged and cited for it; raises ``NotPossible``."""
        candidates = self.candidates or max(usual.candidates, self.citations or 0)
        try:
            return AnswerOptions(candidates, self.citations or min(usual.citations, candidates))
        except ValueError as error:
            raise NotPossible(str(error)) from error


@dataclass(slots=True, eq=False)
class OpenLibrary:
    """Everything that a program may do, with the rules that hold for the page.

    Every method raises ``BotError`` or ``StorageError`` for what can go wrong; ``limits`` and
    ``uploads`` change once it is known who may do what.
    """

    answers: Answers
    library: Pending[Library]
    images: PageRenderer
    incoming: IncomingFiles
    removals: Removals
    limits: VisitorLimits
    uploads: UploadLimits
    options: AnswerOptions
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(QUESTIONS_AT_ONCE))

    async def ask(self, question: Question, caller: Caller) -> Reply:
        """The reply to a question."""
        return await self.reply(await self.search(question, caller))

    async def search(self, question: Question, caller: Caller) -> Found:
        """The first half of ``ask``: the passages found, best first, before they are judged.

        Waits until the models are loaded.
        """
        self.limits.check_may_ask(caller.visitor, question.text, caller.wording)
        options = question.options(self.options)
        async with self._turn:
            return await self.answers.found(question.text, question.documents, options)

    async def reply(self, found: Found) -> Reply:
        """The second half of ``ask``: the reply to what was found."""
        async with self._turn:
            return await self.answers.reply(found)

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        return self.library.get().documents()

    def document(self, document_id: str) -> Document:
        """One document; raises ``DocumentNotFound``."""
        return self.library.get().document(document_id)

    def page(self, document_id: str, number: int) -> Page:
        """One page's text; raises ``DocumentNotFound``."""
        return self.library.get().page(document_id, number)

    def picture(self, document_id: str, number: int, pixels_wide: int) -> bytes:
        """A page as PNG; raises ``PageUnavailable``."""
        return self.images.render(document_id, number, pixels_wide)

    def remove(self, document_id: str, caller: Caller) -> None:
        """Remove a document, which the page can undo for a while; only the owner may."""
        self.limits.check_may_change(caller.visitor, caller.wording)
        self.removals.remove(document_id)

    def add(self, files: Sequence[tuple[Path, str]], caller: Caller) -> tuple[FileProgress, ...]:
        """The jobs of these files, each a path and a name; the files may then vanish."""
        self.limits.check_may_add(caller.visitor, len(files), caller.wording)
        job_ids = self.incoming.add([Upload(path, name) for path, name in files])
        return tuple(self.job(job_id) for job_id in job_ids)

    def check_size(self, file: Path, caller: Caller) -> None:
        """Return if a file may be added; raises ``TooLarge``."""
        if file.stat().st_size > self.uploads.file_bytes:
            raise TooLarge(caller.wording.upload_too_large)

    def job(self, job_id: int) -> FileProgress:
        """Where a file is on its way, or how it ended; raises ``NoSuchJob``."""
        job = self.incoming.job(job_id)
        if job is None:
            raise NoSuchJob(f"There is no job {job_id}.")
        return job
