"""The columns and rows of collections in Milvus, and how much of them one message holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

MilvusRow: TypeAlias = dict[str, Any]

LONGEST_TEXT_BYTES = 65_535
"""The longest text that a field holds, in UTF-8."""

_BATCH_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a collection; ``size`` is bytes of a text, or numbers of a vector.

    ``terms`` are words separated by spaces that BM25 searches, under the name with ``_weights``.
    """

    name: str
    kind: Literal["integer", "text", "vector", "terms"]
    size: int = 0
    is_key: bool = False
    is_indexed: bool = False


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How a collection's vectors are indexed: Milvus' own names and numbers."""

    kind: str
    building: dict[str, int]


def batches(rows: Sequence[MilvusRow]) -> Iterator[list[MilvusRow]]:
    """The rows in batches that one message holds."""
    batch: list[MilvusRow] = []
    size = 0
    for row in rows:
        row_bytes = sum(
            len(value) * 4 if isinstance(value, list | str) else 8 for value in row.values()
        )
        if batch and size + row_bytes > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += row_bytes
    if batch:
        yield batch
