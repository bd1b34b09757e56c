from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.evaluation.measuring import (
    Evaluator,
    Outcome,
    absent_documents,
    evaluation_as_json,
    evaluation_table,
    summarise,
)
from bot.evaluation.sets import Span, TestQuestion
from storage.numpy_store import NumpyStore
from tests.bot.passages import passage
from tests.fakes import OverlapReranker
from tests.storage.samples import ENCODER, FINGERPRINT, put


def question(
    *documents: str, pages: frozenset[int] = frozenset(), spans: tuple[Span, ...] = ()
) -> TestQuestion:
    return TestQuestion("1", "q", dict.fromkeys(documents, 1), pages, spans)


def outcome(asked: TestQuestion, *documents: str) -> Outcome:
    found = tuple(
        passage(number, "0123456789", document=name, page=number)
        for number, name in enumerate(documents, 1)
    )
    stages = dict.fromkeys(("dense", "lexical", "candidates", "final"), found)
    return Outcome(asked, stages, (), answered=True)


def means(*outcomes: Outcome) -> dict[str, float]:
    final = summarise(outcomes, {}).stages["final"]
    return {name: value.mean for name, value in final.items()}


def test_a_document_stands_where_its_first_passage_does() -> None:
    got = means(outcome(question("b"), "a", "a", "b"))
    assert got["MRR@5"] == pytest.approx(1 / 2)
    assert got["nDCG@5"] == pytest.approx(1 / math.log2(3))
    assert got["hit@5"] == 1.0


def test_ndcg_gains_by_a_documents_grade() -> None:
    asked = TestQuestion("1", "q", {"a": 1, "b": 3}, frozenset(), ())
    best = 3 + 1 / math.log2(3)
    assert means(outcome(asked, "a", "b"))["nDCG@5"] == pytest.approx((1 + 3 / math.log2(3)) / best)


def test_of_two_names_of_one_content_the_higher_grade_counts() -> None:
    asked = TestQuestion("1", "q", {"twin": 3, "a": 1, "b": 2}, frozenset(), ())
    found = [outcome(asked, "same", "b")]
    final = summarise(found, {"twin": "same", "a": "same"}).stages["final"]
    assert final["nDCG@5"].mean == pytest.approx(1.0)


def test_recall_is_of_what_twelve_could_hold() -> None:
    names = [str(number) for number in range(24)]
    assert means(outcome(question(*names), *names[:6]))["recall@12"] == pytest.approx(0.5)


def test_a_document_that_is_nowhere_was_not_found() -> None:
    assert set(means(outcome(question("absent"), "a", "b")).values()) == {0.0}


def test_names_that_no_document_has_are_told() -> None:
    asked = [question("here.pdf", "typo.pdf"), question("gone.pdf")]
    assert absent_documents(asked, {"here.pdf": "1"}) == ("gone.pdf", "typo.pdf")


def test_only_the_pages_named_count() -> None:
    found = outcome(question("a", pages=frozenset({2})), "a", "a")
    assert means(found)["MRR@5"] == pytest.approx(1 / 2)


@pytest.mark.parametrize(("start", "end", "hit"), [(5, 7, 1.0), (10, 12, 0.0)])
def test_a_span_is_hit_by_a_passage_that_overlaps_it(start: int, end: int, hit: float) -> None:
    asked = question("a", spans=(Span("a", start, end),))
    assert means(outcome(asked, "a"))["span@5"] == hit


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    outcomes = [outcome(question(name), "a", "b") for name in "abcab"]
    first, again = summarise(outcomes, {}), summarise(outcomes, {})
    value = first.stages["final"]["hit@5"]
    assert value.low <= value.mean <= value.high
    assert value.low < value.high
    assert first == again


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NumpyStore]:
    store = NumpyStore(FINGERPRINT)
    put(store, tmp_path, "x.txt", ["Berlin has many people."])
    put(store, tmp_path, "y.txt", ["Rome is old."])
    yield store
    store.close()


def test_a_library_is_asked_through_every_stage(store: NumpyStore) -> None:
    asked = TestQuestion("1", "people in Berlin?", {"x.txt": 1}, frozenset(), ())
    evaluator = Evaluator(store=store, encoder=ENCODER, reranker=OverlapReranker())
    heard: list[int] = []
    evaluation = evaluator.evaluate([asked, asked], on_question=heard.append)
    assert heard == [1, 2]
    assert {name: one["MRR@5"].mean for name, one in evaluation.stages.items()} == {
        "dense": 1.0,
        "lexical": 1.0,
        "candidates": 1.0,
        "final": 1.0,
    }
    assert evaluation_as_json(evaluation)["questions"] == 2
    assert "| final | 1.000 (1.000-1.000)" in evaluation_table(evaluation)


def test_no_questions_give_an_empty_table(store: NumpyStore) -> None:
    evaluator = Evaluator(store=store, encoder=ENCODER, reranker=OverlapReranker())
    assert evaluator.evaluate([]).stages == {}
