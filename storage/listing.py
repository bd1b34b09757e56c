"""A library's documents as they are listed: found by name, in an order, a part at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from storage.records import Document

Order: TypeAlias = Literal["name", "added", "folder"]
"""By name, the last added first, or by the folder in the name and then by name."""

_NUMBER = re.compile(r"\d+")
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are listed: those whose name has ``find`` in it, in any case of letters.

    ``collection`` "" stands for all documents.
    """

    find: str = ""
    collection: str = ""
    order: Order = "name"


class Listing:
    """Documents that are listed again and again, each order of them worked out once."""

    def __init__(self, documents: Sequence[Document], before: Listing | None = None) -> None:
        """What names of ``before``, the listing until now, came to isn't worked out anew."""
        self.documents = tuple(documents)
        self._known: Mapping[str, str] = before.places_known() if before else {}

    def places_known(self) -> Mapping[str, str]:
        """What names are sorted by, as far as it was worked out."""
        worked_out: Mapping[str, str] = vars(self).get("_places", self._known)
        return worked_out

    def found(self, wanted: Wanted) -> Sequence[Document]:
        """All that are wanted, in order."""
        ordered = self._in(wanted.order)
        sought = wanted.find.strip().casefold()
        if not sought and not wanted.collection:
            return ordered
        return [
            one
            for one in ordered
            if sought in one.name.casefold()
            and (not wanted.collection or wanted.collection in one.collections)
        ]

    def _in(self, order: Order) -> tuple[Document, ...]:
        if order == "name":
            return self._by_name
        return self._by_added if order == "added" else self._by_folder

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all of them."""
        return frozenset(one.document_id for one in self.documents)

    @cached_property
    def passages(self) -> int:
        """How many passages all of them have."""
        return sum(one.passage_count for one in self.documents)

    @cached_property
    def _places(self) -> Mapping[str, str]:
        """What each name is sorted by."""
        known, self._known = self._known, {}
        names = {one.name for one in self.documents}
        return {name: known.get(name) or place_of(name) for name in names}

    @cached_property
    def _by_name(self) -> tuple[Document, ...]:
        places = self._places
        return tuple(sorted(self.documents, key=lambda one: places[one.name]))

    @cached_property
    def _by_added(self) -> tuple[Document, ...]:
        return tuple(sorted(self.documents, key=lambda one: -one.added_at))

    @cached_property
    def _by_folder(self) -> tuple[Document, ...]:
        places = self._places
        return tuple(sorted(self._by_name, key=lambda one: folder_of(places[one.name])))


def place_of(name: str) -> str:
    """What a name is sorted by: "Part 2" before "part 10", whatever the case of letters."""
    return _NUMBER.sub(lambda number: number[0].zfill(_DIGITS), name.casefold())


def folder_of(name: str) -> str:
    """The folder in a document's name, or ""."""
    return name.rpartition("/")[0]
