"""What signing and encrypting wrap around a message (S/MIME, PGP)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNED = bytes.fromhex("2a864886f70d010702")  # the object identifier of signed data
_DATA = bytes.fromhex("2a864886f70d010701")
_IDENTIFIER, _OCTETS, _INDEFINITE = 0x06, 0x04, 0x80
_ENCRYPTED_TEXT = re.compile(
    r"-----BEGIN PGP MESSAGE-----.*?(?:-----END PGP MESSAGE-----|\Z)", re.DOTALL
)
_SIGNED_TEXT = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:Hash:[^\n]*\n)*\s*(.*?)"
    r"-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)
_DASH_ESCAPED = re.compile(r"^- ", re.MULTILINE)


def signed_content(content: bytes) -> bytes | None:
    """The message inside signed data (CMS), or None where that is something else."""
    pieces: list[bytes] = []
    identifiers: list[bytes] = []
    for tag, value in _values(content):
        if tag == _IDENTIFIER:
            identifiers.append(value)
        elif tag == _OCTETS and identifiers[-1:] == [_DATA]:
            pieces.append(value)
        elif pieces:
            break
    return b"".join(pieces) if identifiers[:1] == [_SIGNED] and pieces else None


def without_armour(text: str) -> tuple[str, bool]:
    """The text without what PGP puts around it, and whether some of it is encrypted."""
    text = _SIGNED_TEXT.sub(lambda found: _DASH_ESCAPED.sub("", found[1]), text)
    text, encrypted = _ENCRYPTED_TEXT.subn("", text)
    return text, bool(encrypted)


def _values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The tags and values of BER that have no others inside, in order, as far as it is sound."""
    at = 0
    while at + 2 <= len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length > _INDEFINITE:
            more = length - _INDEFINITE
            length = int.from_bytes(content[at : at + more], "big")
            at += more
        elif length == _INDEFINITE:  # up to two zeros, which say nothing here
            continue
        if tag & 0x20:  # what has others inside needs no end of its own
            continue
        yield tag, content[at : at + length]
        at += length
