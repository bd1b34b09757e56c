"""Whether the fast tests see a changed constant or a check left out.

    python -m tests.benchmarks.mutations

Each change is made in a copy of the checkout, and the tests named beside it are run there; what
they don't see is listed, and the exit code is how many that are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: in this file, this text becomes that, and these tests are asked."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]


MUTATIONS: tuple[Mutation, ...] = ()


def main() -> None:
    """Print whether each change is caught, and exit with how many are not."""
    survived = 0
    for mutation in MUTATIONS:
        caught = is_caught(mutation)
        survived += not caught
        print(f"{'caught  ' if caught else 'SURVIVED'}  {mutation.name}", flush=True)
    print(f"{len(MUTATIONS) - survived} of {len(MUTATIONS)} caught")
    sys.exit(survived)


def is_caught(mutation: Mutation) -> bool:
    """Whether the tests fail with the change; raises where the text isn't there just once."""
    with tempfile.TemporaryDirectory(prefix="footnote-mutation-") as scratch:
        copy = Path(scratch) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__"))
        path = copy / mutation.file
        text = path.read_text(encoding="utf-8")
        if text.count(mutation.before) != 1:
            raise ValueError(
                f"{mutation.file} has {mutation.before!r} {text.count(mutation.before)}"
                " times, not once"
            )
        path.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        run = subprocess.run(
            [*command, *mutation.tests], cwd=copy, capture_output=True, check=False, timeout=SECONDS
        )
        return run.returncode == 1


if __name__ == "__main__":
    main()
