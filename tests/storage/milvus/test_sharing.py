"""Several Footnote servers on one Milvus, each with a store of its own."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import DocumentNotFound, FingerprintMismatch, IndexRefused, StoreDamaged
from storage.milvus import layout
from storage.milvus.engine import MilvusStore
from storage.milvus.options import DEFAULT_MILVUS, MilvusOptions
from storage.records import Naming
from tests.fakes import HashingEncoder
from tests.storage.milvus.server import MilvusServer
from tests.storage.milvus.stores import PATIENT, emptied_store, opened_store
from tests.storage.samples import (
    FINGERPRINT,
    by_name,
    prepared,
    put,
    question,
    texts_found,
    vectors_of,
)

SEEN_SECONDS = DEFAULT_MILVUS.stale_seconds
SLACK_SECONDS = 60.0  # for a machine that is busy with other things


@pytest.fixture
def here(milvus_server: MilvusServer, tmp_path: Path) -> Iterator[MilvusStore]:
    store = emptied_store(milvus_server, tmp_path)
    yield store
    store.close()


@pytest.fixture
def there(here: MilvusStore, milvus_server: MilvusServer, tmp_path: Path) -> Iterator[MilvusStore]:
    store = opened_store(milvus_server, tmp_path, collection="contract_flat")
    yield store
    store.close()


def seconds_until(holds: Callable[[], bool]) -> float:
    """How long it took until it held."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < SEEN_SECONDS + SLACK_SECONDS
        time.sleep(0.05)
    return time.monotonic() - started


def test_what_one_adds_replaces_and_removes_the_other_sees(
    here: MilvusStore, there: MilvusStore, tmp_path: Path
) -> None:
    put(here, tmp_path, "a.txt", ["river stone"])
    seconds_until(lambda: texts_found(there, "river") == ["river stone"])
    put(there, tmp_path, "a.txt", ["copper violin"])
    seconds_until(lambda: texts_found(here, "copper") == ["copper violin"])
    there.remove(by_name(there)["a.txt"].document_id)
    seconds_until(lambda: texts_found(here, "copper") == [])
    assert here.documents() == ()


def test_eight_chatters_over_two_servers_get_whole_answers_while_both_write(
    here: MilvusStore, there: MilvusStore, tmp_path: Path
) -> None:
    """Every hit's document has its passages' version and no other."""
    over = threading.Event()
    texts = {f"{name} part {part}" for name in "abcdef" for part in range(3)}
    put(here, tmp_path, "kept.txt", ["kept always"])
    seconds_until(lambda: texts_found(there, "kept") == ["kept always"])

    def chat(store: MilvusStore) -> int:
        answers = 0
        while not over.is_set():
            hits = store.search(question("kept always"), 12)
            assert hits[0].passage.text == "kept always"
            assert {hit.passage.text for hit in hits[1:]} <= texts
            assert len({hit.passage.passage_id for hit in hits}) == len(hits)
            answers += 1
        return answers

    def write(store: MilvusStore, names: str) -> None:
        for name in names:
            put(store, tmp_path, f"{names}.txt", [f"{name} part {part}" for part in range(3)])

    with ThreadPoolExecutor(10) as people:
        chatters = [people.submit(chat, store) for store in (here, there) * 4]
        try:
            for writer in (people.submit(write, here, "abc"), people.submit(write, there, "def")):
                writer.result()
        finally:
            over.set()
        assert all(chatter.result() > 0 for chatter in chatters)
    assert sorted(by_name(here)) == ["abc.txt", "def.txt", "kept.txt"]
    assert list(here.verify()) == []


def test_no_two_servers_use_one_passage_id(here: MilvusStore, there: MilvusStore) -> None:
    taken: list[int] = []

    def take(store: MilvusStore) -> None:
        for _ in range(3):
            taken.extend(store._writer._ids.take(3_000))

    with ThreadPoolExecutor(2) as servers:
        list(servers.map(take, (here, there)))
    assert len(set(taken)) == len(taken) == 18_000


def test_two_servers_that_add_the_same_at_once_have_it_once(
    here: MilvusStore, there: MilvusStore, tmp_path: Path
) -> None:
    document = prepared(tmp_path, "same.txt", ["river stone", "copper violin"])
    with ThreadPoolExecutor(2) as servers:
        for receipt in servers.map(
            lambda store: store.put(document, vectors_of(document)), (here, there)
        ):
            assert receipt.document_id == document.document_id
    seconds_until(lambda: texts_found(here, "river") == ["river stone", "copper violin"])
    seconds_until(lambda: texts_found(there, "river") == ["river stone", "copper violin"])
    assert [found.names for found in here.documents()] == [("same.txt",)]


