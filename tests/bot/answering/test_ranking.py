from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.ranking import ROW_AT_MOST, order, readability, rerank
from bot.records import Candidate
from storage.records import Vectors
from storage.text.query import Query
from tests.bot.passages import candidate
from tests.fakes import OverlapReranker

ENGLISH = "how many people live in Berlin"
CHINESE = "柏林有多少人口"
ROW = "Leidos, City: El Segundo"


def unlike(count: int) -> Vectors:
    """The similarities of so many passages that have nothing in common."""
    return np.eye(count, dtype=np.float32)


def alike(count: int, *pairs: tuple[int, int]) -> Vectors:
    """The same with those pairs nearly equal, by their places."""
    similarities = unlike(count)
    for one, other in pairs:
        similarities[one, other] = similarities[other, one] = 0.95
    return similarities


def ranked(
    question: str,
    candidates: list[Candidate],
    logits: list[float],
    similarities: Vectors | None = None,
) -> list[int]:
    if similarities is None:
        similarities = unlike(len(candidates))
    ordered = order(
        Query.of(question), candidates, np.array(logits, dtype=np.float32), similarities
    )
    return [one.candidate.passage.passage_id for one in ordered]


def test_a_yes_of_the_cross_encoder_decides() -> None:
    candidates = [candidate(1, word_share=1.0), candidate(2), candidate(3)]
    assert ranked(ENGLISH, candidates, [-3.0, 8.0, -9.0])[:2] == [2, 1]


def test_where_it_says_no_to_all_the_first_search_decides() -> None:
    candidates = [candidate(1), candidate(2, lift=0.3), candidate(3, word_share=1.0)]
    assert ranked(ENGLISH, candidates, [-4.0, -9.0, -6.0]) == [2, 3, 1]


def test_of_two_that_stand_out_clearly_the_better_read_comes_first() -> None:
    candidates = [
        candidate(1, lift=0.70, word_share=0.28),
        candidate(2, lift=0.66, word_share=0.11),
    ]
    assert ranked(ENGLISH, candidates, [2.43, 2.82]) == [2, 1]


def test_where_it_says_yes_to_nearly_all_the_words_decide() -> None:
    shares = [number / 12 for number in range(12)]
    candidates = [candidate(n, lift=0.2 - share / 9, word_share=share)
                  for n, share in enumerate(shares)]  # fmt: skip
    logits = [8.2 - number / 10 for number in range(12)]
    assert ranked(CHINESE, candidates, logits) == list(range(11, -1, -1))


def test_of_passages_read_alike_the_document_with_the_missing_words_wins() -> None:
    candidates = [candidate(1), candidate(2), candidate(3, context_share=1.0)]
    assert ranked(ENGLISH, candidates, [4.1, 4.1, 4.0])[0] == 3


def test_passages_that_are_alike_support_each_other() -> None:
    candidates = [candidate(number) for number in range(1, 5)]
    logits = [4.5, 4.0, 3.9, -9.0]
    assert ranked(ENGLISH, candidates, logits) == [1, 2, 3, 4]
    assert ranked(ENGLISH, candidates, logits, alike(4, (1, 2))) == [2, 3, 1, 4]
    carried = ranked(ENGLISH, candidates, [8.0, 0.0, -9.0, -9.0], alike(4, (0, 3)))
    assert carried == [1, 4, 2, 3]


def test_passages_that_are_unlike_share_nothing_however_few_they_are() -> None:
    logits = np.array([3.0, 8.0], dtype=np.float32)
    best, other = order(Query.of(ENGLISH), [candidate(1), candidate(2)], logits, unlike(2))
    assert (best.candidate.passage.passage_id, other.candidate.passage.passage_id) == (2, 1)
    assert 0.0 <= other.shared < 0.05 * best.own


def test_one_answer_among_many_like_it_that_miss_stays_first() -> None:
    candidates = [candidate(number) for number in range(12)]
    crowd = alike(12, *((one, other) for one in range(11) for other in range(one)))
    assert ranked(ENGLISH, candidates, [9.0, *[-9.0] * 10, 4.0], crowd)[:1] == [0]


def test_what_cant_be_read_shares_nothing() -> None:
    shares = [number / 12 for number in range(12)]
    candidates = [candidate(n, word_share=share) for n, share in enumerate(shares)]
    crowd = alike(12, *((one, other) for one in range(11) for other in range(one)))
    assert ranked(CHINESE, candidates, [9.0] * 12, crowd) == list(range(11, -1, -1))


def test_a_few_right_passages_in_latin_letters_are_readable() -> None:
    assert readability(ENGLISH, [8.0, 7.5, 7.0]) > 0.99
    assert readability(CHINESE, [8.0, 7.5, 7.0]) < 0.1
    assert readability(ENGLISH, [8.0] * 12) < 0.1
    assert readability(ENGLISH, []) == 1.0


