"""Markdown: told from plain text by its signs, and read for its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.formats.front_matter import LINE_END, front_matter, front_matter_end
from ingest.formats.markdown_html import without_html
from ingest.formats.records import Heading, ReadDocument, Table
from ingest.formats.source import Sample, Source
from ingest.formats.text import page_and_notes

_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
_OTHER_ENDINGS = (".rst", ".rest", ".adoc", ".asciidoc", ".org", ".textile")
_SAMPLE_CHARACTERS = 100_000
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

_BREAKS = ("softbreak", "hardbreak")

_KEPT_FACTS = ("author", "authors", "date", "tags", "keywords", "categories", "description")

_blocks = MarkdownIt("commonmark").enable("table")
_blocks.core.ruler.disable(["inline"])  # headings alone are looked at closer
_inline = MarkdownIt("commonmark")


def is_markdown(sample: Sample) -> bool:
    """Whether the text is Markdown: by its ending, or else by its signs."""
    if sample.name.suffix.lower() in _ENDINGS:
        return True
    text = sample.text[:_SAMPLE_CHARACTERS]
    if text.startswith("#!") or sample.name.suffix.lower() in _OTHER_ENDINGS:
        return False
    kinds = [sign.search(text) is not None for sign in _SIGNS]
    return any(kinds[:2]) and sum(kinds) > _SIGNS_OF_MARKDOWN


def read(source: Source) -> ReadDocument:
    """The file as it is but for HTML, one page, with its headings and tables.

    Its title is the one that it gives itself in front of its text, or its first heading. What else
    it says of itself there are its facts, and no part of its body.
    """
    page, notes = page_and_notes(source)
    own = dict(front_matter(page.text))
    shown = markdown_shown(page.text, source)
    return ReadDocument(
        kind="markdown",
        title=own.get("title") or markdown_title(shown.headings),
        pages=(replace(page, text=shown.text),),
        headings=shown.headings,
        tables=shown.tables,
        notes=notes,
        facts=tuple((name, value) for name, value in own.items() if name in _KEPT_FACTS),
        body_start=front_matter_end(page.text),
    )


@dataclass(frozen=True, slots=True)
class ShownMarkdown:
    """Markdown as it is read: its text without HTML, with its headings and tables in order."""

    text: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]


def markdown_shown(written: str, source: Source) -> ShownMarkdown:
    """What Markdown shows; of HTML in it what that shows, which says its own headings and tables.

    Raises:
        TooMuch: it shows more than ``source`` may have.
    """
    begin = front_matter_end(written)
    text, headings, tables = without_html(written, begin, _blocks.parse(written[begin:]), source)
    own = markdown_headings(text)
    if not headings and not tables:
        return ShownMarkdown(text, own, markdown_tables(text, own))
    taken = {one.start for one in headings}
    all_headings = (*headings, *(one for one in own if one.start not in taken))
    ordered = tuple(sorted(all_headings, key=lambda one: one.start))
    apart: list[Table] = []
    for table in sorted((*tables, *markdown_tables(text, ordered)), key=lambda one: one.start):
        if not apart or table.start >= apart[-1].end:
            apart.append(table)
    return ShownMarkdown(text, ordered, tuple(apart))


def markdown_tables(text: str, headings: tuple[Heading, ...]) -> tuple[Table, ...]:
    """The tables in order, each with the row that names its columns as its context.

    A heading right above a table belongs to it: alone it says nothing.
    """
    titles = {heading.start for heading in headings}
    begin = front_matter_end(text)
    starts = [begin, *(found.end() for found in LINE_END.finditer(text, begin)), len(text)]
    tables = []
    for token in _blocks.parse(text[begin:]):
        if token.type == "table_open" and token.map is not None:
            first, last = token.map
            start, end = starts[first], starts[min(last, len(starts) - 1)]
            rows = text[start:end].rstrip()
            above = text.rfind("\n", 0, len(text[:start].rstrip())) + 1
            place = above if above in titles else start
            tables.append(Table(1, place, start + len(rows), rows.split("\n")[0].strip()))
    return tuple(tables)


def markdown_headings(text: str) -> tuple[Heading, ...]:
    """The headings in order; a line inside a block of code, a list or a quotation is none."""
    begin = front_matter_end(text)
    starts = [begin, *(found.end() for found in LINE_END.finditer(text, begin))]
    return tuple(_headings(_blocks.parse(text[begin:]), starts))


def markdown_title(headings: tuple[Heading, ...]) -> str:
    """The first heading of the outermost level, or ""."""
    return next((heading.title for heading in headings if heading.level == 1), "")


def _headings(tokens: Sequence[Token], line_starts: Sequence[int]) -> Iterator[Heading]:
    for number, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or token.map is None:
            continue
        content = tokens[number + 1].content
        title = _plain(content)
        # A row of a table above a line of dashes is no heading, whatever the rules say.
        if title and not content.lstrip().startswith("|"):
            yield Heading(1, line_starts[token.map[0]], int(token.tag[1:]), title)


def _plain(title: str) -> str:
    """A heading's words without the signs of emphasis and links around them."""
    (whole,) = _inline.parseInline(title[:_LINE_CHARACTERS_AT_MOST])
    parts = (part.content or (" " if part.type in _BREAKS else "") for part in whole.children or ())
    return " ".join("".join(parts).split())[:_TITLE_CHARACTERS_AT_MOST]
