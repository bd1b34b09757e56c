"""HTML inside Markdown: what it shows, in the lines in which it stands, and none of its tags."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from markdown_it.token import Token

from ingest.formats.building import DocumentBuilder
from ingest.formats.front_matter import LINE_END
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import Heading, Table
from ingest.formats.source import Source

_PARTS_WORDS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div",
    "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))  # fmt: skip
_INSIDE_WORDS = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "nobr", "picture", "q", "s", "samp", "small", "source", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "video", "wbr",
))  # fmt: skip
_MAY_BE_HTML = re.compile(r"<[A-Za-z/!]|&[A-Za-z#]")
_SIGN = re.compile(
    r"\\[<&`]|(?P<ticks>`+)|(?P<comment><!--)|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});"
    r"|<(?P<closes>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<about>(?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)?)>"
)
_POWER = re.compile(r"[-−+]?\d{1,3}</sup")
_INSTEAD = re.compile(r"\balt=[\"']([^\"']*)")
_TICKS = re.compile("`+")
_PARAGRAPH_END = re.compile(r"(\n[ \t]*\n)")
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)


def without_html(
    text: str, begin: int, tokens: Sequence[Token], source: Source
) -> tuple[str, tuple[Heading, ...], tuple[Table, ...]]:
    """The text with what its HTML shows in place of it, and the headings and tables of that.

    ``tokens`` are its blocks from the character ``begin`` on. What comes after a block of HTML
    stays in its line, unless the block shows more lines than it has.
    """
    if not _MAY_BE_HTML.search(text, begin):
        return text, (), ()
    starts = [begin, *(found.end() for found in LINE_END.finditer(text, begin)), len(text)]
    lines = [text[start:end] for start, end in pairwise(starts)]
    pieces, headings, tables = [text[:begin]], list[Heading](), list[Table]()
    length, at = begin, 0

    def add(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for first, last, content in _blocks(lines, tokens):
        add(_without_tags("".join(lines[at:first])))
        at = last
        if content is None:
            add("".join(lines[first:last]))
            continue
        shown, heads, grids = _shown(content, source)
        headings += [replace(one, start=one.start + length) for one in heads]
        tables += [replace(one, start=one.start + length, end=one.end + length) for one in grids]
        add(shown)
        add("\n" * max(last - first - shown.count("\n"), 0))
    add(_without_tags("".join(lines[at:])))
    return "".join(pieces), tuple(headings), tuple(tables)


def _blocks(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[tuple[int, int, str | None]]:
    """The first line of each block of HTML or code, the one behind its last, and the HTML.

    A table goes on over empty lines, to where it ends.
    """
    reached, is_open = 0, False
    for token in tokens:
        if token.map is None or token.type not in ("fence", "code_block", "html_block"):
            continue
        first, last = token.map
        if first < reached:
            continue
        content = None
        if token.type == "html_block":
            content = token.content
            if not is_open and _tables_left_open(content):
                end = _table_end(lines, first)
                is_open = not end
                last, content = (end, "".join(lines[first:end])) if end else (last, content)
        reached = last
        yield first, last, content


def _tables_left_open(content: str) -> int:
    return sum(-1 if found[1] else 1 for found in _TABLE_TAG.finditer(content))


def _table_end(lines: Sequence[str], first: int) -> int:
    """The line behind the one in which all tables are closed that begin from a line on, or 0."""
    left_open = 0
    for number in range(first, len(lines)):
        left_open += _tables_left_open(lines[number])
        if left_open <= 0 and "</table" in lines[number].lower():
            return number + 1
    return 0


def _shown(content: str, source: Source) -> tuple[str, Sequence[Heading], Sequence[Table]]:
    builder = DocumentBuilder("html", source)
    builder.page()
    add_html(builder, HtmlDocument(content))
    shown = builder.document()
    return shown.pages[0].text, shown.headings, shown.tables


def _without_tags(text: str) -> str:
    """Text between blocks of HTML, without tags, comments and entities outside of code."""
    return "".join(map(_paragraph_without_tags, _PARAGRAPH_END.split(text)))


def _paragraph_without_tags(text: str) -> str:
    pieces: list[str] = []
    at, last_comment, ticks = 0, text.rfind("-->"), _ticks_in(text)
    while found := _SIGN.search(text, at):
        pieces.append(text[at : found.start()])
        end = found.end()
        if found["ticks"]:
            end = _code_end(ticks[len(found[0])], found.start(), len(found[0]))
            pieces.append(text[found.start() : end])
        elif found["comment"] and end <= last_comment:
            end = text.index("-->", end) + len("-->")
            pieces.append("\n" * text.count("\n", found.start(), end))
        else:
            pieces.append(_instead(found))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _ticks_in(text: str) -> Mapping[int, Sequence[int]]:
    """Where backticks stand, by how many stand there in a row."""
    places: dict[int, list[int]] = {}
    for found in _TICKS.finditer(text):
        places.setdefault(len(found[0]), []).append(found.start())
    return places


def _code_end(places: Sequence[int], begin: int, count: int) -> int:
    """Where code ends that begins with so many backticks: behind the ticks where none ends it."""
    following = bisect_right(places, begin)
    return (places[following] if following < len(places) else begin) + count


def _instead(found: re.Match[str]) -> str:
    """What is shown in place of a tag, an entity or an escape."""
    whole, tag = found[0], (found["tag"] or "").lower()
    if whole.startswith("&"):
        return html.unescape(whole)
    if tag not in _PARTS_WORDS and tag not in _INSIDE_WORDS:
        return whole
    lines = "\n" * whole.count("\n")
    if tag == "sup" and not found["closes"]:
        before = found.string[found.start() - 1 : found.start()]
        return "^" if before.isdigit() and _POWER.match(found.string, found.end()) else lines
    if tag == "img" and (said := _INSTEAD.search(whole)):
        return said[1].replace("\n", " ") + lines
    return lines or (" " if tag in _PARTS_WORDS else "")
