"""Workbooks that are saved as "Strict Open XML", which openpyxl takes for empty ones."""

from __future__ import annotations

import re
from typing import BinaryIO

from ingest.formats.archives import Archive
from ingest.formats.office.package import packed

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def is_strict(archive: Archive) -> bool:
    """Whether the parts of a workbook have the names that only the strict form of the format has.

    Source: ISO/IEC 29500-1 for these, 29500-4 for the usual ones.
    """
    return _STRICT.search(archive.read_if_there("xl/workbook.xml") or b"") is not None


def with_usual_names(archive: Archive) -> BinaryIO:
    """The same workbook with the names of the usual form, in memory."""
    return packed(
        (name, _STRICT.sub(_USUAL, archive.read(name)))
        for name in dict.fromkeys(archive.names)
        if name.endswith((".xml", ".rels"))
    )
