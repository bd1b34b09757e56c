"""A library's documents as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage.kinds import KINDS
from storage.records import Document

RANGES_NAMED = 12
"""How many ranges of page numbers are spelled out before the rest is left to "…"."""


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


def page_ranges(numbers: Iterable[int]) -> str:
    """Page numbers in short, "1–3, 7"; at most ``RANGES_NAMED`` ranges, then "…"."""
    ranges = stretches(numbers)
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in ranges]
    return ", ".join([*texts[:RANGES_NAMED], "…"] if len(texts) > RANGES_NAMED else texts)


def stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last of each stretch of numbers that follow each other, in order."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _pages(document: Document) -> str:
    if KINDS[document.kind].places != "pages":
        return ""
    return f"{document.page_count} page{'' if document.page_count == 1 else 's'}"
