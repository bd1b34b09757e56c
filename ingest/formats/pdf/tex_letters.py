"""Ligatures and quotation marks of TeX fonts that don't say which letters their codes are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.formats.records import RawPage

# Cork's encoding ("T1") has them at 1b to 1f, Knuth's own ("OT1") at 0b to 0f.
_CORK: Mapping[str, str] = {
    "\x10": "“", "\x11": "”", "\x12": "„", "\x13": "«", "\x14": "»", "\x15": "–", "\x16": "—",
    "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl",
}  # fmt: skip
_KNUTH: Mapping[str, str] = {
    "\x0b": "ff", "\x0c": "fi", "\x0d": "fl", "\x0e": "ffi", "\x0f": "ffl",
}  # fmt: skip

TEX_LETTERS = re.compile("[\x0b\x0c\x0e-\x16\x1b-\x1f]|\r(?!\n)")
"""What may be such a letter."""

_SURE_OF_CORK = re.compile(
    "[^\\W\\d_][\x1b-\x1f]|[\x1b-\x1f][^\\W\\d_]|\x10[^\\W\\d_][^\x10\x11]{0,2000}\x11"
)
_SURE_OF_KNUTH = re.compile("[^\\W\\d_][\x0b-\x0f][^\\W\\d_]|(?<![^\\s])[\x0b\x0c][^\\W\\d_]")
_OTHER_CONTROL = re.compile("[\x01\x03-\x08\x17-\x1a]")
_SHARE_AT_MOST = 0.12  # of the letters; where codes mean nothing there are more


def in_tex(pages: Sequence[RawPage]) -> Mapping[str, str]:
    """What the codes of such fonts stand for in a document; empty where it has none of them."""
    text = "\n".join(page.text for page in pages)
    found = len(TEX_LETTERS.findall(text))
    if not found or found > _SHARE_AT_MOST * len(text) or _OTHER_CONTROL.search(text):
        return {}
    letters: dict[str, str] = {}
    if _SURE_OF_CORK.search(text):
        letters.update(_CORK)
    if _SURE_OF_KNUTH.search(text):
        letters.update(_KNUTH)
    return letters
