"""What the final order knows of each candidate, written down once, to fit and compare orders with.

    python -m tests.benchmarks.evidence SETS... --every 5 --libraries LIBRARIES --kept FOLDER
    python -m tests.benchmarks.left_out FOLDER/*.jsonl

A line a question in FOLDER/SET.jsonl; with another encoder FOLDER/SET.ENCODER.jsonl. The
cross-encoder's logits are kept beside them, so that nothing is read twice.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.answering.cell_evidence import in_a_cell
from bot.answering.exact import exact_evidence
from bot.answering.missing import held_against, missing_names
from bot.answering.ranking import rerank
from bot.answering.retrieval import retrieve
from bot.answering.scales import scale_of
from bot.evaluation.sets import TestQuestion
from storage.models.encoder import Encoder, open_encoder
from storage.models.precision import Compute
from storage.models.reranker import Reranker, open_reranker
from storage.records import Passage
from storage.store import Store
from storage.text.languages import is_english
from storage.text.query import Query
from storage.text.words import terms_in
from tests.benchmarks.plain_hybrid import plain_hybrid, reranked
from tests.benchmarks.retrieval import each_nth, library_of_set


class RememberingReranker:
    """Reads each pair once, also over several runs.

    ``only_english``: where a question isn't, every logit is 0.0, for no order to be made by.
    """

    def __init__(self, reranker: Reranker, file: Path, *, only_english: bool) -> None:
        self.only_english = only_english
        self.name, self.description = reranker.name, reranker.description
        self._reranker = reranker
        self._known: dict[tuple[str, str], float] = {}
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                question, passage, logit = json.loads(line)
                self._known[question, passage] = logit
        self._stream = file.open("a", encoding="utf-8")

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        if self.only_english and not is_english(question):
            return np.zeros(len(passages), dtype=np.float32)
        unread = [one for one in dict.fromkeys(passages) if (question, one) not in self._known]
        if unread:
            for passage, logit in zip(
                unread, self._reranker.logits(question, unread).tolist(), strict=True
            ):
                self._known[question, passage] = logit
                line = json.dumps([question, passage, logit], ensure_ascii=False)
                self._stream.write(f"{line}\n")
        self._stream.flush()
        return np.array([self._known[question, one] for one in passages], dtype=np.float32)


def main() -> None:
    """Write down every set named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    parser.add_argument("--start", type=int, default=0, metavar="N", help="from the Nth on")
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--libraries", type=Path, help="keep the libraries here, to use again")
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument(
        "--unread",
        action="store_true",
        help="with an encoder of many languages, read no pair that the final order doesn't use",
    )
    choices = parser.parse_args()
    choices.kept.mkdir(parents=True, exist_ok=True)
    encoder = open_encoder(choices.encoder)
    reranker = open_reranker(compute=Compute(precision=choices.precision))
    for folder in choices.sets:
        chosen = each_nth(folder, choices.every, start=choices.start)
        name = folder.name if choices.encoder == "minilm" else f"{folder.name}.{choices.encoder}"
        remembering = RememberingReranker(
            reranker, choices.kept / f"{folder.name}.logits", only_english=choices.unread
        )
        with library_of_set(folder, chosen, encoder, choices.libraries) as store:
            rows = [
                evidence_for(question, store, encoder, remembering) for question in chosen.questions
            ]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (choices.kept / f"{name}.jsonl").write_text(f"{lines}\n", encoding="utf-8")
        sys.stderr.write(f"{name}: {len(rows)} questions\n")


def evidence_for(
    question: TestQuestion, store: Store, encoder: Encoder, reranker: RememberingReranker
) -> dict[str, Any]:
    """What is known of one question's candidates, best first, and what the plain ways give it."""
    query = Query.of(question.text)
    vector = encoder.encode_question(question.text)
    scale = scale_of(encoder.name)
    candidates, vectors = retrieve(query, vector, store, scale=scale)
    ordered = rerank(query, candidates, vectors, reranker=reranker, scale=scale)
    places = [candidates.index(one.candidate) for one in ordered]
    terms = [terms_in(one.candidate.passage.in_context) for one in ordered]
    found = [one.candidate for one in ordered]
    exact = exact_evidence(query, found, terms)
    against = held_against(query, found, terms, missing_names(query, found, terms))
    ids = {name: one.document_id for one in store.documents() for name in one.names}
    grades = {ids.get(name, name): grade for name, grade in question.documents.items()}
    hybrid = plain_hybrid(query, vector, store)
    return {
        "question": question.text,
        "multilingual": scale.multilingual,
        "grades": grades,
        "documents": [one.candidate.passage.document_id for one in ordered],
        "case": [one.case for one in ordered],
        "readable": [one.readable for one in ordered],
        "logit": [one.logit for one in ordered],
        "said": [one.said for one in ordered],
        "lift": [one.candidate.lift for one in ordered],
        "similarity": [one.candidate.similarity for one in ordered],
        "word_share": [one.candidate.word_share for one in ordered],
        "context_share": [one.candidate.context_share for one in ordered],
        "missing": [one.missing for one in ordered],
        "against": [
            0.0 if one.case == "another language" else counted
            for one, counted in zip(ordered, against, strict=True)
        ],
        "cell": [in_a_cell(one.candidate, one.missing) for one in ordered],
        "exact": exact,
        "likeness": np.round(vectors[places] @ vectors[places].T, 4).tolist(),
        "evidence": [one.evidence for one in ordered],
        "candidates": ndcg([one.passage for one in candidates], grades),
        "plain": ndcg(hybrid, grades),
        "plain_reranked": None
        if reranker.only_english
        else ndcg(reranked(question.text, hybrid, reranker), grades),
    }


def ndcg(passages: Sequence[Passage], grades: Mapping[str, int]) -> float:
    """nDCG@5 over documents; each stands where its first passage does."""
    return ndcg_of([one.document_id for one in passages], grades)


def ndcg_of(documents: Sequence[str], grades: Mapping[str, int]) -> float:
    """The same of the passages' documents."""
    gains = [grades.get(document, 0) for document in dict.fromkeys(documents)]
    best = sorted(grades.values(), reverse=True)
    return _discounted(gains) / _discounted(best)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:5], 1))


if __name__ == "__main__":
    main()
