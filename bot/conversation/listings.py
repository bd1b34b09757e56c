"""A library's documents as tabs list them: worked out once for all of them, a part at a time."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.conversation.ports import Library
from bot.conversation.seen import whole_of
from storage.collections import Collections
from storage.listing import Listing
from storage.records import Document

REMEMBERED = 4
"""Listings, of whole libraries and of what circles of visitors may read."""


@dataclass(frozen=True, slots=True, eq=False)
class Stamped:
    """A listing, and what tells it from how the library was before.

    ``whole`` are all documents of the library, as it said them, of which the listing has those in
    ``collections``.
    """

    listing: Listing
    whole: Sequence[Document]
    collections: Collections
    stamp: str = field(default_factory=lambda: secrets.token_hex(8))


class Listings:
    """The listings wanted last. Safe to use from several threads."""

    def __init__(self) -> None:
        """None was wanted yet."""
        self._lock = threading.Lock()
        self._latest: list[Stamped] = []

    def of(self, library: Library) -> Stamped:
        """The library's documents as they are now: the same listing until one changes.

        While the library says the same as before, nobody's part of it is looked for again.
        """
        all_of_it, collections = whole_of(library)
        whole = all_of_it.documents()
        with self._lock:
            for one in self._latest:
                if one.whole is whole and one.collections == collections:
                    return self._remembered(one)
        documents = whole if collections is None else library.documents()
        with self._lock:
            same = [one for one in self._latest if one.listing.documents == documents]
            if same:
                known = Stamped(same[0].listing, whole, collections, same[0].stamp)
                self._latest = [one for one in self._latest if one.collections != collections]
            else:
                before = self._latest[0].listing if self._latest else None
                known = Stamped(Listing(documents, before), whole, collections)
            return self._remembered(known)

    def _remembered(self, one: Stamped) -> Stamped:
        others = [other for other in self._latest if other is not one]
        self._latest = [one, *others[: REMEMBERED - 1]]
        return one
