"""Pages a second of our reading, cleaning included, against pypdf's text alone, run by turns.

    python -m tests.benchmarks.reading_speed [PDF...]

Without files it takes those of the shared data sets. Processor time counts, not the clock, so that
a busy machine changes little; the ratio is what to quote.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdf

from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.engine import open_pdf
from ingest.formats.pdf.pdfium import raw_pages

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ROUNDS = 3


def default_files() -> list[Path]:
    filings = sorted((SHARED / "pdfqa" / "docugami-10q" / "pdfs").glob("2022*.pdf"))
    return [SHARED / "textgt" / "GeoTopo-book.pdf", *filings]


def our_pages(path: Path) -> int:
    with open_pdf(path) as document:
        return len(clean_pages(list(raw_pages(document))))


def pypdf_pages(path: Path) -> int:
    return len([page.extract_text() for page in pypdf.PdfReader(path).pages])


def pages_a_second(read: Callable[[Path], int], path: Path) -> float:
    started = time.process_time()
    pages = read(path)
    return pages / (time.process_time() - started)


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or default_files()
    print("| file | ours, pages/s | pypdf, pages/s | ratio |\n|---|---|---|---|")
    ratios = []
    for path in paths:
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(pages_a_second(our_pages, path))
            theirs.append(pages_a_second(pypdf_pages, path))
        fast, slow = statistics.median(ours), statistics.median(theirs)
        ratios.append(fast / slow)
        print(f"| {path.name} | {fast:.0f} | {slow:.1f} | {fast / slow:.1f} |", flush=True)
    print(f"\nmedian ratio {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()
