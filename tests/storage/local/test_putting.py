"""A document is put while others use the library, and nobody waits for its original."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, prepared, put, vectors_of

COPIED = "before syncing the original"


class At:
    """A step at which something happens once."""

    def __init__(self, name: str, change: Callable[[], object]) -> None:
        self._name = name
        self._change: Callable[[], object] | None = change

    def __call__(self, name: str) -> None:
        if name == self._name and self._change is not None:
            change, self._change = self._change, None
            change()


def opened(folder: Path, step: Callable[[str], None] = lambda _name: None) -> LocalStore:
    return open_local_store(str(folder), FINGERPRINT, create=True, options=SMALL, step=step)


def test_others_write_while_an_original_is_copied(tmp_path: Path) -> None:
    copying, done = threading.Event(), threading.Event()

    def copy_slowly() -> None:
        copying.set()
        done.wait(3)

    slow = opened(tmp_path / "library", At(COPIED, copy_slowly))
    other = opened(tmp_path / "library")
    with ThreadPoolExecutor(1) as thread:
        adding = thread.submit(put, slow, tmp_path, "large.txt", ["river stone"])
        assert copying.wait(60)
        for store in (slow, other):
            start = time.perf_counter()
            with store.database.writing("a test") as session:
                session.run("INSERT OR REPLACE INTO meta VALUES ('test', 'written')")
            assert time.perf_counter() - start < 0.2
        done.set()
        document_id = adding.result()
    assert by_name(other)["large.txt"].document_id == document_id
    assert list(other.verify()) == []
    slow.close()
    other.close()


def test_a_copy_that_was_swept_away_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    store = opened(folder, At("after syncing the original", lambda: opened(folder).close()))
    document_id = put(store, tmp_path, "a.txt", ["river stone"])
    assert store.original(document_id).read_bytes() == b"\nriver stone"
    assert list(store.verify()) == []
    assert [path.name for path in (folder / "files").iterdir()] == [f"{document_id}.txt"]
    store.close()


def test_content_that_was_removed_before_its_second_put_is_copied_again(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    other = opened(folder)
    document = prepared(tmp_path, "a.txt", ["river stone"])
    other.put(document, vectors_of(document))

    store = opened(
        folder, At("before syncing the reserve", lambda: other.remove(document.document_id))
    )
    (folder / "reserve").unlink()  # it is made again between the look and the transaction
    store.put(document, vectors_of(document))
    assert store.original(document.document_id).read_bytes() == b"\nriver stone"
    assert list(store.verify()) == []
    store.close()
    other.close()


def test_two_who_add_the_same_file_at_once_store_it_once(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    other = opened(folder)
    store = opened(folder, At(COPIED, lambda: put(other, tmp_path, "a.txt", ["river stone"])))
    put(store, tmp_path, "b.txt", ["river stone"])
    (document,) = store.documents()
    assert document.names == ("a.txt", "b.txt")
    assert list(store.verify()) == []
    assert len(list((folder / "files").iterdir())) == 1
    store.close()
    other.close()


def test_a_copy_under_way_is_no_problem_and_a_failed_put_leaves_none(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    found: list[object] = []
    store = opened(folder, At("after syncing the original", lambda: found.extend(store.verify())))
    put(store, tmp_path, "a.txt", ["river stone"])
    assert found == []
    document = prepared(tmp_path, "b.txt", ["copper violin"])
    document.original.write_text("something else")
    with pytest.raises(StoreError, match="changed while it was being added"):
        store.put(document, vectors_of(document))
    assert len(list((folder / "files").iterdir())) == 1
    store.close()
