"""The plain way to search by meaning and by words: a sum of z-scores, as tutorials have it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.evaluation.measuring import STAGES, Outcome
from bot.evaluation.sets import TestQuestion
from storage.found import Match
from storage.models.encoder import Encoder
from storage.models.reranker import Reranker
from storage.records import Passage, Vectors
from storage.store import Store
from storage.text.query import Query

DEPTH = 100
"""How much of each list the means and deviations are taken over."""


def plain_outcomes(
    questions: Sequence[TestQuestion], store: Store, encoder: Encoder, reranker: Reranker
) -> list[Outcome]:
    """What becomes of each question: the hybrid in every stage, and reranked in the final one."""
    outcomes = []
    for question in questions:
        vector = encoder.encode_question(question.text)
        hybrid = plain_hybrid(Query.of(question.text), vector, store)
        final = reranked(question.text, hybrid, reranker)
        found = {**dict.fromkeys(STAGES, hybrid), "final": final}
        outcomes.append(Outcome(question, found, ordered=(), answered=True))
    return outcomes


def plain_hybrid(
    query: Query, vector: Vectors, store: Store, *, limit: int = 12
) -> tuple[Passage, ...]:
    """The ``limit`` passages with the highest sum of the z-scores of cosine and BM25."""

    def choose(matches: Sequence[Match]) -> Sequence[Match]:
        if not matches:
            return []
        sums = _z_scores([one.similarity for one in matches]) + _z_scores(
            [one.bm25 for one in matches]
        )
        ranked = sorted(
            zip(sums.tolist(), matches, strict=True),
            key=lambda pair: (-pair[0], pair[1].passage_id),
        )
        return [match for _, match in ranked[:limit]]

    return store.find(query, vector, depth=DEPTH, choose=choose).passages


def reranked(question: str, passages: Sequence[Passage], reranker: Reranker) -> tuple[Passage, ...]:
    """The same passages in the cross-encoder's order."""
    logits = reranker.logits(question, [one.in_context for one in passages])
    return tuple(passages[place] for place in np.argsort(-logits, kind="stable"))


def _z_scores(values: Sequence[float]) -> npt.NDArray[np.float64]:
    numbers = np.array(values, dtype=np.float64)
    standing: npt.NDArray[np.float64] = numbers - numbers.mean()
    return standing / max(float(numbers.std()), 1e-9)
