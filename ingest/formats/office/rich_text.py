"""Rich text (RTF): its paragraphs, and rows of tables."""

from __future__ import annotations

import codecs
import re

from striprtf.striprtf import rtf_to_text

from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,300})\}")
_ROW_END = "|"
_MACINTOSH = {"10000": "mac-roman", "10006": "mac-greek", "10007": "mac-cyrillic"}
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def read(source: Source) -> ReadDocument:
    """The document as one page."""
    content = source.content()
    page = _CODE_PAGE.search(content[:2000])
    with damage_named("rich text"):
        written = content.decode(_codec(page[1].decode() if page else ""), "replace")
        text = str(rtf_to_text(written, errors="replace"))  # type: ignore[no-untyped-call]
    title = _TITLE.search(written)
    builder = DocumentBuilder("rtf", source, title=title[1] if title else "")
    builder.page()
    rows: list[list[str]] = []
    for line in source.checked_text(text).split("\n"):
        if line.endswith(_ROW_END):
            rows.append(line.removesuffix(_ROW_END).split(_ROW_END))
            continue
        if line.strip():
            builder.table(rows)
            rows = []
            builder.paragraph(line)
    builder.table(rows)
    return builder.document()


def _codec(page: str) -> str:
    """The codec of a code page, that of Western Europe where none is known."""
    try:
        return codecs.lookup(_MACINTOSH.get(page, f"cp{page}")).name
    except LookupError:
        return "cp1252"
