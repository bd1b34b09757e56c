"""Text as a page can show it; every character keeps its place, so that offsets stay right."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import regex

from storage.kinds import KINDS
from storage.records import DocumentKind

SHORTEST_FULL_LINE = 45
FULL_LINE_SHARE = 0.7
"""A line of a PDF is joined to the next when it has this many characters, and this share of the
longest line's."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE = re.compile(r"[^\n]+")
_WIDE = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff01-\uff60]")


def shown(text: str) -> str:
    """The text without what no page can show: control characters and halves of characters."""
    return _UNPRINTABLE.sub("\ufffd", text)


def shown_as(kind: DocumentKind) -> Literal["picture", "text"]:
    """How the viewer shows documents of a kind; page.js knows no kinds."""
    return "picture" if KINDS[kind].has_page_images else "text"


def reflow(text: str) -> str:
    """A PDF's text with the breaks of full lines made spaces.

    Breaks after lines that end well before the longest one stay, since headings and lists are made
    of them, and so do those around the rows of a table.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    longest = max((end - start for start, end in lines), default=0)
    full = max(SHORTEST_FULL_LINE, FULL_LINE_SHARE * longest)
    characters = list(text)
    for (start, end), (following, after) in pairwise(lines):
        is_row = "\t" in text[start:end] or "\t" in text[following:after]
        if end - start >= full and following == end + 1 and not is_row:
            characters[end] = " "
    return "".join(characters)


def lines_needed(text: str, *, characters_in_a_line: int) -> int:
    """About how many lines the text fills; a Chinese character takes the place of two others."""
    return sum(
        1 + (len(line) + len(_WIDE.findall(line))) // characters_in_a_line
        for line in text.split("\n")
    )
