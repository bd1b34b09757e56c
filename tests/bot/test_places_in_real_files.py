"""Five citations are five places, in real PDFs whose passages overlap."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from bot.assistant import AnswerOptions, Assistant
from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.numpy_store import NumpyStore
from storage.records import Passage
from tests.fakes import HashingEncoder, OverlapReranker

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "pdfs" / "docling"
FILES = ("redp5110_sampled", "amt_handbook_sample", "multi_page")
ASKED = 25

pytestmark = [pytest.mark.data, pytest.mark.slow]


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} isn't here")
def test_five_citations_are_five_different_places_of_their_pages() -> None:
    encoder = HashingEncoder()
    store = NumpyStore(encoder.fingerprint())
    limits = ReadingLimits()
    with closing(store), closing(FileReader(limits, ReadingProcess(limits))) as reader:
        ingestor = Ingestor(store, encoder, reader)
        for name in FILES:
            path = FOLDER / f"tests__data__pdf__sources__{name}.pdf"
            assert ingestor.ingest(SourceFile(path, path.name)).state in {"ready", "partly ready"}
        assistant = Assistant(
            store=store, encoder=encoder, reranker=OverlapReranker(), options=AnswerOptions()
        )
        overlaps = 0
        for question in questions(store, encoder):
            reply = assistant.ask(question)
            cited = [citation.passage for citation in reply.citations]
            assert len(cited) == 5
            assert overlapping(cited) == 0
            overlaps += overlapping([candidate.passage for candidate in reply.candidates])
            for passage in cited:
                page = store.page(passage.document_id, passage.page)
                assert passage.text == page.text[passage.start : passage.end]
        assert overlaps > ASKED, "these files say nothing about what overlaps"


def questions(store: NumpyStore, encoder: HashingEncoder) -> list[str]:
    """The last words of passages from everywhere, which the next passage often repeats."""
    hits = store.search(encoder.encode_question("anything"), store.passage_count())
    passages = sorted((hit.passage for hit in hits), key=lambda one: one.passage_id)
    step = max(1, len(passages) // ASKED)
    return [" ".join(passage.text.split()[-25:]) for passage in passages[::step][:ASKED]]


def overlapping(passages: Sequence[Passage]) -> int:
    """How many pairs share a place."""
    return sum(
        (one.document_id, one.page) == (other.document_id, other.page)
        and one.start < other.end
        and other.start < one.end
        for one, other in combinations(passages, 2)
    )
