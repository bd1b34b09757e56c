"""Where a library is opened: the location says which engine keeps it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_data_path

from storage.errors import StoreMissing
from storage.files.durable import Step, unwatched
from storage.files.made_pages import MADE_PAGES, MadePages
from storage.local.conversations import (
    LocalConversations,
    open_local_conversations,
    open_temporary_conversations,
)
from storage.local.opening import open_local_store
from storage.milvus.location import MilvusAccess, is_milvus
from storage.numpy_store import NumpyStore
from storage.options import DEFAULT_INDEX, DEFAULT_OPTIONS, IndexOptions, StoreOptions
from storage.records import Fingerprint
from storage.store import KeptStore

NO_ACCESS = MilvusAccess()

MEMORY = "memory:"
"""The location of a library that is new and empty at each opening and leaves nothing on disk."""


def open_store(
    location: str,
    fingerprint: Fingerprint | None,
    *,
    create: bool,
    index: IndexOptions = DEFAULT_INDEX,
    options: StoreOptions = DEFAULT_OPTIONS,
    step: Step = unwatched,
    sweep: bool = True,
    access: MilvusAccess = NO_ACCESS,
) -> KeptStore:
    """The library at a location: a folder, ``milvus://host:port/collection``, or ``memory:``.

    ``fingerprint`` is what makes vectors now; ``None`` takes what the library says, for what needs
    no model. With ``create`` a missing library is made. ``options``, ``step`` and ``sweep`` are for
    folders, see ``open_local_store``; ``access`` is for what isn't one.

    Raises:
        StoreMissing: nothing is there, and ``create`` is false.
        StoreForeign: something else is there.
        StoreTooNew: a later version wrote it.
        StoreDamaged: a part doesn't hold what it should, or only originals are left.
        FingerprintMismatch: it was made with another encoder.
        StoreUnreachable: its server is away, too slow or not ready.
        ServerUnsuitable: its server is too old.
    """
    if location == MEMORY:
        if fingerprint is None:
            raise StoreMissing("a library in memory is new at each opening; nothing is in it yet")
        return NumpyStore(fingerprint)
    if is_milvus(location):
        from storage.milvus.opening import open_milvus_store  # noqa: PLC0415 - folders need none

        return open_milvus_store(location, fingerprint, create=create, index=index, access=access)
    return open_local_store(
        location, fingerprint, create=create, index=index, options=options, step=step, sweep=sweep
    )


def open_conversations(location: str, *, user_data: Path | None = None) -> LocalConversations:
    """The conversations about the library at a location, made where there are none yet.

    Those of a folder lie in it, and those of ``memory:`` go when they are closed. Those about a
    library in Milvus lie on this machine, under ``user_data`` (None: the user's own folder for
    this program's data), one place for each library.

    Raises:
        StoreDamaged: their database can't be read.
        StoreForeign, StoreTooNew: another program wrote it, or a later version.
    """
    if location == MEMORY:
        return open_temporary_conversations()
    if not is_milvus(location):
        return open_local_conversations(Path(location))
    place = location.partition("://")[2].rpartition("@")[2]  # without what signs in
    digest = hashlib.sha256(place.encode()).hexdigest()[:16]
    root = user_data or user_data_path("footnote", appauthor=False)
    return open_local_conversations(root / "conversations" / digest)


@contextmanager
def open_made_pages(location: str) -> Iterator[MadePages]:
    """The pages made of the Office files of the library at a location; see ``MadePages``.

    Those of a folder lie in it, and any other's go at the end.
    """
    if location == MEMORY or is_milvus(location):
        with tempfile.TemporaryDirectory(prefix="footnote-pages-") as folder:
            yield MadePages(Path(folder))
    else:
        yield MadePages(Path(location) / MADE_PAGES)