def test_what_never_became_whole_is_found_by_nothing_and_cleared_away(
    here: MilvusStore, milvus_server: MilvusServer, tmp_path: Path
) -> None:
    """As after a crash just before the switch."""
    put(here, tmp_path, "whole.txt", ["river stone"])
    document = prepared(tmp_path, "half.txt", ["river stones"] * 40)
    version = layout.new_version()
    here._catalogue.write_header(document, version, 0.0)
    here._catalogue.write_pages(document.document_id, version, document.pages)
    here._passages.write(document, vectors_of(document), version, range(900_001, 900_041))
    assert texts_found(here, "river stones") == ["river stone"]
    assert list(by_name(here)) == ["whole.txt"]
    with pytest.raises(DocumentNotFound):
        here.page(document.document_id, 1)
    assert here.clear_strays() == 0, "it may still be on its way"
    impatient = MilvusOptions(
        answer_seconds=PATIENT.answer_seconds, load_seconds=PATIENT.load_seconds, stray_seconds=0.0
    )
    tidy = opened_store(milvus_server, tmp_path, collection="contract_flat", options=impatient)
    assert tidy.clear_strays() == 1
    assert tidy._catalogue.count(document.document_id, version) == 0
    assert list(tidy.verify()) == []
    tidy.close()


def test_of_two_rows_for_one_name_the_later_one_holds(
    here: MilvusStore, there: MilvusStore, tmp_path: Path
) -> None:
    """As after a crash just after the switch."""
    old = put(here, tmp_path, "a.txt", ["river stone"])
    new = put(here, tmp_path, "b.txt", ["copper violin"])
    version = here._catalogue.find(new).version
    here._catalogue.bind([Naming("a.txt")], new, version, above=0)
    assert [found.names for found in here.documents()] == [("b.txt", "a.txt")]
    assert texts_found(here, "river stone") == ["copper violin"]
    with pytest.raises(DocumentNotFound):
        here.original(old)
    seconds_until(lambda: texts_found(there, "river stone") == ["copper violin"])


def test_what_was_written_is_read_at_once(here: MilvusStore, tmp_path: Path) -> None:
    """Each read names the moment that it must include; without that some of these miss a row."""
    connection, records = here._connection, "contract_flat_records"
    for number in range(30):
        rows = layout.record_rows("test", str(number), "content", number=number)
        connection.insert(records, rows)
        where = f'kind == "test" and number == {number}'
        assert len(connection.rows(records, where, ("key",))) == 1
        connection.delete(records, f'key == "test-{number}-0"')
        assert connection.rows(records, where, ("key",)) == []


def test_a_passage_that_was_changed_behind_our_back_is_never_shown(
    here: MilvusStore, tmp_path: Path
) -> None:
    document_id = put(here, tmp_path, "a.txt", ["river stone"])
    live = here._catalogue.find(document_id)
    (row,) = here._passages._rows(live, (*layout.PASSAGE_COLUMNS, "vector"))
    here._connection.delete("contract_flat", f"passage_id == {row['passage_id']}")
    here._connection.insert(
        "contract_flat",
        [{**row, "text": "forged", "vector": [float(number) for number in row["vector"]]}],
    )
    with pytest.raises(StoreDamaged, match=r"a\.txt"):
        here.search(question("river"), 1)
    assert [problem.place for problem in here.verify()] == ["a.txt"]


def test_verify_notices_lost_rows_and_originals(here: MilvusStore, tmp_path: Path) -> None:
    lost = put(here, tmp_path, "passages.txt", ["river stone", "copper violin"])
    live = here._catalogue.find(lost)
    here._connection.delete("contract_flat", f"passage_id == {here._passages.ids(live)[0]}")
    paged = put(here, tmp_path, "pages.txt", ["winter orchard"])
    here._catalogue.drop_pages(paged, here._catalogue.find(paged).version)
    without = put(here, tmp_path, "original.txt", ["silver engine"])
    here.original(without).unlink()
    assert sorted(problem.place for problem in here.verify()) == [
        "original.txt", "pages.txt", "passages.txt",
    ]  # fmt: skip


def test_a_library_of_another_encoder_or_index_is_refused(
    here: MilvusStore, milvus_server: MilvusServer, tmp_path: Path
) -> None:
    other = HashingEncoder(name="another", dimension=16).fingerprint()
    with pytest.raises(FingerprintMismatch, match=r"hashing-encoder.*another"):
        opened_store(milvus_server, tmp_path, collection="contract_flat", fingerprint=other)
    with pytest.raises(IndexRefused, match="has the index FLAT"):
        opened_store(milvus_server, tmp_path, collection="contract_flat", index="hnsw")
    taken = opened_store(milvus_server, tmp_path, collection="contract_flat", fingerprint=None)
    assert taken.fingerprint == FINGERPRINT
    assert "meaning only" in taken.about()
    taken.close()


def test_pages_longer_than_one_row_come_back_whole(here: MilvusStore, tmp_path: Path) -> None:
    generator = random.Random(0)  # noqa: S311
    noise = "".join(chr(generator.randrange(0x4E00, 0x9FFF)) for _ in range(200_000))
    document = prepared(tmp_path, "long.txt", ["river stone", noise[:1_000], noise])
    whole = document.pages[0]
    short = document.passages[:2]
    document = replace(document, passages=short)
    here.put(document, vectors_of(document))
    assert here.page(document.document_id, 1) == whole
    assert here.pages(document.document_id) == (whole,)
