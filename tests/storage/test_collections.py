"""Collections, and the names that watched folders bring, as every engine keeps them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storage.collections import LONGEST_COLLECTION, Collection
from storage.copying import copy_library
from storage.errors import DocumentNotFound, StoreError
from storage.files.spool import Spool
from storage.index.rows import Rows
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.local.repair import repair
from storage.numpy_store import NumpyStore
from storage.records import Naming
from storage.store import KeptStore, Store
from storage.transfer import export_library, import_library
from storage.undo import UndoableRemoving
from tests.storage.conftest import SMALL
from tests.storage.samples import (
    FINGERPRINT,
    by_name,
    prepared,
    put,
    question,
    read_anew,
    search_words,
    vectors_of,
)
from tests.storage.test_context_and_parts import put_mail


def collected(store: Store) -> dict[str, tuple[str, ...]]:
    return {document.name: document.collections for document in store.documents()}


def found(
    store: Store, text: str, *collections: str, ids: frozenset[str] | None = None
) -> set[str]:
    hits = store.search(question(text), 10, ids, collections=frozenset(collections))
    return {hit.passage.document for hit in hits}


@pytest.fixture
def three(store: KeptStore, tmp_path: Path) -> tuple[str, str, str]:
    ids = [put(store, tmp_path, f"{name}.txt", [f"river {name}"]) for name in ("a", "b", "c")]
    store.collect(ids[:2], into=["Water", "North"])
    return ids[0], ids[1], ids[2]


def test_a_document_is_in_several_collections_and_leaves_one(
    store: KeptStore, three: tuple[str, str, str]
) -> None:
    assert store.collections() == (Collection("North", 2), Collection("Water", 2))
    store.collect([three[0], three[2]], into=["South"], out_of=["North"])
    assert collected(store) == {
        "a.txt": ("South", "Water"),
        "b.txt": ("North", "Water"),
        "c.txt": ("South",),
    }
    assert store.document(three[0]).collections == ("South", "Water")
    store.collect([three[1]], out_of=["North"])
    assert [one.name for one in store.collections()] == ["South", "Water"]


def test_a_search_finds_only_what_is_in_one_of_the_collections(
    store: KeptStore, three: tuple[str, str, str]
) -> None:
    store.collect([three[2]], into=["South"])
    assert found(store, "river", "Water") == {"a.txt", "b.txt"}
    assert found(store, "river", "Water", "South") == {"a.txt", "b.txt", "c.txt"}
    assert found(store, "river", "East") == found(store, "river") == set()
    assert found(store, "river", "Water", ids=frozenset([three[1], three[2]])) == {"b.txt"}
    for collections in (frozenset({"South"}), frozenset[str]()):
        hits = search_words(store, "river", 10, collections=collections)
        assert {hit.passage.document for hit in hits} <= {"c.txt"}


def test_ids_that_are_not_stored_change_nothing(store: KeptStore) -> None:
    store.collect(["ab" * 32, "no id"], into=["Water"])
    assert store.collections() == ()


@pytest.mark.parametrize("name", ["", " \n ", "x" * (LONGEST_COLLECTION + 1)])
def test_a_name_that_cannot_be_is_refused(
    store: KeptStore, three: tuple[str, str, str], name: str
) -> None:
    with pytest.raises(StoreError, match="collection"):
        store.collect([three[0]], into=[name])
    assert collected(store)["a.txt"] == ("North", "Water")


def test_names_are_kept_in_one_line(store: KeptStore, three: tuple[str, str, str]) -> None:
    store.collect([three[2]], into=["  Two \n words\x1b "])
    assert collected(store)["c.txt"] == ("Two words\ufffd",)


def test_it_is_put_into_its_collections_as_it_is_stored_and_keeps_them_read_anew(
    store: KeptStore, tmp_path: Path
) -> None:
    document = replace(prepared(tmp_path, "a.txt", ["river a"]), collections=("Water",))
    store.put(document, vectors_of(document))
    again = replace(document, name="b.txt", collections=("North",))
    store.put(again, vectors_of(again))
    assert store.document(document.document_id).collections == ("North", "Water")
    anew = read_anew(tmp_path, document, ["river stone"])
    store.replace(anew, vectors_of(anew))
    assert store.document(document.document_id).collections == ("North", "Water")


def test_a_new_version_takes_over_the_collections(
    store: KeptStore, three: tuple[str, str, str], tmp_path: Path
) -> None:
    put(store, tmp_path, "a.txt", ["river a, second edition"])
    assert collected(store)["a.txt"] == ("North", "Water")
    assert store.collections() == (Collection("North", 2), Collection("Water", 2))


def test_what_is_removed_leaves_its_collections_for_good(
    store: KeptStore, three: tuple[str, str, str], tmp_path: Path
) -> None:
    store.remove(three[0])
    store.remove(three[1])
    assert store.collections() == ()
    put(store, tmp_path, "a.txt", ["river a"])
    assert collected(store)["a.txt"] == ()
    assert list(store.verify()) == []


def test_what_is_inside_a_document_goes_with_it(store: KeptStore, tmp_path: Path) -> None:
    mail = put_mail(store, tmp_path, "mail.eml", "see attached", {"plan.txt": "river plan"})
    store.collect([mail], into=["Water"])
    assert found(store, "river plan", "Water") == {"mail.eml", "plan.txt in mail.eml"}
    store.collect([mail], out_of=["Water"])
    assert store.collections() == ()


def test_undoing_a_removal_puts_it_back_where_it_was(
    store: KeptStore, three: tuple[str, str, str]
) -> None:
    removal = UndoableRemoving(store, Spool()).remove(three[0])
    assert found(store, "river", "Water") == {"b.txt"}
    removal.restore()
    assert collected(store)["a.txt"] == ("North", "Water")


def test_they_travel_with_copies_and_exports(
    store: KeptStore, three: tuple[str, str, str], tmp_path: Path
) -> None:
    store.link("Notes/a.txt", three[0], folder="/home/me/Notes")
    export_library(store, tmp_path / "export")
    import_library(tmp_path / "export", str(tmp_path / "imported"))
    imported = open_local_store(str(tmp_path / "imported"), None, create=False)
    copied = NumpyStore(FINGERPRINT)
    copy_library(store, copied, lambda _document: None)
    for other in (imported, copied):
        assert collected(other) == collected(store)
        assert other.document(three[0]).namings == store.document(three[0]).namings
    imported.close()


def test_a_copy_that_lacks_them_is_brought_up_to_date(
    store: KeptStore, three: tuple[str, str, str]
) -> None:
    copied = NumpyStore(FINGERPRINT)
    copy_library(store, copied, lambda _document: None)
    store.collect([three[2]], into=["South"])
    copy_library(store, copied, lambda _document: None)
    assert collected(copied) == collected(store)


def test_repairing_keeps_them(local: LocalStore, tmp_path: Path) -> None:
    put(local, tmp_path, "a.txt", ["river a"])
    local.collect([put(local, tmp_path, "b.txt", ["river b"])], into=["Water"])
    local.link("Notes/b.txt", by_name(local)["b.txt"].document_id, folder="/notes")
    with local.database.writing("damage") as session:
        session.run("UPDATE pages SET text = 'other' WHERE document = 1")
    local.close()
    assert repair(str(tmp_path / "library"), FINGERPRINT).lost_names == ("a.txt",)
    repaired = open_local_store(str(tmp_path / "library"), FINGERPRINT, create=False, options=SMALL)
    assert collected(repaired) == {"b.txt": ("Water",)}
    assert repaired.documents()[0].folders == ("", "/notes")
    repaired.close()


# ---- names, and the folders that bring them ----


def test_a_name_says_which_folder_brought_it(store: KeptStore, tmp_path: Path) -> None:
    document = replace(prepared(tmp_path, "Notes/a.txt", ["river a"]), folder="/home/me/Notes")
    store.put(document, vectors_of(document))
    store.link("by hand.txt", document.document_id)
    assert store.document(document.document_id).namings == (
        Naming("Notes/a.txt", "", "/home/me/Notes"),
        Naming("by hand.txt"),
    )


def test_taking_a_name_away_leaves_the_document_its_others(
    store: KeptStore, tmp_path: Path
) -> None:
    document_id = put(store, tmp_path, "a.txt", ["river a"])
    store.link("b.txt", document_id)
    receipt = store.unlink("a.txt")
    assert (receipt.document_id, receipt.replaced_document_ids) == (document_id, ())
    assert store.document(document_id).names == ("b.txt",)
    assert store.unlink("b.txt").replaced_document_ids == (document_id,)
    assert store.is_empty()
    assert store.search(question("river"), 5) == ()
    with pytest.raises(DocumentNotFound):
        store.unlink("b.txt")
    assert list(store.verify()) == []


# ---- speed ----


def test_thousands_of_ranges_are_as_many_bits() -> None:
    rows = Rows(np.arange(1, 200_001, dtype=np.int64))
    rows.remove(3, 3)
    ranges = [(first, first) for first in range(1, 200_001, 2)]
    started = time.perf_counter()
    bits = np.unpackbits(rows.bits_in(ranges), count=rows.count, bitorder="little")
    assert time.perf_counter() - started < 1.0  # one after the other they took several seconds
    assert bits.tolist() == [int(n % 2 == 1 and n != 3) for n in range(1, 200_001)]


def test_a_change_is_seen_by_the_next_search_whoever_made_it(
    local: LocalStore, tmp_path: Path
) -> None:
    ids = [put(local, tmp_path, f"{name}.txt", [f"river {name}"]) for name in ("a", "b")]
    local.collect(ids[:1], into=["Water"])
    assert found(local, "river", "Water") == {"a.txt"}
    other = open_local_store(str(tmp_path / "library"), FINGERPRINT, create=False, options=SMALL)
    other.collect(ids[1:], into=["Water"])
    assert found(local, "river", "Water") == {"a.txt", "b.txt"}
    other.collect(ids[:1], out_of=["Water"])
    assert found(local, "river", "Water") == {"b.txt"}
    other.remove(ids[1])
    other.close()
    assert found(local, "river", "Water") == set()
