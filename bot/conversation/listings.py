"""A library's documents as tabs list them: worked out once for all of them, a part at a time."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from storage.listing import Listing
from storage.records import Document

REMEMBERED = 4
"""Listings, of whole libraries and of what circles of visitors may read."""


class HasDocuments(Protocol):
    """A library, or the part of it that somebody may read."""

    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Stamped:
    """A listing, and what tells it from how the library was before."""

    listing: Listing
    stamp: str = field(default_factory=lambda: secrets.token_hex(8))


class Listings:
    """The listings wanted last. Safe to use from several threads."""

    def __init__(self) -> None:
        """None was wanted yet."""
        self._lock = threading.Lock()
        self._latest: list[Stamped] = []

    def of(self, library: HasDocuments) -> Stamped:
        """The library's documents as they are now: the same listing until one changes."""
        documents = library.documents()
        with self._lock:
            known = next((one for one in self._latest if _lists(one, documents)), None)
            if known is not None:
                self._latest.remove(known)
            before = self._latest[0].listing if self._latest else None
            known = known or Stamped(Listing(documents, before))
            self._latest = [known, *self._latest[: REMEMBERED - 1]]
            return known


def _lists(one: Stamped, documents: Sequence[Document]) -> bool:
    known = one.listing.documents
    return known is documents or known == documents
