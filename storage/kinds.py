"""The kinds of document, as a table: what a place in one is called, and what can be shown of it.

How a file is recognised and read stands in ``ingest/formats/table.py``. Nothing else asks for a
kind by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from storage.records import DocumentKind

Places: TypeAlias = Literal[
    "pages", "slides", "sheets", "chapters", "messages", "sections", "rows", "lines"
]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same for all documents of one kind.

    ``suffix`` ends the name of an original in a library, ``media_type`` is what browsers are told
    that it is. ``places`` says what people call a place: a page, a slide, a section, lines.
    ``has_page_images`` says that its pages can be drawn, ``is_set_in_lines`` that its lines end
    where the paper did and may be joined to be read, ``has_piped_tables`` that a line between
    upright strokes is a row of a table. ``is_made_into_pages`` says that LibreOffice can show it as
    it would be printed; workbooks aren't, since paper cuts a sheet into pieces that a table isn't.
    """

    name: DocumentKind
    suffix: str
    media_type: str
    places: Places
    has_page_images: bool = False
    is_set_in_lines: bool = False
    has_piped_tables: bool = False
    is_made_into_pages: bool = False

    @property
    def is_one_page(self) -> bool:
        """Whether the whole file is one page, so that lines say where in it something stands."""
        return self.places in ("sections", "rows", "lines")


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

_ROWS = (
    Kind("pdf", ".pdf", "application/pdf", "pages", has_page_images=True, is_set_in_lines=True),
    Kind(
        "docx", ".docx", f"{_OFFICE}.wordprocessingml.document", "sections", is_made_into_pages=True
    ),
    Kind("odt", ".odt", f"{_OPEN_DOCUMENT}.text", "sections", is_made_into_pages=True),
    Kind("rtf", ".rtf", "application/rtf", "sections", is_made_into_pages=True),
    Kind(
        "pptx", ".pptx", f"{_OFFICE}.presentationml.presentation", "slides", is_made_into_pages=True
    ),
    Kind("odp", ".odp", f"{_OPEN_DOCUMENT}.presentation", "slides", is_made_into_pages=True),
    Kind("xlsx", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", "sheets"),
    Kind("xls", ".xls", "application/vnd.ms-excel", "sheets"),
    Kind("ods", ".ods", f"{_OPEN_DOCUMENT}.spreadsheet", "sheets"),
    Kind("html", ".html", "text/plain", "sections"),
    Kind("mhtml", ".mhtml", "text/plain", "sections"),
    Kind("epub", ".epub", "application/epub+zip", "chapters"),
    Kind("mail", ".eml", "text/plain", "sections"),
    Kind("mbox", ".mbox", "text/plain", "messages"),
    Kind("msg", ".msg", "application/vnd.ms-outlook", "sections"),
    Kind("png", ".png", "image/png", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("jpeg", ".jpg", "image/jpeg", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("tiff", ".tiff", "image/tiff", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("gif", ".gif", "image/gif", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("bmp", ".bmp", "image/bmp", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("webp", ".webp", "image/webp", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("calendar", ".ics", "text/plain", "sections"),
    Kind("contacts", ".vcf", "text/plain", "sections"),
    Kind("subtitles", ".srt", "text/plain", "lines"),
    Kind("csv", ".csv", "text/plain", "rows"),
    Kind("notebook", ".ipynb", "text/plain", "lines"),
    Kind("json", ".json", "text/plain", "lines"),
    Kind("xml", ".xml", "text/plain", "lines"),
    Kind("code", ".txt", "text/plain", "lines"),
    Kind("text", ".txt", "text/plain", "lines"),
    Kind("markdown", ".md", "text/plain", "lines", has_piped_tables=True),
)

KINDS: Mapping[DocumentKind, Kind] = {kind.name: kind for kind in _ROWS}
