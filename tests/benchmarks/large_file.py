"""How much memory a large PDF takes while it is read, split, encoded and stored.

    python -m tests.benchmarks.large_file [--pages 50 150 600] [--file PDF]

Files of so many pages are made by repeating those of ``--file``, by default the longest of the
shared data sets. Each is taken in by a fresh process, whose peak is printed beside the reading
process's. Vectors come from a stand-in of the encoder's size, so that it takes minutes, not hours;
the encoder itself adds the same to every file.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import threading
from contextlib import closing, suppress
from itertools import cycle, islice
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pypdf

from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.opening import open_store
from tests.benchmarks.reference import SHARED
from tests.fakes import HashingEncoder

LONGEST = SHARED / "data" / "textgt" / "GeoTopo-book.pdf"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[50, 150, 600])
    parser.add_argument("--file", type=Path, default=LONGEST)
    arguments = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    print("| pages | file, MiB | passages | the program, MiB | the reading process, MiB |")
    print("|---|---|---|---|---|")
    for pages in arguments.pages:
        with tempfile.TemporaryDirectory() as folder, fresh.Pool(1) as pool:
            file = repeated(arguments.file, pages, Path(folder))
            found = json.loads(pool.apply(taken_in, (str(file),)))
            size = file.stat().st_size / 2**20
        print(
            f"| {pages} | {size:.1f} | {found['passages']} | {found['program']:.0f} "
            f"| {found['reading']:.0f} |",
            flush=True,
        )


def repeated(file: Path, pages: int, folder: Path) -> Path:
    """A PDF of so many pages, all of them out of ``file``."""
    writer = pypdf.PdfWriter()
    for page in islice(cycle(pypdf.PdfReader(file).pages), pages):
        writer.add_page(page)
    target = folder / f"{pages} pages.pdf"
    writer.write(target)
    return target


def taken_in(file: str) -> str:
    """The peaks of memory while this process takes the file in, as JSON."""
    limits, encoder = ReadingLimits(), HashingEncoder(dimension=384)
    reading_peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            with suppress(psutil.Error):  # it may end at any moment
                for child in psutil.Process().children():
                    if "ingest.confined.worker" in child.cmdline():
                        reading_peak[0] = max(reading_peak[0], child.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    reader = FileReader(limits, ReadingProcess(limits))
    location = str(Path(file).with_suffix(".library"))
    fingerprint = encoder.fingerprint()
    try:
        with closing(reader), closing(open_store(location, fingerprint, create=True)) as store:
            report = Ingestor(store, encoder, reader).ingest(SourceFile(Path(file), "large.pdf"))
            assert report.state in ("ready", "partly ready"), report
            passages = store.passage_count()
    finally:
        over.set()
        watching.join()
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    found = {"passages": passages, "program": peak, "reading": reading_peak[0] / 2**20}
    return json.dumps(found)


if __name__ == "__main__":
    main()
