"""The JSON object of a reply: its keys, and which of page and lines a citation has."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.records import Answer, AskedDocument, Candidate, Citation, Models, Reply, Seconds
from bot.reply_json import reply_as_json
from storage.records import DocumentKind, Passage

PLACE = f"/#/doc/{'ab' * 32}?page=3&at=0-10"
SAID_THERE = f"{PLACE}&says=0-10"


def reply_citing(kind: DocumentKind) -> Reply:
    passage = Passage(
        passage_id=7,
        document_id="ab" * 32,
        document="report",
        kind=kind,
        title="",
        page=3,
        start=0,
        end=10,
        first_line=4,
        last_line=6,
        heading="",
        text="Sales rose",
    )
    return Reply(
        question="Did sales rise?",
        searched_for="Did sales rise?",
        asked_of=(AskedDocument("d1", "report.pdf"),),
        answered=True,
        candidates=(Candidate(passage, 0.5, 1, 0, 0.0),),
        citations=(Citation(1, passage, 0.5, 5.25, 0.9, 0, 10),),
        models=Models(encoder="encoder", reranker="reranker"),
        seconds=Seconds(encode=0.1, search=0.2, rerank=0.3, total=0.6),
        answers=(Answer("Sales rose", 1, 0, 10, 0.75),),
    )


def test_the_object_is_the_one_documented() -> None:
    assert json.loads(json.dumps(reply_as_json(reply_citing("pdf")))) == {
        "question": "Did sales rise?",
        "searched_for": "Did sales rise?",
        "asked_of": ["report.pdf"],
        "answered": True,
        "answer": [{"text": "Sales rose", "citation": 1, "start": 0, "end": 10, "certainty": 0.75}],
        "written": None,
        "about": [],
        "candidates": [
            {
                "passage_id": 7,
                "document": "report",
                "document_id": "ab" * 32,
                "page": 3,
                "similarity": 0.5,
                "url": PLACE,
            }
        ],
        "citations": [
            {
                "rank": 1,
                "passage_id": 7,
                "document": "report",
                "document_id": "ab" * 32,
                "page": 3,
                "page_label": "",
                "place": "page 3",
                "lines": None,
                "text": "Sales rose",
                "context": "",
                "read_by_ocr": False,
                "copies": [],
                "similarity": 0.5,
                "logit": 5.25,
                "relevance": 0.9,
                "url": SAID_THERE,
            }
        ],
        "models": {"encoder": "encoder", "reranker": "reranker"},
        "seconds": {"encode": 0.1, "search": 0.2, "rerank": 0.3, "total": 0.6},
    }


def test_a_passage_that_the_cross_encoder_cant_read_has_no_logit() -> None:
    reply = reply_citing("text")
    unread = replace(reply, citations=(replace(reply.citations[0], logit=None),))
    (citation,) = reply_as_json(unread)["citations"]
    assert citation["logit"] is None


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_text_has_lines_where_a_pdf_has_a_page(kind: DocumentKind) -> None:
    as_json = reply_as_json(reply_citing(kind))
    assert as_json["citations"][0]["page"] is None
    assert as_json["citations"][0]["lines"] == [4, 6]
    assert as_json["candidates"][0]["page"] is None


def test_addresses_lead_to_where_the_page_is() -> None:
    (citation,) = reply_as_json(reply_citing("pdf"), "https://notes.example/footnote/")["citations"]
    assert citation["url"] == f"https://notes.example/footnote{SAID_THERE}"
