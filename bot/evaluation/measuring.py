"""How well each stage of retrieval finds what is known to be right.

Measures are ``ir_measures``' own, over documents: a document stands where its first passage does.
``recall@12`` is the share found of what twelve could hold; ``span@5`` is whether one of the five
cited passages overlaps the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

import ir_measures
import numpy as np
import numpy.typing as npt

from bot.answering.citing import choose
from bot.answering.ranking import Ranked, rerank
from bot.answering.relevance import is_answered
from bot.answering.retrieval import retrieve
from bot.answering.scales import scale_of
from bot.evaluation.honesty import Honesty, honesty_of, is_at_answer
from bot.evaluation.sets import TestQuestion
from storage.found import Match
from storage.models.encoder import Encoder
from storage.models.reranker import Reranker
from storage.records import Passage, Vectors
from storage.store import Store
from storage.text.query import Query

STAGES = ("dense", "lexical", "candidates", "final")
_MEASURES = {
    "nDCG@5": ir_measures.nDCG @ 5,
    "nDCG@10": ir_measures.nDCG @ 10,
    "recall@12": ir_measures.R @ 12,
    "MRR@5": ir_measures.RR @ 5,
    "hit@5": ir_measures.Success @ 5,
}
_RESAMPLES = 1000

Found: TypeAlias = Mapping[str, tuple[Passage, ...]]
"""The passages that each stage found, best first."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over questions, and where it lies in 95 of 100 samples drawn from them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: what the stages found, and whether it counts as answered."""

    question: TestQuestion
    found: Found
    ordered: tuple[Ranked, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures of each stage, by stage and measure, over so many questions."""

    questions: int
    answered: float
    stages: Mapping[str, Mapping[str, Interval]]
    honesty: Honesty


class Evaluator:
    """Asks a library test questions. ``candidates`` and ``citations`` as in an answer."""

    def __init__(
        self,
        *,
        store: Store,
        encoder: Encoder,
        reranker: Reranker,
        candidates: int = 12,
        citations: int = 5,
    ) -> None:
        """Take the parts; the store's vectors must be the encoder's."""
        self._store = store
        self._encoder = encoder
        self._reranker = reranker
        self._candidates = candidates
        self._citations = citations

    def evaluate(
        self,
        questions: Sequence[TestQuestion],
        *,
        on_question: Callable[[int], None] = lambda done: None,
    ) -> Evaluation:
        """The measures over the questions; ``on_question`` hears how many are done."""
        outcomes: list[Outcome] = []
        for done, question in enumerate(questions, 1):
            outcomes.append(self.ask(question))
            on_question(done)
        return summarise(outcomes, self.document_ids())

    def ask(self, question: TestQuestion, *, document_ids: frozenset[str] | None = None) -> Outcome:
        """What every stage finds for one question, in those documents or in all."""
        query = Query.of(question.text)
        vector = self._encoder.encode_question(question.text)
        scale = scale_of(self._encoder.name)
        candidates, vectors = retrieve(
            query,
            vector,
            self._store,
            limit=self._candidates,
            document_ids=document_ids,
            scale=scale,
        )
        ordered = rerank(query, candidates, vectors, reranker=self._reranker, scale=scale)
        cited = choose(ordered, limit=self._citations)
        shown = [one.passage for one in cited]
        others = [one.candidate.passage for one in ordered if one.candidate.passage not in shown]
        return Outcome(
            question=question,
            found={
                "dense": self._first_by(_dense_rank, query, vector, document_ids),
                "lexical": self._first_by(_lexical_rank, query, vector, document_ids),
                "candidates": tuple(one.passage for one in candidates),
                "final": (*shown, *others),
            },
            ordered=ordered,
            answered=is_answered(ordered),
        )

    def _first_by(
        self,
        rank: Callable[[Match], int],
        query: Query,
        vector: Vectors,
        document_ids: frozenset[str] | None,
    ) -> tuple[Passage, ...]:
        """The passages that one of the searches alone would give, best first."""

        def choose(matches: Sequence[Match]) -> Sequence[Match]:
            return sorted(filter(rank, matches), key=rank)

        return self._store.find(
            query, vector, depth=self._candidates, choose=choose, document_ids=document_ids
        ).passages

    def document_ids(self) -> dict[str, str]:
        """For each name of a document, the id of its content."""
        return {
            name: document.document_id
            for document in self._store.documents()
            for name in document.names
        }


def _dense_rank(match: Match) -> int:
    return match.dense_rank


def _lexical_rank(match: Match) -> int:
    return match.lexical_rank


def summarise(outcomes: Sequence[Outcome], document_ids: Mapping[str, str]) -> Evaluation:
    """The measures of each stage; ``document_ids`` maps names to what passages call them.

    A name that no document has counts as right and never found.
    """
    stages = {stage: _stage(outcomes, stage, document_ids) for stage in STAGES if outcomes}
    answered = sum(outcome.answered for outcome in outcomes) / max(1, len(outcomes))
    asked = [(outcome.question, outcome.ordered) for outcome in outcomes]
    honesty = honesty_of(asked, document_ids)
    return Evaluation(len(outcomes), answered, stages, honesty)


def absent_documents(
    questions: Sequence[TestQuestion], document_ids: Mapping[str, str]
) -> tuple[str, ...]:
    """The names that questions expect and no document has, in order."""
    expected = {name for question in questions for name in question.documents}
    return tuple(sorted(expected - document_ids.keys()))


def evaluation_as_json(evaluation: Evaluation) -> dict[str, object]:
    """The evaluation as numbers, each with its interval."""
    return {
        "questions": evaluation.questions,
        "answered": evaluation.answered,
        "right_when_strong": evaluation.honesty.right_when_strong,
        "strong_when_right": evaluation.honesty.strong_when_right,
        "stages": {
            stage: {
                name: {"mean": value.mean, "low": value.low, "high": value.high}
                for name, value in measures.items()
            }
            for stage, measures in evaluation.stages.items()
        },
    }


def evaluation_table(evaluation: Evaluation) -> str:
    """The evaluation as a Markdown table, one line a stage."""
    names = list(dict.fromkeys(name for one in evaluation.stages.values() for name in one))
    lines = [f"| stage | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for stage, measures in evaluation.stages.items():
        values = (f"{one.mean:.3f} ({one.low:.3f}-{one.high:.3f})" for one in measures.values())
        lines.append(f"| {stage} | {' | '.join(values)} |")
    lines += ["", _in_words(evaluation.honesty)]
    return "\n".join(lines)


def _in_words(honesty: Honesty) -> str:
    return (
        f"Of {honesty.strong} first passages called strong {honesty.both} are right, and of "
        f"{honesty.right} right ones so many are called strong."
    )


def _stage(
    outcomes: Sequence[Outcome], stage: str, document_ids: Mapping[str, str]
) -> dict[str, Interval]:
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for number, outcome in enumerate(outcomes):
        # Of two names of one content the higher grade counts: it comes last.
        graded = sorted(outcome.question.documents.items(), key=itemgetter(1))
        right = {document_ids.get(name, name): grade for name, grade in graded}
        qrels[str(number)] = right
        run[str(number)] = _documents(outcome.found[stage], outcome.question)
    values: dict[str, npt.NDArray[np.float64]] = {
        name: np.zeros(len(outcomes), dtype=np.float64) for name in _MEASURES
    }
    names = {str(measure): name for name, measure in _MEASURES.items()}
    for metric in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run):
        values[names[str(metric.measure)]][int(metric.query_id)] = metric.value
    relevant = np.array([len(right) for right in qrels.values()], dtype=np.float64)
    values["recall@12"] *= relevant / np.minimum(relevant, 12.0)
    spanned = [outcome for outcome in outcomes if outcome.question.spans]
    if spanned:
        values["span@5"] = np.array([_overlaps(one, stage, document_ids) for one in spanned])
    return {name: _interval(value) for name, value in values.items()}


def _documents(passages: Iterable[Passage], question: TestQuestion) -> dict[str, float]:
    """The documents with falling scores; passages on pages that don't count stand for nothing."""
    scores: dict[str, float] = {}
    for place, passage in enumerate(passages):
        counts = not question.pages or passage.page in question.pages
        key = passage.document_id if counts else f"{passage.document_id} p. {passage.page}"
        scores.setdefault(key, -float(place))
    return scores


def _overlaps(outcome: Outcome, stage: str, document_ids: Mapping[str, str]) -> float:
    passages = outcome.found[stage][:5]
    return float(any(is_at_answer(one, outcome.question.spans, document_ids) for one in passages))


def _interval(values: npt.NDArray[np.float64]) -> Interval:
    """The mean with its percentile bootstrap; the same values give the same interval."""
    draws = np.random.default_rng(0).integers(0, len(values), (_RESAMPLES, len(values)))
    means = values[draws].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
