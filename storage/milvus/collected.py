"""Which documents are in which collections, as records of a library in Milvus."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping

from storage.collections import Collection, Collections
from storage.milvus import layout
from storage.milvus.columns import MilvusRow
from storage.milvus.connection import Connection

_COLUMNS = ("key", "kind", "document_id", "name_id", "number", "part", "payload")


class Collected:
    """One record for each document in each collection."""

    def __init__(self, connection: Connection, records: str) -> None:
        """``records`` names the collection, in Milvus' sense, that holds them."""
        self._connection = connection
        self._records = records

    def put_into(self, document_ids: Iterable[str], collections: Some[str]) -> None:
        """Put documents into collections; in some of those they may be already."""
        ids = sorted(set(document_ids))
        if not ids or not collections:
            return
        held = self._of(ids)
        rows = [
            row
            for document_id in ids
            for name in collections
            if name not in held.get(document_id, ())
            for row in layout.record_rows(
                "collected", f"{layout.name_id(name)}-{document_id}", name,
                document_id=document_id, name_id=layout.name_id(name),
            )
        ]  # fmt: skip
        if rows:
            self._connection.insert(self._records, rows)

    def take_out(self, document_ids: Iterable[str], collections: Some[str] | None = None) -> None:
        """Take documents out of collections, or out of all for ``None``."""
        ids = sorted(set(document_ids))
        if not ids or (collections is not None and not collections):
            return
        where = f'kind == "collected" and {layout.any_of("document_id", ids)}'
        if collections is not None:
            where += f" and {layout.any_of('name_id', map(layout.name_id, collections))}"
        self._connection.delete(self._records, where)

    def ids_in(
        self, document_ids: frozenset[str] | None, collections: Collections
    ) -> frozenset[str] | None:
        """Those of the documents that are in one of the collections; ``None`` where all may be."""
        if collections is None:
            return document_ids
        if not collections:
            return frozenset()
        where = (
            f'kind == "collected" and {layout.any_of("name_id", map(layout.name_id, collections))}'
        )
        rows = self._connection.rows(self._records, where, _COLUMNS)
        ids = frozenset(row["document_id"] for row in rows)
        return ids if document_ids is None else ids & document_ids

    def all(self, document_ids: Some[str]) -> tuple[Collection, ...]:
        """All collections that any of the documents is in, by name."""
        rows = self._connection.rows(self._records, 'kind == "collected"', _COLUMNS)
        counts = Counter(
            name
            for document_id, names in collections_of(rows).items()
            if document_id in document_ids
            for name in names
        )
        return tuple(Collection(name, counts[name]) for name in sorted(counts))

    def _of(self, document_ids: Iterable[str]) -> Mapping[str, Some[str]]:
        where = f'kind == "collected" and {layout.any_of("document_id", document_ids)}'
        return collections_of(self._connection.rows(self._records, where, _COLUMNS, fresh=True))


def collections_of(rows: Iterable[MilvusRow]) -> Mapping[str, Some[str]]:
    """The collections that these records put each document into, by its id."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["kind"] == "collected":
            found[row["document_id"]].add(layout.record_content([row], "a collection's record"))
    return found
