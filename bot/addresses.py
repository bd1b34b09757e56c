"""What addresses of the page lead to: a document, and a passage on one of its pages.

They are fragments, which browsers never send to a server; page.js reads them.
"""

from __future__ import annotations

from bot.records import Citation
from storage.records import Passage

NO_STATEMENT = (0, 0)


def document_address(document_id: str, site: str = "/") -> str:
    """Where a document is shown; ``site`` is where the page is, with a slash at its end."""
    return f"{site}#/doc/{document_id}"


def page_address(document_id: str, page: int, site: str = "/") -> str:
    """Where one page of a document is shown."""
    return f"{document_address(document_id, site)}?page={page}"


def passage_address(
    passage: Passage, site: str = "/", statement: tuple[int, int] = NO_STATEMENT
) -> str:
    """Where a passage is shown, marked on its page, and in it the statement that answers.

    ``statement`` are its offsets in the passage, equal where none stands out.
    """
    page = page_address(passage.document_id, passage.page, site)
    start, end = statement
    says = f"&says={passage.start + start}-{passage.start + end}" if start < end else ""
    return f"{page}&at={passage.start}-{passage.end}{says}"


def citation_address(citation: Citation, site: str = "/") -> str:
    """Where a cited passage is shown with what of it answers."""
    statement = citation.sentence_start, citation.sentence_end
    return passage_address(citation.passage, site, statement)
