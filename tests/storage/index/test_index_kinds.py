"""Index kinds: masked rows, filters, and inexact kinds that must prove themselves."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest

from storage.errors import IndexRefused
from storage.index.acceptance import build_accepted, fetch_count, kind_for
from storage.index.vector_index import IndexShape, VectorIndex, build_index, deserialize
from storage.local.engine import LocalStore
from storage.local.indexing.snapshot import read_manifest
from storage.opening import open_store
from storage.options import INDEX_KINDS, IndexKind, IndexOptions, StoreOptions
from storage.records import Vectors
from tests.storage.conftest import SMALL
from tests.storage.samples import FINGERPRINT, by_name, prepared, put, texts_found


def unit(rows: np.ndarray) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


VECTORS = unit(np.random.default_rng(5).standard_normal((600, 16)))
IDS = np.arange(10, 1_810, 3, dtype=np.int64)


def built(kind: IndexKind) -> VectorIndex:
    shape = IndexShape(kind, 16, 1_024)
    index = build_index(shape, IDS[:400], VECTORS[:400])
    index.add(IDS[400:], VECTORS[400:])
    return index


def nearest_by_hand(query: Vectors, limit: int, allowed: np.ndarray) -> set[int]:
    similarities = np.where(allowed, VECTORS @ query, -2)
    return set(IDS[np.argsort(-similarities)[:limit]].tolist())


@pytest.mark.parametrize("kind", INDEX_KINDS)
def test_removed_and_filtered_rows_are_never_named(kind: IndexKind) -> None:
    index = built(kind)
    index.remove(int(IDS[100]), int(IDS[299]))
    index.remove(int(IDS[250]), int(IDS[350]))
    live = np.ones(600, dtype=bool)
    live[100:351] = False
    ranges = [(int(IDS[90]), int(IDS[120])), (int(IDS[340]), int(IDS[400]))]
    chosen = np.zeros(600, dtype=bool)
    chosen[90:121] = chosen[340:401] = True
    least = 20 if kind in {"flat", "flat-l2"} else 16
    for query in VECTORS[::50]:
        for filtered, allowed in ((None, live), (ranges, live & chosen)):
            found = set(index.nearest(query, 20, filtered).tolist())
            assert found <= set(IDS[allowed].tolist())
            assert len(found & nearest_by_hand(query, 20, allowed)) >= least
    assert index.rows.live_ids().tolist() == IDS[live].tolist()
    assert index.rows.removed == 251


def clustered(count: int) -> Vectors:
    generator = np.random.default_rng(8)
    centres = generator.standard_normal((100, 32))
    rows = centres[generator.integers(0, 100, count)]
    return unit(rows + 0.7 * generator.standard_normal((count, 32)))


@pytest.mark.parametrize("kind", INDEX_KINDS)
def test_a_filter_costs_no_recall_however_few_pass_it(kind: IndexKind) -> None:
    vectors, ids = clustered(8_000), np.arange(1, 8_001, dtype=np.int64)
    index = build_accepted(IndexOptions(kind=kind, approximate_from=1), ids, vectors).index
    for passing in (2_000, 400, 80):
        found = 0
        for query in vectors[::160]:
            near = ids[:passing][np.argsort(-(vectors[:passing] @ query))[:12]]
            named = index.nearest(query, fetch_count(index.shape, 12), [(1, passing)])
            found += len(set(near.tolist()) & set(named.tolist()))
        assert found / (50 * 12) >= 0.98, passing


@pytest.mark.parametrize("kind", INDEX_KINDS)
def test_an_index_comes_back_from_its_bytes(kind: IndexKind) -> None:
    index = built(kind)
    again = deserialize(index.shape, index.serialize(), index.rows.ids)
    for query in VECTORS[::50]:
        assert again.nearest(query, 15).tolist() == index.nearest(query, 15).tolist()


def test_bytes_of_another_kind_or_size_are_refused() -> None:
    flat = built("flat")
    for kind in ("flat-l2", "hnsw", "sq8"):
        shape = IndexShape(kind, 16, 64)
        with pytest.raises(ValueError, match=r"kind|nearness"):
            deserialize(shape, flat.serialize(), flat.rows.ids)
    with pytest.raises(ValueError, match="row"):
        deserialize(flat.shape, flat.serialize(), flat.rows.ids[:-1])
    with pytest.raises(ValueError, match="not an index"):
        deserialize(flat.shape, flat.serialize()[:1_000], flat.rows.ids)


def test_ids_that_do_not_ascend_are_refused() -> None:
    index = built("flat")
    with pytest.raises(ValueError, match="ascend"):
        index.add(IDS[:1], VECTORS[:1])


def hard_to_tell_apart() -> Vectors:
    """Vectors so close that eight bits a number, stretched by outliers, see no difference."""
    generator = np.random.default_rng(3)
    rows = np.ones((500, 16)) + 1e-4 * generator.standard_normal((500, 16))
    rows[:20] = generator.standard_normal((20, 16))
    return unit(rows)


def test_a_kind_that_finds_too_little_is_refused() -> None:
    vectors, ids = hard_to_tell_apart(), np.arange(1, 501, dtype=np.int64)
    with pytest.raises(IndexRefused, match="kind sq8 finds 0"):
        build_accepted(IndexOptions(kind="sq8", approximate_from=1), ids, vectors)
    lenient = IndexOptions(kind="sq8", approximate_from=1, recall_at_least=0.0)
    accepted = build_accepted(lenient, ids, vectors)
    assert 0 < accepted.recall < 0.98
    truth = build_accepted(IndexOptions(), ids, vectors)
    assert truth.recall == 1.0


@pytest.mark.parametrize("kind", sorted(set(INDEX_KINDS) - {"flat", "flat-l2"}))
def test_a_kind_that_finds_enough_is_accepted_with_its_figure(kind: IndexKind) -> None:
    accepted = build_accepted(IndexOptions(kind=kind, approximate_from=1), IDS, VECTORS)
    assert accepted.index.shape.kind == kind
    assert accepted.recall >= 0.98


def test_few_passages_are_served_flat() -> None:
    options = IndexOptions(kind="hnsw", approximate_from=100)
    assert kind_for(options, 99) == "flat"
    assert kind_for(options, 100) == "hnsw"
    assert kind_for(IndexOptions(kind="flat-l2"), 1) == "flat-l2"


def opened(folder: Path, index: IndexOptions, options: StoreOptions = SMALL) -> LocalStore:
    return open_store(str(folder), FINGERPRINT, create=True, index=index, options=options)


def test_the_kind_changes_with_size_and_choice_and_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    hnsw = IndexOptions(kind="hnsw", approximate_from=40)
    store = opened(folder, hnsw)
    put(store, tmp_path, "a", [f"text {number}" for number in range(30)])
    report = store.index_report()
    assert (report.kind, report.wanted, report.passages) == ("flat", "hnsw", 30)
    put(store, tmp_path, "b", [f"more {number}" for number in range(30)])
    texts_found(store, "text 3")
    store.close()
    store = opened(folder, hnsw)
    assert store.index_report().kind == "hnsw"
    store.save_snapshot()
    assert store.index_report().recall == read_manifest(folder / "faiss").recall >= 0.98
    store.close()
    store = opened(folder, IndexOptions(kind="flat-l2"))
    assert store.index_report().kind == "flat-l2"
    assert texts_found(store, "more 7", 1) == ["more 7"]
    store.close()


def put_vectors(store: LocalStore, folder: Path, name: str, vectors: Vectors) -> None:
    document = prepared(folder, name, [f"{name} {number}" for number in range(len(vectors))])
    store.put(document, vectors)


def test_an_inexact_index_is_measured_anew_when_it_has_grown(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    options = dataclasses.replace(SMALL, snapshot_after_rows=1)
    store = opened(folder, IndexOptions(kind="hnsw", approximate_from=40), options)
    put_vectors(store, tmp_path, "a", VECTORS[:50])
    store.save_snapshot()
    assert read_manifest(folder / "faiss").measured_rows == 50
    put_vectors(store, tmp_path, "b", VECTORS[50:90])
    store.close()
    assert read_manifest(folder / "faiss").measured_rows == 50
    store = opened(folder, IndexOptions(kind="hnsw", approximate_from=40), options)
    store.load()
    put_vectors(store, tmp_path, "c", VECTORS[90:120])
    store.close()
    assert read_manifest(folder / "faiss").measured_rows == 120


def test_an_inexact_index_that_came_to_find_too_little_gives_way_to_an_exact_one(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "library"
    store = opened(folder, IndexOptions(kind="sq8", approximate_from=40))
    put_vectors(store, tmp_path, "a", VECTORS[:200])
    assert store.index_report().kind == "sq8"
    put_vectors(store, tmp_path, "b", hard_to_tell_apart())
    ends = time.monotonic() + 300
    while store.index_report().kind != "flat" and time.monotonic() < ends:
        time.sleep(0.01)
    report = store.index_report()
    assert (report.kind, report.passages, report.recall) == ("flat", 700, 1.0)
    store.close()


def test_maintenance_compacts_and_saves_in_the_background(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    store = opened(folder, IndexOptions(), dataclasses.replace(SMALL, snapshot_after_rows=100))
    store.load()
    for number in range(15):
        put(store, tmp_path, f"{number}", [f"text {number} {line}" for line in range(100)])
    for number in range(14):
        store.remove(by_name(store)[f"{number}"].document_id)
    store.close()
    manifest = read_manifest(folder / "faiss")
    assert 100 <= manifest.rows <= 1_100  # a thousand removed rows may wait for the next time
    store = opened(folder, IndexOptions())
    assert texts_found(store, "text 14 7", 1) == ["text 14 7"]
    assert list(store.verify()) == []
    store.close()
