"""Pages of the library's Office files: made when first opened, one file at a time, and kept."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.conversation.pending import Pending
from bot.conversation.ports import Library
from storage.errors import DocumentNotFound, StorageError, StoreBusy
from storage.files.made_pages import MadePages
from storage.kinds import KINDS
from storage.records import Page

HELD_IN_MEMORY = 8
"""Of how many documents it is remembered where their words stand."""

WAITING_AT_MOST = 8
"""How many documents wait for their pages; whoever waited longest gives way, and asks again."""

_LOOK_UP_SECONDS = 0.5
_FAULT = "a fault of Footnote; its log says more"

_log = logging.getLogger(__name__)


class FoundStretch(Protocol):
    """Part of a made page's text."""

    @property
    def page(self) -> Page:
        """The made page."""

    @property
    def start(self) -> int:
        """Where it begins in that page's text."""

    @property
    def end(self) -> int:
        """Where it ends."""


class FoundOn(Protocol):
    """Where a document's text stands on the pages that were made of it."""

    @property
    def page_count(self) -> int:
        """How many pages were made."""

    def stretches(self, page: int, start: int, end: int) -> Sequence[FoundStretch]:
        """Where part of the text of one of its own pages stands, as far as is sure."""

    def likely_page(self, page: int, start: int, end: int) -> int:
        """The number of the made page on which that part begins or would."""


class MakesPages(Protocol):
    """What makes pages of Office files."""

    def make(
        self, original: Path, suffix: str, folder: Path, is_cancelled: Callable[[], bool]
    ) -> Path:
        """A PDF of a file, in an empty folder."""

    def find_on(
        self, pages: Path, sources: Sequence[Page], is_cancelled: Callable[[], bool]
    ) -> FoundOn:
        """Where on a PDF the document's own pages stand."""


@dataclass(frozen=True, slots=True)
class Made:
    """Pages that can be shown: the PDF, and where on it the document's text stands."""

    path: Path
    found: FoundOn


@dataclass(frozen=True, slots=True)
class NotMade:
    """Pages that can't be had, and why."""

    reason: str


class OfficeDocuments:
    """The pages of Office files. Safe to use from several threads; close it at the end.

    What can't be made isn't tried again as long as this process lasts.
    """

    def __init__(
        self,
        library: Pending[Library],
        made_pages: MadePages,
        makes: MakesPages,
        *,
        unreadable: type[Exception],
        cancelled: type[Exception],
    ) -> None:
        """``makes`` raises ``unreadable`` for what it can't make, ``cancelled`` once it must stop.

        Whoever made it closes it.
        """
        self._library = library
        self._made_pages = made_pages
        self._makes = makes
        self._unreadable = unreadable
        self._cancelled = cancelled
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._failed: dict[str, NotMade] = {}
        self._waiting: list[str] = []
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def state(self, document_id: str) -> Made | NotMade | None:
        """The pages of a stored document; ``None`` while they are being made.

        Asking has them made.
        """
        with self._changed:
            if failed := self._failed.get(document_id):
                return failed
            made = self._made.get(document_id)
            if made is not None and made.path.exists():
                self._made.move_to_end(document_id)
                return made
            self._made.pop(document_id, None)
            if document_id not in self._waiting:
                self._waiting.append(document_id)
                del self._waiting[1:-WAITING_AT_MOST]  # the first is being made
                self._begin()
            return None

    def close(self) -> None:
        """Stop what is being made."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _begin(self) -> None:
        if self._thread is None and not self._closing.is_set():
            self._thread = threading.Thread(target=self._work, name="office pages", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
                if self._closing.is_set():
                    return
                # Whoever asked last waits now; the others may have gone on.
                self._waiting.insert(0, self._waiting.pop())
                document_id = self._waiting[0]
            state = self._tried(document_id)
            with self._changed:
                self._waiting.remove(document_id)
                if isinstance(state, Made):
                    self._made[document_id] = state
                    while len(self._made) > HELD_IN_MEMORY:
                        self._made.popitem(last=False)
                elif state is not None:
                    self._failed[document_id] = state

    def _tried(self, document_id: str) -> Made | NotMade | None:
        """The pages, or why there are none; ``None`` where nobody needs them any more."""
        try:
            return self._pages(document_id)
        except (DocumentNotFound, self._cancelled):
            return None
        except (StorageError, self._unreadable) as error:
            return NotMade(str(error))
        except Exception:
            _log.exception("pages of document %s", document_id)
            return NotMade(_FAULT)

    def _pages(self, document_id: str) -> Made | None:
        library = self._library.get()
        document = library.document(document_id)
        sources = [library.page(document_id, at + 1) for at in range(document.page_count)]
        path = self._made_pages.find(document_id)
        if path is not None:
            try:
                return Made(path, self._found_on(path, sources))
            except self._unreadable:  # damaged on disk
                self._made_pages.drop(document_id)
        path = self._newly_made(document_id, KINDS[document.kind].suffix)
        return None if path is None else Made(path, self._found_on(path, sources))

    def _newly_made(self, document_id: str, suffix: str) -> Path | None:
        while not self._closing.is_set():
            try:
                with self._made_pages.making(wait_seconds=_LOOK_UP_SECONDS) as folder:
                    original = self._library.get().original(document_id)
                    made = self._makes.make(original, suffix, folder, self._closing.is_set)
                    is_stored = partial(self._is_stored, document_id)
                    return self._made_pages.keep(document_id, made, is_stored=is_stored)
            except StoreBusy:  # another process makes pages of its own
                continue
        return None

    def _found_on(self, path: Path, sources: Sequence[Page]) -> FoundOn:
        return self._makes.find_on(path, sources, self._closing.is_set)

    def _is_stored(self, document_id: str) -> bool:
        try:
            self._library.get().document(document_id)
        except DocumentNotFound:
            return False
        return True
