"""Questions of our own about real documents: found, first, led with the right words, honest.

    python launch.py add ../shared/data/pdfqa/docugami-10q/pdfs --library FILINGS
    python launch.py add ../shared/data/pdfs --library PDFS
    python -m tests.benchmarks.answers FILINGS PDFS

``questions/answers.jsonl`` has 80 questions, half of them about cells of tables, with the file, the
page and the words of the answer, written down before any was asked. ``questions/not_here.jsonl``
has those that the documents can't answer: 40 about filings with company, product, period or measure
exchanged, 40 ordinary ones, and short ones on something else. A citation is right where it is of
that file and has those words.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.ranking import rerank
from bot.answering.relevance import ANSWERED_FROM, STRONG_FROM, answer_chance
from bot.assistant import AnswerOptions, Assistant
from bot.records import Reply
from storage.local.opening import open_local_store
from storage.models.encoder import Encoder, open_encoder
from storage.models.reranker import Reranker, open_reranker
from storage.store import Store

QUESTIONS = Path(__file__).with_name("questions")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its reply, the names of documents that answer it, and the answer's words."""

    kind: str
    reply: Reply
    chance: float
    names: frozenset[str]
    words: str

    @property
    def right(self) -> list[bool]:
        """Of each citation, best first, whether it is right."""
        return [
            one.passage.document in self.names and self.words in " ".join(one.passage.text.split())
            for one in self.reply.citations
        ]

    @property
    def leads(self) -> bool:
        """Whether the reply opens with the words of the answer, from the right document."""
        cited = {one.rank: one.passage for one in self.reply.citations}
        return any(
            self.words in " ".join(cited[answer.rank].text.split())
            and self.words in answer.text
            and cited[answer.rank].document in self.names
            for answer in self.reply.answers[:1]
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("filings", type=Path)
    parser.add_argument("pdfs", type=Path)
    choices = parser.parse_args()
    encoder, reranker = open_encoder(), open_reranker()
    answered: list[Asked] = []
    unanswered: dict[str, list[float]] = {}
    for of, library in (("filings", choices.filings), ("pdfs", choices.pdfs)):
        fingerprint = encoder.fingerprint()
        with closing(open_local_store(str(library), fingerprint, create=False)) as store:
            answered += _asked(store, encoder, reranker, of)
            for row in not_here(of):
                chance = _ask(store, encoder, reranker, row["question"])[1]
                unanswered.setdefault(f"{of}, {row['kind']}", []).append(chance)
    _print_answers(answered)
    _print_not_here(answered, unanswered)


def not_here(of: str) -> list[dict[str, Any]]:
    """The questions, with their kind, that the documents of this name can't answer."""
    return [row for row in _rows("not_here.jsonl") if row["of"] == of]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (QUESTIONS / name).read_text("utf-8").splitlines()]


def _asked(store: Store, encoder: Encoder, reranker: Reranker, of: str) -> Iterator[Asked]:
    names = [name for document in store.documents() for name in document.names]
    for row in _rows("answers.jsonl"):
        file = row["file"]
        meant = frozenset(name for name in names if name == file or name.endswith(f"__{file}"))
        if meant:
            reply, chance = _ask(store, encoder, reranker, row["question"])
            yield Asked(f"{of}, {row['kind']}", reply, chance, meant, row["answer"])


def _ask(store: Store, encoder: Encoder, reranker: Reranker, question: str) -> tuple[Reply, float]:
    assistant = Assistant(store=store, encoder=encoder, reranker=reranker, options=AnswerOptions())
    found = assistant.find(question)
    ordered = rerank(found.query, found.candidates, found.vectors, reranker=reranker)
    return assistant.reply(found), answer_chance(ordered)


def _print_answers(asked: Sequence[Asked]) -> None:
    print("| questions | how many | among the five | first | led with the right words |")
    print("|---|---|---|---|---|")
    for kind in dict.fromkeys(one.kind for one in asked):
        some = [one for one in asked if one.kind == kind]
        five = sum(any(one.right) for one in some)
        first = sum(one.right[:1] == [True] for one in some)
        print(f"| {kind} | {len(some)} | {five} | {first} | {sum(one.leads for one in some)} |")
    strong = [one for one in asked if one.reply.citations[0].relevance >= STRONG_FROM]
    right = sum(one.right[0] for one in strong)
    print(f"\nOf {len(strong)} first citations called strong {right} are right.\n")


def _print_not_here(asked: Sequence[Asked], unanswered: dict[str, list[float]]) -> None:
    print("| not here | how many | AUROC | told at 5% of the answerable | called not here |")
    print("|---|---|---|---|---|")
    for kind, chances in unanswered.items():
        of = kind.partition(",")[0]
        others = np.array([one.chance for one in asked if one.kind.startswith(of)])
        none = np.array(chances)
        above = (others[:, None] > none).mean() + 0.5 * (others[:, None] == none).mean()
        told = (none < np.quantile(others, 0.05)).mean()
        called = (none < ANSWERED_FROM).mean()
        print(f"| {kind} | {len(none)} | {above:.2f} | {told:.2f} | {called:.2f} |")
    lost = sum(one.chance < ANSWERED_FROM for one in asked)
    print(f"\nOf {len(asked)} that are answered {lost} are called not here.")


if __name__ == "__main__":
    main()
