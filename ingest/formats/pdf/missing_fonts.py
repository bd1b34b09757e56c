"""A font of plain boxes for Chinese, Japanese and Korean text whose own font is nowhere at hand.

Files may leave such fonts to whoever reads them. Where the machine has none, PDFium takes the
letters as without any extent: it leaves out text in columns and letters that stand alone, has no
boxes to highlight and draws nothing. With boxes in their place all of that works, and people see
where the text is.
"""

from __future__ import annotations

import ctypes
import struct
from itertools import pairwise
from typing import Any

# Shift-JIS, Hangul, GB2312 and Big5, as Windows numbers sets of characters.
_EAST_ASIAN = frozenset((128, 129, 134, 136))
_CHARSET = 2  # among what a font is asked for by
_WHOLE_FILE = 0
_NAME = b"Boxes\0"

_Box = tuple[int, int, int, int]

_EM, _FRAME = 1000, 40
_LETTER: _Box = (50, -120, 950, 880)
# A comma stands low and left; in columns PDFium moves it to the upper right by itself.
_COMMA: _Box = (50, -80, 400, 270)
_COMMAS = (0x3001, 0x3002, 0xFF0C, 0xFF0E)
_FIRST, _LAST = 0x21, 0x10FFFF


class BoxesForMissingFonts:
    """What PDFium asks for fonts: ours where its own way to find them, ``default``, finds none.

    The names of the methods are PDFium's.
    """

    default: Any

    def __init__(self) -> None:
        """The font is kept as long as this is."""
        self._font = font_of_boxes()
        self._own = ctypes.create_string_buffer(1)
        self._handle = ctypes.addressof(self._own)  # no other font's
        super().__init__()

    def MapFont(self, _: Any, *wanted: Any) -> int | None:  # noqa: N802
        """The font for what is wanted; ``None`` where only PDFium's own is left."""
        found: int | None = self.default.MapFont(self.default, *wanted)
        return found or (self._handle if wanted[_CHARSET] in _EAST_ASIAN else None)

    def GetFontData(self, _: Any, font: int, table: int, *into: Any) -> int:  # noqa: N802
        """How long a table of a font is, or its whole file; it is copied into what has room."""
        if font != self._handle:
            return int(self.default.GetFontData(self.default, font, table, *into))
        return _copied(self._font, *into) if table == _WHOLE_FILE else 0

    def GetFaceName(self, _: Any, font: int, *into: Any) -> int:  # noqa: N802
        """How long a font's name is; it is copied into what has room."""
        if font != self._handle:
            return int(self.default.GetFaceName(self.default, font, *into))
        return _copied(_NAME, *into)

    def GetFontCharset(self, _: Any, font: int) -> int:  # noqa: N802
        """The set of characters that a font is for."""
        if font != self._handle:
            return int(self.default.GetFontCharset(self.default, font))
        return min(_EAST_ASIAN)

    def DeleteFont(self, _: Any, font: int) -> None:  # noqa: N802
        """A font isn't needed any more."""
        if font != self._handle:
            self.default.DeleteFont(self.default, font)


def _copied(content: bytes, buffer: Any, size: int) -> int:
    """How long the content is; it is copied where there is room for it."""
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)


def font_of_boxes() -> bytes:
    """A TrueType font in which every character is a box."""
    glyphs = [b"", _outline(_LETTER), _outline(_COMMA)]
    ends = [sum(map(len, glyphs[:count])) for count in range(len(glyphs) + 1)]
    box, count = struct.pack(">4h", *_LETTER), len(glyphs)
    top, bottom = _LETTER[3], _LETTER[1]
    return _file({
        b"cmap": _characters(),
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(">4I2H2q", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0) + box
        + struct.pack(">2H3h", 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, top, bottom, 0, _EM, *[0] * 11, count),
        b"hmtx": struct.pack(">Hh", _EM, _LETTER[0]) * count,
        b"loca": struct.pack(f">{len(ends)}I", *ends),
        b"maxp": struct.pack(">I14H", 0x10000, count, 8, 2, 0, 0, 1, *[0] * 8),
    })  # fmt: skip


def _outline(box: _Box) -> bytes:
    """A frame: its outer edge, and the inner one the other way round, so that it stays empty."""
    left, bottom, right, top = box
    inner = left + _FRAME, bottom + _FRAME, right - _FRAME, top - _FRAME
    x = [left, left, right, right, inner[0], inner[2], inner[2], inner[0]]
    y = [bottom, top, top, bottom, inner[1], inner[1], inner[3], inner[3]]
    steps = [after - before for corners in (x, y) for before, after in pairwise([0, *corners])]
    outline = struct.pack(">5h3H8B16h", 2, *box, 3, 7, 0, *[1] * 8, *steps)
    return outline + b"\0" * (-len(outline) % 4)


def _characters() -> bytes:
    """Which glyph each character has: a table of stretches with one glyph for all ("format 13")."""
    stretches, first = [], _FIRST
    for comma in _COMMAS:
        if first < comma:
            stretches.append((first, comma - 1, 1))
        stretches.append((comma, comma, 2))
        first = comma + 1
    stretches.append((first, _LAST, 1))
    listed = b"".join(struct.pack(">3I", *stretch) for stretch in stretches)
    head = struct.pack(">4HI", 0, 1, 3, 10, 12)
    return head + struct.pack(">2H3I", 13, 0, 16 + len(listed), 0, len(stretches)) + listed


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    place = 12 + 16 * count
    listed, content = [], []
    for tag, table in sorted(tables.items()):
        listed.append(tag + struct.pack(">3I", 0, place, len(table)))
        content.append(table + b"\0" * (-len(table) % 4))
        place += len(content[-1])
    power = count.bit_length() - 1  # what a search by halves begins with
    halves = 16 << power
    head = struct.pack(">I4H", 0x10000, count, halves, power, 16 * count - halves)
    return b"".join((head, *listed, *content))
