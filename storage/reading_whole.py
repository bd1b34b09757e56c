"""A stored document read whole, ready to be stored elsewhere or again."""

from __future__ import annotations

from storage.records import Document, PreparedDocument, Vectors
from storage.store import KeptStore


def read_whole(store: KeptStore, document: Document) -> tuple[PreparedDocument, Vectors]:
    """Everything of a document under its first name; row i of the vectors is passage i's.

    Its original is the store's own file.

    Raises:
        DocumentNotFound: it isn't stored any more.
    """
    passages, vectors = store.passages(document.document_id)
    prepared = document.prepared(
        store.original(document.document_id),
        store.pages(document.document_id),
        [passage.draft() for passage in passages],
    )
    return prepared, vectors
