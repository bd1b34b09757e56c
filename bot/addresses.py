"""What addresses of the page lead to: a document, and a passage on one of its pages.

They are fragments, which browsers never send to a server; page.js reads them.
"""

from __future__ import annotations

from storage.records import Passage


def document_address(document_id: str, site: str = "/") -> str:
    """Where a document is shown; ``site`` is where the page is, with a slash at its end."""
    return f"{site}#/doc/{document_id}"


def page_address(document_id: str, page: int, site: str = "/") -> str:
    """Where one page of a document is shown."""
    return f"{document_address(document_id, site)}?page={page}"


def passage_address(passage: Passage, site: str = "/") -> str:
    """Where a passage is shown, marked on its page."""
    page = page_address(passage.document_id, passage.page, site)
    return f"{page}&at={passage.start}-{passage.end}"
