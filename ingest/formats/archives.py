"""ZIP archives, of which most office files are one: opened with limits."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded, TooMuch

MEMBERS_AT_MOST = 100_000
"""Files in an archive: the largest books and slide decks have some thousands."""

MEMBER_BYTES_AT_MOST = 256 * 1024 * 1024
"""What one file in an archive may unpack to."""

UNPACKED_BYTES_AT_MOST = 1024 * 1024 * 1024
"""What all files in an archive that is read whole may unpack to."""

_DIRECTORY_BYTES_AT_MOST = 32 * 1024 * 1024
_END = b"PK\x05\x06"
_END_FIELDS = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
    struct.error,
)  # fmt: skip
"""What zipfile says of an archive that is damaged."""


class Archive:
    """The files in an archive, read one by one, none larger than is allowed."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        """``opened`` stays the opener's to close."""
        self._zip = opened
        self._about = {with_slashes(one.filename): one for one in opened.infolist()}
        self.names = [with_slashes(name) for name in opened.namelist()]
        self._in_any_case = {name.lower(): name for name in reversed(self.names)}

    def __contains__(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._about

    def read(self, name: str) -> bytes:
        """The content of a file.

        Raises:
            DamagedFile: there is none of that name, or it can't be unpacked.
            PasswordNeeded: it is encrypted.
            TooMuch: it unpacks to more than is allowed.
        """
        try:
            about = self._about[name]
        except KeyError as error:
            raise DamagedFile(f"damaged: {name} is missing inside it") from error
        if about.flag_bits & 1:
            raise PasswordNeeded(PROTECTED)
        if about.file_size > MEMBER_BYTES_AT_MOST:
            raise TooMuch(_too_large(MEMBER_BYTES_AT_MOST))
        try:
            return self._zip.read(about)
        except RuntimeError as error:  # what zipfile says of encryption that it doesn't know
            raise PasswordNeeded(PROTECTED) from error
        except BROKEN as error:
            raise DamagedFile(f"damaged: {name} inside it can't be unpacked") from error

    def spelled(self, name: str) -> str:
        """The name as it is spelled here, which may have other capitals; itself if there is none.

        Many archives were made where capitals make no difference.
        """
        return name if name in self else self._in_any_case.get(name.lower(), name)

    def read_if_there(self, name: str) -> bytes | None:
        """The same, None if there is none of that name."""
        return self.read(name) if name in self else None

    def check_size(self) -> None:
        """Return if all files together unpack to what is allowed; raises ``TooMuch``."""
        if sum(about.file_size for about in self._zip.infolist()) > UNPACKED_BYTES_AT_MOST:
            raise TooMuch(_too_large(UNPACKED_BYTES_AT_MOST))


def with_slashes(name: str) -> str:
    """The name of a file in an archive; some programs of Windows part its folders as it does."""
    return name.replace("\\", "/")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at a path; raises ``DamagedFile`` and ``TooMuch``."""
    with path.open("rb") as stream:
        check_directory(stream)
        try:
            opened = zipfile.ZipFile(stream)
        except BROKEN as error:
            raise DamagedFile("damaged: the archive that it is can't be opened") from error
        yield Archive(opened)


def check_directory(stream: BinaryIO) -> None:
    """Return if the archive's list of files is of a sane size, before all of it is read.

    Raises:
        TooMuch: there are too many files.
    """
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _LONGEST_COMMENT - _END_FIELDS.size))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END)
    if at < 0 or at + _END_FIELDS.size > len(tail):
        return
    fields = _END_FIELDS.unpack_from(tail, at)
    count, directory_bytes = fields[4], fields[5]
    if directory_bytes == 0xFFFFFFFF or count == 0xFFFF:  # the real numbers stand elsewhere
        directory_bytes = size
    if directory_bytes > _DIRECTORY_BYTES_AT_MOST:
        raise TooMuch(f"contains more than {MEMBERS_AT_MOST:,} files")


def _too_large(allowed: int) -> str:
    return f"unpacks to more than {allowed // (1024 * 1024):,} MiB"
