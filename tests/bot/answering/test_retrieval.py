from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.retrieval import best_of, first_evidence, retrieve, weighed
from storage.found import Match
from storage.local.opening import open_local_store
from storage.text.query import Query
from tests.chain import chain
from tests.storage.samples import ENCODER, FINGERPRINT, put

Scores = Sequence[tuple[int, float]]


def matches(
    similarities: Sequence[float],
    words: Scores = (),
    context: Mapping[int, float] = MappingProxyType({}),
) -> list[Match]:
    """Passage i has the i-th similarity, from 1; others are found by their words alone."""
    ranks = {number: rank for rank, (number, _) in enumerate(words, 1)}
    numbers = dict.fromkeys((*ranks, *range(1, len(similarities) + 1)))
    return [
        Match(
            passage_id=number,
            similarity=similarities[number - 1] if number <= len(similarities) else 0.0,
            dense_rank=number if number <= len(similarities) else 0,
            lexical_rank=ranks.get(number, 0),
            bm25=dict(words).get(number, 0.0),
            context=context.get(number, 0.0),
        )
        for number in numbers
    ]


def found(all_matches: Sequence[Match], limit: int = 12) -> list[int]:
    return [one.passage_id for one in best_of(all_matches, limit=limit)]


def test_a_similarity_that_stands_out_comes_before_the_best_match_of_words() -> None:
    assert found(matches((0.8, 0.3, 0.2, 0.2), ((3, 9.0), (2, 3.0))))[:2] == [1, 3]


def test_where_all_similarities_are_alike_the_words_decide() -> None:
    words = ((4, 9.0), (3, 6.0), (2, 1.0))
    assert found(matches((0.83, 0.82, 0.82, 0.81), words))[:3] == [4, 3, 2]


def test_what_is_usual_is_the_fiftieth_similarity() -> None:
    similarities = (0.9, *([0.5] * 48), 0.4, 0.1)
    lifts = {one.passage_id: one.lift for one in weighed(matches(similarities))}
    assert lifts[1] == pytest.approx(0.5)
    assert lifts[51] == 0.0


def test_shares_are_of_the_best_found() -> None:
    both, other = weighed(matches((0.9, 0.2), ((2, 4.0), (1, 2.0)), {1: 3.0, 2: 6.0}))[::-1]
    assert (both.match.dense_rank, both.match.lexical_rank) == (1, 2)
    assert (both.word_share, both.context_share) == (0.5, 0.5)
    assert (other.word_share, other.context_share) == (1.0, 1.0)


def test_of_like_passages_the_one_whose_document_has_the_missing_words_comes_first() -> None:
    alike = (0.80, 0.79, 0.79, 0.78)
    assert found(matches(alike, context={3: 6.0, 2: 1.0}))[0] == 3


def test_context_outweighs_no_passage_that_stands_out() -> None:
    assert found(matches((0.8, 0.3, 0.2), ((1, 5.0),), {3: 6.0}))[0] == 1


def test_nothing_is_the_best_of_nothing() -> None:
    assert found(()) == []


@given(
    st.lists(st.floats(-1, 1), max_size=60),
    st.dictionaries(st.integers(1, 80), st.floats(0.001, 50), max_size=60),
    st.integers(1, 30),
)
def test_candidates_are_distinct_ordered_and_no_more_than_wanted(
    similarities: list[float], scores: dict[int, float], limit: int
) -> None:
    words = sorted(scores.items(), key=lambda one: -one[1])
    everything = matches(sorted(similarities, reverse=True), words)
    numbers = found(everything, limit)
    assert len(numbers) == len(set(numbers))
    assert len(numbers) == min(limit, len({*range(1, len(similarities) + 1), *scores}))
    evidence = {one.passage_id: first_evidence(one) for one in weighed(everything)}
    assert [evidence[number] for number in numbers] == sorted(evidence.values(), reverse=True)[
        : len(numbers)
    ]


def test_candidates_come_with_their_passages_and_vectors() -> None:
    with chain({"a.txt": ["Net sales rose.", "Costs fell."], "b.txt": ["Bread rises."]}) as parts:
        vector = parts.encoder.encode_question("net sales")
        candidates, vectors = retrieve(Query.of("net sales"), vector, parts.store, limit=2)
        assert candidates[0].passage.text == "Net sales rose."
        expected = [parts.encoder.encode_question(one.passage.text) for one in candidates]
        np.testing.assert_array_equal(vectors, np.array(expected))


def test_a_passage_with_the_cell_asked_for_is_found_far_below_those_with_its_words() -> None:
    words = [
        f"The total sales of the shop in part {number}, and more sales." for number in range(30)
    ]
    table = "Three Months Ended June 25,\t2022\t2021\nTotal sales\t700\t12"
    other = [f"Rent of the hall in month {number}." for number in range(30)]
    with chain({"shop.txt": [*words, table, *other]}) as parts:
        found = parts.assistant.find("What were total sales in the quarter ended June 25, 2022?")
        cells = [one.cell.text for one in found.candidates if one.cell]
        assert cells == ["Total sales, three months ended June 25, 2022: 700"]
        unasked = parts.assistant.find("Why did total sales rise in June?")
        assert not any(one.cell for one in unasked.candidates)


def test_a_passage_with_the_version_asked_for_is_found_among_many_of_its_product() -> None:
    others = [f"What Acme release {number}.1 was named after." for number in range(1, 6)] * 7
    others = [f"{one} It has {number} parts." for number, one in enumerate(others)]
    long = "Much is told here of other things, of boats and harbours and of who built them, "
    asked = f"{long * 12}and then came Acme 6.0 with its green eyes."
    with chain({"history.txt": [*others, asked]}) as parts:
        found = parts.assistant.find("What was Acme 6.0 named after?")
        assert asked in [one.passage.text for one in found.candidates]


@pytest.mark.parametrize(
    ("question", "names_tell"),
    [
        ("What did Acme say of rent?", True),
        ("What did the Senate say of rent?", False),
        ("what is rent", True),  # nothing is asked by name
    ],
)
def test_candidates_say_whether_the_names_tell_documents_apart(
    question: str, names_tell: bool, tmp_path: Path
) -> None:
    opened = open_local_store(str(tmp_path / "library"), FINGERPRINT, create=True)
    with closing(opened) as store:
        for name in ("Acme", "Bolt", "Cask"):
            put(store, tmp_path, f"{name}.txt", [f"The Senate asked of {name} a rent."])
        vector = ENCODER.encode_question(question)
        candidates, _ = retrieve(Query.of(question), vector, store)
    assert {one.names_tell for one in candidates} == {names_tell}
