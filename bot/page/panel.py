"""The library panel as the page sees it: what is new, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, Library, Readiness, Reencoding
from bot.conversation.removals import Removals
from bot.conversation.sample_documents import sample_uploads
from bot.errors import NotReady
from bot.html.library import (
    documents_html,
    jobs_html,
    languages_html,
    outdated_html,
    removals_html,
)
from bot.html.shell import status_html
from bot.html.wording import Wording
from storage.errors import StorageError
from storage.language_advice import ReencodingState
from storage.records import Document

BUSY_SECONDS = 1.0
"""How often the page asks for news while files come in or models load."""

IDLE_SECONDS = 4.0
"""How often it asks otherwise, for what other tabs and the command line add."""


@dataclass(frozen=True, slots=True)
class News:
    """The panel as it is now; ``every_seconds`` says when to look again."""

    documents: Markup
    jobs: Markup
    status: Markup
    every_seconds: float


@dataclass(frozen=True, slots=True)
class LibraryPanel:
    """Shows a library and the files that are being added to it."""

    assistant: Pending[Answering]
    library: Pending[Library]
    incoming: IncomingFiles
    removals: Removals
    reencoding: Pending[Reencoding] | None = None

    def news(self, wording: Wording) -> News:
        """The panel and the status line as they are now."""
        jobs = self.incoming.jobs()
        readiness = self.assistant.readiness()
        try:
            documents = self._documents()
        except StorageError as error:
            documents, readiness = (), Readiness("failed", str(error))
        loading = readiness.state == "loading"
        removals = self.removals.pending()
        running = not all(job.has_ended for job in jobs)
        languages = None if running else self._languages(documents)
        preparing = languages is not None and languages.total > 0
        return News(
            documents_html(documents, wording, opening=loading)
            + outdated_html(0 if running else len(self._outdated(documents)), wording)
            + languages_html(languages, wording),
            removals_html(removals, wording) + jobs_html(jobs, wording),
            status_html(readiness, wording),
            BUSY_SECONDS if running or loading or removals or preparing else IDLE_SECONDS,
        )

    def _documents(self) -> tuple[Document, ...]:
        """All documents; none until the library is open, or why its server can't be reached."""
        try:
            library = self.library.get()
        except NotReady:
            return ()
        return library.documents()

    def _outdated(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        return self.incoming.outdated(documents) if documents else ()

    def _languages(self, documents: Sequence[Document]) -> ReencodingState | None:
        if self.reencoding is None or not self.reencoding.is_ready or not documents:
            return None
        return self.reencoding.get().state(documents)

    def act(self, act: str, identity: str) -> None:
        """Do what a button asks for; one that isn't ours, or names no job, does nothing.

        Raises:
            StorageError: the document can't be removed, put back or read again.
            TooLate: it is gone for good.
        """
        on_a_job: dict[str, Callable[[int], None]] = {
            "cancel": self.incoming.cancel,
            "retry": self.incoming.retry,
            "dismiss": self.incoming.dismiss,
        }
        if act == "sample":
            self.incoming.add(sample_uploads())
        elif act == "remove":
            self.removals.remove(identity)
        elif act == "undo":
            self.removals.undo(identity)
        elif act == "read-again":
            self.incoming.read_again(self._outdated(self._documents()))
        elif act == "prepare-languages" and self.reencoding is not None:
            self.reencoding.get().start()
        elif act == "cancel-all":
            self.incoming.cancel_all()
        elif act == "dismiss-all":
            self.incoming.dismiss_all()
        elif act in on_a_job and identity.isdecimal():
            on_a_job[act](int(identity))
