"""Every tuned constant of the answer, held by what thirty recorded questions give."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from bot.answering.citing import choose
from bot.answering.marking import mark
from bot.answering.ranking import Ranked, order
from bot.answering.relevance import answer_chance, is_answered, relevances
from bot.answering.retrieval import best_of, first_evidence
from bot.records import Candidate
from storage.text.query import Query
from tests.bot.answering.ranking_table import Row, read_table
from tests.bot.passages import passage
from tests.fakes import OverlapReranker


@dataclass(frozen=True)
class Outcome:
    """What the answer to one recorded question comes to."""

    row: Row
    first: list[float]
    ordered: tuple[Ranked, ...]
    documents: list[str]


def outcome(row: Row, passages: dict[int, tuple[str, str]]) -> Outcome:
    chosen = best_of(row.matches, limit=12)
    candidates = [
        Candidate(
            passage(one.passage_id, passages[one.passage_id][1], start=1000 * one.passage_id),
            one.match.similarity,
            one.match.dense_rank,
            one.match.lexical_rank,
            one.match.bm25,
            one.lift,
            one.word_share,
            one.context_share,
        )
        for one in chosen
    ]
    logits = np.array(row.logits, dtype=np.float32)
    ordered = order(Query.of(row.question), candidates, logits, row.similarities)
    documents = [passages[one.candidate.passage.passage_id][0] for one in ordered]
    return Outcome(row, [first_evidence(one) for one in chosen], ordered, documents)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    rows, passages = read_table()
    return [outcome(row, passages) for row in rows]


def gain(documents: list[str], right: str) -> float:
    """nDCG@5 where the passages of one document are right, and any of them once."""
    return next(
        (1 / math.log2(rank + 1) for rank, name in enumerate(documents[:5], 1) if name == right),
        0.0,
    )


def test_the_candidates_are_those_that_were_recorded(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        found = {ranked.candidate.passage.passage_id for ranked in one.ordered}
        assert found == set(one.row.candidates), one.row.question


def test_the_right_documents_come_first(outcomes: list[Outcome]) -> None:
    asked = [one for one in outcomes if one.row.right]
    mean = sum(gain(one.documents, one.row.right) for one in asked) / len(asked)
    assert round(mean, 3) == 0.954


def test_the_evidence_is_to_the_digit_what_it_was(outcomes: list[Outcome]) -> None:
    weights = range(1, 13)  # so that two numbers that change places are seen, too
    first = sum(w * v for one in outcomes for w, v in zip(weights, one.first, strict=False))
    own = sum(w * v.own for one in outcomes for w, v in zip(weights, one.ordered, strict=False))
    shared = sum(
        w * v.shared for one in outcomes for w, v in zip(weights, one.ordered, strict=False)
    )
    assert (first, own, shared) == pytest.approx(
        (3823.6556340, 3591.6670402, 3018.3678231), abs=1e-6
    )


def test_what_is_shown_is_to_the_digit_what_it_was(outcomes: list[Outcome]) -> None:
    shown = sum(
        w * v
        for one in outcomes
        for w, v in zip(range(1, 13), relevances(one.ordered), strict=False)
    )
    chances = sum(answer_chance(one.ordered) for one in outcomes)
    unanswered = [one.row.question for one in outcomes if not is_answered(one.ordered)]
    assert (shown, chances) == pytest.approx((140.0076972, 21.6690413), abs=1e-6)
    assert unanswered == [
        "who has to be told about the new address",
        "自行车链条多久上一次油？",
        "Как часто смазывать цепь велосипеда?",
        "How do I repair a violin?",
        "capital of Mongolia",
    ]


def test_the_same_sentences_are_marked_as_surely(outcomes: list[Outcome]) -> None:
    marks = [
        one
        for each in outcomes
        for one in mark(
            Query.of(each.row.question),
            [chosen.passage for chosen in choose(each.ordered)],
            readable=0.0,  # the logits of statements aren't recorded: English ones get overlaps
            reranker=OverlapReranker(),
        )
    ]
    assert sum(one.start + 3 * one.end for one in marks) == 29875
    assert sum(one.certainty for one in marks) == pytest.approx(40.9732046, abs=1e-6)
