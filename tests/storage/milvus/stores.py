"""Libraries on a test's Milvus server: emptied and used again, since making one takes seconds."""

from __future__ import annotations

from pathlib import Path

from storage.milvus.connection import Connection
from storage.milvus.engine import MilvusStore
from storage.milvus.location import MilvusAccess, parse_location
from storage.milvus.opening import open_milvus_store
from storage.milvus.options import MilvusOptions
from storage.options import IndexKind, IndexOptions
from storage.records import Fingerprint
from tests.storage.milvus.server import MilvusServer
from tests.storage.samples import FINGERPRINT

# A busy machine with two cores is slower than any server that people would use.
PATIENT = MilvusOptions(connect_seconds=60.0, answer_seconds=120.0, load_seconds=240.0)


def address(server: MilvusServer, collection: str) -> str:
    """A library's address on that server."""
    return f"milvus://127.0.0.1:{server.port}/{collection}"


def opened_store(
    server: MilvusServer,
    folder: Path,
    *,
    collection: str = "contract",
    index: IndexKind = "flat",
    fingerprint: Fingerprint | None = FINGERPRINT,
    options: MilvusOptions = PATIENT,
) -> MilvusStore:
    """The library of that name as it is, with its originals in a folder beside ``folder``."""
    return open_milvus_store(
        address(server, collection),
        fingerprint,
        create=True,
        index=IndexOptions(kind=index),
        access=MilvusAccess(originals=str(folder / "originals")),
        options=options,
    )


def emptied_store(
    server: MilvusServer,
    folder: Path,
    *,
    collection: str = "contract",
    index: IndexKind = "flat",
) -> MilvusStore:
    """The library of that name and index with nothing in it, as if it were new."""
    name = f"{collection}_{index}"
    location = parse_location(address(server, name), MilvusAccess(originals="unused"))
    connection = Connection(location, PATIENT)
    if connection.holds(name):
        connection.delete(name, "passage_id >= 0")
        connection.delete(f"{name}_records", 'kind != "library"')
        connection.count(name, "passage_id >= 0")
    connection.close()
    return opened_store(server, folder, collection=name, index=index)
