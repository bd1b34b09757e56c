"""A Milvus server's collections: made, described, written, read and searched.

Reads see everything that this connection wrote, and what others wrote after a stated time: the
server's clock is asked after each write, and each read names the moment that it must include.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from storage.errors import ServerUnsuitable, StoreError
from storage.milvus.client import SOME_MOMENT, Client, make_collection, moment_at
from storage.milvus.columns import Field, IndexSettings, MilvusRow, batches
from storage.milvus.location import MilvusLocation
from storage.milvus.options import MilvusOptions
from storage.records import Vectors

MOST_ROWS = 16_384
"""What a Milvus server gives back for one question at most."""

OLDEST_VERSION = (2, 3, 5)
WORDS_VERSION = (2, 5, 0)
"""The first version with BM25; older ones take its settings without a word and do nothing."""

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


class Connection:
    """A server's collections. Safe to use from several threads."""

    def __init__(self, location: MilvusLocation, options: MilvusOptions) -> None:
        """Nothing is asked yet; the first call connects."""
        self._options = options
        self._client = Client(location, options)
        self._written_at = SOME_MOMENT

    def server_version(self) -> tuple[int, int, int]:
        """The server's version.

        Raises:
            ServerUnsuitable: it is older than what a library needs, or unreadable.
        """
        text = self._client.call("its version", lambda client, seconds: client.get_server_version())
        found = _VERSION.match(text)
        version = (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)
        if version < OLDEST_VERSION:
            needed = ".".join(map(str, OLDEST_VERSION))
            raise ServerUnsuitable(
                f"{self._client.place} is Milvus {text!r}; a library needs {needed} or newer"
            )
        return version

    def holds(self, collection: str) -> bool:
        """Whether there is a collection of that name."""
        return bool(
            self._client.call(
                "a collection",
                lambda client, seconds: client.has_collection(collection, timeout=seconds),
            )
        )

    def create(
        self, collection: str, fields: Sequence[Field], index: IndexSettings, *, shards: int
    ) -> None:
        """Make a collection with its indexes; one that is there already, of this form, stays."""
        self._client.call(
            f"making {collection}",
            lambda client, seconds: make_collection(
                client, collection, fields, index, shards=shards, seconds=seconds
            ),
            seconds=self._options.load_seconds,
        )

    def load(self, collection: str) -> None:
        """Have a collection in the server's memory, ready to be searched."""
        self._client.call(
            f"loading {collection}",
            lambda client, seconds: client.load_collection(collection, timeout=seconds),
            seconds=self._options.load_seconds,
        )

    def has_field(self, collection: str, field: str) -> bool:
        """Whether a collection has a column of that name."""
        about = self._client.call(
            "a description",
            lambda client, seconds: client.describe_collection(collection, timeout=seconds),
        )
        return any(column["name"] == field for column in about["fields"])

    def index_kind(self, collection: str) -> str:
        """Milvus' name of the kind of index over a collection's vectors."""
        found = self._client.call(
            "an index",
            lambda client, seconds: client.describe_index(collection, "vector", timeout=seconds),
        )
        return str(found["index_type"]) if found else ""

    def insert(self, collection: str, rows: Sequence[MilvusRow]) -> None:
        """Add rows; safe at the server on return, but not all at one moment."""
        for batch in batches(rows):
            done = self._client.call(
                "a write",
                lambda client, seconds, batch=batch: client.insert(  # type: ignore[misc]
                    collection, batch, timeout=seconds
                ),
            )
            if done["insert_count"] != len(batch):
                raise StoreError(
                    f"{self._client.place} took {done['insert_count']} of {len(batch)} rows"
                )
        self._note_write()

    def delete(self, collection: str, where: str) -> None:
        """Remove the rows that match."""
        self._client.call(
            "a removal",
            lambda client, seconds: client.delete(collection, filter=where, timeout=seconds),
        )
        self._note_write()

    def rows(
        self, collection: str, where: str, fields: Sequence[str], *, fresh: bool = False
    ) -> list[MilvusRow]:
        """All rows that match, in no order; ``fresh`` includes what others wrote just now."""
        found = self._client.call(
            "a read",
            lambda client, seconds: client.query(
                collection, filter=where, output_fields=list(fields), limit=MOST_ROWS,
                timeout=seconds, **self._reading(fresh),
            ),
        )  # fmt: skip
        if len(found) < MOST_ROWS:
            return [dict(row) for row in found]
        return list(self._many_rows(collection, where, fields))

    def count(self, collection: str, where: str) -> int:
        """How many rows match now, with what others wrote."""
        found = self._client.call(
            "a count",
            lambda client, seconds: client.query(
                collection, filter=where, output_fields=["count(*)"], timeout=seconds,
                **self._reading(fresh=True),
            ),
        )  # fmt: skip
        return int(found[0]["count(*)"])

    def nearest(
        self,
        collection: str,
        vector: Vectors,
        *,
        limit: int,
        where: str,
        fields: Sequence[str],
        searching: dict[str, int],
        fresh: bool = False,
    ) -> list[MilvusRow]:
        """The rows with the largest inner products, best first, each with its ``distance``."""
        return self._search(
            collection, [float(number) for number in vector], "vector",
            limit=limit, where=where, fields=fields, fresh=fresh,
            parameters={"metric_type": "IP", "params": dict(searching)},
        )  # fmt: skip

    def matching(
        self,
        collection: str,
        words: str,
        field: str,
        *,
        limit: int,
        where: str,
        fields: Sequence[str],
        fresh: bool = False,
    ) -> list[MilvusRow]:
        """The rows whose terms match the words best by BM25, each with it as its ``distance``."""
        return self._search(
            collection, words, f"{field}_weights",
            limit=limit, where=where, fields=fields, fresh=fresh,
            parameters={"metric_type": "BM25", "params": {}},
        )  # fmt: skip

    def close(self) -> None:
        """Give up the connection; every later call raises ``StoreClosed``."""
        self._client.close()

    def _search(
        self,
        collection: str,
        data: Any,
        field: str,
        *,
        limit: int,
        where: str,
        fields: Sequence[str],
        parameters: dict[str, Any],
        fresh: bool,
    ) -> list[MilvusRow]:
        found = self._client.call(
            "a search",
            lambda client, seconds: client.search(
                collection, [data], anns_field=field, filter=where, limit=limit,
                output_fields=list(fields), search_params=parameters, timeout=seconds,
                **self._reading(fresh),
            ),
        )  # fmt: skip
        return [{**hit["entity"], "distance": float(hit["distance"])} for hit in found[0]]

    def _many_rows(self, collection: str, where: str, fields: Sequence[str]) -> Iterator[MilvusRow]:
        """More rows than one answer holds; the collection's own level makes this read fresh."""
        rows = self._client.call(
            "a long read",
            lambda client, seconds: client.query_iterator(
                collection, batch_size=MOST_ROWS // 4, filter=where, output_fields=list(fields),
                timeout=seconds,
            ),
        )  # fmt: skip
        try:
            while batch := self._client.call("a long read", lambda client, seconds: rows.next()):
                yield from (dict(row) for row in batch)
        finally:
            rows.close()

    def _reading(self, fresh: bool) -> dict[str, Any]:
        """How new a read must be: all there is, or one's own writes and others' up to a while."""
        if fresh:
            return {"consistency_level": "Strong"}
        now = self._client.server_seconds() - self._options.stale_seconds
        moment = max(self._written_at, moment_at(now))
        return {"consistency_level": "Customized", "guarantee_timestamp": moment}

    def _note_write(self) -> None:
        """Make later reads wait for what was written until now, by the server's own clock.

        A removal's answer holds no moment, so reads right after it would still see the rows.
        """
        self._written_at = max(self._written_at, self._client.server_moment())
