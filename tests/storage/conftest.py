"""Stores to test: every engine behind the protocol, by one fixture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.numpy_store import NumpyStore
from storage.options import IndexKind, IndexOptions, StoreOptions
from storage.store import Store
from tests.storage.milvus.server import MilvusServer, MilvusUnavailable, running_server
from tests.storage.milvus.stores import emptied_store
from tests.storage.samples import FINGERPRINT

SMALL = StoreOptions(
    reserve_bytes=64 * 1024, scrub_seconds=0.2, retry_seconds=0.1, look_seconds=0.02
)

ENGINES: dict[str, Callable[[Path], Store]] = {
    "numpy": lambda _: NumpyStore(FINGERPRINT),
    "local-flat": lambda folder: _local(folder, IndexOptions()),
    "local-flat-l2": lambda folder: _local(folder, IndexOptions(kind="flat-l2")),
    "local-fp16": lambda folder: _local(folder, IndexOptions(kind="fp16", approximate_from=1)),
    "local-sq8": lambda folder: _local(folder, IndexOptions(kind="sq8", approximate_from=30)),
    "local-ivf": lambda folder: _local(folder, IndexOptions(kind="ivf", approximate_from=30)),
    "local-hnsw": lambda folder: _local(folder, IndexOptions(kind="hnsw", approximate_from=1)),
}


MILVUS: dict[str, IndexKind] = {"milvus-flat": "flat", "milvus-hnsw": "hnsw"}


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A real Milvus server, the same for all tests that don't kill it."""
    try:
        with running_server(tmp_path_factory.mktemp("milvus") / "data") as server:
            yield server
    except MilvusUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(params=["numpy", "local-flat", "milvus-flat"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new, empty store of each engine."""
    yield from _opened(request, tmp_path)


@pytest.fixture(
    params=[*ENGINES, "milvus-flat", pytest.param("milvus-hnsw", marks=pytest.mark.long)]
)
def searched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new, empty store of each engine and each kind of index."""
    yield from _opened(request, tmp_path)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalStore]:
    """A new, empty local store with the exact index, at ``tmp_path / "library"``."""
    engine = _local(tmp_path / "library", IndexOptions())
    yield engine
    engine.close()


def _opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Store]:
    if request.param in MILVUS:
        server = request.getfixturevalue("milvus_server")
        store = emptied_store(server, folder, index=MILVUS[request.param])
    else:
        store = ENGINES[request.param](folder / "library")
    yield store
    store.close()


def _local(folder: Path, index: IndexOptions) -> LocalStore:
    return open_local_store(str(folder), FINGERPRINT, create=True, index=index, options=SMALL)
