"""Libraries copied from one engine to another and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storage.copying import copy_library, differences
from storage.errors import StoreDamaged, StoreForeign
from storage.local.opening import open_local_store
from storage.records import Document, Page, PreparedDocument, PutReceipt, Vectors
from storage.store import KeptStore
from tests.storage.milvus.stores import emptied_store
from tests.storage.samples import FINGERPRINT, prepared, put, read_anew, texts_found, vectors_of


class Interrupted(Exception):
    """What stops a copy in the middle."""


@pytest.fixture(params=["folder to folder", "folder to Milvus", "Milvus to folder"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[KeptStore, KeptStore]]:
    """A library with documents in it and an empty one."""
    stores: list[KeptStore] = []
    for number, engine in enumerate(request.param.split(" to ")):
        if engine == "Milvus":
            server = request.getfixturevalue("milvus_server")
            stores.append(emptied_store(server, tmp_path))
        else:
            folder = tmp_path / f"library{number}"
            stores.append(open_local_store(str(folder), FINGERPRINT, create=True))
    source, target = stores
    for name in "abc":
        put(source, tmp_path, f"{name}.txt", [f"{name} river", f"{name} stone"], title=name)
    put(source, tmp_path, "empty.txt", [])
    put(source, tmp_path, "b again.txt", ["b river", "b stone"], title="b")
    yield source, target
    for store in stores:
        store.close()


def test_a_copy_holds_the_same_and_goes_on_where_it_broke_off(
    pair: tuple[KeptStore, KeptStore],
) -> None:
    source, target = pair
    seen: list[str] = []

    def interrupt(document: Document) -> None:
        seen.append(document.name)
        if len(seen) == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        copy_library(source, target, interrupt)
    report = copy_library(source, target, lambda document: seen.append(document.name))
    assert (report.documents, report.passages, report.copied) == (4, 6, 2)
    assert seen == ["a.txt", "b.txt", "c.txt", "empty.txt"]
    assert list(differences(source, target)) == []
    assert texts_found(target, "b river")[0] == "b river"
    assert copy_library(source, target, lambda document: None).copied == 0
    source.remove(next(one for one in source.documents() if one.name == "a.txt").document_id)
    assert [problem.place for problem in differences(source, target)] == ["a.txt"]
    with pytest.raises(StoreForeign, match=r"holds a\.txt"):
        copy_library(source, target, lambda document: None)


def test_what_was_read_anew_is_copied_again(
    pair: tuple[KeptStore, KeptStore], tmp_path: Path
) -> None:
    source, target = pair
    copy_library(source, target, lambda document: None)
    document = prepared(tmp_path, "b.txt", ["b river", "b stone"], title="b")
    anew = read_anew(tmp_path, document, ["b lantern"])
    source.replace(anew, vectors_of(anew))
    assert copy_library(source, target, lambda document: None).copied == 1
    assert list(differences(source, target)) == []
    assert "b lantern" in texts_found(target, "lantern")


class Forgetful:
    """A store that changes what it is given on the way in."""

    def __init__(self, store: KeptStore, what: str) -> None:
        self._store = store
        self._what = what

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def put(
        self, document: PreparedDocument, vectors: Vectors, *, added_at: float | None = None
    ) -> PutReceipt:
        if self._what == "vectors":
            vectors = np.roll(vectors, 1, axis=0)
        elif self._what == "passages":
            document, vectors = replace(document, passages=document.passages[:1]), vectors[:1]
        else:
            page = document.pages[0]
            document = replace(document, pages=(Page(1, page.text + " more", page.source_runs),))
        return self._store.put(document, vectors, added_at=added_at)


@pytest.mark.parametrize("what", ["vectors", "passages", "pages"])
def test_a_copy_that_differs_is_noticed(what: str, tmp_path: Path) -> None:
    source = open_local_store(str(tmp_path / "one"), FINGERPRINT, create=True)
    target = open_local_store(str(tmp_path / "two"), FINGERPRINT, create=True)
    put(source, tmp_path, "a.txt", ["river stone", "copper violin"])
    with pytest.raises(StoreDamaged, match=r"differs at a\.txt"):
        copy_library(source, Forgetful(target, what), lambda document: None)  # type: ignore[arg-type]
    source.close()
    target.close()
