"""A PDF's pages, title and outline: by PDFium, or by pypdf where PDFium can't open the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.errors import DamagedFile, NoTextFound
from ingest.formats.ocr.notes import notes_on as notes_on_ocr
from ingest.formats.pdf import about, second_reader, xfa
from ingest.formats.pdf.attachments import attachments_of
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.continued import with_heads_of_before
from ingest.formats.pdf.engine import Document, open_pdf
from ingest.formats.pdf.lost_lines import notes_on as notes_on_lost
from ingest.formats.pdf.natures import MAY_BE_READ_BY_OCR, notes_on
from ingest.formats.pdf.outline import outline_headings
from ingest.formats.pdf.pdfium import raw_pages
from ingest.formats.pdf.scanned import with_lost_lines_read, with_scans_read
from ingest.formats.pdf.tables import tables_of
from ingest.formats.pdf.tiers import with_tiers_joined
from ingest.formats.records import RawPage, ReadDocument
from ingest.formats.source import Source
from storage.records import Page


def read(source: Source) -> ReadDocument:
    """The document with its pages repaired.

    Raises:
        PasswordNeeded, DamagedFile: neither engine can open it.
        NoTextFound: it is a form that only Adobe Reader shows, and nothing is filled in.
        TooMuch: it has too many pages or characters.
    """
    try:
        with open_pdf(source.path) as document:
            if xfa.replaces_pages(document):
                return _filled_form(document)
            raw = list(source.counted(raw_pages(document), len(document)))
            if all(page.nature == "blank" for page in raw) and (
                second_reader.is_drawn_where_it_is_opened(source.path)
            ):
                raise NoTextFound(xfa.EMPTY)
            return _read(document, raw, source)
    except DamagedFile:
        # The second opinion. Its characters aren't PDFium's, so nothing leads back to boxes.
        raw = list(source.counted(second_reader.raw_pages(source.path), 0))
        return ReadDocument("pdf", "", _without_places(raw), ())


def _read(document: Document, raw: Sequence[RawPage], source: Source) -> ReadDocument:
    natures = {page.number: page.nature for page in raw}
    wanted = [number for number, nature in natures.items() if nature in MAY_BE_READ_BY_OCR]
    pages, read = with_scans_read(document, clean_pages(raw), wanted, source)
    natures |= {number: "text" for number, found in read.items() if found.text}
    lost = {page.number: page.lost_lines for page in raw if page.lost_lines}
    pages, lines_read = with_lost_lines_read(document, pages, lost, source)
    files = [page.number for page in raw if page.has_files]
    parts, notes = attachments_of(document, files)
    tables = [table for page in pages for table in tables_of(page)]
    return ReadDocument(
        kind="pdf",
        title=about.title_of(document),
        pages=pages,
        headings=outline_headings(about.outline_of(document), pages),
        tables=with_heads_of_before(document, pages, with_tiers_joined(document, pages, tables)),
        notes=(
            *notes_on(natures),
            *notes_on_ocr(read),
            *notes_on_lost(lost, lines_read),
            *_left_out(raw),
            *notes,
        ),
        facts=about.facts_of(document),
        parts=parts,
        unread_pages=tuple(number for number, nature in natures.items() if nature == "scanned"),
        blank_pages=tuple(number for number, nature in natures.items() if nature == "blank"),
    )


def _left_out(raw: Sequence[RawPage]) -> Iterator[str]:
    for page in raw:
        if count := page.annotations_left_out:
            yield (
                f"page {page.number}: {count:,} of its stamps, comments and form fields are more "
                f"than is read of a page and {'was' if count == 1 else 'were'} left out"
            )


def _filled_form(document: Document) -> ReadDocument:
    """What was filled into a form whose own pages only ask for another program."""
    text = xfa.filled_in(document)
    if not any(map(str.isalnum, text)):
        raise NoTextFound(xfa.EMPTY)
    pages = [RawPage(number, text if number == 1 else "") for number in range(1, len(document) + 1)]
    title, facts = about.title_of(document), about.facts_of(document)
    return ReadDocument("pdf", title, _without_places(pages), (), notes=(xfa.NOTE,), facts=facts)


def _without_places(raw: Sequence[RawPage]) -> tuple[Page, ...]:
    return tuple(replace(page, source_runs=()) for page in clean_pages(raw))
