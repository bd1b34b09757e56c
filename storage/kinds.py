"""The kinds of document, as a table: what a place in one is called, and what can be shown of it.

How a file is recognised and read stands in ``ingest/formats/table.py``. Nothing else asks for a
kind by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from storage.records import DocumentKind


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same for all documents of one kind.

    ``suffix`` ends the name of an original in a library, ``media_type`` is what browsers are told
    that it is. ``places`` says what people call a place: a page, or lines of the file.
    ``has_page_images`` says that its pages can be drawn, ``is_set_in_lines`` that its lines end
    where the paper did and may be joined to be read, ``has_piped_tables`` that a line between
    upright strokes is a row of a table.
    """

    name: DocumentKind
    suffix: str
    media_type: str
    places: Literal["pages", "lines"]
    has_page_images: bool = False
    is_set_in_lines: bool = False
    has_piped_tables: bool = False


_ROWS = (
    Kind("pdf", ".pdf", "application/pdf", "pages", has_page_images=True, is_set_in_lines=True),
    Kind("csv", ".csv", "text/plain", "lines"),
    Kind("text", ".txt", "text/plain", "lines"),
    Kind("markdown", ".md", "text/plain", "lines", has_piped_tables=True),
)

KINDS: Mapping[DocumentKind, Kind] = {kind.name: kind for kind in _ROWS}
