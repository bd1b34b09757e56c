"""The library panel as the page sees it: what is new, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.access.visitors import Visitor
from bot.conversation.incoming import IncomingFiles
from bot.conversation.listings import Listings, Stamped
from bot.conversation.pending import Pending
from bot.conversation.ports import (
    Answering,
    Following,
    OwnersLibrary,
    Readiness,
    Reencoding,
    nothing_followed,
)
from bot.conversation.removals import Removals
from bot.conversation.sample_documents import sample_uploads
from bot.conversation.seen import library_seen
from bot.errors import NotReady
from bot.html.jobs import jobs_html
from bot.html.library import (
    collections_html,
    documents_html,
    following_html,
    languages_html,
    outdated_html,
    removals_html,
)
from bot.html.shell import status_html
from bot.html.wording import Wording
from storage.collections import Collection
from storage.errors import DocumentNotFound, StorageError
from storage.language_advice import ReencodingState
from storage.listing import Listing
from storage.records import Document

BUSY_SECONDS = 1.0
"""How often the page asks for news while files come in or models load."""

IDLE_SECONDS = 4.0
"""How often it asks otherwise, for what other tabs and the command line add."""


_NOTHING = Stamped(Listing(()), (), None)


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
    library: Pending[OwnersLibrary]
    incoming: IncomingFiles
    removals: Removals
    following: Following = nothing_followed
    reencoding: Pending[Reencoding] | None = None
    listings: Listings = field(default_factory=Listings)

    def news(self, wording: Wording, visitor: Visitor) -> News:
        """The panel and the status line as they are now for one visitor."""
        # Nobody knows yet where a file that is being added belongs.
        jobs = self.incoming.jobs() if visitor.collections is None else ()
        removals = self.removals.pending() if visitor.is_owner else ()
        fading = not all(one.is_followed for one in removals)
        readiness = self.assistant.readiness()
        try:
            listed, collections = self._shown(visitor)
        except StorageError as error:
            listed, collections, readiness = _NOTHING, (), Readiness("failed", str(error))
        documents = listed.listing.documents
        loading = readiness.state == "loading"
        running = not all(job.has_ended for job in jobs)
        manages = visitor.is_owner and not running
        languages = self._languages(documents) if manages else None
        preparing = languages is not None and languages.total > 0
        return News(
            documents_html(listed.listing, wording, stamp=listed.stamp, opening=loading)
            + outdated_html(len(self._outdated(documents)) if manages else 0, wording)
            + languages_html(languages, wording),
            removals_html(removals, wording)
            + following_html(self.following() if visitor.is_owner else (), wording)
            + jobs_html(jobs, wording)
            + collections_html(collections, wording),
            status_html(readiness, wording),
            BUSY_SECONDS if running or loading or fading or preparing else IDLE_SECONDS,
        )

    def _shown(self, visitor: Visitor) -> tuple[Stamped, tuple[Collection, ...]]:
        """The documents and collections that a visitor may read; none until the library is open.

        Raises ``StorageError`` where its server can't be reached.
        """
        try:
            library = library_seen(self.library.get(), visitor.collections)
        except NotReady:
            return _NOTHING, ()
        return self.listings.of(library), library.collections()

    def act_on(self, act: str, document_ids: Sequence[str], collection: str) -> None:
        """Do what a button asks for with the ticked documents; one that isn't ours does nothing.

        Raises:
            StorageError: a document can't be removed, or a collection can't be called so.
            NotReady: the library isn't open yet.
        """
        if act == "collect":
            self.library.get().collect(document_ids, into=[collection])
        elif act == "take-out":
            self.library.get().collect(document_ids, out_of=[collection])
        elif act == "remove-ticked":
            for document_id in document_ids:
                with suppress(DocumentNotFound):  # somebody else was faster
                    self.removals.remove(document_id)

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
        elif act in ("undo-all", "undo-followed"):
            for removal in self.removals.pending():
                if removal.is_followed == (act == "undo-followed"):
                    self.removals.undo(removal.document_id)
        elif act == "read-again":
            self.incoming.read_again(self._outdated(self.library.get().documents()))
        elif act == "prepare-languages" and self.reencoding is not None:
            self.reencoding.get().start()
        elif act == "cancel-all":
            self.incoming.cancel_all()
        elif act == "dismiss-all":
            self.incoming.dismiss_all()
        elif act in on_a_job and identity.isdecimal():
            on_a_job[act](int(identity))
