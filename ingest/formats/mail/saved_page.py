"""Web pages saved as one file (MHTML): the page, without the files that it was shown with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.message import Message

from ingest.errors import DamagedFile
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.mail.message import parsed
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.charset import html_text
from ingest.formats.markup.dom import HtmlDocument
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source


def read(source: Source) -> ReadDocument:
    """The page as it is seen; raises ``DamagedFile`` where there is none in it."""
    with damage_named("a saved page"):
        parts = list(parsed(source.content()).walk())
    for part in parts:
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            told = str(part.get_content_charset() or "")
            text = html_text(content if isinstance(content, bytes) else b"", told)
            document = HtmlDocument(text, _style_sheets(parts))
            builder = DocumentBuilder("mhtml", source, title=document.title())
            builder.page()
            add_html(builder, document)
            return builder.document()
    raise DamagedFile("damaged: there is no page in this saved page")


def _style_sheets(parts: Iterable[Message]) -> Iterator[str]:
    """Those that were saved with the page, some of which hide what its frame has."""
    for part in parts:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/css" and isinstance(content, bytes):
            yield content.decode("utf-8", "replace")
