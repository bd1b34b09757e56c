"""Files whose bytes this process alone keeps for a while, however many there are.

All are in one temporary file that the system deletes with the process: a file of its own for each
would use up the files that a process may have open once a folder of a thousand goes.
"""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from storage.errors import StoreError

_AT_ONCE = 1 << 20


class Spool:
    """Keeps files' bytes until each is discarded. Safe to use from several threads."""

    def __init__(self) -> None:
        """Nothing is kept yet, and no file made."""
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self._end = 0
        self._kept: set[int] = set()

    def keep(self, source: Path) -> Spooled:
        """The bytes of a file as they are now.

        Raises:
            StoreError: there is no room for them.
        """
        with self._lock:
            start = self._end
            try:
                end = self._append(source)
            except OSError as error:
                raise StoreError(
                    f"{source.name} can't be held for undoing: {error.strerror}; "
                    "`footnote remove` removes without that"
                ) from error
            self._end = end + 1  # so that empty files have places of their own, too
            self._kept.add(start)
            return Spooled(self, start, end)

    def copy(self, start: int, end: int, target: Path) -> None:
        """Write the bytes between two places to a new file."""
        with target.open("wb") as stream:
            for at in range(start, end, _AT_ONCE):
                with self._lock:
                    file = self._opened()
                    file.seek(at)
                    stream.write(file.read(min(_AT_ONCE, end - at)))

    def discard(self, start: int) -> None:
        """Forget what begins there; the file goes with the last of them."""
        with self._lock:
            self._kept.discard(start)
            if not self._kept and self._file is not None:
                self._file.close()
                self._file, self._end = None, 0

    def _append(self, source: Path) -> int:
        """Where the file's bytes end, behind those kept."""
        file, at = self._opened(), self._end
        file.seek(at)
        with source.open("rb") as stream:
            while part := stream.read(_AT_ONCE):
                file.write(part)
                at += len(part)
        file.flush()
        return at

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="footnote-")  # noqa: SIM115 - outlives this
        return self._file


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file's bytes, until they are discarded."""

    spool: Spool
    start: int
    end: int

    def copy_to(self, target: Path) -> None:
        """Write them to a new file."""
        self.spool.copy(self.start, self.end, target)

    def discard(self) -> None:
        """Forget them."""
        self.spool.discard(self.start)
