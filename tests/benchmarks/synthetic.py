"""Rows that fill a library up to a size and that no question finds."""

from __future__ import annotations

from storage.local.engine import LocalStore
from tests.benchmarks.store_costs import Source, insert


def fill_up(store: LocalStore, source: Source, passages: int) -> None:
    """Random words and directions, until the library holds so many passages."""
    while (left := passages - store.passage_count()) > 0:
        document, vectors = source.document(min(left, 1_000))
        insert(store, document, vectors, [source.terms() for _ in document.passages])
