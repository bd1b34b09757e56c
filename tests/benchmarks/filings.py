"""Questions that name a company and a quarter, which hardly any passage repeats.

    python -m tests.benchmarks.filings ../shared/data/pdfqa/docugami-10q --library FOLDER

Prints, with and without what a passage's document says elsewhere, for how many of the questions a
right filing is among the 12 and among the five cited, and how many of all citations are from one.
The library is made if it isn't there; the cross-encoder reads 24 passages a question.
``--first-stages`` leaves it out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bot.citing import cite
from bot.ranking import order
from bot.records import Candidate
from bot.reranking import Reranker, open_reranker
from bot.retrieval import retrieve
from ingest.finding import find_files
from ingest.pipeline import Ingestor
from ingest.reading.limits import ReadingLimits
from ingest.reading.process import ReadingProcess
from ingest.reading.reader import FileReader
from ingest.splitting import SPLITTING_VERSION
from storage.models.encoder import Encoder, open_encoder
from storage.opening import open_local_store
from storage.records import DenseHit, LexicalHit, Passage, Vectors
from storage.store import Store


class WithoutContext:
    """A store's two searches alone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        return self._store.search(vector, limit, document_ids)

    def search_words(
        self,
        message: str,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[LexicalHit, ...]:
        return self._store.search_words(message, vector, limit, document_ids)

    def match_context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds pdfs and questions.jsonl")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    parser.add_argument("--first-stages", action="store_true")
    choices = parser.parse_args()
    lines = (choices.folder / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines][:: choices.every]
    encoder = open_encoder()
    reranker = None if choices.first_stages else open_reranker()
    fingerprint = encoder.fingerprint(SPLITTING_VERSION)
    with closing(open_local_store(str(choices.library), fingerprint, create=True)) as store:
        take_in(choices.folder / "pdfs", store, encoder)
        print("| evidence | questions | among the 12 | among the five | of all citations |")
        print("|---|---|---|---|---|")
        searched: dict[str, Store | WithoutContext] = {
            "the passage alone": WithoutContext(store),
            "and its document": store,
        }
        for name, each in searched.items():
            twelve = five = right = cited_in_all = 0
            for question in questions:
                text = question["text"]
                candidates = retrieve(encoder.encode_question(text), text, each)  # type: ignore[arg-type]
                twelve += any(is_right(one.passage, question["docs"]) for one in candidates)
                if reranker is not None:
                    cited = cited_of(text, candidates, reranker)
                    marks = [is_right(passage, question["docs"]) for passage in cited]
                    five += any(marks)
                    right += sum(marks)
                    cited_in_all += len(marks)
            shares = f"{five} | {right / cited_in_all:.3f}" if cited_in_all else "|"
            print(f"| {name} | {len(questions)} | {twelve} | {shares} |", flush=True)


def take_in(folder: Path, store: Store, encoder: Encoder) -> None:
    """Have the library hold every file of the folder."""
    present = {name for document in store.documents() for name in document.names}
    limits = ReadingLimits()
    with closing(FileReader(limits, ReadingProcess(limits))) as reader:
        ingestor = Ingestor(store, encoder, reader)
        for file in find_files([folder]):
            if file.name not in present:
                ingestor.ingest(file)


def cited_of(text: str, candidates: Sequence[Candidate], reranker: Reranker) -> list[Passage]:
    """The passages that a reply would show."""
    found = reranker.logits(text, [one.passage.text for one in candidates])
    return [one.passage for one in cite(text, order(text, candidates, found), limit=5)]


def is_right(passage: Passage, names: Sequence[str]) -> bool:
    return passage.document in names


if __name__ == "__main__":
    main()
