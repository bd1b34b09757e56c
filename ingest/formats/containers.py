"""What lies inside files that are containers: ZIP archives, and Microsoft's compound files (OLE).

Their first bytes are alike, and only what is in them tells a book from a spreadsheet.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from ingest.errors import PROTECTED, DamagedFile, PasswordNeeded, UnsupportedFile
from ingest.formats.archives import BROKEN, check_directory, with_slashes

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

WORKBOOK_STREAMS = ("Workbook", "Book")
"""Where a compound file has the workbook that it is."""

_MIMETYPE = "mimetype"
_MIMETYPE_CHARACTERS_AT_MOST = 100
_UNREADABLE_OLE = {
    "WordDocument": "an old Word document (.doc); save it as .docx and add that",
    "PowerPoint Document": "an old presentation (.ppt); save it as .pptx and add that",
    "VisioDocument": "a drawing of Visio; save it as PDF and add that",
    "Quill": "a Publisher document; save it as PDF and add that",
}
_KNOWN_NAMES = {
    name.lower(): name
    for name in (*WORKBOOK_STREAMS, *_UNREADABLE_OLE, "EncryptedPackage", "__properties_version1.0")
}
"""As Microsoft spells them; some programs write capitals only, which mean the same in OLE."""

_UNREADABLE_ZIP = (
    ("visio/", "a drawing of Visio; save it as PDF and add that"),
    ("Index/Document.iwa", "a document of Apple's office programs; export it as PDF and add that"),
    ("AndroidManifest.xml", "a program for Android"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
)


def names_inside(start: bytes, stream: BinaryIO) -> tuple[frozenset[str], str]:
    """The names of what lies inside a file that begins with ``start``, and what it says it is.

    Nothing for a file that is no container, or is too damaged to say. The stream stays where it is.

    Raises:
        TooMuch: there are too many files inside.
        PasswordNeeded: it is an encrypted document.
    """
    at = stream.tell()
    try:
        if start.startswith(ZIP_MAGIC):
            return _names_in_zip(stream)
        if start.startswith(OLE_MAGIC):
            return _names_in_ole(stream), ""
        return frozenset(), ""
    finally:
        stream.seek(at)


def book_inside(content: bytes) -> bytes:
    """The workbook in a compound file, or the file itself where it is none.

    Taken out here, since xlrd goes round for ever in some that are damaged.
    """
    if not content.startswith(OLE_MAGIC):
        return content
    name, found = stream_inside(content, WORKBOOK_STREAMS)
    if not name:
        raise DamagedFile("damaged: the workbook in it is missing")
    return found


def stream_inside(content: bytes, names: Iterable[str]) -> tuple[str, bytes]:
    """The first of these streams that is in a compound file, by name; "" where none is."""
    import olefile  # type: ignore[import-untyped]  # noqa: PLC0415 - late: few files need it

    with olefile.OleFileIO(content) as compound:
        name = next((one for one in names if compound.exists(one)), "")
        return name, compound.openstream(name).read() if name else b""


def check_is_no_foreign_container(names: frozenset[str], start: bytes) -> None:
    """Return unless the file is a container that can't be read.

    Raises:
        UnsupportedFile: it is of a kind that can't be read.
        DamagedFile: it can't be told what is in it.
    """
    if start.startswith(OLE_MAGIC) and not names:
        raise DamagedFile("damaged: the old Office document that it is can't be opened")
    if start.startswith(OLE_MAGIC):
        what = next((said for name, said in _UNREADABLE_OLE.items() if name in names), "")
        raise UnsupportedFile(f"not a supported type: {what or 'an old Office document'}")
    if start.startswith(ZIP_MAGIC):
        found = (said for name, said in _UNREADABLE_ZIP if any(n.startswith(name) for n in names))
        what = next(found, "a ZIP archive; unpack it and add the files in it")
        raise UnsupportedFile(f"not a supported type: {what}")


def _names_in_zip(stream: BinaryIO) -> tuple[frozenset[str], str]:
    check_directory(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = frozenset(map(with_slashes, archive.namelist()))
            said = b""
            if _MIMETYPE in names:
                with archive.open(_MIMETYPE) as member:
                    said = member.read(_MIMETYPE_CHARACTERS_AT_MOST)
            return names, said.decode("ascii", "replace").strip()
    except (*BROKEN, RuntimeError):
        return frozenset(), ""


def _names_in_ole(stream: BinaryIO) -> frozenset[str]:
    # Late: few files need it.
    import olefile  # noqa: PLC0415

    stream.seek(0)
    try:
        with olefile.OleFileIO(stream.read()) as compound:
            names = frozenset(
                _KNOWN_NAMES.get(entry[0].lower(), entry[0]) for entry in compound.listdir()
            )
    except Exception:  # olefile meets broken files with every kind of exception
        return frozenset()
    if "EncryptedPackage" in names:
        raise PasswordNeeded(PROTECTED)
    return names
