"""Originals in a folder or bucket that every server reaches: the one module that imports fsspec."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from storage.errors import StoreDamaged, StoreError
from storage.files.digest import sha256_of
from storage.files.durable import PARTIAL, unwatched
from storage.files.originals import Originals, original_name
from storage.records import DocumentKind

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]


class SharedOriginals(Protocol):
    """Where originals are kept, named by their content."""

    def keep(self, document_id: str, kind: DocumentKind, source: Path) -> None:
        """Copy a file in, checking it against its id."""

    def path(self, document_id: str, kind: DocumentKind) -> Path:
        """A file on this machine that holds it; raises ``StoreDamaged`` where it is missing."""

    def holds(self, document_id: str, kind: DocumentKind) -> bool:
        """Whether it is there."""

    def drop(self, document_id: str, kind: DocumentKind) -> None:
        """Remove it if it is there."""

    def close(self) -> None:
        """Forget what was copied to this machine."""


def open_originals(url: str) -> SharedOriginals:
    """The folder or bucket at an fsspec URL; a folder is made where it is missing.

    Raises:
        StoreError: the URL's kind isn't known, or its place can't be reached.
    """
    try:
        # Late, since only libraries that are shared need it.
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # noqa: PLC0415

        filesystem, root = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise StoreError(
            f"originals can't be kept at {url}: {error}. Install what that kind of URL needs, "
            "such as s3fs for s3://, or name another place"
        ) from error
    if "file" in _protocols(filesystem):
        return _FolderOriginals(Path(root))
    with _translated(url):
        filesystem.makedirs(root, exist_ok=True)
    return _RemoteOriginals(filesystem, root.rstrip("/"), url)


class _FolderOriginals:
    """A folder that this machine sees as its own, such as a network share."""

    def __init__(self, folder: Path) -> None:
        with _translated(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
        self._originals = Originals(folder, unwatched)

    def keep(self, document_id: str, kind: DocumentKind, source: Path) -> None:
        self._originals.keep(document_id, kind, source)

    def path(self, document_id: str, kind: DocumentKind) -> Path:
        path = self._originals.path(document_id, kind)
        if not path.exists():
            raise StoreDamaged(f"{path} is missing; add the file again")
        return path

    def holds(self, document_id: str, kind: DocumentKind) -> bool:
        return self._originals.path(document_id, kind).exists()

    def drop(self, document_id: str, kind: DocumentKind) -> None:
        self._originals.drop(self._originals.path(document_id, kind))

    def close(self) -> None:
        """Nothing was copied."""


class _RemoteOriginals:
    """A bucket, from which files are copied here when somebody wants to see them."""

    def __init__(self, filesystem: AbstractFileSystem, root: str, url: str) -> None:
        self._filesystem = filesystem
        self._root = root
        self._url = url
        self._copies = Path(tempfile.mkdtemp(prefix="footnote-originals-"))

    def keep(self, document_id: str, kind: DocumentKind, source: Path) -> None:
        if sha256_of(source) != document_id:
            raise StoreError(f"{source} changed while it was being added; add it again")
        partial = f"{self._root}/{secrets.token_hex(8)}{PARTIAL}"
        with _translated(self._url):
            self._filesystem.put_file(str(source), partial)
            self._filesystem.mv(partial, self._place(document_id, kind))

    def path(self, document_id: str, kind: DocumentKind) -> Path:
        copy = self._copies / original_name(document_id, kind)
        if copy.exists():
            return copy
        if not self.holds(document_id, kind):
            raise StoreDamaged(f"{self._place(document_id, kind)} is missing; add the file again")
        partial = copy.with_name(f"{secrets.token_hex(8)}{PARTIAL}")
        with _translated(self._url):
            self._filesystem.get_file(self._place(document_id, kind), str(partial))
        if sha256_of(partial) != document_id:
            partial.unlink()
            raise StoreDamaged(f"{self._place(document_id, kind)} doesn't hold what was written")
        partial.replace(copy)
        return copy

    def holds(self, document_id: str, kind: DocumentKind) -> bool:
        with _translated(self._url):
            # Another server may have put it there or removed it since it was last looked at.
            self._filesystem.invalidate_cache()
            return bool(self._filesystem.exists(self._place(document_id, kind)))

    def drop(self, document_id: str, kind: DocumentKind) -> None:
        with suppress(OSError):
            (self._copies / original_name(document_id, kind)).unlink()
        with _translated(self._url), suppress(FileNotFoundError):
            self._filesystem.rm_file(self._place(document_id, kind))

    def close(self) -> None:
        shutil.rmtree(self._copies, ignore_errors=True)

    def _place(self, document_id: str, kind: DocumentKind) -> str:
        return f"{self._root}/{original_name(document_id, kind)}"


def _protocols(filesystem: AbstractFileSystem) -> tuple[str, ...]:
    protocol: Any = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


@contextmanager
def _translated(place: str) -> Iterator[None]:
    """What a bucket's own library raises, as a ``StoreError``: each has errors of its own."""
    try:
        yield
    except (StoreError, FileNotFoundError):
        raise
    except Exception as error:
        raise StoreError(f"originals at {place} can't be reached: {error}") from error
