"""Stored documents as files to be read again."""

from __future__ import annotations

from contextlib import suppress

from ingest.ports import Library
from ingest.records import Inside, SourceFile
from storage.errors import DocumentNotFound
from storage.records import Document


def original_of(library: Library, document: Document) -> SourceFile:
    """A stored document's original, to be read again and to take its own place."""
    path = library.original(document.document_id)
    return SourceFile(path, document.name, document.document_id, _inside(library, document))


def _inside(library: Library, document: Document) -> Inside | None:
    """Where a stored document was found, if that was inside another."""
    container = document.namings[0].container
    if not container:
        return None
    own_name = document.name
    with suppress(DocumentNotFound):
        for name in library.document(container).names:
            own_name = own_name.removesuffix(f" in {name}")
    return Inside(container, own_name, depth=1)
