"""A library's documents as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from storage.records import Document


def documents_text(documents: Sequence[Document]) -> str:
    """One line for each document: name, pages, passages, the start of its id."""
    if not documents:
        return "The library is empty."
    return "\n".join(
        f"{document.document_id[:12]}  {document.passage_count:6d} passages  "
        f"{_pages(document):>9}  {printable(document.name)}"
        for document in documents
    )


def printable(text: str) -> str:
    """The text without what would steer a terminal; line breaks stay."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def _pages(document: Document) -> str:
    if document.kind != "pdf":
        return ""
    return f"{document.page_count} page{'' if document.page_count == 1 else 's'}"
