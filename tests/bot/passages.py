"""Passages and candidates for tests of ranking, small and without files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.records import Candidate, Found
from storage.records import Passage
from storage.text.query import Query


def passage(
    number: int, text: str = "", *, document: str = "a", page: int = 1, start: int = 0
) -> Passage:
    body = text or f"passage number {number}"
    return Passage(
        passage_id=number,
        document_id=document,
        document=f"{document}.txt",
        kind="text",
        title="",
        page=page,
        start=start,
        end=start + len(body),
        first_line=1,
        last_line=1,
        heading="",
        text=body,
    )


def candidate(
    number: int,
    text: str = "",
    *,
    similarity: float = 0.5,
    lift: float = 0.0,
    word_share: float = 0.0,
    context_share: float = 0.0,
    start: int | None = None,
) -> Candidate:
    return Candidate(
        passage=passage(number, text, start=1000 * number if start is None else start),
        similarity=similarity,
        dense_rank=1,
        lexical_rank=1,
        bm25=word_share,
        lift=lift,
        word_share=word_share,
        context_share=context_share,
    )


def found(
    candidates: Sequence[Candidate], *, question: str = "q", searched_for: str = "q"
) -> Found:
    """What a question found, without what judging it takes."""
    return Found(
        question=question,
        query=Query.of(searched_for),
        candidates=tuple(candidates),
        vectors=np.zeros((len(candidates), 1), dtype=np.float32),
        to_cite=5,
        encode_seconds=0.01,
        search_seconds=0.01,
    )
