"""What a PDF says of itself: title, author, date, outline and the numbers printed on its pages."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.pdf.engine import Document, raw, words_of
from storage.records import Facts

_OUTLINE_ENTRIES_AT_MOST = 5_000
_OUTLINE_DEPTH_AT_MOST = 32
_TITLE_CHARACTERS_AT_MOST = 300
_LABEL_CHARACTERS_AT_MOST = 40
_PDF_CODES = {
    character: code
    for start, characters in (
        (0x18, "˘ˇˆ˙˝˛˚˜"),
        (0x80, "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"),
        (0xA0, "€"),
    )
    for code, character in enumerate(characters, start)
} | {"\0": 0xAD}  # as the engine gives codes that stand for nothing, of which UTF-8 has most this
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the document's outline: ``level`` 1 is the outermost, ``page`` counts from 1."""

    level: int
    title: str
    page: int


def title_of(document: Document) -> str:
    """The title that the file gives itself, or ""."""
    return _meta(document, b"Title")


def facts_of(document: Document) -> Facts:
    """Author and date, where the file names them."""
    found = _DATE.match(_meta(document, b"CreationDate"))
    date = "-".join(filter(None, found.groups())) if found else ""
    facts = (("author", _meta(document, b"Author")), ("date", date))
    return tuple((name, value) for name, value in facts if value)


def label_of(document: Document, index: int) -> str:
    """What is printed on the page that counts from 0, such as "iii"; "" where it is its number."""
    label = words_of(lambda buffer, size: raw.FPDF_GetPageLabel(document.raw, index, buffer, size))
    label = clean_line(label)[:_LABEL_CHARACTERS_AT_MOST]
    return "" if label == str(index + 1) else label


def outline_of(document: Document) -> Iterator[OutlineEntry]:
    """The lines of the outline that lead to a page, in order; of one that goes in circles once."""
    waiting: list[tuple[int, Any]] = [(1, raw.FPDFBookmark_GetFirstChild(document.raw, None))]
    met: set[int] = set()
    while waiting and len(met) < _OUTLINE_ENTRIES_AT_MOST:
        level, bookmark = waiting.pop()
        place = _address(bookmark)
        if not place or place in met:
            continue
        met.add(place)
        waiting.append((level, raw.FPDFBookmark_GetNextSibling(document.raw, bookmark)))
        if level < _OUTLINE_DEPTH_AT_MOST:
            child = raw.FPDFBookmark_GetFirstChild(document.raw, bookmark)
            waiting.append((level + 1, child))
        page = _page_of(document, bookmark)
        title = clean_line(_title(bookmark))
        if page >= 0 and title:
            yield OutlineEntry(level, title, page + 1)


def clean_line(text: str) -> str:
    """The text on one line without control characters, cut to a length fit for a title."""
    kept = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(kept.split())[:_TITLE_CHARACTERS_AT_MOST]


def _meta(document: Document, key: bytes) -> str:
    found = words_of(lambda buffer, size: raw.FPDF_GetMetaText(document.raw, key, buffer, size))
    return clean_line(_in_right_codes(found))


def _in_right_codes(text: str) -> str:
    """The text, or what it is in UTF-8, which some programs write where PDF has its own codes."""
    try:
        content = bytes(_PDF_CODES.get(character, ord(character)) for character in text)
        return content.decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return text


def _title(bookmark: Any) -> str:
    return words_of(lambda buffer, size: raw.FPDFBookmark_GetTitle(bookmark, buffer, size))


def _page_of(document: Document, bookmark: Any) -> int:
    """The page that a line of the outline leads to, from 0; -1 for none."""
    target = raw.FPDFBookmark_GetDest(document.raw, bookmark)
    if not target:
        action = raw.FPDFBookmark_GetAction(bookmark)
        target = raw.FPDFAction_GetDest(document.raw, action) if action else None
    return int(raw.FPDFDest_GetDestPageIndex(document.raw, target)) if target else -1


def _address(bookmark: Any) -> int:
    """Two pointers to one line of an outline are equal only as addresses."""
    return ctypes.cast(bookmark, ctypes.c_void_p).value or 0
