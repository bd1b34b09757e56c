"""XML: what its elements say, each line with the names of the elements around it."""

from __future__ import annotations

import re

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.text import decode_text
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, name_of, parse_xml

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
    _add(root, lines, 0)
    builder.verbatim("\n".join(lines))
    if not lines:
        builder.verbatim(source.checked_text(decode_text(content)))
    return builder.document()


def _add(element: Element, lines: list[str], depth: int) -> None:
    """One line for an element that says something, and below it those inside it."""
    name = name_of(element)
    if not name or name in _LEFT_OUT:
        return
    values = [in_one_line(value) for _, value in element.items()]
    named = [f"{key.rpartition('}')[2]}={value}" for key, value in
             zip(element.keys(), values, strict=True) if value]  # fmt: skip
    inside = [one for one in element if name_of(one)]
    is_mixed = any((one.tail or "").strip() for one in inside) or (
        bool(inside) and bool((element.text or "").strip())
    )
    said = "".join(element.itertext()) if is_mixed else element.text or ""
    if _MARKUP.search(said):  # as feeds have it
        said = HtmlDocument(said).text()
    said = in_one_line(said)
    about = " ".join([name, *named])
    if said or named or inside:
        lines.append(
            _INDENT * min(depth, _INDENTED_AT_MOST) + (f"{about}: {said}" if said else about)
        )
    if not is_mixed:
        for one in inside:
            _add(one, lines, depth + 1)
