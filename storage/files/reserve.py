"""Disk space held back, so that deleting still works when the disk is full.

SQLite needs room for its log even to delete; the reserve is that room.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from storage.files.durable import Step, unwatched

_BLOCK = bytes(1024 * 1024)


class Reserve:
    """A file of a fixed size that is given up when space runs out and made again later."""

    def __init__(self, path: Path, size_bytes: int, *, step: Step = unwatched) -> None:
        """Hold ``size_bytes`` at ``path`` once ``restore`` is called; 0 holds nothing."""
        self._path = path
        self._step = step
        self._size_bytes = size_bytes

    def restore(self) -> None:
        """Make the file if it is missing and the disk has room for it twice over."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size_bytes:
                return
            if shutil.disk_usage(self._path.parent).free < 2 * self._size_bytes:
                return
            self._fill()
        except OSError:
            # A disk without room for the reserve is no reason to refuse what was asked for.
            self.release()

    def release(self) -> None:
        """Give the space back to the disk."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _fill(self) -> None:
        with self._path.open("wb") as stream:
            left = self._size_bytes
            while left > 0:  # written and not just claimed: sparse files hold no space
                left -= stream.write(_BLOCK[:left])
            stream.flush()
            self._step("before syncing the reserve")
            os.fsync(stream.fileno())
            self._step("after syncing the reserve")
