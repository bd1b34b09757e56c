"""A PDF's pages, title and outline: by PDFium, or by pypdf where PDFium can't open the file."""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import DamagedFile
from ingest.formats.pdf import facts, pdfium
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.outline import outline_headings
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from storage.records import Page


def read(source: Source) -> ReadDocument:
    """The document with its pages repaired.

    Raises:
        PasswordNeeded, DamagedFile: neither engine can open it.
        TooMuch: it has too many pages or characters.
    """
    pages = _pages(source)
    about = facts.read_facts(source.path)
    return ReadDocument("pdf", about.title, pages, outline_headings(about.outline, pages))


def _pages(source: Source) -> tuple[Page, ...]:
    try:
        with pdfium.open_pdf(source.path) as document:
            total = pdfium.page_count(document)
            return clean_pages(list(source.counted(pdfium.raw_pages(document), total)))
    except DamagedFile:
        # The second opinion. Its characters aren't PDFium's, so nothing leads back to boxes.
        raw_pages = list(source.counted(facts.raw_pages(source.path), 0))
        return tuple(replace(page, source_runs=()) for page in clean_pages(raw_pages))
