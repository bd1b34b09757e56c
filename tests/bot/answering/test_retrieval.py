from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.retrieval import combine, first_evidence, retrieve
from storage.records import DenseHit, LexicalHit, Vectors
from tests.bot.passages import dense, lexical


class TwoLists:
    """A store that finds the same two lists for every question."""

    def __init__(
        self,
        dense: tuple[DenseHit, ...],
        lexical: tuple[LexicalHit, ...],
        context: Mapping[int, float],
    ) -> None:
        self._dense = dense
        self._lexical = lexical
        self._context = context

    def search(
        self, vector: Vectors, limit: int, document_ids: frozenset[str] | None = None
    ) -> tuple[DenseHit, ...]:
        return self._dense[:limit]

    def search_words(
        self,
        message: str,
        vector: Vectors,
        limit: int,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[LexicalHit, ...]:
        return self._lexical[:limit]

    def match_context(self, message: str, passage_ids: Collection[int]) -> Mapping[int, float]:
        return {number: self._context[number] for number in passage_ids if number in self._context}


def found(
    dense_hits: tuple[DenseHit, ...],
    lexical_hits: tuple[LexicalHit, ...],
    limit: int = 12,
    context: Mapping[int, float] = MappingProxyType({}),
) -> list[int]:
    vector = np.array([1.0], dtype=np.float32)
    store = TwoLists(dense_hits, lexical_hits, context)
    candidates = retrieve(vector, "question", store, limit=limit)  # type: ignore[arg-type]
    return [one.passage.passage_id for one in candidates]


def test_a_similarity_that_stands_out_comes_before_the_best_match_of_words() -> None:
    assert found(dense(0.8, 0.3, 0.2, 0.2), lexical((3, 9.0), (2, 3.0)))[:2] == [1, 3]


def test_where_all_similarities_are_alike_the_words_decide() -> None:
    assert found(dense(0.83, 0.82, 0.82, 0.81), lexical((4, 9.0), (3, 6.0), (2, 1.0)))[:3] == [
        4,
        3,
        2,
    ]


def test_what_is_usual_is_the_fiftieth_similarity() -> None:
    similarities = (0.9, *([0.5] * 48), 0.4, 0.1)
    lifts = {one.passage.passage_id: one.lift for one in combine(dense(*similarities), (), {})}
    assert lifts[1] == pytest.approx(0.5)
    assert lifts[51] == 0.0


def test_a_passage_of_both_lists_comes_once_with_both_ranks() -> None:
    (both,) = [
        one for one in combine(dense(0.9, 0.2), lexical((2, 4.0), (1, 2.0)), {}) if one.lift > 0
    ]
    assert (both.dense_rank, both.lexical_rank, both.word_share) == (1, 2, 0.5)


def test_of_like_passages_the_one_whose_document_holds_the_missing_words_comes_first() -> None:
    alike = dense(0.80, 0.79, 0.79, 0.78)
    assert found(alike, (), context={3: 6.0, 2: 1.0})[0] == 3


def test_context_outweighs_no_passage_that_stands_out() -> None:
    assert found(dense(0.8, 0.3, 0.2), lexical((1, 5.0)), context={3: 6.0})[0] == 1


def test_an_empty_library_has_no_candidates() -> None:
    assert found((), ()) == []


@given(
    st.lists(st.floats(-1, 1), max_size=60),
    st.dictionaries(st.integers(1, 80), st.floats(0.001, 50), max_size=60),
    st.integers(1, 30),
)
def test_candidates_are_distinct_ordered_and_no_more_than_wanted(
    similarities: list[float], scores: dict[int, float], limit: int
) -> None:
    ranked = sorted(similarities, reverse=True)
    words = sorted(scores.items(), key=lambda one: -one[1])
    numbers = found(dense(*ranked), lexical(*words), limit)
    assert len(numbers) == len(set(numbers))
    assert len(numbers) == min(limit, len({*range(1, len(ranked) + 1), *scores}))
    evidence = {
        one.passage.passage_id: first_evidence(one)
        for one in combine(dense(*ranked), lexical(*words), {})
    }
    assert [evidence[number] for number in numbers] == sorted(evidence.values(), reverse=True)[
        : len(numbers)
    ]
