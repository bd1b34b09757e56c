"""A server that is away, silent, of the wrong version or unwilling: said clearly and in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc

from storage.errors import ServerUnsuitable, StoreError, StoreFull, StoreUnreachable
from storage.milvus import failures
from storage.milvus.location import MilvusAccess
from storage.milvus.opening import open_milvus_store
from storage.milvus.options import DEFAULT_MILVUS, MilvusOptions
from storage.opening import open_store
from storage.options import DEFAULT_INDEX
from tests.storage.milvus.server import MilvusServer
from tests.storage.milvus.stores import emptied_store, opened_store
from tests.storage.samples import FINGERPRINT, put, question, texts_found

HASTY = MilvusOptions(connect_seconds=2.0, answer_seconds=2.0)
SLACK_SECONDS = 20.0  # for a machine that is busy with other things
NOTHING_WRONG = common_pb2.Status(error_code=common_pb2.Success)


class OldServer(milvus_pb2_grpc.MilvusServiceServicer):
    """A server that says which version it is, and can do nothing else."""

    def __init__(self, version: str) -> None:
        self._version = version

    def Connect(self, request: object, context: object) -> object:  # noqa: N802
        return milvus_pb2.ConnectResponse(status=NOTHING_WRONG, identifier=1)

    def GetVersion(self, request: object, context: object) -> object:  # noqa: N802
        return milvus_pb2.GetVersionResponse(status=NOTHING_WRONG, version=self._version)


@pytest.fixture(params=["v2.2.9", "2.3.4-rc1", "something else"])
def old_server(request: pytest.FixtureRequest) -> Iterator[int]:
    server = grpc.server(ThreadPoolExecutor(2))
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(OldServer(request.param), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None).wait()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def opened(port: int, folder: Path) -> object:
    return open_milvus_store(
        f"milvus://127.0.0.1:{port}/papers", FINGERPRINT, create=True, index=DEFAULT_INDEX,
        access=MilvusAccess(originals=str(folder)), options=HASTY,
    )  # fmt: skip


def test_a_server_that_is_away_is_said_in_time(closed_port: int, tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(StoreUnreachable, match=f"can be reached at 127.0.0.1:{closed_port}"):
        opened(closed_port, tmp_path)
    assert time.monotonic() - started < HASTY.connect_seconds + SLACK_SECONDS


def test_a_server_that_never_answers_is_said_in_time(silent_port: int, tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(StoreUnreachable, match=f"127.0.0.1:{silent_port}"):
        opened(silent_port, tmp_path)
    assert time.monotonic() - started < HASTY.connect_seconds + SLACK_SECONDS


def test_a_server_of_the_wrong_version_is_refused(old_server: int, tmp_path: Path) -> None:
    with pytest.raises(ServerUnsuitable, match=r"a library needs 2\.3\.5 or newer"):
        opened(old_server, tmp_path)


@pytest.mark.parametrize(
    ("message", "kind", "says"),
    [
        ("collection not loaded[collection=1]", StoreUnreachable, "not ready yet"),
        ("quota exceeded[reason=memory]", StoreFull, "no room left"),
        ("auth check failure, please check username", StoreError, "MILVUS_TOKEN"),
        ("Fail connecting to server on h:1", StoreUnreachable, "can be reached"),
        ("something nobody foresaw", StoreError, "something nobody foresaw"),
    ],
)
def test_what_a_server_says_is_said_in_words_for_people(
    message: str, kind: type[StoreError], says: str
) -> None:
    error = failures.refusal("host:1", message, "a read")
    assert type(error) is kind
    assert says in str(error)
    assert "host:1" in str(error)


def test_addresses_of_other_kinds_are_refused() -> None:
    with pytest.raises(StoreError, match="aren't known"):
        open_store("redis://host/papers", FINGERPRINT, create=True)


def test_a_server_that_hangs_is_said_in_time_and_answers_again(
    milvus_server: MilvusServer, tmp_path: Path
) -> None:
    emptied = emptied_store(milvus_server, tmp_path)
    put(emptied, tmp_path, "a.txt", ["river stone"])
    emptied.close()
    store = opened_store(
        milvus_server, tmp_path, collection="contract_flat", options=DEFAULT_MILVUS
    )
    limit = DEFAULT_MILVUS.answer_seconds
    try:
        eventually_found(store, "river", ["river stone"])
        with milvus_server.paused():
            started = time.monotonic()
            with pytest.raises(StoreUnreachable, match=f"within {limit:g} seconds"):
                store.search(question("river"), 5)
            assert time.monotonic() - started < limit + SLACK_SECONDS
        eventually_found(store, "river", ["river stone"])
    finally:
        store.close()


def eventually_found(store: object, text: str, expected: list[str]) -> None:
    """The same store object answers again, without anybody opening it anew."""
    ends = time.monotonic() + 120
    while True:
        try:
            assert texts_found(store, text) == expected  # type: ignore[arg-type]
            return
        except StoreUnreachable:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
