"""How near the models come to what the processor can do at all: operations and bytes, counted.

    python -m tests.benchmarks.limit [--rounds 5] [--pieces 200]

One thread and its processor time. The peak is measured, not read off a data sheet: the best rate of
one large matrix product in the same precision by the same library, by turns with the models.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch

from storage.models.bert import Bert
from storage.models.cross_encoder_weights import native_cross_encoder
from storage.models.precision import Compute, choose_runtime
from storage.models.weights import ALL_MINILM_L6, packaged_folder

SIDE = 1536
SEQUENCES = 5  # of 200 pieces: what goes through a model together on a processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pieces", type=int, default=200)
    parser.add_argument("--cache", type=Path, default=Path(".benchmarks/cache"))
    options = parser.parse_args()
    runtime = choose_runtime(Compute(threads=1))
    square = torch.ones(SIDE, SIDE, dtype=runtime.dtype)
    sequences = [[2000 + number % 999 for number in range(options.pieces)]] * SEQUENCES
    print("| model | operations a sequence | weights, bytes | rate | share of the measured peak |")
    print("|---|---|---|---|---|")
    for name, folder in (
        ("encoder", packaged_folder(ALL_MINILM_L6)),
        ("cross-encoder", native_cross_encoder(options.cache)),
    ):
        bert = Bert(folder, runtime)
        counted, weights = counts(folder, options.pieces)
        rates, peaks = [], []
        with torch.inference_mode():
            bert.states(sequences)
            for _ in range(options.rounds):
                peaks.append(2 * SIDE**3 / seconds(lambda: square @ square))
                rates.append(counted * SEQUENCES / seconds(lambda: bert.states(sequences)))  # noqa: B023
        rate, peak = statistics.median(rates), statistics.median(peaks)
        print(
            f"| {name} | {counted / 1e9:.1f} billion | {weights / 1e6:.0f} million "
            f"| {rate / 1e9:.0f} of {peak / 1e9:.0f} billion a second | {rate / peak:.0%} |",
            flush=True,
        )


def counts(folder: Path, pieces: int) -> tuple[int, int]:
    """Operations for one sequence (a product and a sum are two), and bytes of the layers' weights.

    Only matrix products count: four of width by width and two of width by intermediate size a
    layer, and attention's two over all pairs of pieces.
    """
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    width, wide = settings["hidden_size"], settings["intermediate_size"]
    numbers = 4 * width * width + 2 * width * wide
    operations = 2 * pieces * numbers + 4 * pieces * pieces * width
    layers = settings["num_hidden_layers"]
    return layers * operations, layers * numbers * 4


def seconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


if __name__ == "__main__":
    main()
