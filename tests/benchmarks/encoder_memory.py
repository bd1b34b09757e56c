"""How the memory of the encoder grows over batches whose shapes change, as those of real texts do.

    python -m tests.benchmarks.encoder_memory [BATCHES]

Prints the process's resident memory every tenth of the way. 300 batches unless told otherwise;
10,000 take half an hour.
"""

from __future__ import annotations

import random
import sys
import time

import psutil  # type: ignore[import-untyped]

from storage.models.encoder import open_encoder

WORDS = ("harbour", "ledger", "tonnage", "winter", "rope", "valve", "copper", "signal", "quay")
MEBIBYTE = 1024 * 1024


def main() -> None:
    batches = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chance = random.Random(20261128)  # noqa: S311 - texts, not secrets
    encoder = open_encoder()
    started = time.monotonic()
    for number in range(batches + 1):
        if number % max(1, batches // 10) == 0:
            resident = psutil.Process().memory_info().rss // MEBIBYTE
            print(
                f"{number} batches: {resident} MiB, {time.monotonic() - started:.0f} s", flush=True
            )
        texts = [
            " ".join(chance.choices(WORDS, k=chance.randint(3, 160)))
            for _ in range(chance.randint(1, 8))
        ]
        encoder.encode_passages(texts)


if __name__ == "__main__":
    main()
