"""Files changed so that their readers still open them: inside the archive's members, as text."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence

from ingest.formats.containers import ZIP_MAGIC
from tests.ingest.formats.containers import unzipped, zipped

_TOKEN = re.compile(rb"<[^<>]*>|[A-Za-z_:\\-]+|\d+|\s+|[^\sA-Za-z0-9]", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"255", b"65535", b"65536", b"1048577", b"2147483648", b"4294967296",
    b"99999999999999999999", b"1e308", b"NaN", b"1.5", b"", b"x",
)  # fmt: skip
_PIECES = (
    b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"<![CDATA[", b'"', b"'", b"\\",
    b"{", b"}", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\r", b"\n\n", b"\t",
    b",", b";", b"=", b"=?utf-8?b?", b"--", b"%", b"W" * 5_000, b"/", b"\x1a", b"\x85",
)  # fmt: skip
_EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF)
_PACKED = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"\xd0\xcf")


def changed_inside(content: bytes, chance: random.Random) -> bytes:
    """The file with one to four changes, of which each leaves most of it as it was."""
    times = chance.choice((1, 1, 2, 4))
    if not content.startswith(ZIP_MAGIC):
        return _changed(content, chance, times)
    files = unzipped(content)
    for _ in range(times):
        name = chance.choice([name for name in files if name != "mimetype"])
        files[name] = _changed(files[name], chance, 1)
    if chance.random() < 0.1:
        del files[chance.choice(list(files))]
    return zipped(files)


def _changed(content: bytes, chance: random.Random, times: int) -> bytes:
    is_text = not content.startswith(_PACKED) and b"\0\0" not in content
    changes: Sequence[Callable[[bytes, random.Random], bytes]]
    changes = (_number, _piece, _token, _span, _tag, _flip) if is_text else (_word, _flip)
    for _ in range(times):
        content = chance.choice(changes)(content, chance)
    return content


def _number(content: bytes, chance: random.Random) -> bytes:
    return _one_of(_NUMBER, content, chance, lambda _: chance.choice(_NUMBERS))


def _tag(content: bytes, chance: random.Random) -> bytes:
    """One tag goes, comes several times, or is another one of the same file."""
    others = _TAG.findall(content) or [b""]
    return _one_of(
        _TAG, content, chance,
        lambda tag: chance.choice((b"", tag * 2, tag * 300, chance.choice(others))),
    )  # fmt: skip


def _token(content: bytes, chance: random.Random) -> bytes:
    others = _TOKEN.findall(content) or [b""]
    return _one_of(
        _TOKEN, content, chance,
        lambda token: chance.choice((b"", token * 2, token * 300, chance.choice(others))),
    )  # fmt: skip


def _one_of(
    pattern: re.Pattern[bytes],
    content: bytes,
    chance: random.Random,
    change: Callable[[bytes], bytes],
) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return _piece(content, chance)
    one = chance.choice(found)
    return content[: one.start()] + change(one.group()) + content[one.end() :]


def _piece(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(_PIECES) + content[at:]


def _span(content: bytes, chance: random.Random) -> bytes:
    """A part goes, comes twice, or comes again elsewhere; or all behind a place goes."""
    start = chance.randint(0, len(content))
    end = min(len(content), start + chance.choice((1, 10, 100, 1_000)))
    elsewhere = chance.randint(0, len(content))
    span = content[start:end]
    return chance.choice((
        content[:start] + content[end:],
        content[:end] + span * 3 + content[end:],
        content[:elsewhere] + span + content[elsewhere:],
        content[: max(start, len(content) // 2)],
    ))  # fmt: skip


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3)) if content else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _word(content: bytes, chance: random.Random) -> bytes:
    """A number of two bytes becomes an extreme one, as lengths and offsets are in binary files."""
    if len(content) < 2:
        return content
    at = chance.randrange(len(content) - 1)
    return content[:at] + struct.pack("<H", chance.choice(_EXTREMES)) + content[at + 2 :]
