"""The conversation with a Milvus server: the one module that imports its client, and does so late.

Every call has a time limit. What goes wrong becomes a ``StoreError``; a later call connects anew by
itself. Reads see everything that this connection wrote, and what others wrote after a stated time:
the server's clock is asked after each write, and each read names the moment that it must include.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from storage.errors import ServerUnsuitable, StoreClosed, StoreError
from storage.milvus import failures
from storage.milvus.columns import Field, IndexSettings, MilvusRow, batches
from storage.milvus.location import MilvusLocation
from storage.milvus.options import MilvusOptions
from storage.records import Vectors

if TYPE_CHECKING:
    from pymilvus import MilvusClient  # type: ignore[import-untyped]

Result = TypeVar("Result")

MOST_ROWS = 16_384
"""What a Milvus server gives back for one question at most."""

OLDEST_VERSION = (2, 3, 5)
WORDS_VERSION = (2, 5, 0)
"""The first version with BM25; older ones take its settings without a word and do nothing."""

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
_LOGICAL_BITS = 18  # a moment of Milvus is milliseconds and a counter of so many bits
_SOME_MOMENT = 1  # what the protocol calls "eventually"


class Connection:
    """A server's collections. Safe to use from several threads."""

    def __init__(self, location: MilvusLocation, options: MilvusOptions) -> None:
        """Nothing is asked yet; the first call connects."""
        self._location = location
        self._options = options
        self._client: MilvusClient | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._written_at = _SOME_MOMENT
        self._server_ahead_seconds = 0.0

    def server_version(self) -> tuple[int, int, int]:
        """The server's version.

        Raises:
            ServerUnsuitable: it is older than what a library needs, or unreadable.
        """
        text = self._call("its version", lambda client, seconds: client.get_server_version())
        found = _VERSION.match(text)
        version = (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)
        if version < OLDEST_VERSION:
            needed = ".".join(map(str, OLDEST_VERSION))
            raise ServerUnsuitable(
                f"{self._place} is Milvus {text!r}; a library needs {needed} or newer"
            )
        return version

    def holds(self, collection: str) -> bool:
        """Whether there is a collection of that name."""
        return bool(
            self._call(
                "a collection",
                lambda client, seconds: client.has_collection(collection, timeout=seconds),
            )
        )

    def create(
        self, collection: str, fields: Sequence[Field], index: IndexSettings, *, shards: int
    ) -> None:
        """Make a collection with its indexes; one that is there already, of this form, stays."""

        def make(client: MilvusClient, seconds: float) -> None:
            client.create_collection(
                collection, schema=_schema(fields), timeout=seconds,
                num_shards=shards, consistency_level="Strong",
            )  # fmt: skip
            client.create_index(collection, _indexes(client, fields, index), timeout=seconds)

        self._call(f"making {collection}", make, seconds=self._options.load_seconds)

    def load(self, collection: str) -> None:
        """Have a collection in the server's memory, ready to be searched."""
        self._call(
            f"loading {collection}",
            lambda client, seconds: client.load_collection(collection, timeout=seconds),
            seconds=self._options.load_seconds,
        )

    def has_field(self, collection: str, field: str) -> bool:
        """Whether a collection has a column of that name."""
        about = self._call(
            "a description",
            lambda client, seconds: client.describe_collection(collection, timeout=seconds),
        )
        return any(column["name"] == field for column in about["fields"])

    def index_kind(self, collection: str) -> str:
        """Milvus' name of the kind of index over a collection's vectors."""
        found = self._call(
            "an index",
            lambda client, seconds: client.describe_index(collection, "vector", timeout=seconds),
        )
        return str(found["index_type"]) if found else ""

    def insert(self, collection: str, rows: Sequence[MilvusRow]) -> None:
        """Add rows; safe at the server on return, but not all at one moment."""
        for batch in batches(rows):
            done = self._call(
                "a write",
                lambda client, seconds, batch=batch: client.insert(  # type: ignore[misc]
                    collection, batch, timeout=seconds
                ),
            )
            if done["insert_count"] != len(batch):
                raise StoreError(f"{self._place} took {done['insert_count']} of {len(batch)} rows")
        self._note_write()

    def delete(self, collection: str, where: str) -> None:
        """Remove the rows that match."""
        self._call(
            "a removal",
            lambda client, seconds: client.delete(collection, filter=where, timeout=seconds),
        )
        self._note_write()

    def rows(
        self, collection: str, where: str, fields: Sequence[str], *, fresh: bool = False
    ) -> list[MilvusRow]:
        """All rows that match, in no order; ``fresh`` includes what others wrote just now."""
        found = self._call(
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
        found = self._call(
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
        with self._lock:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()

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
        found = self._call(
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
        rows = self._call(
            "a long read",
            lambda client, seconds: client.query_iterator(
                collection, batch_size=MOST_ROWS // 4, filter=where, output_fields=list(fields),
                timeout=seconds,
            ),
        )  # fmt: skip
        try:
            while batch := self._call("a long read", lambda client, seconds: rows.next()):
                yield from (dict(row) for row in batch)
        finally:
            rows.close()

    def _reading(self, fresh: bool) -> dict[str, Any]:
        """How new a read must be: all there is, or one's own writes and others' up to a while."""
        if fresh:
            return {"consistency_level": "Strong"}
        now = time.time() + self._server_ahead_seconds - self._options.stale_seconds
        moment = max(self._written_at, int(now * 1000) << _LOGICAL_BITS)
        return {"consistency_level": "Customized", "guarantee_timestamp": moment}

    def _note_write(self) -> None:
        """Make later reads wait for what was written until now, by the server's own clock.

        A removal's answer holds no moment, so reads right after it would still see the rows.
        """
        moment = self._call(
            "its clock",
            lambda client, seconds: client._get_connection().alloc_timestamp(timeout=seconds),
        )
        self._written_at = max(self._written_at, int(moment))

    @property
    def _place(self) -> str:
        return f"{self._location.host}:{self._location.port}"

    def _call(
        self,
        what: str,
        ask: Callable[[MilvusClient, float], Result],
        *,
        seconds: float | None = None,
    ) -> Result:
        limit = seconds or self._options.answer_seconds
        with self._translated(what, limit):
            return ask(self._connected(), limit)

    def _connected(self) -> MilvusClient:
        with self._lock:
            if self._closed:
                raise StoreClosed(f"the library at {self._location.shown} was closed")
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> MilvusClient:
        from pymilvus import MilvusClient  # noqa: PLC0415 - two seconds, and only for Milvus

        # It prints whole tracebacks of what is translated here.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)
        certificate = self._location.certificate
        client = MilvusClient(
            uri=self._location.url,
            token=self._location.token,
            timeout=self._options.connect_seconds,
            dedicated=True,
            **({"server_pem_path": certificate} if certificate else {}),
        )
        moment = client._get_connection().alloc_timestamp(timeout=self._options.connect_seconds)
        self._server_ahead_seconds = (moment >> _LOGICAL_BITS) / 1000 - time.time()
        return client

    @contextmanager
    def _translated(self, what: str, seconds: float) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except ImportError as error:
            raise StoreError(
                "libraries in Milvus need its client: pip install -r requirements.txt"
            ) from error
        except Exception as error:
            if self._closed:  # by another thread, in the middle of this call
                raise StoreClosed(f"the library at {self._location.shown} was closed") from error
            raise self._as_store_error(error, what, seconds) from error

    def _as_store_error(self, error: Exception, what: str, seconds: float) -> Exception:
        """The same in words for people, or the error itself where it is a fault of ours."""
        import grpc  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with the client
        from pymilvus.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415
            MilvusException,
        )

        code = getattr(error, "code", None)
        code = code() if callable(code) else code
        if code is grpc.StatusCode.DEADLINE_EXCEEDED:
            return failures.late(self._place, seconds, what)
        if isinstance(error, grpc.RpcError | grpc.FutureTimeoutError) or isinstance(
            code, grpc.StatusCode
        ):
            return failures.away(self._place)
        if isinstance(error, MilvusException):
            return failures.refusal(self._place, str(getattr(error, "message", "") or error), what)
        return error


def _schema(fields: Sequence[Field]) -> Any:
    from pymilvus import DataType, Function, FunctionType, MilvusClient  # noqa: PLC0415

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    for field in fields:
        if field.kind == "integer":
            schema.add_field(field.name, DataType.INT64, is_primary=field.is_key)
        elif field.kind == "vector":
            schema.add_field(field.name, DataType.FLOAT_VECTOR, dim=field.size)
        elif field.kind == "text":
            schema.add_field(
                field.name, DataType.VARCHAR, is_primary=field.is_key, max_length=field.size
            )
        else:
            schema.add_field(
                field.name, DataType.VARCHAR, max_length=field.size,
                enable_analyzer=True, analyzer_params={"tokenizer": "whitespace"},
            )  # fmt: skip
            schema.add_field(f"{field.name}_weights", DataType.SPARSE_FLOAT_VECTOR)
            schema.add_function(
                Function(
                    name=f"{field.name}_bm25",
                    function_type=FunctionType.BM25,
                    input_field_names=[field.name],
                    output_field_names=[f"{field.name}_weights"],
                )
            )
    return schema


def _indexes(client: MilvusClient, fields: Sequence[Field], index: IndexSettings) -> Any:
    indexes = client.prepare_index_params()
    for field in fields:
        if field.kind == "vector":
            indexes.add_index(
                field.name, index_type=index.kind, metric_type="IP", params=dict(index.building)
            )
        elif field.kind == "terms":
            indexes.add_index(
                f"{field.name}_weights", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25",
                params={"bm25_k1": 1.2, "bm25_b": 0.75},
            )  # fmt: skip
        elif field.is_indexed:
            indexes.add_index(field.name, index_type="")
    return indexes
