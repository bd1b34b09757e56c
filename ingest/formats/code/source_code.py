"""Source code and settings: as they are, with the names of what they define; LaTeX likewise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.records import Heading, ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import whole_page
from ingest.formats.wording import in_one_line

_DEFINITION = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:export|public|private|protected|static|final|abstract|async|pub|"
    r"default|override|internal|sealed|open|data)\s+)*"
    r"(?:class|def|function|func|fn|interface|struct|enum|trait|impl|module|namespace)\s+"
    r"(?P<name>[A-Za-z_][\w.<>]*(?:::\w+)*)",
    re.MULTILINE,
)
_OF_LATEX = re.compile(r"^[ \t]*\\(?:documentclass|documentstyle|begin\{|(?:sub)?section\b)", re.M)
_SECTION = re.compile(
    r"^[ \t]*\\(?P<kind>part|chapter|(?:sub){0,2}section|paragraph)\*?[ \t]*(?:\[[^\]\n]*\])?[ \t]*"
    r"\{(?P<title>(?:[^{}\n]|\n(?!\s*\n)|\{[^{}\n]*\}){1,300})\}",
    re.MULTILINE,
)
_SECTION_KINDS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?[ \t]*|(?=[^A-Za-z\s]))|[{}]|~")
_LEVELS = 3
_INDENT = 4


def read(source: Source) -> ReadDocument:
    """The file as it is, one page; what it defines is where sections begin."""
    page = whole_page(source)
    if _OF_LATEX.search(page.text):
        return ReadDocument("code", "", (page,), tuple(_sections(page.text)))
    headings = tuple(
        Heading(1, found.start(), min(_depth(found["indent"]) + 1, _LEVELS), found["name"])
        for found in _DEFINITION.finditer(page.text)
        if _depth(found["indent"]) < _LEVELS
    )
    return ReadDocument("code", "", (page,), headings)


def _sections(text: str) -> Iterator[Heading]:
    for found in _SECTION.finditer(text):
        title = in_one_line(_COMMAND.sub(" ", found["title"]))
        if title:
            yield Heading(1, found.start(), _SECTION_KINDS.index(found["kind"]) + 1, title)


def _depth(indent: str) -> int:
    return len(indent.expandtabs(_INDENT)) // _INDENT
