"""What the page needs from the rest of Footnote, as small protocols that ``launch.py`` fills."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, Unpack

from bot.assistant import Asked
from bot.records import Found, Reply, Written
from storage.collections import Collection, Collections
from storage.conversations import ConversationSummary, ConversationTurn
from storage.file_reports import FileProgress, FolderStatus
from storage.language_advice import ReencodingState
from storage.records import Document, DocumentKind, Page, Passage

Box: TypeAlias = tuple[float, float, float, float]
"""A rectangle on a page: left, top, right, bottom, as fractions (0 to 1) of the page as shown."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person added: where its bytes are now, and what they called it.

    ``collections`` are those that its document is to be in.

    Whoever takes it reads ``path`` and leaves it alone; the page deletes it once its job is done.
    """

    path: Path
    name: str
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether questions can be answered; ``message`` says why not, or is ""."""

    state: Literal["loading", "ready", "failed"]
    message: str = ""


class AnswerWriter(Protocol):
    """Writes answers in a language model's words, of which only what is borne out stands."""

    @property
    def model(self) -> str:
        """The model's name."""

    @property
    def host(self) -> str:
        """Where it runs; "" for this machine."""

    def write(self, reply: Reply, earlier: Sequence[Reply] = ()) -> AsyncGenerator[Written]:
        """The answer as it grows, from the reply's citations; ``earlier`` came before it."""


class Ingestion(Protocol):
    """Adds files, on a worker of its own; every call returns at once."""

    def submit(self, files: Sequence[Upload], *, first: bool = False) -> tuple[int, ...]:
        """The job ids of these files, in order; ``first`` puts them before all that wait."""

    def outdated(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Those of the stored documents that would gain from being read again."""

    def read_again(self, documents: Sequence[Document]) -> tuple[int, ...]:
        """The job ids of these stored documents; raises ``StorageError``."""

    def progress(self) -> Sequence[FileProgress]:
        """All jobs that were not dismissed, oldest first."""

    def cancel(self, job_id: int) -> None:
        """Stop a job; nothing of its file is kept."""

    def retry(self, job_id: int) -> None:
        """Start a failed or cancelled job again."""

    def forget(self, job_id: int) -> None:
        """Remove a finished job from the list."""


class Library(Protocol):
    """The part of the store that the page shows; a ``storage.store.Store`` is one as it is."""

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""

    def document(self, document_id: str) -> Document:
        """One document; raises ``DocumentNotFound``."""

    def is_empty(self) -> bool:
        """Whether there is no document."""

    def page(self, document_id: str, number: int) -> Page:
        """One page's text; raises ``DocumentNotFound``."""

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage that holds a place in a page, or ``None``."""

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound``."""

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""


class OwnersLibrary(Library, Protocol):
    """What its owner does besides reading it."""

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        """Put documents into collections and take them out of others."""


class Person(Protocol):
    """Somebody who reads the library; a ``bot.access.visitors.Visitor`` is one as it is."""

    @property
    def identity(self) -> str:
        """The same for all that one person does, and nobody else's."""

    @property
    def collections(self) -> Collections:
        """Those that they may read; ``None`` for the whole library."""


Following: TypeAlias = Callable[[], Sequence[FolderStatus]]
"""How far each folder is followed whose files the library is to have."""


def nothing_followed() -> Sequence[FolderStatus]:
    """No folder is followed."""
    return ()


class Reencoding(Protocol):
    """Gives a library an encoder for its languages, beside its use; every call returns at once."""

    def state(self, documents: Sequence[Document]) -> ReencodingState | None:
        """What there is to say for a library of these documents; None where it is well."""

    def start(self) -> None:
        """Begin, or go on."""


class RemovedDocument(Protocol):
    """A document that was removed, as long as it can be restored."""

    @property
    def name(self) -> str:
        """What it was called."""

    @property
    def passage_count(self) -> int:
        """How many passages are held of it."""

    def restore(self) -> None:
        """Store it again as it was; raises ``StorageError`` where that can't be."""

    def discard(self) -> None:
        """Forget it for good."""


class Removing(Protocol):
    """Removes documents from the library."""

    def remove(self, document_id: str) -> RemovedDocument:
        """Remove a document completely, at once; raises ``DocumentNotFound``."""


class History(Protocol):
    """What is kept of conversations, for each person apart.

    ``identity`` is that of the person who asks. Another's conversation isn't found: every method
    raises ``storage.errors.ConversationNotFound`` for it.
    """

    def conversations(self, identity: str) -> tuple[ConversationSummary, ...]:
        """All conversations of a person, the latest first."""

    def turns(self, identity: str, conversation_id: str) -> tuple[ConversationTurn, ...]:
        """The turns of a conversation, in order."""

    def keep(
        self,
        identity: str,
        conversation_id: str,
        turn: ConversationTurn,
        *,
        replacing: int = 0,
        and_following: bool = False,
    ) -> int:
        """The id of the turn, now the last of a conversation, which is begun if it is unknown.

        ``replacing`` names an earlier turn that this one takes the place of, 0 for none, and of
        what followed it, with ``and_following``.
        """

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""

    def delete(self, identity: str, conversation_id: str) -> None:
        """Remove a conversation completely."""


PlacedBox: TypeAlias = tuple[int, float, float, float, float]
"""A rectangle on a page of several: the page's number, and then as a ``Box``."""


@dataclass(frozen=True, slots=True)
class PlaceOnPages:
    """Where something stands on the pages that were made of an Office file.

    ``page`` is the number, from 1, of the page to be shown, out of ``pages``. ``passage`` and
    ``said``, the statement in it that answers, have the rectangles that are sure, on any page.
    """

    pages: int
    page: int
    passage: tuple[PlacedBox, ...]
    said: tuple[PlacedBox, ...]


class PageRenderer(Protocol):
    """Pictures of pages. All but ``makes_pages`` raise ``bot.errors.PageUnavailable``."""

    def render(self, document_id: str, page: int, pixels_wide: int) -> bytes:
        """A PNG of the page, that many pixels wide."""

    def boxes(self, document_id: str, page: int, start: int, end: int) -> Sequence[Box]:
        """The rectangles that characters ``start`` to ``end`` of the page's text fill."""

    def makes_pages(self, kind: DocumentKind) -> bool:
        """Whether pages can be made here of documents of a kind, which has none of its own."""

    def place(
        self, document_id: str, page: int, passage: tuple[int, int], said: tuple[int, int]
    ) -> PlaceOnPages:
        """Where two parts of a page's text stand on the pages made of a document.

        Raises:
            PagesInMaking: they aren't made yet; asking has them made.
        """


class Answering(Protocol):
    """Answers questions in two halves; a ``bot.assistant.Assistant`` is one as it is."""

    def find(self, question: str, **how: Unpack[Asked]) -> Found:
        """The candidates, to be shown while they are read closely; see ``Assistant.find``."""

    def reply(self, found: Found) -> Reply:
        """The reply to what was found."""
