"""A second opinion, by pypdf, on PDFs that PDFium can't open."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pypdf

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.records import RawPage

# What pypdf raises over hostile files goes far beyond its own errors and changes with its versions:
# all of it says that the file is damaged, but for these.
_NOT_OF_THE_FILE = (PasswordNeeded, MemoryError)

ENCRYPTED = "needs a password: remove it in your PDF program, then add it again"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about every oddity it repairs


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
                raise PasswordNeeded(ENCRYPTED)
            for number, page in enumerate(reader.pages, start=1):
                yield RawPage(number, page.extract_text())
    except _NOT_OF_THE_FILE:
        raise
    except Exception as error:
        raise DamagedFile("damaged: the file starts like a PDF but can't be read") from error


def is_drawn_where_it_is_opened(path: Path) -> bool:
    """Whether the file says that whoever opens it draws its pages, as Adobe Reader does forms."""
    try:
        return bool(pypdf.PdfReader(path).root_object.get("/NeedsRendering", False))
    except MemoryError:
        raise
    except Exception:  # as it meets broken files; then nothing is said
        return False


def decrypted(path: Path) -> bytes:
    """The file's content without its encryption, where an empty password is enough.

    Raises:
        PasswordNeeded: it is not.
    """
    try:
        reader = pypdf.PdfReader(path)
        if not reader.decrypt(""):
            raise PasswordNeeded(ENCRYPTED)
        content = io.BytesIO()
        pypdf.PdfWriter(clone_from=reader).write(content)
        return content.getvalue()
    except MemoryError:
        raise
    except Exception as error:
        raise PasswordNeeded(ENCRYPTED) from error
