"""Source code and settings: as they are, with the names of what they define."""

from __future__ import annotations

import re

from ingest.formats.records import Heading, ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import whole_page

_DEFINITION = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:export|public|private|protected|static|final|abstract|async|pub|"
    r"default|override|internal|sealed|open|data)\s+)*"
    r"(?:class|def|function|func|fn|interface|struct|enum|trait|impl|module|namespace)\s+"
    r"(?P<name>[A-Za-z_][\w.<>]*(?:::\w+)*)",
    re.MULTILINE,
)
_LEVELS = 3
_INDENT = 4


def read(source: Source) -> ReadDocument:
    """The file as it is, one page; what it defines is where sections begin."""
    page = whole_page(source)
    headings = tuple(
        Heading(1, found.start(), min(_depth(found["indent"]) + 1, _LEVELS), found["name"])
        for found in _DEFINITION.finditer(page.text)
        if _depth(found["indent"]) < _LEVELS
    )
    return ReadDocument("code", "", (page,), headings)


def _depth(indent: str) -> int:
    return len(indent.expandtabs(_INDENT)) // _INDENT
