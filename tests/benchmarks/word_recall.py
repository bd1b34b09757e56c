"""How many of the words that a second reader finds in PDFs are read, file by file.

    python -m tests.benchmarks.word_recall [--worst 10] [PDF...]

The second reader is pypdf; a thesis whose text was made by hand is measured against that. A word
counts as often as both have it. Where the two part words differently both may be right, so
"letters" says how many of its words stand in our text when blanks are left out on both sides. OCR
is off; files that either reader can't open, and those in which pypdf finds no words, are left out.
The files are those of the shared data sets unless told otherwise.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import IngestError
from ingest.formats.pdf import reading, second_reader
from ingest.formats.source import Source
from tests.benchmarks.reading_cost import SHARED

_WORD = re.compile(r"\w+")
_THESIS = SHARED / "textgt" / "GeoTopo-book.pdf"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="PDF")
    parser.add_argument("--worst", type=int, default=10, metavar="COUNT")
    arguments = parser.parse_args()
    paths = arguments.files or sorted((SHARED / "pdfs").rglob("*.pdf"))
    found = sorted(recalls(paths))
    print("| file | its words | words | letters |\n|---|---|---|---|")
    for recall, letters, words, name in found[: arguments.worst]:
        print(f"| {name} | {words:,} | {recall:.3f} | {letters:.3f} |")
    print(f"\nmedian of {len(found)} files {statistics.median(r for r, *_ in found):.4f}")
    if not arguments.files:
        truth = _THESIS.with_suffix(".txt").read_text("utf-8")
        print(f"{_THESIS.name} against its text by hand {recall_of(truth, ours(_THESIS)):.4f}")


def recalls(paths: list[Path]) -> Iterator[tuple[float, float, int, str]]:
    """Recall of words and of words without blanks, how many there are, and the file's name."""
    for path in paths:
        try:
            text = ours(path)
            theirs = "\n".join(page.text for page in second_reader.raw_pages(path))
        except IngestError:
            continue
        if _WORD.search(theirs):
            words = len(_WORD.findall(theirs))
            yield recall_of(theirs, text), recall_of_letters(theirs, text), words, path.name


def ours(path: Path) -> str:
    """The file's text as it is read, without OCR."""
    source = Source(path, 100_000, 10**9, 10**9, lambda done, total: None, reads_pictures=False)
    return "\n".join(page.text for page in reading.read(source).pages)


def recall_of(truth: str, text: str) -> float:
    """The share of the words that the text has too."""
    wanted, found = Counter(_WORD.findall(truth)), Counter(_WORD.findall(text))
    return (wanted & found).total() / wanted.total()


def recall_of_letters(truth: str, text: str) -> float:
    """The share of the words that stand anywhere in the text without its blanks."""
    squeezed = "".join(_WORD.findall(text))
    words = _WORD.findall(truth)
    return sum(word in squeezed for word in words) / len(words)


if __name__ == "__main__":
    main()
