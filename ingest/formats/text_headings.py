"""Headings in plain text: underlined ones, as reStructuredText has them, of AsciiDoc, of Org."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.records import Heading
from ingest.formats.wording import WHOLE_LINE, in_one_line

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}")
_COLUMNS = re.compile(r"\S(?: {2,}|\t)\S")  # what is underlined so is the head of a table
_SIGNED = re.compile(r"(={1,6}) +(\S.*)")
_STARRED = re.compile(r"(\*{1,8}) +(?:(?:TODO|DONE|NEXT|WAITING) +)?(\S.*)")
_OF_ORG = re.compile(r"^#\+[A-Za-z_]{3,30}:", re.MULTILINE)
_CLOSING_SIGNS = re.compile(r"(?<=\S) +={1,6}$")
_TAGS = re.compile(r"(?<=\S) +:[\w@:]+:$")
_FENCE = re.compile(r"-{4,}|\.{4,}|={4,}|_{4,}|\*{4,}")  # around a block of AsciiDoc
_BEFORE = re.compile(r"$|\[|:[\w-]+:|//")  # a heading: nothing, or what AsciiDoc says of it
_ORG_WITHIN = 20_000
_TITLE_CHARACTERS_AT_MOST = 150

Line = tuple[int, str]


def text_headings(text: str) -> tuple[Heading, ...]:
    """The headings of a page in order; each kind of underline is one level below those before."""
    lines = [(found.start(), found[0].rstrip()) for found in WHOLE_LINE.finditer(text)]
    is_org = _OF_ORG.search(text, 0, _ORG_WITHIN) is not None
    found = [*_underlined(lines), *_signed(lines, _STARRED if is_org else _SIGNED)]
    return tuple(sorted(found, key=lambda one: one.start))


def _underlined(lines: Sequence[Line]) -> Iterator[Heading]:
    levels: dict[tuple[str, bool], int] = {}
    for at in range(len(lines) - 1):
        (start, title), (_, below) = lines[at], lines[at + 1]
        underline = _UNDERLINE.fullmatch(below)
        if underline is None or not _may_be_title(title) or len(below) < len(title.strip()):
            continue
        above = lines[at - 1][1] if at else ""
        has_line_above = above == below
        begin = at - 1 if has_line_above else at
        if (title[0].isspace() and not has_line_above) or (above and not has_line_above):
            continue
        if begin and lines[begin - 1][1]:
            continue
        level = levels.setdefault((underline[1], has_line_above), len(levels) + 1)
        yield Heading(1, lines[begin][0] if has_line_above else start, level, in_one_line(title))


def _signed(lines: Sequence[Line], sign: re.Pattern[str]) -> Iterator[Heading]:
    """Those with signs before them, outside of blocks between two fences of AsciiDoc."""
    fence = ""
    for at, (start, line) in enumerate(lines):
        if fence or (_FENCE.fullmatch(line) and not (at and _may_be_title(lines[at - 1][1]))):
            fence = "" if fence == line else fence or line
            continue
        found = sign.fullmatch(line)
        if found is None or (sign is _SIGNED and at and not _BEFORE.match(lines[at - 1][1])):
            continue
        title = _TAGS.sub("", _CLOSING_SIGNS.sub("", found[2][:_TITLE_CHARACTERS_AT_MOST]))
        if any(character.isalnum() for character in title):
            yield Heading(1, start, len(found[1]), in_one_line(title))


def _may_be_title(line: str) -> bool:
    return (
        0 < len(line) <= _TITLE_CHARACTERS_AT_MOST
        and any(character.isalnum() for character in line)
        and not _COLUMNS.search(line)
        and line[0] not in "|+"
    )
