"""The formats that can be read, as a table: how each is recognised, and which module reads it.

To add one, write a module with ``read(source) -> ReadDocument`` and a row here, and a row in
``storage/kinds.py`` where no kind of document fits. Recognisers look at the first bytes only, and
at the names of what lies inside a container; a reader is imported in the confined process, when
the first such file comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ingest.formats.cards import is_address_card, is_calendar
from ingest.formats.containers import (
    WORKBOOK_STREAMS,
    check_is_no_foreign_container,
    names_inside,
)
from ingest.formats.mail.tnef import SIGNATURE as PACKED_BY_OUTLOOK
from ingest.formats.markdown import is_markdown
from ingest.formats.recognising import check_is_text, is_pdf, open_regular
from ingest.formats.separated import is_separated
from ingest.formats.signs import (
    begins,
    either,
    has_inside,
    is_bitmap,
    is_gif,
    is_html,
    is_json,
    is_mail,
    is_mailbox,
    is_notebook,
    is_saved_page,
    is_source_code,
    is_webp,
    is_xml,
    says,
)
from ingest.formats.source import SAMPLE_BYTES, Sample
from ingest.formats.subtitles import is_subtitles
from ingest.formats.text import decode_start
from storage.records import DocumentKind

_BLOCK_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document, how a file of it is known, and what reads it.

    ``called`` is what people call such a file. ``version`` is raised with every change after which
    the same file gives other pages, headings or facts: documents read by an earlier one can be read
    again. ``is_text`` says that such a file is read in one piece, so that less of it is allowed.
    """

    kind: DocumentKind
    called: str
    version: int
    recognises: Callable[[Sample], bool]
    reader: str
    is_text: bool = True


_PICTURE = "ingest.formats.picture"
_OFFICE = "ingest.formats.office."
_MAIL = "ingest.formats.mail."
_MARKUP = "ingest.formats.markup."
_CODE = "ingest.formats.code."
_WORKBOOK_OF_THE_80S = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # bare
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


_ROWS = (
    Format(
        "pdf", "PDF", 12, lambda sample: is_pdf(sample.start), "ingest.formats.pdf.reading",
        is_text=False,
    ),
    Format(
        "odt", "text document", 5, says(_OPEN_DOCUMENT + "text"),
        _OFFICE + "open_document", is_text=False,
    ),
    Format(
        "ods", "workbook", 7, says(_OPEN_DOCUMENT + "spreadsheet"),
        _OFFICE + "open_document", is_text=False,
    ),
    Format(
        "odp", "presentation", 5, says(_OPEN_DOCUMENT + "presentation"),
        _OFFICE + "open_document", is_text=False,
    ),
    Format(
        "docx", "Word document", 7, has_inside("word/"), _OFFICE + "word",
        is_text=False,
    ),
    Format(
        "pptx", "presentation", 6, has_inside("ppt/"), _OFFICE + "slides",
        is_text=False,
    ),
    Format(
        "xls", "workbook", 6,
        either(has_inside(*WORKBOOK_STREAMS, "xl/workbook.bin"), begins(*_WORKBOOK_OF_THE_80S)),
        _OFFICE + "old_workbook", is_text=False,
    ),
    Format(
        "xlsx", "workbook", 8, has_inside("xl/"), _OFFICE + "workbook", is_text=False
    ),
    Format(
        "epub", "book", 7, either(says("application/epub"), has_inside("META-INF/container.xml")),
        _MARKUP + "book", is_text=False,
    ),
    Format(
        "msg", "Outlook message", 4, has_inside("__properties_version1.0"),
        _MAIL + "outlook", is_text=False,
    ),
    Format("png", "picture", 2, begins(b"\x89PNG\r\n"), _PICTURE, is_text=False),
    Format("jpeg", "picture", 2, begins(b"\xff\xd8\xff"), _PICTURE, is_text=False),
    Format("tiff", "picture", 2, begins(b"II*\x00", b"MM\x00*"), _PICTURE, is_text=False),
    Format("gif", "picture", 2, is_gif, _PICTURE, is_text=False),
    Format("bmp", "picture", 2, is_bitmap, _PICTURE, is_text=False),
    Format("webp", "picture", 2, is_webp, _PICTURE, is_text=False),
    Format("rtf", "rich text", 6, begins(b"{\\rtf"), _OFFICE + "rich_text", is_text=False),
    Format("mhtml", "saved page", 5, is_saved_page, _MAIL + "saved_page", is_text=False),
    Format("mbox", "mailbox", 6, is_mailbox, _MAIL + "mailbox", is_text=False),
    Format(
        "mail", "message", 6, either(begins(PACKED_BY_OUTLOOK), is_mail), _MAIL + "message",
        is_text=False,
    ),
    Format("html", "web page", 7, is_html, _MARKUP + "page"),
    Format("calendar", "calendar", 3, is_calendar, "ingest.formats.cards"),
    Format("contacts", "address card", 3, is_address_card, "ingest.formats.cards"),
    Format("subtitles", "file of subtitles", 4, is_subtitles, "ingest.formats.subtitles"),
    Format("csv", "table", 6, is_separated, "ingest.formats.separated"),
    Format("notebook", "notebook", 6, is_notebook, _CODE + "notebook"),
    Format("json", "JSON file", 4, is_json, _CODE + "json_text"),
    Format("xml", "XML file", 5, is_xml, _CODE + "xml_text"),
    Format("code", "text file", 3, is_source_code, _CODE + "source_code"),
    Format("markdown", "text file", 6, is_markdown, "ingest.formats.markdown"),
    Format("text", "text file", 4, lambda sample: True, "ingest.formats.text"),
)  # fmt: skip

FORMATS: Mapping[DocumentKind, Format] = {row.kind: row for row in _ROWS}
"""By kind; where several rows recognise a file, the first one has it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, before it is read; ``sha256``, in hexadecimal, names its content."""

    kind: DocumentKind
    size_bytes: int
    sha256: str


def recognise(
    path: Path, name: PurePath, *, on_block: Callable[[], None] = lambda: None
) -> Recognised:
    """What the file is. All of it is read once, for the digest; ``on_block`` hears that it goes on.

    Raises:
        UnreadableFile: it isn't there, isn't a file, or isn't of a kind that can be read.
    """
    stream, size_bytes = open_regular(path)
    with stream:
        start = stream.read(SAMPLE_BYTES)
        names, said = names_inside(start, stream)
        kind = _kind_of(Sample(start, "", name, names, said))
        digest = hashlib.sha256(start)
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            on_block()
    return Recognised(kind, size_bytes, digest.hexdigest())


def _kind_of(sample: Sample) -> DocumentKind:
    for row in _ROWS:
        if not row.is_text and row.recognises(sample):
            return row.kind
    check_is_no_foreign_container(sample.names, sample.start)
    check_is_text(sample.start)
    sample = replace(sample, text=decode_start(sample.start))
    return next(row.kind for row in _ROWS if row.is_text and row.recognises(sample))
