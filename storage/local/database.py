"""The SQLite file: connections, transactions, and its errors in our words.

Only this module imports apsw, whose SQLite is new enough for FTS5's secure deletion and comes
with the checksum VFS: every page carries a checksum that is compared at every read, so a damaged
page is an error and never a wrong answer.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import apsw
import apsw.sqlite_extra

from storage.errors import StoreBusy, StoreClosed, StoreDamaged, StoreError, StoreFull
from storage.files.durable import Step, unwatched

Row: TypeAlias = tuple[Any, ...]

COPIES = "store-before-version-*.db"
"""What the copies from before migrations are called, beside the database."""

_CHECKSUM_VFS = "cksumvfs"
_SECONDS_BETWEEN_TRIES = 0.01
_CHECKSUM_BYTES = 8  # the checksum VFS works on pages that reserve exactly this much
_LEAST_FREE_BYTES = 256 * 1024  # below this, an input/output error is taken for a full disk
_vfs_lock = threading.Lock()


class Session:
    """One transaction's access to the database."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Speak over this connection, inside the transaction that is open on it."""
        self._connection = connection

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement for its effect."""
        self._connection.execute(sql, tuple(parameters))

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each row of parameters."""
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, as they are read."""
        yield from self._connection.execute(sql, tuple(parameters))

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or ``None`` where it has none."""
        return next(iter(self.rows(sql, parameters)), None)

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row; the query must have one."""
        row = self.row(sql, parameters)
        if row is None:
            raise LookupError(f"no row for {sql}")
        return row[0]


class Database:
    """A SQLite file in WAL mode: many readers, one writer, across threads and processes."""

    def __init__(
        self, path: Path, *, create: bool, busy_seconds: float, step: Step = unwatched
    ) -> None:
        """Open the file; with ``create`` it is made where it is missing."""
        _register_checksum_vfs()
        self.path = path
        self._busy_seconds = busy_seconds
        self._step = step
        self._idle: list[apsw.Connection] = []
        self._lock = threading.Lock()
        self._writer = threading.Lock()
        self._closed = False
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        with self._translated():
            self._idle.append(self._connect(flags))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read transaction: everything read inside it is of one moment."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Session(connection)
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self, name: str) -> Iterator[Session]:
        """The write transaction, committed at the end and rolled back on any error.

        Leaving it without an error means that its changes are on disk.
        """
        if not self._writer.acquire(timeout=self._busy_seconds):
            raise StoreBusy(self._busy_message())
        try:
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield Session(connection)
                    self._step(f"before committing {name}")
                    connection.execute("COMMIT")
                finally:
                    _roll_back(connection)
                self._step(f"after committing {name}")
        finally:
            self._writer.release()

    def scrub(self, name: str, *, wait_seconds: float) -> bool:
        """Whether the write-ahead log could be emptied, so that nothing deleted is left in it.

        It can't while somebody reads what was there before, and writers wait while it is tried.
        """
        with self._connection() as connection:
            self._step(f"before scrubbing after {name}")
            connection.set_busy_timeout(int(wait_seconds * 1000))
            try:
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            except apsw.BusyError:
                return False
            finally:
                connection.set_busy_timeout(int(self._busy_seconds * 1000))
            self._step(f"after scrubbing after {name}")
            return True

    def copy_to(self, target: Path) -> None:
        """Write the database as it is now to another file, while others go on using it."""
        with self._connection() as connection, self._translated():
            copy = apsw.Connection(str(target))
            try:
                copy.reserve_bytes(reserve=_CHECKSUM_BYTES)
                with copy.backup("main", connection, "main") as backup:
                    backup.step(-1)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()

    def close(self) -> None:
        """Close every connection; the last one to leave empties the write-ahead log."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        with self._translated():
            for connection in idle:
                connection.close()

    @contextmanager
    def _connection(self) -> Iterator[apsw.Connection]:
        with self._lock:
            if self._closed:
                raise StoreClosed(f"{self.path.parent} was closed")
            connection = self._idle.pop() if self._idle else None
        with self._translated():
            connection = connection or self._connect(apsw.SQLITE_OPEN_READWRITE)
            try:
                yield connection
            finally:
                self._give_back(connection)

    def _give_back(self, connection: apsw.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self, flags: int) -> apsw.Connection:
        connection = apsw.Connection(str(self.path), flags=flags)
        connection.set_busy_timeout(int(self._busy_seconds * 1000))
        connection.reserve_bytes(reserve=_CHECKSUM_BYTES)
        if self._journal_mode(connection) != "wal":
            raise StoreError(
                f"{self.path.parent} lies where SQLite can't keep a write-ahead log, probably on a "
                "network drive; put the library on a local disk"
            )
        for pragma in (
            "synchronous = FULL",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "cell_size_check = ON",
            "cache_size = -16384",
            "checksum_verification = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _journal_mode(self, connection: apsw.Connection) -> str:
        """The mode after asking for a write-ahead log.

        Of two processes that make a file at one moment, SQLite tells one at once that it is busy,
        whatever it was told to wait.
        """
        ends = time.monotonic() + self._busy_seconds
        while True:
            try:
                return str(next(iter(connection.execute("PRAGMA journal_mode = WAL")))[0])
            except apsw.BusyError:
                if time.monotonic() >= ends:
                    raise
                time.sleep(_SECONDS_BETWEEN_TRIES)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except apsw.FullError as error:
            raise StoreFull(self._full_message()) from error
        except (apsw.BusyError, apsw.LockedError) as error:
            raise StoreBusy(self._busy_message()) from error
        except (apsw.CorruptError, apsw.NotADBError) as error:
            raise StoreDamaged(self._damage_message(str(error))) from error
        except apsw.IOError as error:
            if getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_DATA:
                raise StoreDamaged(self._damage_message("a page's checksum is wrong")) from error
            if _free_bytes(self.path.parent) < _LEAST_FREE_BYTES:
                raise StoreFull(self._full_message()) from error
            raise StoreError(f"{self.path} can't be read or written: {error}") from error
        except apsw.Error as error:
            raise StoreError(f"{self.path}: {error}") from error

    def _full_message(self) -> str:
        return (
            f"the disk is full: {self.path} can't grow. What was stored before is safe; "
            "free some space or remove documents, then try again"
        )

    def _busy_message(self) -> str:
        return (
            f"another process has been writing to {self.path.parent} for more than "
            f"{self._busy_seconds:g} s; try again when it is done"
        )

    def _damage_message(self, finding: str) -> str:
        return (
            f"{self.path} is damaged ({finding}); run `footnote verify` to see what is wrong and "
            "`footnote repair` to save what can be saved"
        )


def is_open_elsewhere(path: Path) -> bool:
    """Whether another connection has this database open; false where it can't be read at all."""
    _register_checksum_vfs()
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            # Whoever works in WAL mode shares a lock on the file for as long as it is open.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    except (apsw.BusyError, apsw.LockedError):
        return True
    except apsw.Error:
        return False
    return False


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # the folder is gone, which isn't a full disk
        return _LEAST_FREE_BYTES


def _roll_back(connection: apsw.Connection) -> None:
    # SQLite rolls back by itself on some errors, such as a full disk.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _register_checksum_vfs() -> None:
    with _vfs_lock:
        if "cksmvfs" in apsw.vfs_names():
            return
        connection = apsw.Connection(":memory:")
        try:
            apsw.sqlite_extra.load(connection, _CHECKSUM_VFS)
        except Exception as error:
            raise StoreError(
                "this build of apsw lacks SQLite's checksum extension; "
                "install apsw's own wheel: pip install --force-reinstall --only-binary :all: apsw"
            ) from error
        finally:
            connection.close()
