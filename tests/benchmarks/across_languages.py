"""How well questions in one language find passages in another, and in their own.

    python -m tests.benchmarks.across_languages ../shared/data/retrieval --pairs en-zh de-en

``xquad-LANGUAGE`` under the folder named are parallel sets: the same questions under the same
ids, and the same paragraphs. ``en-zh`` asks English questions of the Chinese paragraphs.
``--encoder`` is as on the command line, ``--every N`` asks each Nth question, ``--libraries``
keeps what was encoded.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from bot.evaluation.measuring import Evaluator, evaluation_table
from bot.evaluation.sets import EvaluationSet, read_evaluation_set
from storage.models.encoder import open_encoder
from storage.models.reranker import open_reranker
from tests.benchmarks.retrieval import library_of_set

PAIRS = ("en-zh", "en-ar", "zh-en", "de-en")


def main() -> None:
    """Print the table of each pair of languages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="the folder with xquad-en, xquad-zh and so on")
    parser.add_argument("--pairs", nargs="+", default=PAIRS, metavar="ASKED-FOUND")
    parser.add_argument("--encoder", default="me5")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth question")
    parser.add_argument("--libraries", type=Path, help="keep the libraries here, to use again")
    choices = parser.parse_args()
    encoder, reranker = open_encoder(choices.encoder), open_reranker()
    for pair in choices.pairs:
        asked, _, found = pair.partition("-")
        folder = choices.sets / f"xquad-{found}"
        chosen = _across(choices.sets / f"xquad-{asked}", folder)
        questions = chosen.questions[:: choices.every]
        with library_of_set(folder, chosen, encoder, choices.libraries) as store:
            evaluator = Evaluator(store=store, encoder=encoder, reranker=reranker)
            evaluation = evaluator.evaluate(questions)
        print(f"\n## {asked} questions, {found} passages, {encoder.name}: {len(questions)}\n")
        print(evaluation_table(evaluation), flush=True)
        honesty = evaluation.honesty
        print(
            f"\nanswered: {evaluation.answered:.3f}; strong first passages {honesty.strong}, "
            f"of those right {honesty.right_when_strong or 0.0:.3f}",
            flush=True,
        )


def _across(asked: Path, found: Path) -> EvaluationSet:
    """The passages of one set with the questions of the other, and where those are answered."""
    passages, texts = read_evaluation_set(found), {}
    for question in read_evaluation_set(asked).questions:
        texts[question.question_id] = question.text
    questions = tuple(
        replace(question, text=texts[question.question_id])
        for question in passages.questions
        if question.question_id in texts
    )
    return EvaluationSet(passages.rows, questions)


if __name__ == "__main__":
    main()
