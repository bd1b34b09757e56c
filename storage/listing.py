"""A library's documents as they are listed: found by name, in an order, a part at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from storage.records import Document

Order: TypeAlias = Literal["name", "added", "folder"]
"""By name, the last added first, or by the folder in the name and then by name."""


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

    def __init__(self, documents: Sequence[Document]) -> None:
        """``documents`` come by name."""
        self.documents = tuple(documents)

    def found(self, wanted: Wanted) -> Sequence[Document]:
        """All that are wanted, in order."""
        ordered = self._in(wanted.order)
        sought = wanted.find.strip().casefold()
        if not sought and not wanted.collection:
            return ordered
        folded = self._folded
        return [
            one
            for one in ordered
            if sought in folded[one.document_id]
            and (not wanted.collection or wanted.collection in one.collections)
        ]

    def _in(self, order: Order) -> tuple[Document, ...]:
        if order == "name":
            return self.documents
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
    def _by_added(self) -> tuple[Document, ...]:
        return tuple(sorted(self.documents, key=lambda one: -one.added_at))

    @cached_property
    def _by_folder(self) -> tuple[Document, ...]:
        return tuple(sorted(self.documents, key=lambda one: folder_of(one.name)))

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {one.document_id: one.name.casefold() for one in self.documents}


def folder_of(name: str) -> str:
    """The folder in a document's name, or ""."""
    return name.rpartition("/")[0]
