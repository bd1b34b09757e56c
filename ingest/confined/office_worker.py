"""The process in which LibreOffice draws one Office file as the pages of a PDF.

Started as ``python -m ingest.confined.office_worker``; takes one order from standard input,
answers on standard output and ends. LibreOffice runs inside it, as its kit, and not as a program
of its own: what ends this process ends it too, and no program need be started.
"""

from __future__ import annotations

import codecs
import ctypes
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from ingest.confined.confinement import (
    confine_to_folder,
    end_with_parent,
    limit_processor_seconds,
    stand_back,
)
from ingest.confined.wire import private_pipes, receive, send
from ingest.errors import DamagedFile, UnreadableFile, UnsupportedFile

_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")

# Places in the tables of functions of LibreOfficeKit.h, which later versions only add to.
_LOAD, _SAVE_AS = 2, 2
_PDF_OPTIONS = b'{"ExportHiddenSlides":{"type":"boolean","value":"true"}}'

# Where a comment stands, and in OpenDocument what it says; in RTF what begins one.
_COMMENTS = re.compile(
    rb"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>"
    rb"|<office:annotation\b[^>]*(?<!/)>.*?</office:annotation>|<office:annotation-end\b[^>]*/>",
    re.DOTALL,
)
_TEXTS = re.compile(r"(?:word/[^/]+|content|styles)\.xml")
_COMMENT_IN_RTF, _UNKNOWN_IN_RTF = rb"{\*\annotation", rb"{\*\leftout"

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
"""What LibreOffice is told of a document: to run no macro, and to fetch nothing that it links to.

The kit itself runs no macro where it isn't told to, and updates no linked part of a text; what
gets past all that is still confined.
"""


def library_in(program: Path) -> Path | None:
    """The library that holds LibreOffice's kit in its folder ``program``, if there is one."""
    found = (program / name for name in _LIBRARIES)
    return next((path for path in found if path.is_file()), None)


def main() -> None:
    """Serve one order."""
    end_with_parent()  # else LibreOffice would go on to its end where the program was killed
    orders, answers = private_pipes()
    memory_bytes = receive(orders)["memory_bytes"]
    send(answers, {"ready": True})
    order = receive(orders)
    codecs.lookup("cp437")  # of names in packages; soon Python's own files can't be read any more
    folder, document = Path(order["folder"]), Path(order["path"])
    stand_back()
    limit_processor_seconds(order["seconds"])
    try:
        program = Path(order["program"])
        library = library_in(program)
        if library is None or not confine_to_folder(
            folder, reading=program.parent, memory_bytes=memory_bytes
        ):
            raise UnsupportedFile("this system can't confine LibreOffice")
        _leave_out_comments(document)
        _draw(library, document, Path(order["pages"]), folder)
    except UnreadableFile as error:
        send(answers, {"error": type(error).__name__, "message": str(error)})
    else:
        send(answers, {"end": True})
    # LibreOffice would take its leave of a profile that nobody needs any more.
    os._exit(0)


def _leave_out_comments(document: Path) -> None:
    """Take the comments from the copy of a text: the kit opens none that has one.

    Pages show none anyway.
    """
    if document.suffix.lower() == ".rtf":
        written = document.read_bytes()
        document.write_bytes(written.replace(_COMMENT_IN_RTF, _UNKNOWN_IN_RTF))
    elif zipfile.is_zipfile(document):
        try:
            _leave_out_of_package(document)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            return  # LibreOffice says what is wrong with it, or mends it


def _leave_out_of_package(document: Path) -> None:
    """Write a package anew, without the comments of its texts."""
    copy = document.with_name("without_comments")
    with zipfile.ZipFile(document) as package, zipfile.ZipFile(copy, "w") as written:
        for part in package.infolist():
            content = package.read(part)
            if _TEXTS.fullmatch(part.filename):
                content = _COMMENTS.sub(b"", content)
            written.writestr(part, content)
    copy.replace(document)


def _draw(library: Path, document: Path, pages: Path, folder: Path) -> None:
    office = started_kit(library, folder, SETTINGS)
    load = kit_function(office, _LOAD, ctypes.c_void_p, 1)
    opened = load(office, document.as_uri().encode())
    if not opened:
        raise DamagedFile("LibreOffice can't open this file")
    save_pages(opened, pages)


def started_kit(library: Path, folder: Path, settings: str) -> int:
    """LibreOffice's kit, with a profile of those settings in the folder."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(HOME=str(folder), TMPDIR=str(folder), LANG="C.UTF-8", SAL_USE_VCLPLUGIN="svp")
    begin: Any = ctypes.CDLL(str(library)).libreofficekit_hook_2
    begin.restype, begin.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
    office = begin(os.fsencode(library.parent), profile.as_uri().encode())
    if not office:
        raise UnsupportedFile("LibreOffice can't be started here")
    return int(office)


def save_pages(opened: int, pages: Path) -> None:
    """Write the pages of a document that the kit has opened."""
    save = kit_function(opened, _SAVE_AS, ctypes.c_int, 3)
    if not save(opened, pages.as_uri().encode(), b"pdf", _PDF_OPTIONS):
        raise DamagedFile("LibreOffice can't make pages of this file")


def kit_function(of: int, place: int, result: Any, texts: int) -> Any:
    """The function at a place in the table of an object of the kit, which takes so many texts."""
    pointers = ctypes.POINTER(ctypes.c_void_p)
    table = ctypes.cast(of, pointers)[0]
    address = ctypes.cast(table, pointers)[place]
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *(ctypes.c_char_p,) * texts)(address)


if __name__ == "__main__":
    main()
    sys.exit(0)
