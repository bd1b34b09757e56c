"""A PDF's title and outline, and a second opinion on its text, by pypdf."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.records import RawPage

_OUTLINE_ENTRIES_AT_MOST = 5_000
_OUTLINE_DEPTH_AT_MOST = 32
_TITLE_CHARACTERS_AT_MOST = 300

# What pypdf raises over hostile files goes far beyond its own errors.
_ANYTHING = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError,
             RecursionError, OverflowError, ArithmeticError, AssertionError, LookupError,
             NotImplementedError, OSError)  # fmt: skip

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about every oddity it repairs


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the document's outline: ``level`` 1 is the outermost, ``page`` counts from 1."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a PDF says about itself; ``title`` is "" and ``outline`` empty where it doesn't."""

    title: str
    outline: tuple[OutlineEntry, ...]


def read_facts(path: Path) -> PdfFacts:
    """Title and outline of a PDF; what can't be read is left out, since the text is what counts."""
    try:
        with path.open("rb") as stream:
            reader = pypdf.PdfReader(stream)
            return PdfFacts(_title(reader), tuple(_outline(reader)))
    except _ANYTHING:
        return PdfFacts("", ())


def raw_pages(path: Path) -> Iterator[RawPage]:
    """The pages' text where PDFium can't open the file; there are no boxes for it.

    Raises:
        PasswordNeeded: it can't be opened without its password.
        DamagedFile: pypdf can't make sense of it either.
    """
    try:
        with path.open("rb") as stream:
            reader = pypdf.PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise PasswordNeeded("needs a password: the file is encrypted")
            for number, page in enumerate(reader.pages, start=1):
                yield RawPage(number, page.extract_text())
    except _ANYTHING as error:
        raise DamagedFile("damaged: the file starts like a PDF but can't be read") from error


def _title(reader: pypdf.PdfReader) -> str:
    try:
        title = reader.metadata.title if reader.metadata else None
    except _ANYTHING:
        return ""
    return clean_line(title) if isinstance(title, str) else ""


def _outline(reader: pypdf.PdfReader) -> Iterator[OutlineEntry]:
    try:
        outline = reader.outline
    except _ANYTHING:
        return
    # A list has the children of the entry before it.
    waiting: list[tuple[int, Iterator[object]]] = [(1, iter(outline))]
    taken = 0
    while waiting and taken < _OUTLINE_ENTRIES_AT_MOST:
        level, entries = waiting[-1]
        entry = next(entries, None)
        if entry is None:
            waiting.pop()
        elif isinstance(entry, list):
            if len(waiting) < _OUTLINE_DEPTH_AT_MOST:
                waiting.append((level + 1, iter(entry)))
        elif isinstance(entry, Destination):
            taken += 1
            try:
                page = reader.get_destination_page_number(entry)
                title = clean_line(str(entry.title or ""))
            except _ANYTHING:
                continue
            if page is not None and page >= 0 and title:
                yield OutlineEntry(level, title, page + 1)


def clean_line(text: str) -> str:
    """The text on one line without control characters, cut to a length fit for a title."""
    kept = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(kept.split())[:_TITLE_CHARACTERS_AT_MOST]
