"""A reply as the JSON object that the command line prints and HTTP returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from bot.addresses import citation_address, passage_address
from bot.html.places import place_of
from bot.printing import PLACE
from bot.records import About, Answer, Candidate, Citation, Reply, Written
from storage.kinds import KINDS
from storage.records import Passage

JsonObject: TypeAlias = dict[str, Any]
"""What ``json.dumps`` turns into an object."""


def reply_as_json(reply: Reply, site: str = "/") -> JsonObject:
    """The reply with its candidates by falling similarity and its citations best first.

    ``searched_for`` is the question as it was searched, with its typing errors put right, and
    ``asked_of`` names the documents that it says it is asked of, which alone were then searched.
    ``site`` is where the page is, from which each ``url`` leads to its passage. ``page`` is null
    for text and Markdown, which have lines; ``lines`` is ``[first, last]`` for these and null for
    PDFs, which have pages. ``place`` says the same for people, ``context`` what the text needs to
    be understood, such as its table's column heads. Times are in seconds.
    """
    return {
        "question": reply.question,
        "searched_for": reply.searched_for,
        "asked_of": [one.name for one in reply.asked_of],
        "answered": reply.answered,
        "answer": [_answer(answer, reply.citations) for answer in reply.answers],
        "written": _written(reply.written) if reply.written else None,
        "about": [_about(about, site) for about in reply.about],
        "candidates": [candidate_as_json(candidate, site) for candidate in reply.candidates],
        "citations": [_citation(citation, site) for citation in reply.citations],
        "models": {"encoder": reply.models.encoder, "reranker": reply.models.reranker},
        "seconds": {
            "encode": reply.seconds.encode,
            "search": reply.seconds.search,
            "rerank": reply.seconds.rerank,
            "total": reply.seconds.total,
        },
    }


def _answer(answer: Answer, citations: Sequence[Citation]) -> JsonObject:
    """Where it stands counts characters of its page, as a passage's own offsets do."""
    passage = next(one.passage for one in citations if one.rank == answer.rank)
    return {
        "text": answer.text,
        "citation": answer.rank,
        "start": passage.start + answer.start,
        "end": passage.start + answer.end,
        "certainty": float(answer.certainty),
    }


def _about(about: About, site: str) -> JsonObject:
    return {
        "document": about.name,
        "document_id": about.document_id,
        "kind": about.kind,
        "title": about.title,
        "pages": about.pages,
        "facts": dict(about.facts),
        "outline": [
            {
                "heading": one.heading,
                "place": place_of(one, PLACE),
                "url": passage_address(one, site),
            }
            for one in about.outline
        ],
    }


def _written(written: Written) -> JsonObject:
    return {
        "model": written.model,
        "host": written.host,
        "holds": written.holds,
        "sentences": [
            {
                "text": sentence.text,
                "stands": sentence.flaw is None,
                "flaw": sentence.flaw,
                "quotations": [
                    {"citation": quotation.rank, "text": quotation.text}
                    for quotation in sentence.quotations
                ],
            }
            for sentence in written.sentences
        ],
        "left_out": written.left_out,
        "trouble": written.trouble,
    }


def candidate_as_json(candidate: Candidate, site: str = "/") -> JsonObject:
    """A candidate without its text."""
    passage = candidate.passage
    return {
        "passage_id": passage.passage_id,
        "document": passage.document,
        "document_id": passage.document_id,
        "page": _page(passage),
        "similarity": float(candidate.similarity),
        "url": passage_address(passage, site),
    }


def _citation(citation: Citation, site: str) -> JsonObject:
    passage = citation.passage
    return {
        "rank": citation.rank,
        "passage_id": passage.passage_id,
        "document": passage.document,
        "document_id": passage.document_id,
        "page": _page(passage),
        "page_label": passage.page_label,
        "place": place_of(passage, PLACE),
        "lines": lines_of(passage),
        "text": passage.text,
        "context": passage.context,
        "read_by_ocr": passage.by_ocr,
        "copies": [
            {"document": copy.document, "document_id": copy.document_id, "page": _page(copy)}
            for copy in citation.copies
        ],
        "similarity": float(citation.similarity),
        "logit": None if citation.logit is None else float(citation.logit),
        "relevance": float(citation.relevance),
        "url": citation_address(citation, site),
    }


def lines_of(passage: Passage) -> list[int] | None:
    """The first and last line of a passage whose document has lines."""
    return [passage.first_line, passage.last_line] if _has_lines(passage) else None


def _page(passage: Passage) -> int | None:
    return None if _has_lines(passage) else passage.page


def _has_lines(passage: Passage) -> bool:
    return KINDS[passage.kind].is_one_page
