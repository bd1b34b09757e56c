"""The final order with an encoder of many languages beside a cross-encoder of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from bot.answering.ranking import Case, order, rerank
from bot.answering.retrieval import standing_out
from bot.answering.scales import USUAL_SCALE, Scale, scale_of
from storage.text.query import Query
from tests.bot.passages import candidate

MULTILINGUAL = scale_of("intfloat/multilingual-e5-small")
BGE = scale_of("BAAI/bge-small-en-v1.5")


def test_each_encoder_stands_out_on_its_own_scale() -> None:
    assert standing_out(candidate(1, lift=0.3)) == pytest.approx(2.0)
    assert standing_out(candidate(1, lift=0.05), MULTILINGUAL) == pytest.approx(2.0)
    assert standing_out(candidate(1, lift=0.12), BGE) == pytest.approx(2.0)
    assert standing_out(candidate(1, lift=0.3), BGE) == standing_out(candidate(1, lift=0.18), BGE)
    assert standing_out(candidate(1, lift=0.05)) < 0.2
    assert scale_of("owner/unmeasured") == USUAL_SCALE


@pytest.mark.parametrize(
    ("scale", "cosine", "case"),
    [(USUAL_SCALE, 0.75, "read"), (BGE, 0.9, "read"), (MULTILINGUAL, 0.98, "same language")],
)
def test_passages_share_the_less_the_less_alike_they_are_on_each_scale(
    scale: Scale, cosine: float, case: Case
) -> None:
    ordered = order(
        Query.of("rent"),
        [candidate(1, "a", lift=0.1), candidate(2, "b", lift=0.04)],
        np.array([-9.0, -9.0], dtype=np.float32),
        np.array([[1.0, cosine], [cosine, 1.0]], dtype=np.float32),
        cases=[case, case],
        scale=scale,
    )
    first, second = ordered
    assert first.shared == pytest.approx(second.own / math.e, rel=1e-3)


def in_languages(
    *texts: str, lifts: Sequence[float], logits: Sequence[float], question: str
) -> list[int]:
    """The places in which passages come with the multilingual encoder, by their numbers."""
    candidates = [
        candidate(number, text, lift=lift)
        for number, (text, lift) in enumerate(zip(texts, lifts, strict=True))
    ]
    reranker = FixedReranker(dict(zip(texts, logits, strict=True)))
    ordered = rerank(
        Query.of(question),
        candidates,
        np.eye(len(texts), dtype=np.float32),
        reranker=reranker,
        scale=MULTILINGUAL,
    )
    return [one.candidate.passage.passage_id for one in ordered]


class FixedReranker:
    name = description = "cross-encoder/ms-marco-MiniLM-L-12-v2"

    def __init__(self, logits: Mapping[str, float]) -> None:
        self._logits = logits

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([self._logits[text] for text in passages], dtype=np.float32)


GERMAN = "Der Mietvertrag endet am letzten Tag des Monats, wenn er nicht verlängert wird."
CHINESE = "租约在当月的最后一天结束，除非双方同意延长。"
ENGLISH = "The lease ends on the last day of the month unless both sides agree to renew it."
ASIDE = "The garden behind the house may be used by all who live there."


def test_the_cross_encoder_orders_what_it_can_read() -> None:
    found = in_languages(
        ASIDE, ENGLISH, lifts=[0.06, 0.05], logits=[-8.0, 7.0], question="When does the lease end?"
    )
    assert found == [1, 0]


@pytest.mark.parametrize("text", [GERMAN, CHINESE])
def test_the_cross_encoder_orders_nothing_that_it_cant_read(text: str) -> None:
    for question in ("When does the lease end?", "Wann endet der Mietvertrag?", "租约何时结束？"):
        found = in_languages(
            f"{text} {text}", text, lifts=[0.05, 0.06], logits=[9.0, -9.0], question=question
        )
        assert found == [1, 0], question


def test_it_isnt_asked_about_what_it_cant_read() -> None:
    asked: list[str] = []

    class Listening(FixedReranker):
        def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
            asked.extend(passages)
            return super().logits(question, passages)

    candidates = [candidate(0, CHINESE, lift=0.05), candidate(1, ENGLISH, lift=0.05)]
    for question, read in (("When does the lease end?", [ENGLISH]), ("租约何时结束？", [])):
        asked.clear()
        ordered = rerank(
            Query.of(question),
            candidates,
            np.eye(2, dtype=np.float32),
            reranker=Listening({ENGLISH: 8.0}),
            scale=MULTILINGUAL,
        )
        logits = {one.candidate.passage.passage_id: one.logit for one in ordered}
        assert (asked, logits) == (read, {0: None, 1: 8.0 if read else None})
        assert all(math.isfinite(one.evidence) for one in ordered)


def test_what_it_cant_read_is_weighed_as_it_stands_out_beside_what_it_can() -> None:
    question = "When does the lease end?"
    clear = in_languages(CHINESE, ASIDE, lifts=[0.1, 0.02], logits=[-9.0, -6.0], question=question)
    assert clear == [0, 1]
    answered = in_languages(
        CHINESE, ENGLISH, lifts=[0.05, 0.05], logits=[-9.0, 8.0], question=question
    )
    assert answered == [1, 0]


def test_a_name_that_another_language_writes_otherwise_is_not_missed() -> None:
    aside = "慕尼黑的花园可供所有住在那里的人使用，包括 Anna。"
    found = in_languages(
        aside, CHINESE, lifts=[0.04, 0.06], logits=[0, 0], question="When does Anna leave Berlin?"
    )
    assert found == [1, 0]
