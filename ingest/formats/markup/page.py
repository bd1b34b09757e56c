"""A page of the web (HTML, XHTML): what can be seen of it."""

from __future__ import annotations

from ingest.formats.building import DocumentBuilder
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.charset import html_text
from ingest.formats.markup.dom import HtmlDocument, xhtml_as_html
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source

_OTHER_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".txt")
_XHTML = "http://www.w3.org/1999/xhtml"
_DECLARED_WITHIN = 2_000


def read(source: Source) -> ReadDocument:
    """The page as it is seen, one below the other, with its headings and tables."""
    text = source.checked_text(html_text(source.content()))
    document = HtmlDocument(xhtml_as_html(text) if _is_xhtml(text) else text)
    builder = DocumentBuilder("html", source, title=document.title())
    if (ending := source.path.suffix.lower()) in _OTHER_ENDINGS:
        builder.notes.append(f"a web page (HTML), although its name ends in {ending}")
    for fact, name in (("author", "author"), ("date", "date"), ("summary", "description")):
        builder.facts.append((fact, document.meta(name)))
    builder.page()
    add_html(builder, document)
    return builder.document()


def _is_xhtml(text: str) -> bool:
    return text.lstrip().startswith("<?xml") or _XHTML in text[:_DECLARED_WITHIN]
