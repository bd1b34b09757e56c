"""A library in Milvus that an earlier version made is opened as it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from storage.milvus import layout
from storage.milvus.connection import Connection
from storage.milvus.location import MilvusAccess, parse_location
from tests.storage.milvus.server import MilvusServer
from tests.storage.milvus.stores import PATIENT, address, emptied_store, opened_store
from tests.storage.samples import FINGERPRINT, by_name, put, texts_found

COLUMNS = ("key", "document_id", "version", "part", "payload")


def rewrite(connection: Connection, records: str, kind: str, content: dict[str, object]) -> None:
    """Put other content into the one record of a kind."""
    row = connection.rows(records, f'kind == "{kind}"', COLUMNS, fresh=True)[0]
    connection.delete(records, f'kind == "{kind}"')
    key = row["key"].removeprefix(f"{kind}-").removesuffix("-0")
    made = layout.record_rows(
        kind, key, content, document_id=row["document_id"], version=row["version"]
    )
    connection.insert(records, made)


def test_documents_without_a_reading_are_given_the_first(
    milvus_server: MilvusServer, tmp_path: Path
) -> None:
    store = emptied_store(milvus_server, tmp_path)
    document_id = put(store, tmp_path, "a.txt", ["river stone"])
    store.close()
    location = parse_location(
        address(milvus_server, "contract_flat"), MilvusAccess(originals="unused")
    )
    connection, records = Connection(location, PATIENT), "contract_flat_records"
    rows = connection.rows(records, 'kind == "document"', COLUMNS, fresh=True)
    header = layout.record_content(rows, "a.txt")
    del header["reading"]
    rewrite(connection, records, "document", header)
    fingerprint = {**asdict(FINGERPRINT), "splitting_version": 7}
    about = {"format": layout.FORMAT, "fingerprint": fingerprint}
    rewrite(connection, records, "library", about)
    connection.close()
    opened = opened_store(milvus_server, tmp_path, collection="contract_flat")
    assert by_name(opened)["a.txt"].document_id == document_id
    assert by_name(opened)["a.txt"].reading == "text 1, splitting 1, 182 tokens"
    assert texts_found(opened, "river") == ["river stone"]
    opened.close()
