"""The final order of the candidates, from what the cross-encoder and both searches say of them.

    own      = readable * (2 * softplus((logit - 2) / 1.5) + standing out)
               + word share + in context
    evidence = own + readable * what the others have, by their likeness + exact

Passages that are alike answer the same questions, so what speaks for one speaks for those like it
(score regularisation, Diaz, https://doi.org/10.1007/s10791-007-9034-8): right answers that come
several times support each other, and one that the cross-encoder misjudges is carried by the rest.
Where the models can't read, nothing is shared: the vectors don't tell there what is like what.

So with an encoder that knows English best. One that knows many languages (``Scale``) stands out and
tells what is alike in all of them, and only the cross-encoder can't read, passage by passage:

    own      = reading * 2 * softplus((logit - 2) / 1.5) + standing out + word share + in context
    evidence = own + what the others have, by their likeness + exact

Where it reads some of the candidates and not others, these get what it usually says of passages
that stand out as they do.

Found on nine sets of questions in six languages; tests/benchmarks/RETRIEVAL.md has the figures,
what each part is worth, and what was tried beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import regex

from bot.answering.asked_row import asked_row, in_words
from bot.answering.cell_evidence import in_a_cell
from bot.answering.exact import exact_evidence
from bot.answering.missing import held_against, missing_names
from bot.answering.retrieval import in_context, standing_out
from bot.answering.scales import USUAL_SCALE, Scale
from bot.records import Candidate
from storage.models.reranker import Reranker
from storage.models.weights import MS_MARCO_MINILM_L12
from storage.records import Vectors
from storage.text.languages import in_one_language, is_english
from storage.text.query import Query
from storage.text.words import terms_in

MIDDLE_LOGIT = 2.0
"""The cross-encoder's logit that speaks neither for nor against a passage; far below it, how far
says nothing more, and the first search decides."""

READ_FROM = 3.0
"""How far a passage stands out from which the cross-encoder usually says yes, the more the further;
on questions of xquad-en with multilingual-e5-small, of passages that stand out by 2 to 4 it says
.3, by 4 to 6 2.4, by 6 to 8 4.1, by 8 to 10 6.6 (twice the softplus)."""

READABLE_FROM = 0.5
"""How far the cross-encoder must read a question for what it says of statements to count, and for
its refusal of all."""

ROW_AT_MOST = 3.0
"""The logit up to which a row of a table, read alone, speaks for its passage: one that has the name
asked for gets a high one, whatever is asked of it."""

UNREAD = 0.0
"""Stands for a logit that nothing is made of."""

FULL_LIST = 12
REFUSAL = -10.0
"""The logit of a passage that has nothing to do with the question."""

NAMES_WEIGHT = 1.5
"""What a passage loses where all names and numbers of the question are missing around it: another
company, product or year than asked for. Measured on 65 questions about filings and six sets.
``held_against`` says where a name counts."""

_LATIN = regex.compile(r"\p{Latin}")
_LETTER = regex.compile(r"\p{L}")


Case: TypeAlias = Literal["usual", "read", "same language", "another language"]
"""What can be said of a candidate, and how sure its evidence makes us: with an encoder that knows
English best, "usual". With one of many languages: whether the cross-encoder reads it too, or only
that encoder and the words, which say little where its language isn't the question's."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its final place.

    ``logit`` is the cross-encoder's number, ``None`` where it wasn't asked, and ``said`` what it
    says where the row of a table that is asked for, read alone, says more. ``own`` is the evidence
    for this candidate, higher is better, and ``shared`` what candidates like it add; their sum
    decided the place. ``readable``, 0 to 1, is how far the cross-encoder can read it and the
    question; ``coverage``, 0 to 1, is the share of the question's content words that the passage
    holds. ``missing``, 0 to 1, is the share of the names and numbers asked for that stand neither
    in the passage nor in what its document is called and begins with.
    """

    candidate: Candidate
    logit: float | None
    said: float
    own: float
    readable: float
    coverage: float
    missing: float = 0.0
    shared: float = 0.0
    case: Case = "usual"

    @property
    def evidence(self) -> float:
        """What decided the place."""
        return self.own + self.shared

    @property
    def is_read(self) -> bool:
        """Whether the cross-encoder reads both the question and this."""
        return self.case in ("usual", "read") and self.readable >= READABLE_FROM


def rerank(
    query: Query,
    candidates: Sequence[Candidate],
    vectors: Vectors,
    *,
    reranker: Reranker,
    scale: Scale = USUAL_SCALE,
) -> tuple[Ranked, ...]:
    """The candidates in their final order, once the reranker has judged each of them.

    Row i of ``vectors`` is candidate i's; ``scale`` is that of the encoder that made them. What the
    packaged cross-encoder can't read it isn't asked about.
    """
    passages = [one.passage.in_context for one in candidates]
    cases = None
    if scale.multilingual and reranker.name == MS_MARCO_MINILM_L12.name:
        cases = [_case(query.text, passage) for passage in passages]
    to_read = [at for at in range(len(passages)) if cases is None or cases[at] == "read"]
    rows = {at: row for at in to_read if (row := asked_row(query, candidates[at].passage))}
    texts = [*(passages[at] for at in to_read), *map(in_words, rows.values())]
    read = reranker.logits(query.text, texts).tolist() if texts else []
    logits = np.full(len(passages), np.nan, dtype=np.float32)
    logits[to_read] = read[: len(to_read)]
    said = np.nan_to_num(logits, nan=UNREAD).tolist()
    for at, of_row in zip(rows, read[len(to_read) :], strict=True):
        said[at] = max(said[at], min(of_row, ROW_AT_MOST))
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, 1.0)
    return order(query, candidates, logits, similarities, said=said, cases=cases, scale=scale)


def order(
    query: Query,
    candidates: Sequence[Candidate],
    logits: npt.NDArray[np.float32],
    similarities: Vectors,
    *,
    said: Sequence[float] | None = None,
    cases: Sequence[Case] | None = None,
    scale: Scale = USUAL_SCALE,
) -> tuple[Ranked, ...]:
    """All candidates by falling evidence; ties by falling similarity, then in the order given.

    ``logits`` has shape (candidates,), row i for candidate i, NaN where it wasn't read;
    ``similarities``, of shape (candidates, candidates), are the cosines of the candidates with each
    other. ``said`` are the logits that count (None: those of the passages). ``cases`` says of each
    what can be said of it; where it isn't known, the logits show what the models can read.

    Raises:
        ValueError: the numbers of candidates differ.
    """
    count = len(candidates)
    if logits.shape != (count,) or similarities.shape != (count, count):
        raise ValueError(
            f"{count} candidates, but logits of shape {logits.shape} and similarities of shape "
            f"{similarities.shape}"
        )
    said = logits.tolist() if said is None else said
    if cases is None:
        readings = [readability(query.text, logits.tolist())] * count
    else:
        readings = [float(case == "read") for case in cases]
    terms = [terms_in(one.passage.in_context) for one in candidates]
    exact = exact_evidence(query, candidates, terms)
    missing = missing_names(query, candidates, terms)
    against = held_against(query, candidates, terms, missing)
    for at, case in enumerate(cases or ()):
        if case == "another language":  # a name is written otherwise there
            missing[at] = against[at] = 0.0
    judged = _judgements(candidates, said, readings, scale)
    own = [
        says + one.word_share + in_context(one) + in_a_cell(one, lacking) - NAMES_WEIGHT * counted
        for one, says, lacking, counted in zip(candidates, judged, missing, against, strict=True)
    ]
    sharing = [1.0 if scale.multilingual else reading for reading in readings]
    shared = _from_others(own, similarities, scale.likeness)
    ranked = [
        Ranked(
            candidate=candidate,
            logit=None if math.isnan(read[0]) else read[0],
            said=read[1],
            own=alone + bonus,
            readable=reading,
            coverage=sum(not held.isdisjoint(word) for word in query.words)
            / max(1, len(query.words)),
            missing=lacking,
            shared=part * others,
            case=case,
        )
        for candidate, read, case, reading, part, alone, bonus, held, lacking, others in zip(
            candidates,
            zip(logits.tolist(), said, strict=True),
            cases or ["usual"] * count,
            readings,
            sharing,
            own,
            exact,
            terms,
            missing,
            shared,
            strict=True,
        )
    ]
    return tuple(sorted(ranked, key=lambda one: (-one.evidence, -one.candidate.similarity)))


def _case(question: str, passage: str) -> Case:
    if is_english(question) and is_english(passage):
        return "read"
    return "same language" if in_one_language(question, passage) else "another language"


def readability(question: str, logits: Sequence[float]) -> float:
    """How far the models can read the question, 0 to 1, as their own numbers show.

    A cross-encoder that says yes to most of twelve candidates tells nothing apart: that is what
    it does with scripts it never learned, which it sees as rows of unknown characters. For a
    question in Latin letters a short list is filled up with refusals, since few candidates may
    well all be right.
    """
    if not logits:
        return 1.0
    letters = len(_LETTER.findall(question))
    is_latin = 2 * len(_LATIN.findall(question)) >= letters
    filling = [REFUSAL] * (FULL_LIST - len(logits)) if is_latin else []
    middle = median([*logits, *filling])
    return 1.0 / (1.0 + math.exp((middle - MIDDLE_LOGIT) / 2.0))


def _judgements(
    candidates: Sequence[Candidate],
    logits: Sequence[float],
    readings: Sequence[float],
    scale: Scale,
) -> list[float]:
    """What the models say for each candidate."""
    standing = [standing_out(one, scale) for one in candidates]
    read = [2.0 * float(np.logaddexp(0.0, (logit - MIDDLE_LOGIT) / 1.5)) for logit in logits]
    if not scale.multilingual:
        return [
            reading * (said + apart)
            for reading, said, apart in zip(readings, read, standing, strict=True)
        ]
    reads_some = any(readings)
    return [
        reading * said + reads_some * (1.0 - reading) * max(0.0, apart - READ_FROM) + apart
        for reading, said, apart in zip(readings, read, standing, strict=True)
    ]


def _from_others(own: Sequence[float], similarities: Vectors, likeness: float) -> list[float]:
    """The mean evidence of the others, by likeness; less where all of them are little like it."""
    weights = np.exp((similarities.astype(np.float64) - 1.0) / likeness)
    np.fill_diagonal(weights, 0.0)
    means: list[float] = (
        weights @ np.array(own, dtype=np.float64) / np.maximum(weights.sum(axis=1), 1.0)
    ).tolist()
    return means
