"""The conversation with a Milvus server: the one module that imports its client, and does so late.

Every call has a time limit. What goes wrong becomes a ``StoreError``; a later call connects anew by
itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from storage.errors import StoreClosed, StoreError
from storage.milvus import failures
from storage.milvus.columns import Field, IndexSettings
from storage.milvus.location import MilvusLocation
from storage.milvus.options import MilvusOptions

if TYPE_CHECKING:
    from pymilvus import MilvusClient  # type: ignore[import-untyped]

Result = TypeVar("Result")

SOME_MOMENT = 1
"""The moment that asks for nothing; the protocol calls it "eventually"."""

_LOGICAL_BITS = 18  # a moment of Milvus is milliseconds and a counter of so many bits


class Client:
    """Calls of one server. Safe to use from several threads."""

    def __init__(self, location: MilvusLocation, options: MilvusOptions) -> None:
        """Nothing is asked yet; the first call connects."""
        self._location = location
        self._options = options
        self._client: MilvusClient | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._server_ahead_seconds = 0.0

    @property
    def place(self) -> str:
        """The server's host and port, for messages."""
        return f"{self._location.host}:{self._location.port}"

    def call(
        self,
        what: str,
        ask: Callable[[MilvusClient, float], Result],
        *,
        seconds: float | None = None,
    ) -> Result:
        """What ``ask`` returns, given the client and how many seconds it may take.

        ``what`` says in a message what was asked for; ``seconds`` are the options' unless given.

        Raises:
            StoreClosed: it was closed, perhaps in the middle of this call.
            StoreError: the server is away, too slow or refuses; see ``storage.milvus.failures``.
        """
        limit = seconds or self._options.answer_seconds
        with self._translated(what, limit):
            return ask(self._connected(), limit)

    def server_moment(self) -> int:
        """The moment that the server's clock shows now."""
        return int(
            self.call(
                "its clock",
                lambda client, seconds: client._get_connection().alloc_timestamp(timeout=seconds),
            )
        )

    def server_seconds(self) -> float:
        """The server's time in Unix seconds, reckoned from when it was connected to."""
        return time.time() + self._server_ahead_seconds

    def close(self) -> None:
        """Give up the connection; every later call raises ``StoreClosed``."""
        with self._lock:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()

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
            return failures.late(self.place, seconds, what)
        if isinstance(error, grpc.RpcError | grpc.FutureTimeoutError) or isinstance(
            code, grpc.StatusCode
        ):
            return failures.away(self.place)
        if isinstance(error, MilvusException):
            return failures.refusal(self.place, str(getattr(error, "message", "") or error), what)
        return error


def moment_at(seconds: float) -> int:
    """The moment of Milvus at a time in Unix seconds."""
    return int(seconds * 1000) << _LOGICAL_BITS


def make_collection(
    client: MilvusClient,
    collection: str,
    fields: Sequence[Field],
    index: IndexSettings,
    *,
    shards: int,
    seconds: float,
) -> None:
    """Make a collection with its indexes; one that is there already, of this form, stays."""
    client.create_collection(
        collection, schema=_schema(fields), timeout=seconds,
        num_shards=shards, consistency_level="Strong",
    )  # fmt: skip
    client.create_index(collection, _indexes(client, fields, index), timeout=seconds)


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
