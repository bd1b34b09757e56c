"""A library together with the encoder that made its vectors, and what follows when that changes.

The two belong together: a question's vector says nothing to the vectors of another encoder. A store
that was opened for one encoder refuses to search and to add once the library has been re-encoded,
by whichever process. Then the pair is replaced here, whole, and whoever was refused asks again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from storage.collections import Collection
from storage.errors import FingerprintMismatch, ModelUnavailable, StoreMissing
from storage.files.spool import Spool
from storage.local.reencoding import reencode
from storage.milvus.location import is_milvus
from storage.models.encoder import Encoder
from storage.models.packaged_encoders import ENGLISH, MULTILINGUAL
from storage.opening import MEMORY
from storage.records import Document, Fingerprint, Page, Passage, PutReceipt
from storage.store import KeptStore
from storage.text.languages import ENGLISH as IN_ENGLISH
from storage.text.languages import UNKNOWN, language_of
from storage.undo import UndoableRemoval, UndoableRemoving

AUTO = "auto"
"""The name that leaves the choice of an encoder to the library: the one it was made with, and for a
new one the one that its first document's language asks for."""

Result = TypeVar("Result")

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Served:
    """An open library and the encoder that its vectors are of."""

    store: KeptStore
    encoder: Encoder


class CurrentLibrary:
    """A library that goes on when it is re-encoded. Safe to use from several threads.

    Use as a context manager, which closes at its end every store that it opened.
    """

    def __init__(
        self,
        location: str,
        encoder_name: str | None,
        *,
        open_encoder: Callable[[str], Encoder],
        open_store: Callable[[Fingerprint | None, bool], KeptStore],
        tell: Callable[[str], None],
        create: bool,
    ) -> None:
        """Open it, made where it is missing and ``create`` says so.

        ``open_store`` opens the library for a fingerprint, or for whatever it has, and makes it
        where the second argument says so. ``tell`` hears what a person should know.

        Raises:
            StoreError: it can't be opened; ``FingerprintMismatch`` where an encoder is named that
                isn't the library's.
            ModelError: its encoder can't be had.
        """
        self._location = location
        self._chooses = encoder_name in (None, AUTO)
        self._open_encoder = open_encoder
        self._open_store = open_store
        self._tell = tell
        self._lock = threading.RLock()
        self._opened = ExitStack()
        self._has_begun = False
        with ExitStack() as on_failure:
            on_failure.callback(self.close)
            self._now = self._first(encoder_name, create)
            on_failure.pop_all()

    def __enter__(self) -> CurrentLibrary:
        """The library itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close every store that was opened."""
        self._opened.close()

    @property
    def now(self) -> Served:
        """The pair as it is now."""
        return self._now

    @property
    def location(self) -> str:
        """Where the library is."""
        return self._location

    @property
    def can_change(self) -> bool:
        """Whether the library can be re-encoded where it is; one in Milvus can't."""
        return not is_milvus(self._location)

    def using(self, use: Callable[[Served], Result]) -> Result:
        """What ``use`` makes of the pair; asked again where that was re-encoded meanwhile."""
        for _ in range(_TRIES):
            served = self._now
            try:
                return use(served)
            except FingerprintMismatch:
                self.follow(served)
        return use(self._now)

    def follow(self, served: Served) -> Served:
        """The pair that took the place of one that was refused.

        Raises:
            StoreError, ModelError: the library, or its encoder of now, can't be opened.
        """
        with self._lock:
            if self._now is served:
                self._now = self._existing(self._kept(self._open_store(None, False)))
            return self._now

    def begin_with(self, text: str) -> Served:
        """The pair once the library's first document is known; its text decides for an empty one.

        Only where the choice was left to the library, and only once.
        """
        with self._lock:
            first, self._has_begun = not self._has_begun, True
            if first and self._chooses and self.can_change and self._now.store.is_empty():
                wanted = encoder_for(language_of(text))
                if wanted != self._now.encoder.name:
                    self._begin_anew(wanted)
            return self._now

    def _first(self, name: str | None, create: bool) -> Served:
        if not self._chooses:
            encoder = self._open_encoder(name or ENGLISH)
            return Served(self._kept(self._open_store(encoder.fingerprint(), create)), encoder)
        try:
            store = self._kept(self._open_store(None, False))
        except StoreMissing:
            if not create:
                raise
            encoder = self._open_encoder(ENGLISH)
            return Served(self._kept(self._open_store(encoder.fingerprint(), True)), encoder)
        return self._existing(store)

    def _existing(self, store: KeptStore) -> Served:
        """A library that is there, with its own encoder."""
        try:
            encoder = self._open_encoder(store.fingerprint.encoder)
        except ModelUnavailable as error:
            raise ModelUnavailable(
                f"{self._location} was made with {store.fingerprint.encoder}, which can't be had: "
                f"{error} Name where it is by --encoder, or give the library another encoder by "
                "`footnote reencode`."
            ) from error
        if encoder.fingerprint() != store.fingerprint:
            # Opened for that encoder, it says in which way the two differ.
            store = self._kept(self._open_store(encoder.fingerprint(), False))
        return Served(store, encoder)

    def _begin_anew(self, name: str) -> None:
        """Give the empty library another encoder."""
        try:
            encoder = self._open_encoder(name)
        except ModelUnavailable as error:
            self._tell(f"The library begins with {self._now.encoder.name}: {error}")
            return
        if self._location == MEMORY:
            store = self._kept(self._open_store(encoder.fingerprint(), True))
            self._now = Served(store, encoder)
            return
        reencode(self._location, encoder.fingerprint(), lambda passages: encoder.encode_passages(
            [passage.text for passage in passages]
        ))  # fmt: skip
        self._now = self._existing(self._kept(self._open_store(encoder.fingerprint(), False)))

    def _kept(self, store: KeptStore) -> KeptStore:
        return self._opened.enter_context(closing(store))


