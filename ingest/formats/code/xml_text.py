"""XML: what its elements say, each line with the names of the elements around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.code.xml_tables import table_of
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, has_text_between, name_of, parse_xml

_INDENT = "  "
_INDENTED_AT_MOST = 12
_MARKUP = re.compile(r"</(?:p|div|a|b|i|em|strong|li|span|h[1-6])>|<br ?/?>", re.IGNORECASE)
_LEFT_OUT = frozenset(("binary", "script", "style"))


def read(source: Source) -> ReadDocument:
    """The text as one page; a file that is no sound XML is shown as it is."""
    content = source.content()
    builder = DocumentBuilder("xml", source)
    builder.page()
    try:
        root = parse_xml(content)
    except DamagedFile:
        builder.verbatim(source.checked_text(decode_text(content)))
        return builder.document()
    lines: list[str] = []
    _add(root, lines, 0, builder)
    builder.verbatim("\n".join(lines))
    if builder.is_page_empty:
        builder.verbatim(source.checked_text(decode_text(content)))
    return builder.document()


def _add(element: Element, lines: list[str], depth: int, builder: DocumentBuilder) -> None:
    """One line for an element that says something, and below it those inside it.

    A table is added to the document, below the lines before it.
    """
    name = name_of(element)
    if not name or name in _LEFT_OUT:
        return
    if table := table_of(element):
        builder.verbatim("\n".join(lines))
        lines.clear()
        builder.table(table.rows, heads=table.heads or None, title=table.title)
        lines += [_INDENT * min(depth, _INDENTED_AT_MOST) + one for one in table.remarks]
        return
    values = [in_one_line(value) for _, value in element.items()]
    named = [f"{key.rpartition('}')[2]}={value}" for key, value in
             zip(element.keys(), values, strict=True) if value]  # fmt: skip
    inside = [one for one in element if name_of(one)]
    is_mixed = has_text_between(element, inside)
    below = [one for one in inside if table_of(one)] if is_mixed else inside
    said = "".join(_texts(element, below)) if is_mixed else element.text or ""
    if _MARKUP.search(said):  # as feeds have it
        said = HtmlDocument(said).text()
    said = in_one_line(said)
    about = " ".join([name, *named])
    if said or named or inside:
        lines.append(
            _INDENT * min(depth, _INDENTED_AT_MOST) + (f"{about}: {said}" if said else about)
        )
    for one in below:
        _add(one, lines, depth + 1, builder)


def _texts(element: Element, but_for: Sequence[Element]) -> Iterator[str]:
    """The text in an element, but for that in some of the elements right inside it."""
    yield element.text or ""
    for one in element:
        if one not in but_for:
            yield from one.itertext()
        yield one.tail or ""
