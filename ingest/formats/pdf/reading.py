"""A PDF's pages, title and outline: by PDFium, or by pypdf where PDFium can't open the file."""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import DamagedFile
from ingest.formats.ocr.notes import notes_on as notes_on_ocr
from ingest.formats.pdf import about, second_reader
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.engine import open_pdf
from ingest.formats.pdf.natures import MAY_BE_READ_BY_OCR, notes_on
from ingest.formats.pdf.outline import outline_headings
from ingest.formats.pdf.pdfium import raw_pages
from ingest.formats.pdf.scanned import with_scans_read
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source


def read(source: Source) -> ReadDocument:
    """The document with its pages repaired.

    Raises:
        PasswordNeeded, DamagedFile: neither engine can open it.
        TooMuch: it has too many pages or characters.
    """
    try:
        return _read(source)
    except DamagedFile:
        # The second opinion. Its characters aren't PDFium's, so nothing leads back to boxes.
        raw = list(source.counted(second_reader.raw_pages(source.path), 0))
        pages = tuple(replace(page, source_runs=()) for page in clean_pages(raw))
        return ReadDocument("pdf", "", pages, ())


def _read(source: Source) -> ReadDocument:
    with open_pdf(source.path) as document:
        raw = list(source.counted(raw_pages(document), len(document)))
        natures = {page.number: page.nature for page in raw}
        wanted = [number for number, nature in natures.items() if nature in MAY_BE_READ_BY_OCR]
        pages, read = with_scans_read(document, clean_pages(raw), wanted, source)
        natures |= {number: "text" for number, found in read.items() if found.text}
        return ReadDocument(
            kind="pdf",
            title=about.title_of(document),
            pages=pages,
            headings=outline_headings(about.outline_of(document), pages),
            notes=(*notes_on(natures), *notes_on_ocr(read)),
            facts=about.facts_of(document),
            unread_pages=tuple(number for number, nature in natures.items() if nature == "scanned"),
        )