def test_the_one_passage_with_the_identifier_comes_before_better_read_ones() -> None:
    candidates = [
        candidate(1, "Torque of part PN-10234-A is 12 Nm.", word_share=0.6),
        candidate(2, "Torque of part PN-10234-B is 12 Nm.", word_share=1.0),
        candidate(3, "Torque of part PN-10235-B is 12 Nm.", word_share=0.6),
    ]
    assert ranked("torque of PN-10234-B", candidates, [4.0, 3.5, 4.5])[0] == 2


@pytest.mark.parametrize(("asked", "written"), [("1.0.21", "v1.0.21"), ("v1.0.21", "1.0.21")])
def test_a_version_is_the_same_with_and_without_its_v(asked: str, written: str) -> None:
    candidates = [
        candidate(1, "Release v1.0.20 repairs the export.", word_share=1.0),
        candidate(2, f"Release {written} repairs the import.", word_share=0.5),
    ]
    assert ranked(f"what does {asked} repair", candidates, [4.0, 4.0]) == [2, 1]


def test_an_identifier_that_many_hold_is_only_the_subject() -> None:
    texts = ["covid-19 spreads", "covid-19 cases", "covid-19 masks", "a virus spreads by droplets"]
    candidates = [candidate(number, text) for number, text in enumerate(texts)]
    assert ranked("how does covid-19 spread", candidates, [1.0, 1.0, 1.0, 4.0])[0] == 3


def test_a_quoted_phrase_is_found_as_it_stands() -> None:
    candidates = [candidate(1, "sales were net of tax"), candidate(2, "Net\nsales rose")]
    assert ranked('where is "net sales"', candidates, [3.0, 2.0])[0] == 2


def test_a_quoted_phrase_of_chinese_goes_over_a_line_end() -> None:
    candidates = [
        candidate(1, "自行车不能通过横断的人行道"),
        candidate(2, "普通自行车的横\n断人行道"),
    ]
    assert ranked("哪里有「自行车的横断人行道」", candidates, [3.0, 2.0])[0] == 2


def test_lengths_must_agree() -> None:
    two = np.zeros(2, dtype=np.float32)
    with pytest.raises(ValueError, match=r"1 candidates, but logits of shape \(2,\)"):
        order(Query.of(ENGLISH), [candidate(1)], two, unlike(1))
    with pytest.raises(ValueError, match=r"similarities of shape \(1, 1\)"):
        order(Query.of(ENGLISH), [candidate(1), candidate(2)], two, unlike(1))


@given(st.lists(st.tuples(st.floats(-12, 12), st.floats(0, 0.6), st.floats(0, 1)), max_size=12))
def test_all_come_back_by_falling_evidence(rows: list[tuple[float, float, float]]) -> None:
    candidates = [candidate(n, lift=row[1], word_share=row[2]) for n, row in enumerate(rows)]
    logits = np.array([row[0] for row in rows], dtype=np.float32)
    ordered = order(
        Query.of(ENGLISH), candidates, logits, alike(len(rows), *pairwise(range(len(rows))))
    )
    evidence = [one.evidence for one in ordered]
    assert evidence == sorted(evidence, reverse=True)
    assert sorted(one.candidate.passage.passage_id for one in ordered) == list(range(len(rows)))


def test_what_is_about_another_company_or_year_falls_behind() -> None:
    asked = "What were Tesla's sales in 2022?"
    candidates = [
        candidate(1, "Sales of Amazon in 2019 were high."),
        candidate(2, "Sales were high."),
    ]
    named = replace(candidates[1], opening="Tesla, annual report for 2022")
    assert ranked(asked, candidates, [4.0, 3.5]) == [1, 2]
    assert ranked(asked, [candidates[0], named], [4.0, 3.5]) == [2, 1]
    unnamed = "What were sales in all?"
    assert ranked(unnamed, [candidates[0], named], [4.0, 3.5]) == [1, 2]


def test_a_row_read_alone_speaks_for_its_passage_up_to_a_bound() -> None:
    rows = "Company\tCity\nLeidos\tEl Segundo\nBosch\tPalo Alto"
    candidates = [candidate(1, rows), candidate(2, "Leidos has no city of its own.")]
    first, second = rerank(
        Query.of("Leidos city el segundo"), candidates, unlike(2), reranker=OverlapReranker()
    )
    assert first.candidate.passage.passage_id == 1
    assert (first.logit, first.said) == (10.0, 10.0)
    assert second.said == second.logit

    class LikesRows(OverlapReranker):
        def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
            return np.array([9.0 if one == ROW else -9.0 for one in passages], dtype=np.float32)

    (only,) = rerank(Query.of("Leidos city"), candidates[:1], unlike(1), reranker=LikesRows())
    assert (only.logit, only.said) == (-9.0, ROW_AT_MOST)


def test_what_spells_an_abbreviation_out_comes_first() -> None:
    candidates = [
        candidate(1, "The RPK rose by a tenth.", word_share=1.0),
        candidate(2, "Revenue passenger kilometres (RPK) rose."),
    ]
    assert ranked("What does RPK stand for?", candidates, [0.0, 0.0]) == [2, 1]
