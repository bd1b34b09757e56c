"""What can be chosen about a store and its vector index, with the defaults written once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args

IndexKind: TypeAlias = Literal["flat", "flat-l2", "fp16", "sq8", "ivf", "hnsw"]
"""How vectors are searched: ``flat`` and ``flat-l2`` compare with all of them and are exact."""

INDEX_KINDS: tuple[IndexKind, ...] = get_args(IndexKind)
EXACT_KINDS: frozenset[IndexKind] = frozenset({"flat", "flat-l2"})


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How vectors are indexed.

    An inexact ``kind`` serves from ``approximate_from`` passages on, below which comparing with
    all of them is faster anyway, and only if it finds at least ``recall_at_least`` of the true
    nearest 12 on a sample of the store's own vectors.
    """

    kind: IndexKind = "flat"
    approximate_from: int = 10_000
    recall_at_least: float = 0.98

    def __post_init__(self) -> None:
        """Refuse what no index can be."""
        if self.kind not in INDEX_KINDS:
            raise ValueError(f"index kind {self.kind!r} is none of {', '.join(INDEX_KINDS)}")
        if self.approximate_from < 1:
            raise ValueError("approximate_from must be at least 1 passage")
        if not 0 <= self.recall_at_least <= 1:
            raise ValueError("recall_at_least must be between 0 and 1")


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How a store treats its disk and its neighbours.

    ``busy_seconds``: how long to wait for another writer. ``reserve_bytes``: disk space kept so
    that deleting works on a full disk. ``snapshot_after_rows``: how many added or removed passages
    make a new index snapshot due, together with a tenth of the library. ``scrub_seconds``: how
    long a removal waits for those who still read what was there before; what is left of it by then
    goes later. ``retry_seconds``: after how long maintenance tries again what couldn't be done.
    ``look_seconds``: between two looks of a verification at a file that may just be changing.
    """

    busy_seconds: float = 30.0
    reserve_bytes: int = 16 * 1024 * 1024
    snapshot_after_rows: int = 2_000
    scrub_seconds: float = 5.0
    retry_seconds: float = 5.0
    look_seconds: float = 0.25

    def __post_init__(self) -> None:
        """Refuse negative amounts."""
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise ValueError(f"{field.name} can't be negative")


DEFAULT_INDEX = IndexOptions()
DEFAULT_OPTIONS = StoreOptions()
