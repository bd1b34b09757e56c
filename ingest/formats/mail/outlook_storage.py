"""What Outlook keeps of a message, of a person or of an attached file: properties by number.

Each is a stream of a compound file, so that a damaged one costs no other. Source of the layout:
Microsoft's specification MS-OXMSG.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from olefile import OleFileIO  # type: ignore[import-untyped]
from oxmsg.storage import Storage

from ingest.formats.markup.charset import text_as_told
from ingest.formats.text import decode_text

_FIXED = "__properties_version1.0"
_ENTRY = struct.Struct("<HHI8s")  # type, number, flags, value
_HEAD_BYTES = 8  # or 24; of the message itself 32. What else stands there is no property's number
_NUMBER, _TIME = 0x0003, 0x0040
_BYTES, _OBJECT, _UTF16, _EIGHT_BIT = 0x0102, 0x000D, 0x001F, 0x001E
_CODE_PAGES = (0x3FDE, 0x3FFD)  # of the text, or else of all that is said
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODECS = {
    1200: "utf-16-le", 20127: "cp1252", 20866: "koi8-r", 20932: "euc_jp", 21866: "koi8-u",
    50220: "iso2022_jp", 50221: "iso2022_jp", 50222: "iso2022_jp", 51932: "euc_jp",
    51949: "euc_kr", 52936: "hz", 54936: "gb18030", 65001: "utf-8",
}  # fmt: skip
_ISO_8859 = 28590  # and the number of its part


def stored(content: bytes) -> Properties:
    """What a file of Outlook keeps."""
    with OleFileIO(content) as compound:
        storage = Storage.from_ole(compound)
    return Properties.of(storage, "")


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties in a storage; text without a told encoding is in ``encoding``, or guessed."""

    storage: Storage
    streams: dict[str, bytes]
    fixed: dict[tuple[int, int], bytes]
    encoding: str

    @staticmethod
    def of(storage: Storage, encoding: str) -> Properties:
        """Those of a storage, inside one whose text is in that encoding."""
        streams = {stream.name: stream.bytes_ for stream in storage.streams}
        fixed = {
            (number, kind): value
            for kind, number, _, value in _ENTRY.iter_unpack(
                _whole_entries(storage, streams.get(_FIXED, b""))
            )
        }
        pages = (fixed.get((number, _NUMBER)) for number in _CODE_PAGES)
        told = next((_codec(page) for page in pages if page is not None), "")
        return Properties(storage, streams, fixed, told or encoding)

    def text(self, number: int) -> str:
        """What is said there, or ""."""
        if (said := self._stream(number, _UTF16)) is not None:
            return said.decode("utf-16-le", "replace").rstrip("\0")
        said = (self._stream(number, _EIGHT_BIT) or b"").rstrip(b"\0")
        told = text_as_told(said, self.encoding) if self.encoding else None
        return decode_text(said) if told is None else told

    def content(self, number: int) -> bytes:
        """The bytes there, or none."""
        return self._stream(number, _BYTES) or b""

    def moment(self, number: int) -> datetime | None:
        """The time there, if any."""
        value = self.fixed.get((number, _TIME))
        if value is None:
            return None
        try:
            return _EPOCH + timedelta(microseconds=int.from_bytes(value, "little") // 10)
        except OverflowError:
            return None

    def inside(self, number: int) -> Properties | None:
        """The message there, if any."""
        name = f"__substg1.0_{number:04X}{_OBJECT:04X}"
        found = next((one for one in self.storage.storages if one.name == name), None)
        is_message = found is not None and any(one.name == _FIXED for one in found.streams)
        return Properties.of(found, self.encoding) if found and is_message else None

    def all_called(self, beginning: str) -> Iterator[Properties]:
        """Those of each storage whose name begins so."""
        for storage in self.storage.storages:
            if storage.name.startswith(beginning):
                yield Properties.of(storage, self.encoding)

    def _stream(self, number: int, kind: int) -> bytes | None:
        return self.streams.get(f"__substg1.0_{number:04X}{kind:04X}")


def _whole_entries(storage: Storage, content: bytes) -> bytes:
    """The entries of all that is short enough to be kept in one place."""
    begin = _HEAD_BYTES if storage.path else 0
    return content[begin : begin + (len(content) - begin) // _ENTRY.size * _ENTRY.size]


def _codec(page: bytes) -> str:
    number = int.from_bytes(page[:4], "little")
    if 0 < number - _ISO_8859 < 17:
        return f"iso8859-{number - _ISO_8859}"
    return _CODECS.get(number, f"cp{number}")
