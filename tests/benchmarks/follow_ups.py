"""How often a question is taken for a follow-up by mistake, and what completing real ones is worth.

    python -m tests.benchmarks.follow_ups ../shared/data/retrieval/*

Every question of a set stands alone, so each that is completed is a mistake. Follow-ups are derived
from neighbouring questions on one document: the longest name that both hold becomes "it" in the
second, where no noun follows it. Where a set gives enough of them, nDCG@5 of the candidates is
printed for the question as it was, the follow-up alone, the follow-up as the rule completes it, and
always completed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import regex

from bot.evaluation.measuring import Evaluator, summarise
from bot.evaluation.sets import EvaluationSet, TestQuestion, read_evaluation_set
from bot.rewriting.follow_up import complete, leans_on_the_turn_before
from storage.models.encoder import Encoder, open_encoder
from storage.text.query import Query
from tests.benchmarks.retrieval import library_of_set

FEWEST = 50
_NAME = regex.compile(
    r"(?<=[\p{Ll}\d,] )\p{Lu}[\p{L}\d]+(?: \p{Lu}[\p{L}\d]+)*"
    r"(?=\?|,| (?:and|as|at|be|by|did|for|from|had|has|have|in|is|of|on|to|was|were|with)\b)"
)


class NothingRead:
    """Stands in for the cross-encoder, which has no part in the candidates."""

    name = description = "none"

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.zeros(len(passages), dtype=np.float32)


def main() -> None:
    """Print the mistakes of each set, and what completing is worth where that can be derived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--libraries", type=Path, help="keep the libraries here, to use again")
    choices = parser.parse_args()
    encoder = open_encoder()
    for folder in choices.sets:
        chosen = read_evaluation_set(folder)
        mistakes = [
            leans_on_the_turn_before(Query.of(question.text)) for question in chosen.questions
        ]
        print(f"{folder.name}: completed by mistake {np.mean(mistakes):.3f}", flush=True)
        pairs = tuple(_derived(chosen.questions))
        if len(pairs) >= FEWEST:
            _measure(folder, chosen, pairs, encoder, choices.libraries)


def _derived(questions: Sequence[TestQuestion]) -> Iterator[tuple[TestQuestion, TestQuestion, str]]:
    """The question before, the question as it was, and the follow-up made of it."""
    for before, question in pairwise(questions):
        names = [name for name in _NAME.findall(question.text) if name in before.text]
        if before.documents == question.documents and names:
            name = max(names, key=len)
            yield before, question, regex.sub(rf"(?:the )?{name}(?!\w)", "it", question.text)


def _measure(
    folder: Path,
    chosen: EvaluationSet,
    pairs: Sequence[tuple[TestQuestion, TestQuestion, str]],
    encoder: Encoder,
    kept: Path | None,
) -> None:
    completed = [complete(text, before.text).text for before, _, text in pairs]
    share = np.mean([text != left for text, (_, _, left) in zip(completed, pairs, strict=True)])
    ways = {
        "as it was": [question.text for _, question, _ in pairs],
        "alone": [text for _, _, text in pairs],
        f"completed ({share:.0%} were)": completed,
        "always completed": [f"{before.text} {text}" for before, _, text in pairs],
    }
    with library_of_set(folder, chosen, encoder, kept) as store:
        evaluator = Evaluator(store=store, encoder=encoder, reranker=NothingRead())
        for way, texts in ways.items():
            asked = [replace(pair[1], text=text) for pair, text in zip(pairs, texts, strict=True)]
            outcomes = [evaluator.ask(question) for question in asked]
            found = summarise(outcomes, evaluator.document_ids()).stages["candidates"]["nDCG@5"]
            print(f"  {len(asked)} follow-ups, {way}: nDCG@5 {found.mean:.3f}", flush=True)


if __name__ == "__main__":
    main()
