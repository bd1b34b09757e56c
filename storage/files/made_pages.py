"""PDFs that were made of Office files to show them: kept by content, and made again at need.

They are no part of what a backup holds, and the folder may be deleted at any time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.checks import is_document_id
from storage.errors import StoreBusy, StoreError
from storage.files.durable import PARTIAL, put_in_place, remove_file, unwatched
from storage.files.locks import process_lock

MADE_PAGES = "pages"
"""The folder's name in a library."""

KEPT_BYTES = 1024**3
"""How much is kept; what wasn't looked at for longest goes first."""

_NAME = "the pages made of a document"
_ENDING = ".pdf"
_LOCK = "lock"


class MadePages:
    """A folder of them. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, *, kept_bytes: int = KEPT_BYTES) -> None:
        """Use this folder, which is made with the first pages."""
        self._folder = folder
        self._kept_bytes = kept_bytes

    def find(self, document_id: str) -> Path | None:
        """The pages of that content, if they were made."""
        path = self._path(document_id)
        try:
            os.utime(path)  # looked at now
        except FileNotFoundError:
            return None
        except OSError:  # as on a disk that can only be read
            return path if path.is_file() else None
        return path

    @contextmanager
    def making(self, *, wait_seconds: float) -> Iterator[Path]:
        """An empty folder to make pages in, which goes at the end with what is left in it.

        One at a time, across all processes that use the library.

        Raises:
            StoreBusy: others are being made for so long.
            StoreError: the folder can't be written.
        """
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self._folder} can't be written: {error.strerror}") from error
        with process_lock(self._folder / _LOCK, wait_seconds=wait_seconds) as is_alone:
            if not is_alone:
                raise StoreBusy("the pages of another document are being made")
            with tempfile.TemporaryDirectory(
                dir=self._folder, prefix=".", suffix=PARTIAL, ignore_cleanup_errors=True
            ) as workplace:
                yield Path(workplace)

    def keep(self, document_id: str, made: Path, *, is_stored: Callable[[], bool]) -> Path | None:
        """Keep what was made in the workplace; ``None`` where the document is gone by now.

        ``is_stored`` is asked once the pages have their name: who removes the document later
        removes them too.
        """
        path = self._path(document_id)
        with made.open("rb+") as stream:
            os.fsync(stream.fileno())
        put_in_place(made, path, name=_NAME, step=unwatched)
        if not is_stored():
            self.drop(document_id)
            return None
        self._trim(path)
        return path

    def drop(self, document_id: str) -> None:
        """Remove the pages of that content if there are any."""
        path = self._path(document_id)
        if path.exists():
            remove_file(path, name=_NAME, step=unwatched)

    def sweep(self, known: frozenset[str]) -> None:
        """Remove what a crash left, and pages of none of the known documents.

        Nothing while pages are being made somewhere.
        """
        if not self._folder.is_dir():
            return
        with process_lock(self._folder / _LOCK, wait_seconds=0) as is_alone, suppress(OSError):
            for path in self._folder.iterdir() if is_alone else ():
                if path.name.endswith(PARTIAL):
                    shutil.rmtree(path, ignore_errors=True)
                elif path.suffix == _ENDING and path.stem not in known:
                    path.unlink(missing_ok=True)

    def _path(self, document_id: str) -> Path:
        if not is_document_id(document_id):
            raise StoreError(f"{document_id!r} is no document's id")
        return self._folder / f"{document_id}{_ENDING}"

    def _trim(self, newest: Path) -> None:
        with suppress(OSError):
            kept = [(path.stat(), path) for path in self._folder.glob(f"*{_ENDING}")]
            left = sum(about.st_size for about, _ in kept)
            for about, path in sorted(kept, key=lambda one: one[0].st_mtime):
                if left > self._kept_bytes and path != newest:
                    path.unlink(missing_ok=True)
                    left -= about.st_size
