"""Putting files on disk so that they are there whole after a power cut, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeAlias

from storage.errors import StoreError, StoreFull

Step: TypeAlias = Callable[[str], None]
"""Told the name of each step just before and after it is made durable; crash tests stop there."""

PARTIAL = ".partial"
"""The ending of files that are being written; they mean nothing after a crash."""

_BLOCK_BYTES = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def unwatched(_name: str) -> None:
    """Nothing: the step that stores use outside crash tests."""


def write_whole(target: Path, content: bytes, *, name: str, step: Step) -> None:
    """Replace ``target`` by a file of this content in one step that survives a power cut."""
    with replacing(target, name=name, step=step) as stream:
        stream.write(content)


@contextmanager
def copied_aside(
    source: Path, folder: Path, *, sha256: str, name: str, step: Step
) -> Iterator[Path]:
    """A whole, durable copy under a name that means nothing; gone at the end if it is still there.

    ``put_in_place`` gives it a name that means something. Others may remove it before that.

    Raises:
        StoreError: the file can't be read, or its content isn't what the digest says.
    """
    partial = folder / _partial_name()
    try:
        with _translated(partial), _synced(partial, name=name, step=step) as stream:
            _copy_checked(source, stream, sha256)
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def put_in_place(partial: Path, target: Path, *, name: str, step: Step) -> bool:
    """Whether a durable file got its name, in one step; false where the file is gone."""
    with _translated(target):
        step(f"before renaming {name}")
        try:
            partial.replace(target)
        except FileNotFoundError:
            return False
        step(f"after renaming {name}")
        sync_folder(target.parent, name=name, step=step)
        return True


def remove_file(target: Path, *, name: str, step: Step) -> None:
    """Remove a file if it is there, safe against a power cut."""
    step(f"before removing {name}")
    with _translated(target):
        target.unlink(missing_ok=True)
        sync_folder(target.parent, name=name, step=step)
    step(f"after removing {name}")


def sync_folder(folder: Path, *, name: str, step: Step) -> None:
    """Make the folder's present list of files survive a power cut, where the system can."""
    step(f"before syncing the folder of {name}")
    if hasattr(os, "O_DIRECTORY"):  # Windows keeps folders durable by itself
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    step(f"after syncing the folder of {name}")


@contextmanager
def replacing(target: Path, *, name: str, step: Step) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``target`` at the end, whole or not at all."""
    partial = target.with_name(_partial_name())
    try:
        with _translated(target), _synced(partial, name=name, step=step) as stream:
            yield stream
        if not put_in_place(partial, target, name=name, step=step):
            raise StoreError(f"{target} can't be written: somebody removed {partial.name}")
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def _synced(partial: Path, *, name: str, step: Step) -> Iterator[BinaryIO]:
    """A stream into a new file that is on disk at the end."""
    with partial.open("xb") as stream:
        yield stream
        stream.flush()
        step(f"before syncing {name}")
        os.fsync(stream.fileno())
        step(f"after syncing {name}")


def _copy_checked(source: Path, stream: BinaryIO, sha256: str) -> None:
    digest = hashlib.sha256()
    try:
        with source.open("rb") as original:
            while block := original.read(_BLOCK_BYTES):
                digest.update(block)
                stream.write(block)
    except OSError as error:
        if error.errno in _FULL:
            raise
        raise StoreError(f"{source} can't be read: {error.strerror}") from error
    if digest.hexdigest() != sha256:
        raise StoreError(f"{source} changed while it was being added; add it again")


def _partial_name() -> str:
    return f".{secrets.token_hex(8)}{PARTIAL}"


@contextmanager
def _translated(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(
                f"the disk is full: {target} can't be written; nothing was changed. "
                "Free some space or remove documents, then try again"
            ) from error
        raise StoreError(f"{target} can't be written: {error.strerror}") from error
