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
_SIGNED_BEGINS = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE_BEGINS = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_ENDS = "-----END PGP SIGNATURE-----"
_HASHES = re.compile(r"\s*(?:Hash:[^\n]*\n)*\s*")
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
    text, encrypted = _ENCRYPTED_TEXT.subn("", _unsigned(text))
    return text, bool(encrypted)


def _unsigned(text: str) -> str:
    """The text without signatures and what announces them; by hand, as no expression is as fast."""
    pieces: list[str] = []
    at = 0
    while (begin := text.find(_SIGNED_BEGINS, at)) >= 0:
        signature = text.find(_SIGNATURE_BEGINS, begin)
        if signature < 0:
            break
        said = text[begin + len(_SIGNED_BEGINS) : signature]
        pieces += text[at:begin], _DASH_ESCAPED.sub("", _HASHES.sub("", said, count=1))
        end = text.find(_SIGNATURE_ENDS, signature)
        at = end + len(_SIGNATURE_ENDS) if end >= 0 else len(text)
    return "".join((*pieces, text[at:]))


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
