"""A stored document read whole, and stored elsewhere or again under all its names."""

from __future__ import annotations

from storage.records import Document, Naming, PreparedDocument, Vectors
from storage.store import KeptStore, Store


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


def link(store: Store, naming: Naming, document_id: str) -> None:
    """Give a stored document one of the names that it had."""
    store.link(naming.name, document_id, container=naming.container, folder=naming.folder)
