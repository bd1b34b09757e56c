from __future__ import annotations

from dataclasses import replace

import numpy as np

from bot.answering.copies import differences, distinct
from bot.records import Candidate
from storage.records import Vectors
from storage.text.query import Query
from tests.bot.passages import candidate

CONTRACT = (
    "The tenant pays a deposit of 400 euros when the keys are handed over, and gets it back within "
    "thirty days after the house was left clean and whole, with the interest of the bank."
)
QUERY = Query.of("how high is the deposit")


def of_document(number: int, text: str, document: str) -> Candidate:
    found = candidate(number, text)
    return replace(found, passage=replace(found.passage, document_id=document, document=document))


def alike(count: int) -> Vectors:
    return np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (count, 1))


def test_versions_of_one_text_take_one_place() -> None:
    found = [of_document(number, CONTRACT, f"v{number}") for number in range(6)]
    other = of_document(6, "Dogs may be kept in the garden.", "rules")
    kept, vectors = distinct(QUERY, [*found, other], alike(7), limit=5)
    assert [one.passage.passage_id for one in kept] == [0, 6]
    assert [copy.document for copy in kept[0].copies] == ["v1", "v2", "v3", "v4", "v5"]
    assert vectors.shape == (2, 2)


def test_a_copy_says_where_it_differs() -> None:
    old, new = (
        of_document(1, CONTRACT, "old").passage,
        of_document(2, CONTRACT.replace("400", "600"), "new").passage,
    )
    assert differences(old, new) == (("400", "600"),)
    assert differences(old, old) == ()


def test_what_the_question_names_tells_two_apart() -> None:
    found = [
        of_document(1, CONTRACT, "lease 2023"),
        of_document(2, CONTRACT, "lease 2024"),
    ]
    kept, _ = distinct(Query.of("the deposit in 2024"), found, alike(2), limit=5)
    assert len(kept) == 2


def test_passages_of_one_document_or_of_other_words_are_no_copies() -> None:
    found = [of_document(1, CONTRACT, "a"), of_document(2, CONTRACT, "a")]
    assert len(distinct(QUERY, found, alike(2), limit=5)[0]) == 2
    found = [of_document(1, CONTRACT, "a"), of_document(2, CONTRACT[:80], "b")]
    assert len(distinct(QUERY, found, alike(2), limit=5)[0]) == 2
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    found = [of_document(1, CONTRACT, "a"), of_document(2, CONTRACT, "b")]
    assert len(distinct(QUERY, found, vectors, limit=5)[0]) == 2


def test_no_more_than_wanted_and_nothing_of_nothing() -> None:
    found = [of_document(number, f"Text number {number}.", f"d{number}") for number in range(9)]
    kept, vectors = distinct(QUERY, found, alike(9), limit=5)
    assert [one.passage.passage_id for one in kept] == [0, 1, 2, 3, 4]
    assert vectors.shape == (5, 2)
    assert distinct(QUERY, [], np.empty((0, 2), np.float32), limit=5)[0] == ()
