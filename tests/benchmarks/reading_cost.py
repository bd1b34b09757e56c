"""Seconds of reading all shared PDFs, by this checkout and by another one, by turns.

    python -m tests.benchmarks.reading_cost CHECKOUT [--rounds 3] [--slowest 10] [PDF...]

CHECKOUT is the folder of another version, such as `git worktree add /tmp/before 4ddc01b` makes. It
is run by this environment's Python. Both read each file whole, in one process and without OCR.
Processor time counts, and of each file the least of its rounds, so that a busy machine changes
little. What can't be read costs what it took to find out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
SHARED = HERE.parent / "shared" / "data"

# What both versions understand; the fields that a later one gained have defaults.
_READ = """
import dataclasses, json, sys, time
from pathlib import Path
from ingest.formats.pdf import reading
from ingest.formats.source import Source
names = {field.name for field in dataclasses.fields(Source)}
more = {"reads_pictures": False} if "reads_pictures" in names else {}
def seconds(path):
    started = time.process_time()
    try:
        reading.read(Source(Path(path), 100_000, 10**9, 10**9, lambda done, total: None, **more))
    except Exception:
        pass
    return time.process_time() - started
paths = json.load(sys.stdin)
seconds(paths[0])  # what is imported late
print(json.dumps([seconds(path) for path in paths]))
"""


def default_files() -> list[Path]:
    """The shared PDFs and filings."""
    filings = SHARED / "pdfqa" / "docugami-10q" / "pdfs"
    return [*sorted((SHARED / "pdfs").rglob("*.pdf")), *sorted(filings.glob("*.pdf"))]


def seconds_of(checkout: Path, paths: Sequence[Path]) -> list[float]:
    """What reading each file costs in that version."""
    order = json.dumps([str(path) for path in paths])
    command = [sys.executable, "-c", _READ]
    done = subprocess.run(
        command, cwd=checkout, input=order, stdout=subprocess.PIPE, text=True, check=True
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkout", type=Path)
    parser.add_argument("files", type=Path, nargs="*", metavar="PDF")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=10, metavar="COUNT")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.files] or default_files()
    ours, theirs = [], []
    for _ in range(arguments.rounds):
        ours.append(seconds_of(HERE, paths))
        theirs.append(seconds_of(arguments.checkout, paths))
    least_ours, least_theirs = least(ours), least(theirs)
    print("| file | here, s | there, s | ratio |\n|---|---|---|---|")
    rows = sorted(zip(least_ours, least_theirs, paths, strict=True), reverse=True)
    for here, there, path in rows[: arguments.slowest]:
        print(row(path.name, here, there))
    for folder in dict.fromkeys(path.parent for path in paths):
        of_folder = [(here, there) for here, there, path in rows if path.parent == folder]
        print(row(f"all of {folder.name}", *map(sum, zip(*of_folder, strict=True))))
    print(row("all", sum(least_ours), sum(least_theirs)))


def least(rounds: Sequence[Sequence[float]]) -> list[float]:
    """Of each file the least of its rounds."""
    return [min(seconds) for seconds in zip(*rounds, strict=True)]


def row(name: str, here: float, there: float) -> str:
    """A row of the table."""
    return f"| {name} | {here:.2f} | {there:.2f} | {here / max(there, 1e-9):.2f} |"


if __name__ == "__main__":
    main()
