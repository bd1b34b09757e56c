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


RANKING = ("tests/bot/answering",)

MUTATIONS = (
    Mutation(
        "citing: the page is left out",
        "bot/answering/citing.py", "        and one.page == other.page\n", "", RANKING,
    ),
    Mutation(
        "retrieval: standing out to the power of 1",
        "bot/answering/retrieval.py", "** 1.5", "** 1.0", RANKING,
    ),
    Mutation(
        "retrieval: words weigh half",
        "bot/answering/retrieval.py", "standing_out(one, scale) + one.word_share",
        "standing_out(one, scale) + one.word_share / 2", RANKING,
    ),
    Mutation(
        "splitting: a paragraph's early end is taken",
        "ingest/splitting.py", "_LATE = 0.6", "_LATE = 0.0", ("tests/ingest/test_splitting.py",),
    ),
    Mutation(
        "query: 4800 words",
        "storage/text/query.py", "MOST_WORDS = 48\n", "MOST_WORDS = 4800\n",
        ("tests/storage/text/test_query.py",),
    ),
    Mutation(
        "pace: passages a page from what is done",
        "ingest/adding/pace.py", "self.passages_per_page = total / pages",
        "self.passages_per_page = done / pages", ("tests/ingest/adding/test_queue.py",),
    ),
    Mutation(
        "ranking: likeness twice as wide",
        "bot/answering/scales.py", "likeness=0.25", "likeness=0.5", RANKING,
    ),
    Mutation(
        "relevance: a coefficient",
        "bot/answering/relevance.py", "read=Odds(base=-2.87,", "read=Odds(base=-2.5,", RANKING,
    ),
    Mutation(
        "relevance: answered from .34",
        "bot/answering/relevance.py", "ANSWERED_FROM = 0.2", "ANSWERED_FROM = 0.34", RANKING,
    ),
    Mutation(
        "marking: headings count in full",
        "bot/answering/likely_statements.py",
        "UNENDED_WEIGHT = 0.7", "UNENDED_WEIGHT = 1.0", RANKING,
    ),
    Mutation(
        "words: context saturates at once",
        "storage/index/word_index.py", "CONTEXT_K1 = 10.0", "CONTEXT_K1 = 1.0",
        ("tests/storage/test_store_contract.py", "-k", "numpy"),
    ),
    Mutation(
        "panel: a library has no documents",
        "bot/page/panel.py", "documents = listed.listing.documents", "documents = ()",
        ("tests/bot/page/test_panel.py",),
    ),
)  # fmt: skip


def main() -> None:
    """Print whether each change is caught, and exit with how many are not."""
    unchanged = Mutation("nothing", "launch.py", "", "", RANKING)
    if is_caught(unchanged):
        sys.exit("the tests fail as they are")
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
        if mutation.before and text.count(mutation.before) != 1:
            raise ValueError(
                f"{mutation.file} has {mutation.before!r} {text.count(mutation.before)}"
                " times, not once"
            )
        path.write_text(text.replace(mutation.before, mutation.after, 1), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        run = subprocess.run(
            [*command, *mutation.tests], cwd=copy, capture_output=True, check=False, timeout=SECONDS
        )
        return run.returncode == 1


if __name__ == "__main__":
    main()
