"""A reply, a library and a file's fate as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from bot.records import Citation, Reply
from storage.records import Document, Passage

WIDTH = 88
"""Columns."""


def reply_text(reply: Reply) -> str:
    """The reply as a person reads it: one plain line, then each citation with its place."""
    lines = [opening(reply)]
    if reply.searched_for != reply.question.strip():
        lines.append(f"searched for: {reply.searched_for}")
    lines += [citation_text(citation) for citation in reply.citations]
    return "\n\n".join(printable(line) for line in lines)


def opening(reply: Reply) -> str:
    """How well the best passage matches, or that nothing seems to answer."""
    if not reply.searched_for:
        return "Ask something about your documents."
    if not reply.citations:
        return "The library holds no passages to search. Add documents first."
    if not reply.answered:
        return "The library doesn't seem to hold this. The nearest passages:"
    count = len(reply.citations)
    return "The best passage:" if count == 1 else f"The best {count} passages:"


def citation_text(citation: Citation) -> str:
    """One citation: rank, place and scores, then the passage."""
    passage = citation.passage
    head = (
        f"[{citation.rank}] {passage.document}, {place(passage)}   "
        f"relevance {citation.relevance:.2f}, similarity {citation.similarity:.3f}, "
        f"logit {citation.logit:.2f}"
    )
    body = textwrap.fill(
        " ".join(passage.text.split()), WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    return f"{head}\n{body}"


def place(passage: Passage) -> str:
    """Where in its document a passage stands: a page, or lines of a text file."""
    if passage.kind == "pdf":
        return f"page {passage.page}"
    if passage.first_line == passage.last_line:
        return f"line {passage.first_line}"
    return f"lines {passage.first_line}-{passage.last_line}"


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
