"""Encoders alone and two together, each with words and the cross-encoder: which is worth it?

    python -m tests.benchmarks.encoders SETS... --every 8 --start 1 --kept FOLDER

A pair's similarity is the mean of both, each by its own scale. All have the passages that MiniLM's
tokenizer cuts. Where the libraries, vectors and logits in FOLDER are there, they are used again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bot.answering.scales import Scale, scale_of
from bot.evaluation import measuring
from bot.evaluation.measuring import Evaluator, evaluation_table, summarise
from storage.models.encoder import Encoder, open_encoder
from storage.models.precision import Compute
from storage.models.reranker import open_reranker
from storage.records import Fingerprint, Vectors
from tests.benchmarks.evidence import RememberingReranker
from tests.benchmarks.retrieval import each_nth, library_of_set

COMBINATIONS = (
    ("minilm",),
    ("bge-small",),
    ("me5",),
    ("minilm", "bge-small"),
    ("minilm", "me5"),
    ("bge-small", "me5"),
)


@dataclass(frozen=True, slots=True)
class Together:
    """Encoders side by side, an ``Encoder``: its cosine is the mean of theirs, weighed."""

    encoders: Sequence[Encoder]
    cutting: Encoder

    @property
    def name(self) -> str:
        return " + ".join(one.name for one in self.encoders)

    @property
    def dimension(self) -> int:
        return sum(one.dimension for one in self.encoders)

    @property
    def max_tokens(self) -> int:
        return self.cutting.max_tokens

    @property
    def scale(self) -> Scale:
        """That of its cosines, where each stands out as it does alone."""
        scales = [scale_of(one.name) for one in self.encoders]
        if len(scales) == 1:
            return replace(scales[0], multilingual=False)
        spread = len(scales) / sum(1.0 / one.spread for one in scales)
        return Scale(
            spread=spread,
            most_lift=spread * float(np.mean([one.most_lift / one.spread for one in scales])),
            likeness=spread * float(np.mean([one.likeness / one.spread for one in scales])),
        )

    def fingerprint(self) -> Fingerprint:
        return replace(self.cutting.fingerprint(), encoder=self.name, dimension=self.dimension)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._joined([one.encode_passages(texts) for one in self.encoders])

    def encode_question(self, text: str) -> Vectors:
        rows = self._joined([one.encode_question(text)[None] for one in self.encoders])
        vector: Vectors = rows[0]
        return vector

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        return self.cutting.token_spans(text)

    def _joined(self, vectors: Sequence[Vectors]) -> Vectors:
        shares = np.array([1.0 / scale_of(one.name).spread for one in self.encoders])
        roots = np.sqrt(shares / shares.sum()).astype(np.float32)
        return np.hstack([root * each for root, each in zip(roots, vectors, strict=True)])


def main() -> None:
    """Print a table for each set and combination."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question")
    parser.add_argument("--start", type=int, default=0, metavar="N", help="from the Nth on")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--kept", type=Path, required=True)
    choices = parser.parse_args()
    choices.kept.mkdir(parents=True, exist_ok=True)
    reranker = open_reranker(compute=Compute(precision=choices.precision))
    compute = Compute(precision=choices.precision)
    opened = {name: open_encoder(name, compute=compute) for (name,) in COMBINATIONS[:3]}
    for folder in choices.sets:
        chosen = each_nth(folder, choices.every, start=choices.start)
        remembering = RememberingReranker(
            reranker, choices.kept / f"{folder.name}.logits", only_english=False
        )
        for names in COMBINATIONS:
            together = Together([opened[name] for name in names], opened["minilm"])
            kept = choices.kept / "+".join(names)
            scaled = patch.object(measuring, "scale_of", return_value=together.scale)
            with scaled, library_of_set(folder, chosen, together, kept) as store:
                evaluator = Evaluator(store=store, encoder=together, reranker=remembering)
                outcomes = [evaluator.ask(question) for question in chosen.questions]
                table = evaluation_table(summarise(outcomes, evaluator.document_ids()))
            print(f"\n## {folder.name}, {together.name}: {len(outcomes)} questions\n\n{table}")


if __name__ == "__main__":
    main()
