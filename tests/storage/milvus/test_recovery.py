"""Kill -9 of the Milvus server and of Footnote processes while they write."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import StoreUnreachable
from storage.milvus.engine import MilvusStore
from tests.product import ROOT
from tests.storage.crash_worker import passages
from tests.storage.milvus.server import MilvusServer, MilvusUnavailable, running_server
from tests.storage.milvus.stores import address, opened_store
from tests.storage.samples import by_name, question

ROUNDS = 4
WORKERS = ("first", "second")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusServer]:
    try:
        with running_server(tmp_path / "data") as server:
            yield server
    except MilvusUnavailable as error:
        pytest.skip(str(error))


def expected(journal: Path) -> dict[str, list[str | None]]:
    """For each name the texts that it may have: the last acknowledged, and those tried since."""
    may: dict[str, list[str | None]] = {}
    for line in journal.read_text().splitlines():
        word, _, rest = line.partition(" ")
        change = json.loads(rest)
        if word == "ACK":
            may[change["name"]] = [change["text"]]
        else:
            may.setdefault(change["name"], [None]).append(change["text"])
    return may


def check(store: MilvusStore, journals: list[Path]) -> int:
    """Everything promised is there, whole, and nothing else; how many names were compared."""
    compared = 0
    found = by_name(store)
    for journal in journals:
        for name, texts in expected(journal).items():
            compared += 1
            if name not in found:
                assert None in texts, f"{name} was lost; it may be {texts}"
                continue
            held, _ = store.passages(found[name].document_id)
            candidates = [passages(text) for text in texts if text is not None]
            assert [passage.text for passage in held] in candidates, f"{name} is neither of {texts}"
            for passage in held[:2]:
                hits = store.search(question(passage.text), 12)
                assert passage in [hit.passage for hit in hits], f"{name} isn't found"
    for hit in store.search(question("version"), 200):
        assert hit.passage.document in found, "something is found that isn't in the library"
    return compared


def answering(server: MilvusServer, folder: Path) -> MilvusStore:
    """The library, once the server answers for it."""
    ends = time.monotonic() + 240
    while True:
        try:
            return opened_store(server, folder, collection="killed")
        except StoreUnreachable:
            if time.monotonic() > ends:
                raise
            time.sleep(1.0)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_kills_of_the_server_and_of_writers_lose_nothing_acknowledged(
    server: MilvusServer, tmp_path: Path
) -> None:
    generator = random.Random(7)  # noqa: S311
    opened_store(server, tmp_path, collection="killed").close()
    journals = [tmp_path / f"{worker}.journal" for worker in WORKERS]

    def start(number: int, seed: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable, "-m", "tests.storage.milvus.change_worker",
                address(server, "killed"), tmp_path / "originals", journals[number],
                WORKERS[number], str(seed),
            ],
            cwd=ROOT,
        )  # fmt: skip

    def wait_for_acknowledgements(count: int) -> None:
        ends = time.monotonic() + 300
        wanted = [acknowledged(journal) + count for journal in journals]
        while any(
            acknowledged(journal) < least for journal, least in zip(journals, wanted, strict=True)
        ):
            assert time.monotonic() < ends, "the writers don't come forward"
            time.sleep(0.2)

    writers: list[subprocess.Popen[bytes]] = []
    try:
        for attempt in range(ROUNDS):
            writers = [start(number, 100 * attempt + number) for number in range(len(WORKERS))]
            wait_for_acknowledgements(5)
            time.sleep(generator.uniform(0.0, 1.5))
            if attempt % 2 == 0:
                server.kill()
                server.start()
                wait_for_acknowledgements(2)  # the same processes go on by themselves
            for writer in writers:
                writer.kill()
                writer.wait()
            store = answering(server, tmp_path)
            assert check(store, journals) >= len(WORKERS)
            assert list(store.verify()) == []
            store.close()
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert sum(map(acknowledged, journals)) >= ROUNDS * 10


def acknowledged(journal: Path) -> int:
    """How many changes were acknowledged so far."""
    return journal.read_text().count("ACK ") if journal.exists() else 0
