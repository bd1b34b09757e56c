"""Hostile files dropped into the served product: each ends, and the chat never notices."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.ingest.hostile_pdfs import HOSTILE, encrypted_in_each_way, flipped, truncated
from tests.ingest.make_pdf import make_pdf, page_of
from tests.product import Product
from tests.serving import ServedProduct, Tab, serving

pytestmark = [pytest.mark.models, pytest.mark.slow]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdfs"
TIDES = b"The moon's gravity raises the tides twice a day on most coasts.\n"
# As many passages as are read closely, so that a question costs the same however many are added.
OTHERS = "\n\n".join(
    f"Harbour {number}. "
    + " ".join(f"Pier {pier} of it has a crane for {pier + number} tons." for pier in range(14))
    for number in range(16)
).encode()
QUESTION = "What raises the tides?"
NASTY = (
    "count-of-a-billion", "decompression-bomb", "nested-graphics-states", "outline-loop",
    "form-draws-itself", "trailer-with-a-billion-objects",
)  # fmt: skip
MORE_MEMORY_AT_MOST = 300 * 2**20
FAST = ("--read-memory-mib", "700", "--read-seconds", "20", "--read-processor-seconds", "20")


def ask(tab: Tab) -> float:
    """The seconds until the right answer."""
    started = time.monotonic()
    reply = tab.ask(QUESTION)
    assert reply["citations"][0]["document"] == "tides.txt"
    return time.monotonic() - started


def drop(tab: Tab, files: Mapping[str, bytes], seconds: float) -> None:
    """Drop the files one after another, and return once none is on its way any more."""
    for name, content in files.items():
        tab.add(f"{name}.pdf", content)
    deadline = time.monotonic() + seconds
    while any(f"job {state}" in (shown := tab.documents()) for state in ("running", "waiting")):
        assert time.monotonic() < deadline, shown
        time.sleep(5)  # each look is a tab of its own, of which the server keeps what it showed
    for name in files:
        assert f"{name}.pdf" in shown, name


def asked_meanwhile(
    served: ServedProduct, files: Mapping[str, bytes], seconds: float
) -> tuple[list[float], int]:
    """The seconds that questions took meanwhile, and by how many bytes the server grew."""
    errors: list[BaseException] = []

    def dropping() -> None:
        try:
            drop(served.tab(), files, seconds)
        except BaseException as error:  # told to the test's own thread
            errors.append(error)

    server, tab = psutil.Process(served.process.pid), served.tab()
    before = server.memory_info().rss
    thread = threading.Thread(target=dropping)
    thread.start()
    taken: list[float] = []
    most = before
    while thread.is_alive():
        taken.append(ask(tab))
        most = max(most, server.memory_info().rss)
        time.sleep(0.2)
    thread.join()
    if errors:
        raise errors[0]
    return taken, most - before


@pytest.fixture
def product(tmp_path: Path) -> Product:
    for name, content in {"tides.txt": TIDES, "harbours.txt": OTHERS}.items():
        (tmp_path / name).write_bytes(content)
    product = Product(tmp_path / "library", tmp_path / "network.log")
    reports = product.json("add", *(str(path) for path in tmp_path.glob("*.txt")))
    assert {report["state"] for report in reports} == {"ready"}
    assert sum(report["passages"] for report in reports) >= 12
    return product


@pytest.mark.timeout(580)
def test_the_chat_goes_on_over_hostile_files(product: Product) -> None:
    with serving(product, *FAST) as served:
        for _ in range(5):
            ask(served.tab())
        files = {name: HOSTILE[name] for name in NASTY}
        taken, grown = asked_meanwhile(served, files, 400)
    assert taken
    assert grown < MORE_MEMORY_AT_MOST
    assert product.run("verify").returncode == 0
    assert product.network_attempts() == []


@pytest.mark.long
@pytest.mark.timeout(0)
def test_all_hostile_and_all_odd_files_slow_no_question_to_twice_its_time(
    product: Product,
) -> None:
    good = make_pdf([page_of(f"Page {n} holds words.", "And a second line.") for n in range(5)])
    hostile = {
        **HOSTILE,
        **dict(encrypted_in_each_way()),
        **{f"cut-{n}": content for n, content in enumerate(truncated(good, 50))},
        **{f"flipped-{n}": content for n, content in enumerate(flipped(good, 60, seed=11))},
    }
    odd = {path.stem: path.read_bytes() for path in sorted(SHARED.rglob("*.pdf"))}
    with serving(product, *FAST) as served:
        alone = statistics.median(ask(served.tab()) for _ in range(30))
        taken, grown = asked_meanwhile(served, distinct(hostile), 3600)
        # These become documents, which a server holds the vectors and words of.
        taken_later, grown_later = asked_meanwhile(served, distinct(odd), 3600)
    meanwhile = statistics.median(taken + taken_later)
    print(
        f"{len(hostile)} hostile files, {len(odd)} odd ones, {len(taken + taken_later)} questions: "
        f"{alone:.2f} s alone, {meanwhile:.2f} s meanwhile, the slowest "
        f"{max(taken + taken_later):.2f} s; {grown / 2**20:.0f} MiB more at most, and then "
        f"{grown_later / 2**20:.0f}"
    )
    assert product.run("verify").returncode == 0
    assert grown < MORE_MEMORY_AT_MOST
    assert meanwhile < 2 * alone


def distinct(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each content once: the page shows a document under the first of its names only."""
    return {name: content for content, name in {c: n for n, c in files.items()}.items()}
