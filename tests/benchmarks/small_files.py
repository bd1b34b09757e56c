"""Many small files added, against the rate at which the encoder alone takes their passages.

    python -m tests.benchmarks.small_files [--files 10000] [--rounds 3]

The files are texts of some 150 words; both by turns, on new libraries.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from bot.conversation.sample_documents import FOLDER
from ingest.adding.finding import find_files
from ingest.adding.in_order import add_all
from ingest.commands import reading
from ingest.confined.limits import ReadingLimits
from ingest.pipeline import Ingestor
from storage.models.encoder import Encoder, open_encoder
from storage.opening import open_store

WORDS = 150


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    encoder = open_encoder()
    with tempfile.TemporaryDirectory(prefix="footnote-small-") as scratch:
        folder = Path(scratch) / "files"
        texts = written(folder, options.files)
        shares = []
        for number in range(options.rounds):
            alone = options.files / timed_encoding(encoder, texts)
            added = options.files / timed_adding(encoder, folder, Path(scratch) / str(number))
            shares.append(added / alone)
            print(f"encoder alone {alone:.1f} a second, added {added:.1f}: {shares[-1]:.2f}")
    print(f"median share of the encoder's own rate: {statistics.median(shares):.2f}")


def written(folder: Path, count: int) -> list[str]:
    """The texts of so many files, which lie there."""
    words = " ".join(file.read_text("utf-8") for file in sorted(FOLDER.glob("*.md"))).split()
    drawn = random.Random(1)  # noqa: S311 - no secret
    folder.mkdir()
    texts = []
    for number in range(count):
        texts.append(f"Note {number}. " + " ".join(drawn.choices(words, k=WORDS)) + ".")
        (folder / f"{number:06}.txt").write_text(texts[-1], "utf-8")
    return texts


def timed_encoding(encoder: Encoder, texts: list[str]) -> float:
    started = time.perf_counter()
    encoder.encode_passages(texts)
    return time.perf_counter() - started


def timed_adding(encoder: Encoder, folder: Path, library: Path) -> float:
    store = open_store(str(library), encoder.fingerprint(), create=True)
    started = time.perf_counter()
    with reading(ReadingLimits()) as reader:
        for report in add_all(Ingestor(store, encoder, reader), find_files([folder])):
            assert report.state == "ready", report
    seconds = time.perf_counter() - started
    store.close()
    return seconds


if __name__ == "__main__":
    main()
