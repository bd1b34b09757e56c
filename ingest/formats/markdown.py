"""Markdown: told from plain text by its signs, and read for its headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import PurePath

from ingest.formats.records import Heading

_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
_SAMPLE_CHARACTERS = 100_000
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+([^\n]*)$", re.MULTILINE)
_CLOSING_SIGNS = re.compile(r"(?:^|[ \t])#+$")
_UNDERLINED = re.compile(r"^ {0,3}(\S[^\r\n]*)\r?\n {0,3}(={2,}|-{2,})[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_SIGNS = (
    re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE),  # a heading
    re.compile(r"^ {0,3}(```|~~~)", re.MULTILINE),  # a block of code
    re.compile(r"!?\[[^\]\[\n]{1,500}\]\([^)\s]{1,2000}\)"),  # a link
    re.compile(r"(\*\*|__)(?=\S)[^*_\n]{1,500}\1"),  # strong words
    re.compile(r"^ {0,3}[-*+] +\S", re.MULTILINE),  # a list
    re.compile(r"^ {0,3}\|?[ :]*-{3,}[ :]*\|", re.MULTILINE),  # a table
    re.compile(r"(?<!`)`[^`\n]+`(?!`)"),  # code in a line
)
_SIGNS_OF_MARKDOWN = 2  # kinds of them, one of which is a heading or a block of code
_TITLE_CHARACTERS_AT_MOST = 300
_LINE_CHARACTERS_AT_MOST = 1_000  # of a heading that are looked at


def is_markdown(text: str, path: PurePath) -> bool:
    """Whether the text is Markdown: by its signs, and by its ending where those don't tell."""
    if path.suffix.lower() in _ENDINGS:
        return True
    sample = text[:_SAMPLE_CHARACTERS]
    if sample.startswith("#!"):
        return False
    kinds = [sign.search(sample) is not None for sign in _SIGNS]
    return any(kinds[:2]) and sum(kinds) > _SIGNS_OF_MARKDOWN


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """The headings in order; a line inside a block of code is none."""
    fences = list(_fenced(text))
    starts = [start for start, _ in fences]
    found = [*_headings_with_signs(text), *_underlined_headings(text)]
    return tuple(
        heading
        for heading in sorted(found, key=lambda heading: heading.start)
        if heading.title and not _is_within(heading.start, fences, starts)
    )


def markdown_title(headings: tuple[Heading, ...]) -> str:
    """The first heading of the outermost level, or ""."""
    return next((heading.title for heading in headings if heading.level == 1), "")


def _is_within(place: int, fences: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether the place lies in one of the fences, which begin at ``starts``, in order."""
    before = bisect_right(starts, place)
    return before > 0 and place < fences[before - 1][1]


def _headings_with_signs(text: str) -> Iterator[Heading]:
    for found in _HEADING.finditer(text):
        title = _CLOSING_SIGNS.sub("", found[2].rstrip())
        yield Heading(1, found.start(), len(found[1]), _plain(title))


def _underlined_headings(text: str) -> Iterator[Heading]:
    for found in _UNDERLINED.finditer(text):
        if not found[1].startswith(("#", "-", "*", "+", ">", "|")):
            yield Heading(1, found.start(), 1 if found[2][0] == "=" else 2, _plain(found[1]))


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """From each opening fence to the one that closes it, or to the end."""
    opened: re.Match[str] | None = None
    for found in _FENCE.finditer(text):
        if opened is None:
            opened = found
        elif found[1].startswith(opened[1]):
            yield opened.start(), found.end()
            opened = None
    if opened is not None:
        yield opened.start(), len(text)


def _plain(title: str) -> str:
    """A heading's words without the signs of emphasis and links around them."""
    title = title[:_LINE_CHARACTERS_AT_MOST]
    title = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
    return " ".join(re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", title).split())[
        :_TITLE_CHARACTERS_AT_MOST
    ]
