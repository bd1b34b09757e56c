"""Stores to test: every engine behind the protocol, by one fixture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.local.engine import LocalStore
from storage.numpy_store import NumpyStore
from storage.opening import open_store
from storage.options import IndexOptions, StoreOptions
from storage.store import Store
from tests.storage.samples import FINGERPRINT

SMALL = StoreOptions(reserve_bytes=64 * 1024)

ENGINES: dict[str, Callable[[Path], Store]] = {
    "numpy": lambda _: NumpyStore(FINGERPRINT),
    "local-flat": lambda folder: _local(folder, IndexOptions()),
    "local-flat-l2": lambda folder: _local(folder, IndexOptions(kind="flat-l2")),
    "local-fp16": lambda folder: _local(folder, IndexOptions(kind="fp16", approximate_from=1)),
    "local-sq8": lambda folder: _local(folder, IndexOptions(kind="sq8", approximate_from=30)),
    "local-ivf": lambda folder: _local(folder, IndexOptions(kind="ivf", approximate_from=30)),
    "local-hnsw": lambda folder: _local(folder, IndexOptions(kind="hnsw", approximate_from=1)),
}


@pytest.fixture(params=["numpy", "local-flat"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new, empty store of each engine."""
    yield from _opened(request.param, tmp_path)


@pytest.fixture(params=ENGINES)
def searched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new, empty store of each engine and each kind of index."""
    yield from _opened(request.param, tmp_path)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalStore]:
    """A new, empty local store with the exact index, at ``tmp_path / "library"``."""
    engine = _local(tmp_path / "library", IndexOptions())
    yield engine
    engine.close()


def _opened(engine: str, folder: Path) -> Iterator[Store]:
    store = ENGINES[engine](folder / "library")
    yield store
    store.close()


def _local(folder: Path, index: IndexOptions) -> LocalStore:
    return open_store(str(folder), FINGERPRINT, create=True, index=index, options=SMALL)
