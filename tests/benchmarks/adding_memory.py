"""How the memory of `footnote add` grows over many small files, its own process alone.

    python -m tests.benchmarks.adding_memory [FILES]

Adds texts of changing length to a new library, 600 unless told otherwise, and prints the resident
memory after each tenth of them, and the most there was at any file's end.
"""

from __future__ import annotations

import json
import random
import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1024 * 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory(prefix="footnote-memory-") as scratch:
        files = Path(scratch) / "files"
        write(files, count)
        command = [sys.executable, "launch.py", "add", str(files), "--json"]
        command += ["--library", str(Path(scratch) / "library")]
        started, passages, most = time.monotonic(), 0, 0
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as adding:
            process = psutil.Process(adding.pid)
            for number, line in enumerate(adding.stdout or (), 1):
                passages += json.loads(line)["passages"]
                resident = process.memory_info().rss // MEBIBYTE
                most = max(most, resident)
                if number % max(1, count // 10) == 0:
                    seconds = time.monotonic() - started
                    print(f"{number} files, {passages} passages, {seconds:.0f} s: {resident} MiB")
        print(f"at most {most} MiB")


def write(folder: Path, count: int) -> None:
    """Texts of 3 to 120 sentences, of words that mean nothing."""
    folder.mkdir()
    chance = random.Random(20261128)  # noqa: S311 - texts, not secrets
    words = [
        "".join(chance.choices(string.ascii_lowercase, k=chance.randint(2, 9))) for _ in range(5000)
    ]
    for number in range(count):
        sentences = (
            " ".join(chance.choices(words, k=chance.randint(4, 30)))
            for _ in range(chance.randint(3, 120))
        )
        (folder / f"{number}.txt").write_text(". ".join(sentences), encoding="utf-8")


if __name__ == "__main__":
    main()
