"""How long after ``footnote chat`` the page can be reached, and the first question is answered.

    python -m tests.benchmarks.starting [--rounds 5] [--passages 10000] [--cold] [--json]

Each round starts the product over a library of one document and random rows up to ``--passages``.
Seconds are by the clock; the processor's are what the process itself used up to that moment, and
hardly grow when others use the machine too. Memory is what the process holds once it has answered.
``--cold`` has the system forget the files that it read before (needs root).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from storage.local.opening import open_local_store
from tests.benchmarks.store_costs import Source
from tests.benchmarks.synthetic import fill_up

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What raises the tides?"
TEXT = "The moon's gravity raises the tides twice a day on most coasts.\n"
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds since the command was given, and the processor's seconds until then."""

    page: float
    page_processor: float
    answer: float
    answer_processor: float
    resident_mib: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--cold", action="store_true", help="drop the system's file cache first")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = library_in(Path(folder), arguments.passages)
        starts = []
        for _ in range(arguments.rounds):
            if arguments.cold:
                forget_files()
            starts.append(started(library))
    if arguments.json:
        print(json.dumps([asdict(start) for start in starts]))
        return
    print("| what | median | lowest | highest |\n|---|---|---|---|")
    for name in Start.__slots__:
        values = [getattr(start, name) for start in starts]
        middle = statistics.median(values)
        print(f"| {name} | {middle:.2f} | {min(values):.2f} | {max(values):.2f} |")


def library_in(folder: Path, passages: int) -> Path:
    """A library that holds one document, and random rows up to so many passages."""
    file = folder / "tides.txt"
    file.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "launch.py", "add", str(file), "--library", str(folder / "library")]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    source = Source(folder, seed=0)
    with closing(open_local_store(str(folder / "library"), None, create=False)) as store:
        fill_up(store, source, passages)
    return folder / "library"


def started(library: Path) -> Start:
    """One start, until the first answer."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "launch.py", "chat", "--no-browser", "--library", str(library)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        with httpx.Client(base_url=line.split()[-1], timeout=LONGEST_SECONDS) as client:
            assert client.get("/").status_code == 200
            page = time.perf_counter() - began
            page_processor = processor_seconds(process)
            while "citations" not in asked(client):
                assert time.perf_counter() - began < LONGEST_SECONDS, "it was never ready"
            answer = time.perf_counter() - began
        resident = psutil.Process(process.pid).memory_info().rss / 2**20
        return Start(page, page_processor, answer, processor_seconds(process), resident)
    finally:
        process.terminate()
        process.wait()


def asked(client: httpx.Client) -> str:
    """What the page's interface says to the question, as it is sent: JSON, or an error."""
    call = client.post("/gradio_api/call/ask", json={"data": [QUESTION, []]}).json()
    return client.get(f"/gradio_api/call/ask/{call['event_id']}").text


def processor_seconds(process: subprocess.Popen[str]) -> float:
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def forget_files() -> None:
    """Have the system read files from disk again."""
    subprocess.run(["sync"], check=True)
    Path("/proc/sys/vm/drop_caches").write_text("3\n", encoding="ascii")


if __name__ == "__main__":
    main()
