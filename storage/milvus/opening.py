"""Opening or making a library in Milvus, and refusing what isn't one."""

from __future__ import annotations

from dataclasses import asdict

from storage.errors import (
    FingerprintMismatch,
    IndexRefused,
    StoreDamaged,
    StoreForeign,
    StoreMissing,
    StoreTooNew,
)
from storage.milvus import layout
from storage.milvus.connection import WORDS_VERSION, Connection
from storage.milvus.engine import MilvusStore
from storage.milvus.location import MilvusAccess, MilvusLocation, parse_location
from storage.milvus.options import DEFAULT_MILVUS, MilvusOptions
from storage.milvus.originals import open_originals
from storage.options import IndexOptions
from storage.records import Fingerprint

_COLUMNS = ("key", "part", "payload")


def open_milvus_store(
    address: str,
    fingerprint: Fingerprint | None,
    *,
    create: bool,
    index: IndexOptions,
    access: MilvusAccess,
    options: MilvusOptions = DEFAULT_MILVUS,
) -> MilvusStore:
    """The library at ``milvus://host:port/collection``; see ``storage.opening.open_store``.

    The kind of index is chosen when the library is made and kept; "flat", the default, takes
    whatever a library has.

    Raises:
        StoreUnreachable: the server is away, too slow or not ready.
        ServerUnsuitable: it is too old.
        IndexRefused: Milvus serves no such index, or the library was made with another.
    """
    location = parse_location(address, access)
    connection = Connection(location, options)
    try:
        version = connection.server_version()
        _make_or_find(location, connection, fingerprint if create else None, index, version)
        kept = _kept_fingerprint(location, connection)
        if fingerprint is not None:
            _check_fingerprint(location, kept, fingerprint)
        index_kind = connection.index_kind(location.collection)
        _check_index(location, index, index_kind)
        return MilvusStore(
            location,
            connection,
            open_originals(f"{location.originals.rstrip('/')}/{location.collection}"),
            fingerprint=kept,
            index_kind=index_kind,
            has_words=connection.has_field(location.collection, "terms"),
            version=".".join(map(str, version)),
            options=options,
        )
    except BaseException:
        connection.close()
        raise


def _make_or_find(
    location: MilvusLocation,
    connection: Connection,
    make_for: Fingerprint | None,
    index: IndexOptions,
    version: tuple[int, int, int],
) -> None:
    """Have both collections there and loaded; made for that fingerprint where they are missing."""
    passages, records = location.collection, f"{location.collection}_records"
    there = [connection.holds(name) for name in (passages, records)]
    if there == [True, False] and make_for is None:
        raise StoreForeign(
            f"the collection {passages} at {location.host}:{location.port} is no library"
        )
    if not all(there):
        if make_for is None:
            raise StoreMissing(
                f"no library at {location.shown}; `footnote add` with some files makes one"
            )
        if there[0]:
            raise StoreForeign(
                f"the collection {passages} at {location.host}:{location.port} is no library; "
                "give the name of a new one"
            )
        if index.kind not in layout.INDEXES:
            raise IndexRefused(
                f"Milvus serves no index {index.kind!r}; choose {', '.join(layout.INDEXES)}"
            )
        # The collection of passages is made last: where it is, the other is too.
        connection.create(
            records, layout.RECORD_FIELDS, layout.INDEXES["flat"], shards=layout.RECORD_SHARDS
        )
        fields = layout.passage_fields(make_for.dimension, with_words=version >= WORDS_VERSION)
        connection.create(
            passages, fields, layout.INDEXES[index.kind], shards=layout.PASSAGE_SHARDS
        )
    connection.load(records)
    connection.load(passages)
    if make_for is not None and not connection.rows(
        records, 'kind == "library"', ("key",), fresh=True
    ):
        content = {"format": layout.FORMAT, "fingerprint": asdict(make_for)}
        connection.insert(records, layout.record_rows("library", "about", content))


def _kept_fingerprint(location: MilvusLocation, connection: Connection) -> Fingerprint:
    records = f"{location.collection}_records"
    rows = connection.rows(records, 'kind == "library"', _COLUMNS, fresh=True)
    if not rows:
        raise StoreDamaged(f"{location.shown} doesn't say what made its vectors")
    content = layout.record_content(rows, location.shown)
    if content["format"] > layout.FORMAT:
        raise StoreTooNew(f"{location.shown} was written by a later version; update Footnote")
    try:
        return Fingerprint.from_json(content["fingerprint"])
    except (KeyError, TypeError) as error:
        raise StoreDamaged(f"{location.shown} doesn't say what made its vectors") from error


def _check_fingerprint(
    location: MilvusLocation, kept: Fingerprint, fingerprint: Fingerprint
) -> None:
    if kept != fingerprint:
        raise FingerprintMismatch(
            f"{location.shown} was made with {kept.encoder} (weights "
            f"{kept.weights_sha256[:12]}), not with {fingerprint.encoder} (weights "
            f"{fingerprint.weights_sha256[:12]}); name its encoder with --encoder, or add the "
            "files to a new library"
        )


def _check_index(location: MilvusLocation, index: IndexOptions, index_kind: str) -> None:
    wanted = layout.INDEXES.get(index.kind)
    if index.kind != "flat" and (wanted is None or wanted.kind != index_kind):
        raise IndexRefused(
            f"{location.shown} has the index {index_kind}, which stays as it was made; "
            "`footnote copy` makes a new library with another"
        )
