"""Collections: names under which documents are put together, to be asked and opened together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from storage.errors import StoreError

Collections: TypeAlias = frozenset[str] | None
"""Documents that are in one of these collections; ``None`` for all documents, in any or none."""

LONGEST_COLLECTION = 100
"""Characters of a collection's name."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, and how many documents are in it."""

    name: str
    documents: int


def collection_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names as they are kept, each once, sorted: spaces made one, nothing unprintable.

    Raises:
        StoreError: one is empty or too long.
    """
    return tuple(sorted({collection_name(name) for name in names}))


def collection_name(text: str) -> str:
    """One name as it is kept; see ``collection_names``."""
    name = "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))
    if not name:
        raise StoreError("A collection needs a name.")
    if len(name) > LONGEST_COLLECTION:
        raise StoreError(f"A collection's name has at most {LONGEST_COLLECTION} characters.")
    return name
