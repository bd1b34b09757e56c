"""The candidates read closely, and put in their final order."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.ranking import Ranked, order
from bot.records import Candidate
from storage.models.reranker import Reranker
from storage.store import Store


def rerank(
    question: str, candidates: Sequence[Candidate], *, reranker: Reranker, store: Store
) -> tuple[Ranked, ...]:
    """The candidates in their final order, once the reranker has read them."""
    texts = [one.passage.text for one in candidates]
    similarities = store.similarities([one.passage.passage_id for one in candidates])
    return order(question, candidates, reranker.logits(question, texts), similarities)
