"""Questions that name a company and a quarter, which hardly any passage repeats.

    python launch.py add ../shared/data/pdfqa/docugami-10q/pdfs --library FOLDER
    python -m tests.benchmarks.filings ../shared/data/pdfqa/docugami-10q/questions.jsonl FOLDER

Prints, with and without what a passage's document says elsewhere, for how many of the questions a
right filing is among the 12 and among the five cited, and how many of all citations are from one.
The cross-encoder reads 24 passages a question.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from unittest.mock import patch

from bot.answering import retrieval
from bot.evaluation.measuring import Evaluator
from bot.evaluation.sets import TestQuestion
from storage.local.opening import open_local_store
from storage.models.encoder import open_encoder
from storage.models.reranker import open_reranker

CITED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    choices = parser.parse_args()
    questions = read_questions(choices.questions)[:: choices.every]
    encoder, reranker = open_encoder(), open_reranker()
    fingerprint = encoder.fingerprint()
    with closing(open_local_store(str(choices.library), fingerprint, create=False)) as store:
        evaluator = Evaluator(store=store, encoder=encoder, reranker=reranker, citations=CITED)
        searched: dict[str, AbstractContextManager[object]] = {
            "the passage alone": patch.object(retrieval, "MOST_FROM_CONTEXT", 0.0),
            "and its document": nullcontext(),
        }
        print("| evidence | questions | among the 12 | among the five | of all citations |")
        print("|---|---|---|---|---|")
        for name, searching in searched.items():
            with searching:
                figures = measured(evaluator, questions)
            print(f"| {name} | {len(questions)} | {figures} |", flush=True)


def read_questions(file: Path) -> list[TestQuestion]:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        TestQuestion(row["_id"], row["text"], dict.fromkeys(row["docs"], 1), frozenset(), ())
        for row in rows
    ]


def measured(evaluator: Evaluator, questions: Sequence[TestQuestion]) -> str:
    """The last three cells of a row."""
    twelve = five = 0
    cited: list[bool] = []
    for question in questions:
        found = evaluator.ask(question).found
        shown = [passage.document in question.documents for passage in found["final"][:CITED]]
        twelve += any(passage.document in question.documents for passage in found["candidates"])
        five += any(shown)
        cited += shown
    return f"{twelve} | {five} | {sum(cited) / len(cited):.3f}"


if __name__ == "__main__":
    main()
