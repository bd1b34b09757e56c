"""Which documents people mean: by a name, by an id, or by the beginning of one."""

from __future__ import annotations

from collections.abc import Sequence

from storage.errors import DocumentNotFound
from storage.records import Document

SHORTEST_ID = 6
"""Characters of an id that say enough to name its document."""


def find_documents(
    documents: Sequence[Document], names_or_ids: Sequence[str]
) -> tuple[Document, ...]:
    """The document meant by each, in order; () for none.

    A name comes before an id of the same letters, and a whole id before the beginning of one.

    Raises:
        DocumentNotFound: naming the first that is in none of them, or begins several ids.
    """
    known = by_name_or_id(documents)
    return tuple(known.get(key) or _begun(documents, key) for key in names_or_ids)


def by_name_or_id(documents: Sequence[Document]) -> dict[str, Document]:
    """Each document by its id and all its names; a name comes before an id of the same letters."""
    by_id = {document.document_id: document for document in documents}
    return by_id | {name: document for document in documents for name in document.names}


def _begun(documents: Sequence[Document], key: str) -> Document:
    begun = [one for one in documents if one.document_id.startswith(key.lower())]
    if len(begun) == 1 and len(key) >= SHORTEST_ID:
        return begun[0]
    raise DocumentNotFound(
        f'The library holds no document named "{key}". The documents command lists those it holds.'
    )
