"""Our two models against sentence-transformers on the same weights and texts, alternately.

    python -m tests.benchmarks.models [--device cuda] [--passages 200] [--rounds 5]
        [--corpus corpus.jsonl] [--encoder FOLDER] [--reranker FOLDER] [--cache FOLDER] [--json]
        [--threads N] [--processor-time] [--alike]

Without ``--corpus`` the passages are made of the vocabulary's words. Prints for each task the
median of our seconds and of theirs, and the median and range of the ratios of neighbouring rounds:
machines differ and are noisy, ratios less so. Processor time over one thread is the steadiest
measure on a machine that others use too.

Theirs compute in float32, as they do by themselves; with ``--alike``, and always on a GPU, in what
ours do.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer

from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.encoder import open_encoder
from storage.models.precision import Compute, choose_runtime
from storage.models.reranker import open_reranker
from storage.models.weights import ALL_MINILM_L6, packaged_folder
from tests.benchmarks.comparing import with_helpers

CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """One task's figures; a ratio is our time over theirs in the same round."""

    task: str
    ours_seconds: float
    theirs_seconds: float
    ratio: float
    lowest_ratio: float
    highest_ratio: float
    largest_difference: float


def main() -> None:
    options = parsed_options()
    reranker_folder = options.reranker or str(native_cross_encoder(Path(options.cache)))
    encoder_folder = options.encoder or str(packaged_folder(ALL_MINILM_L6))
    clock = time.process_time if options.processor_time else time.perf_counter
    compute = Compute(device=options.device, precision=options.precision, threads=options.threads)
    encoder = open_encoder(encoder_folder, compute=compute)
    reranker = open_reranker(reranker_folder, compute=compute)
    theirs = SentenceTransformer(encoder_folder, device=options.device)
    their_judge = CrossEncoder(reranker_folder, device=options.device)
    if options.alike or options.device == "cuda":
        dtype = choose_runtime(compute, cache_folder=Path(options.cache)).dtype
        theirs.to(dtype)
        their_judge.model.to(dtype)
    texts = passages(options.corpus, options.passages, encoder_folder)
    question = " ".join(texts[0].split()[:9])
    pairs = [(question, text) for text in texts[:CANDIDATES]]
    comparisons = [
        compared(
            f"encode {len(texts)} passages",
            lambda: encoder.encode_passages(texts),
            partial(
                with_helpers,
                lambda: theirs.encode(texts, normalize_embeddings=True),
                options.threads,
            ),
            options.rounds,
            clock,
            options.threads,
        ),
        compared(
            "encode a question",
            lambda: encoder.encode_question(question),
            partial(
                with_helpers,
                lambda: theirs.encode([question], normalize_embeddings=True)[0],
                options.threads,
            ),
            options.rounds * 4,
            clock,
            options.threads,
        ),
        compared(
            f"rerank {CANDIDATES} passages",
            lambda: reranker.logits(question, texts[:CANDIDATES]),
            partial(
                with_helpers,
                lambda: their_judge.predict(pairs, activation_fn=torch.nn.Identity()),
                options.threads,
            ),
            options.rounds,
            clock,
            options.threads,
        ),
    ]
    report(comparisons, as_json=options.json)


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--passages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    for name in ("corpus", "encoder", "reranker"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--cache", default=".benchmarks/cache")
    parser.add_argument("--threads", type=int)
    for name in ("json", "processor-time", "alike"):
        parser.add_argument(f"--{name}", action="store_true")
    return parser.parse_args()


def passages(corpus: str | None, count: int, encoder_folder: str) -> list[str]:
    """That many passages of some 60 to 250 word pieces, 200 at the median."""
    numbers = random.Random(0)  # noqa: S311
    if corpus:
        rows = Path(corpus).read_text("utf-8").splitlines()
        texts = [json.loads(row)["text"] for row in rows]
        return [numbers.choice(texts)[: numbers.randint(400, 1100)] for _ in range(count)]
    vocabulary = json.loads((Path(encoder_folder) / "tokenizer.json").read_text("utf-8"))
    words = [word for word in vocabulary["model"]["vocab"] if word.isalpha() and len(word) > 1]
    lengths = [int(numbers.triangular(60, 250, 230)) for _ in range(count)]
    return [" ".join(numbers.choices(words, k=length)) for length in lengths]


def compared(
    task: str,
    ours: Callable[[], np.ndarray],
    theirs: Callable[[], np.ndarray],
    rounds: int,
    clock: Callable[[], float],
    threads: int | None,
) -> Comparison:
    theirs = partial(with_helpers, theirs, threads)
    difference = float(np.abs(np.asarray(ours()) - np.asarray(theirs())).max())
    our_seconds, their_seconds = [], []
    for _ in range(rounds):
        our_seconds.append(seconds(ours, clock))
        their_seconds.append(seconds(theirs, clock))
    ratios = [own / other for own, other in zip(our_seconds, their_seconds, strict=True)]
    return Comparison(
        task=task,
        ours_seconds=statistics.median(our_seconds),
        theirs_seconds=statistics.median(their_seconds),
        ratio=statistics.median(ratios),
        lowest_ratio=min(ratios),
        highest_ratio=max(ratios),
        largest_difference=difference,
    )


def seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    call()
    return clock() - started


def report(comparisons: list[Comparison], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(comparison) for comparison in comparisons], indent=1))
        return
    print("| task | ours s | theirs s | ratio (range) | largest difference |")
    print("|---|---|---|---|---|")
    for one in comparisons:
        print(
            f"| {one.task} | {one.ours_seconds:.4f} | {one.theirs_seconds:.4f} | {one.ratio:.2f} "
            f"({one.lowest_ratio:.2f}-{one.highest_ratio:.2f}) | {one.largest_difference:.1e} |"
        )


if __name__ == "__main__":
    main()
