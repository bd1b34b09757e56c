"""Accents that a font draws over the letter, as TeX's old fonts do: "¨a" is read as "ä"."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ingest.formats.pdf.glyphs import Glyphs, codes_of

_COMBINING: Mapping[str, str] = {
    "`": "\u0300", "´": "\u0301", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303",
    "¯": "\u0304", "ˉ": "\u0304", "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a",
    "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_ACCENTS = np.array([ord(each) for each in _COMBINING], np.uint32)
_NOTHING = "\u200b"  # takes no room, and is left out with all that carries no text
_WITHOUT_DOT: Mapping[str, str] = {"ı": "i", "ȷ": "j"}
_APART = (
    0.25  # sizes between the middles of a letter and what stands on it; beside it there are more
)


def with_accents(glyphs: Glyphs) -> Glyphs:
    """The page's characters, each such letter with its accent, and nothing where the accent was."""
    text = list(glyphs.text)
    for accent in np.flatnonzero(np.isin(glyphs.codes, _ACCENTS)).tolist():
        for letter in (accent + 1, accent - 1):
            if 0 <= letter < len(text) and (whole := _joined(glyphs, accent, letter)):
                text[letter], text[accent] = whole, _NOTHING
                break
    if (joined := "".join(text)) == glyphs.text:
        return glyphs
    return replace(glyphs, text=joined, codes=codes_of(joined))


def _joined(glyphs: Glyphs, accent: int, letter: int) -> str:
    """The letter with that accent, where it stands on it and there is such a letter; else ""."""
    if min(glyphs.owners[accent], glyphs.owners[letter]) < 0:
        return ""
    plain = _WITHOUT_DOT.get(glyphs.text[letter], glyphs.text[letter])
    whole = unicodedata.normalize("NFC", plain + _COMBINING[glyphs.text[accent]])
    if not plain.isalpha() or len(whole) != 1:
        return ""
    first, second = (
        glyphs.boxes[place, :2] + glyphs.boxes[place, 2:] for place in (accent, letter)
    )
    is_on = (np.abs(first - second) / 2 < _APART * glyphs.sizes[letter]).all()
    return whole if is_on else ""
