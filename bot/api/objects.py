"""What programs are told, as JSON objects."""

from __future__ import annotations

from collections.abc import Sequence

from bot.addresses import document_address, page_address
from bot.html.places import place_of
from bot.printing import PLACE
from bot.records import Found
from bot.reply_json import JsonObject, candidate_as_json, lines_of
from storage.file_reports import FileProgress, ending_as_json
from storage.kinds import KINDS
from storage.records import Document, Page

USUALLY_LISTED = 100
MOST_LISTED = 1_000
"""Documents in one answer; a library may hold very many."""


def found_as_json(found: Found, site: str) -> JsonObject:
    """What a search found, best first, with texts."""
    return {
        "question": found.question,
        "searched_for": found.searched_for,
        "asked_of": [one.name for one in found.asked_of],
        "passages": [
            candidate_as_json(one, site)
            | {
                "lines": lines_of(one.passage),
                "place": place_of(one.passage, PLACE),
                "heading": one.passage.heading,
                "context": one.passage.context,
                "text": one.passage.text,
            }
            for one in found.candidates
        ],
    }


def document_as_json(document: Document, site: str) -> JsonObject:
    """A document, without what only the library needs to know."""
    return {
        "document_id": document.document_id,
        "name": document.name,
        "names": list(document.names),
        "kind": document.kind,
        "title": document.title,
        "size_bytes": document.size_bytes,
        "pages": document.page_count,
        "pages_without_text": list(document.pages_without_text),
        "passages": document.passage_count,
        "added_at": document.added_at,
        "notes": list(document.notes),
        "facts": dict(document.facts),
        "parts": list(document.parts),
        "collections": list(document.collections),
        "url": document_address(document.document_id, site),
    }


def part_as_json(documents: Sequence[Document], first: int, limit: int, site: str) -> JsonObject:
    """Some of the documents found, how many there are in all, and where the next part begins."""
    following = first + limit
    return {
        "documents": [document_as_json(one, site) for one in documents[first:following]],
        "found": len(documents),
        "next": following if following < len(documents) else None,
    }


def page_as_json(document: Document, page: Page, site: str) -> JsonObject:
    """A page's text, and where it is shown."""
    picture = f"{site}api/documents/{document.document_id}/pages/{page.number}.png"
    return {
        "document_id": document.document_id,
        "document": document.name,
        "page": page.number,
        "pages": document.page_count,
        "label": page.label,
        "text": page.text,
        "read_by_ocr": page.by_ocr,
        "url": page_address(document.document_id, page.number, site),
        "picture": picture if KINDS[document.kind].has_page_images else None,
    }


def job_as_json(job: FileProgress) -> JsonObject:
    """Where a file is; where its bytes lie is nobody's business."""
    report = job.report
    return {
        "job_id": job.job_id,
        "name": job.name,
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "seconds_left": job.seconds_left,
        "report": None
        if report is None
        else {"document_id": report.document_id, **ending_as_json(report)},
    }
