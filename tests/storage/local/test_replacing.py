"""A document is read anew while others search: they find the old passages or the new ones."""

from __future__ import annotations

import threading
from pathlib import Path

from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, prepared, put, question, read_anew, vectors_of
from tests.storage.test_deletion import files_with


def test_searches_meanwhile_find_the_old_or_the_new(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "other.txt", [f"river {number}" for number in range(30)])
    document = prepared(tmp_path, "a.txt", [f"lantern {part} of version 0" for part in range(3)])
    local.put(document, vectors_of(document))
    other = open_local_store(str(local.folder), FINGERPRINT, create=False, options=SMALL)
    only, done = frozenset({document.document_id}), threading.Event()
    seen: list[list[str]] = []

    def search(store: LocalStore) -> None:
        while not done.is_set():
            hits = store.search(question("lantern"), 50, only)
            seen.append(sorted(hit.passage.text for hit in hits))

    threads = [threading.Thread(target=search, args=(store,)) for store in (local, other)]
    for thread in threads:
        thread.start()
    versions = [
        [f"lantern {part} of version {version}" for part in range(3 + version % 3)]
        for version in range(20)
    ]
    for texts in versions[1:]:
        anew = read_anew(tmp_path, document, texts)
        local.replace(anew, vectors_of(anew))
    done.set()
    for thread in threads:
        thread.join()
    assert len(seen) > 10
    assert [texts for texts in seen if texts not in versions] == []
    assert (
        sorted(hit.passage.text for hit in other.search(question("lantern"), 50, only))
        == (versions[-1])
    )
    other.close()


def test_nothing_of_the_reading_before_stays_on_disk(local: LocalStore, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    worse = read_anew(tmp_path, document, ["zephyrine stone"])
    local.put(document, vectors_of(document))
    local.replace(worse, vectors_of(worse))
    local.save_snapshot()
    assert files_with(tmp_path / "library", ("zephyrine",))
    local.replace(document, vectors_of(document))
    assert files_with(tmp_path / "library", ("zephyrine",)) == []
    assert list(local.verify()) == []


def test_a_lost_original_is_copied_again(local: LocalStore, tmp_path: Path) -> None:
    document = prepared(tmp_path, "a.txt", ["river stone"])
    local.put(document, vectors_of(document))
    local.original(document.document_id).unlink()
    local.replace(document, vectors_of(document))
    assert local.original(document.document_id).read_bytes() == b"\nriver stone"
    assert list(local.verify()) == []
