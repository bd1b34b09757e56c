"""Office files as pages: has LibreOffice draw them, in a confined process of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from ingest.aligning import AlignedPages
from ingest.confined.landlock import landlock_version
from ingest.confined.limits import MEBIBYTE, ReadingLimits
from ingest.confined.office_worker import library_in
from ingest.confined.process import ReadingProcess, never_cancelled
from ingest.confined.reader import FileReader
from ingest.errors import UnreadableFile, UnsupportedFile
from storage.records import Page

OFFICE_COMMAND = (sys.executable, "-P", "-B", "-m", "ingest.confined.office_worker")
OFFICE_LIMITS = ReadingLimits(
    memory_bytes=3072 * MEBIBYTE,
    seconds_per_file=120.0,
    silent_seconds=120.0,
    processor_seconds=120.0,
)
"""A report of 300 pages takes some 10 seconds; nobody waits for pages longer than this."""

_READING_LIMITS = ReadingLimits(seconds_per_file=120.0, processor_seconds=120.0, ocr=False)
_PROGRAMS = ("soffice", "libreoffice")
_USUAL_FOLDERS = ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/opt/libreoffice")
_PAGES = "pages.pdf"


@cache
def office_folder() -> Path | None:
    """LibreOffice's folder ``program``, if it is installed where it can be confined."""
    if landlock_version() < 1:
        return None
    commands = (shutil.which(name) for name in _PROGRAMS)
    folders = [Path(found).resolve().parent for found in commands if found]
    folders += [Path(folder) / "program" for folder in _USUAL_FOLDERS]
    return next((folder for folder in folders if library_in(folder) is not None), None)


class OfficePages:
    """Makes pages of Office files, and finds on them what the files say.

    Close it at the end.
    """

    def __init__(self, reader: FileReader) -> None:
        """``reader`` reads the pages that were made; it is closed with this."""
        self._reader = reader

    def make(
        self, original: Path, suffix: str, folder: Path, is_cancelled: Callable[[], bool]
    ) -> Path:
        """A PDF of an Office file; see ``make_pages``."""
        return make_pages(original, suffix, folder, is_cancelled=is_cancelled)

    def find_on(
        self, pages: Path, sources: Sequence[Page], is_cancelled: Callable[[], bool]
    ) -> AlignedPages:
        """Where on a PDF that was made of them the document's own pages stand.

        Raises:
            UnreadableFile: the PDF can't be read, or takes too much.
            ReadingCancelled: ``is_cancelled`` said so.
        """
        try:
            read = self._reader.read(
                pages, "pdf", on_page=_unheard, on_picture=_unheard, is_cancelled=is_cancelled
            )
        finally:
            self._reader.close()  # its process; the next pages may be long in coming
        return AlignedPages(sources, read.pages)

    def close(self) -> None:
        """End the process that reads."""
        self._reader.close()


def open_office_pages() -> OfficePages | None:
    """What makes pages, where LibreOffice is installed and can be confined."""
    if office_folder() is None:
        return None
    return OfficePages(FileReader(_READING_LIMITS, ReadingProcess(_READING_LIMITS)))


def make_pages(
    original: Path,
    suffix: str,
    folder: Path,
    *,
    is_cancelled: Callable[[], bool] = never_cancelled,
    limits: ReadingLimits = OFFICE_LIMITS,
) -> Path:
    """A PDF of an Office file, in ``folder``, which is empty and whose content is then rubbish.

    ``suffix`` is the file's own, such as ".docx".

    Raises:
        UnreadableFile: LibreOffice isn't here, can't make anything of the file, or takes too much.
        ReadingCancelled: ``is_cancelled`` said so.
    """
    program = office_folder()
    if program is None:
        raise UnsupportedFile("LibreOffice isn't installed")
    document, pages = folder.resolve() / f"document{suffix}", folder.resolve() / _PAGES
    try:
        shutil.copyfile(original, document)
    except OSError as error:
        raise UnreadableFile(f"the file can't be copied: {error.strerror}") from error
    order = {
        "path": str(document),
        "pages": str(pages),
        "folder": str(document.parent),
        "program": str(program),
    }
    process = ReadingProcess(limits, command=OFFICE_COMMAND, doing="making pages")
    try:
        process.ask(order, is_cancelled=is_cancelled)
    finally:
        process.close()
    if not pages.is_file() or not pages.stat().st_size:
        raise UnreadableFile("LibreOffice made no pages of this file")
    return pages


def _unheard(_done: int, _total: int) -> None:
    """Nobody watches pages being read."""
