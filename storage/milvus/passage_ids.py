"""Numbers for passages that no two servers ever use, without a server that hands them out.

A server takes a block of numbers by writing a row that says so, and then reads all such rows, with
everything that was written before. If no other row reaches as far as its own, the block is its
own: of two that write at the same time, at least one sees the other and gives way. The row that
reaches furthest is never removed, so no number comes twice.
"""

from __future__ import annotations

import random
import secrets
import threading
import time

from storage.errors import StoreBusy
from storage.milvus import layout
from storage.milvus.connection import Connection

_BLOCK = 4_096
_TRIES = 20
_COLUMNS = ("key", "number", "version")


class PassageIds:
    """The numbers that this server may use. Safe to use from several threads."""

    def __init__(self, connection: Connection, records: str) -> None:
        """Take nothing yet."""
        self._connection = connection
        self._records = records
        self._lock = threading.Lock()
        self._next = 1
        self._last = 0

    def take(self, count: int) -> range:
        """So many numbers, ascending, that were never taken.

        Raises:
            StoreBusy: other servers took blocks at the same moment, again and again.
        """
        with self._lock:
            if self._last - self._next + 1 < count:
                self._next, self._last = self._take_block(max(count, _BLOCK))
            taken = range(self._next, self._next + count)
            self._next += count
            return taken

    def _take_block(self, size: int) -> tuple[int, int]:
        for attempt in range(_TRIES):
            first = self._reach() + 1
            last = first + size - 1
            key = secrets.token_hex(16)
            # "number" is the first of a block, "version" its last.
            rows = layout.record_rows("ids", key, "", number=first, version=last)
            self._connection.insert(self._records, rows)
            others = self._connection.rows(
                self._records, f'kind == "ids" and version >= {first}', _COLUMNS, fresh=True
            )
            if [row["key"] for row in others] == [rows[0]["key"]]:
                self._connection.delete(self._records, f'kind == "ids" and version < {first}')
                return first, last
            self._connection.delete(self._records, f'key == "{rows[0]["key"]}"')
            # Chance keeps servers that collided once from colliding again.
            time.sleep(random.uniform(0.0, 0.1 * 2 ** min(attempt, 5)))  # noqa: S311 - as above
        raise StoreBusy("other servers are taking passage numbers all the time; try again")

    def _reach(self) -> int:
        rows = self._connection.rows(self._records, 'kind == "ids"', _COLUMNS, fresh=True)
        return max((row["version"] for row in rows), default=0)