def encoder_for(language: str) -> str:
    """The name of the packaged encoder for documents of a language; "" is taken for English."""
    return ENGLISH if language in (IN_ENGLISH, UNKNOWN) else MULTILINGUAL


@dataclass(frozen=True, slots=True)
class CurrentDocuments:
    """A library's documents and collections as they are, whatever encoded them."""

    library: CurrentLibrary

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        return self.library.now.store.documents()

    def document(self, document_id: str) -> Document:
        """The document of that content; raises ``DocumentNotFound``."""
        return self.library.now.store.document(document_id)

    def is_empty(self) -> bool:
        """Whether there is no document."""
        return self.library.now.store.is_empty()

    def page(self, document_id: str, number: int) -> Page:
        """One page's text; raises ``DocumentNotFound`` if absent."""
        return self.library.now.store.page(document_id, number)

    def passage_at(self, document_id: str, page: int, start: int) -> Passage | None:
        """The passage that holds a character of a page, or None."""
        return self.library.now.store.passage_at(document_id, page, start)

    def original(self, document_id: str) -> Path:
        """Where the original bytes lie; raises ``DocumentNotFound`` if absent."""
        return self.library.now.store.original(document_id)

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""
        return self.library.now.store.collections()

    def collect(
        self, document_ids: Iterable[str], *, into: Iterable[str] = (), out_of: Iterable[str] = ()
    ) -> None:
        """Put documents into collections and out of others; see ``Store.collect``."""
        ids, entered, left = tuple(document_ids), tuple(into), tuple(out_of)
        self.library.using(lambda served: served.store.collect(ids, into=entered, out_of=left))

    def link(
        self, name: str, document_id: str, *, container: str = "", folder: str = ""
    ) -> PutReceipt:
        """Give a document one more name; see ``Store.link``."""
        return self.library.using(
            lambda served: served.store.link(name, document_id, container=container, folder=folder)
        )

    def unlink(self, name: str) -> PutReceipt:
        """Take a name away; see ``Store.unlink``."""
        return self.library.using(lambda served: served.store.unlink(name))


@dataclass(frozen=True, slots=True)
class CurrentRemoving:
    """Removes documents so that it can be undone, whatever encodes them."""

    library: CurrentLibrary
    spool: Spool = field(default_factory=Spool)

    def remove(self, document_id: str) -> UndoableRemoval:
        """See ``UndoableRemoving.remove``."""
        return UndoableRemoving(self.library.now.store, self.spool).remove(document_id)
