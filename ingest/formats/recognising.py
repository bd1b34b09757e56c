"""What bytes say of a file: that it is a PDF, that it is text, or which other thing it is."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path
from typing import BinaryIO

from ingest.errors import EmptyFile, UnreadableFile, UnsupportedFile

_PDF_MAGIC = b"%PDF-"
_PDF_MAGIC_WITHIN = 1024
_PDF_OBJECT = re.compile(rb"\d{1,10}\s{1,20}\d{1,10}\s{1,20}obj\b")

_FOREIGN = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive; unpack it and add the files in it"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it and add the files in it"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it and add the files in it"),
    (b"BZh", "a bzip2 archive; unpack it and add the files in it"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it and add the files in it"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it and add the files in it"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"\x00\x00\x01\x00", "an icon of Windows"),
    (b"8BPS", "a Photoshop picture; save it as PNG and add that"),
    (b"!BDN", "a mail store of Outlook (.pst); export its messages and add them"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\x00", "a database"),
)
_BYTE_ORDER_MARKS = (
    codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)  # fmt: skip
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\b\x1b")) + b"\x7f"
_CONTROLS_AT_MOST = 0.005  # of a text in an 8-bit encoding; compressed data has about 0.1
_NULS_ON_ONE_SIDE = 0.2  # share of every second byte that tells UTF-16 of mostly Latin text

_NULS_ON_THE_OTHER = 0.02  # of those pairs, at most

_ALPHABETS = bytes((3, 4, 5, 6, 0x0E, 0x10))  # Greek to Arabic, Thai and Georgian: no text's bytes
_OF_AN_ALPHABET, _IN_ALL = 0.5, 0.9

_POSTSCRIPT = re.compile(rb"%!PS(?:-Adobe|\s*[\r\n])")


def open_regular(path: Path) -> tuple[BinaryIO, int]:
    """The open file and its size in bytes; never waits on a pipe or a device.

    Raises:
        UnreadableFile: gone, forbidden, a folder, or not an ordinary file.
        EmptyFile: zero bytes.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFile("this is a folder that can't be opened")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("not an ordinary file (a pipe, socket or device)")
        if status.st_size == 0:
            raise EmptyFile("the file is empty (0 bytes)")
        return path.open("rb"), status.st_size
    except (OSError, ValueError) as error:
        raise UnreadableFile(_what_the_system_says(error)) from error


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a PDF, perhaps behind some junk."""
    place = head.find(_PDF_MAGIC, 0, _PDF_MAGIC_WITHIN)
    if place < 0:
        return False
    # A note that mentions "%PDF-" in its first lines is still a note.
    return not head[:place].strip(b"\xef\xbb\xbf\0 \t\r\n\f") or bool(_PDF_OBJECT.search(head))


def check_is_text(head: bytes) -> None:
    """Return if a file that begins with ``head`` can be read as text.

    Raises:
        UnsupportedFile: it is something else; the message names it where known.
    """
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (b"\0" in head or not magic.isalpha()):
            raise UnsupportedFile(f"not a supported type: this is {what}")
    if _POSTSCRIPT.match(head):  # else it is a note on such files
        raise UnsupportedFile("not a supported type: this is a PostScript document")
    if head.startswith(_BYTE_ORDER_MARKS) or utf16_without_mark(head):
        return
    if what := _by_its_box(head):
        raise UnsupportedFile(f"not a supported type: this is {what}")
    nuls = head.count(0)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if nuls * 1000 > len(head) or controls > _CONTROLS_AT_MOST * len(head) + 1:
        raise UnsupportedFile("not a supported type: neither text nor any other kind that is read")


def _by_its_box(head: bytes) -> str:
    """What a file is whose kind stands behind its first four bytes, or ""."""
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"avif", b"avis"):
            return "an AVIF picture; save it as JPEG or PNG and add that"
        is_heic = head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
        return "a HEIC picture; save it as JPEG or PNG and add that" if is_heic else "a film"
    if head[4:8] == b"jP  ":
        return "a JPEG 2000 picture; save it as JPEG or PNG and add that"
    return "a sound recording" if head.startswith(b"RIFF") and head[8:12] == b"WAVE" else ""


def utf16_without_mark(head: bytes) -> str:
    """The codec's name if ``head`` is UTF-16 without its mark, else "".

    Of Latin text every second byte is zero, of other alphabets nearly every one is their own.
    """
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    few = _NULS_ON_THE_OTHER * pairs  # some characters have a zero there, such as "一"
    if odd > _NULS_ON_ONE_SIDE * pairs and even <= few:
        return "utf-16-le"
    if even > _NULS_ON_ONE_SIDE * pairs and odd <= few:
        return "utf-16-be"
    sides = head[0 : 2 * pairs : 2], head[1 : 2 * pairs : 2]
    if _is_of_an_alphabet(*sides):
        return "utf-16-be"
    return "utf-16-le" if _is_of_an_alphabet(*sides[::-1]) else ""


def _is_of_an_alphabet(upper: bytes, lower: bytes) -> bool:
    """Whether the upper bytes of characters are nearly all those of one alphabet, and of blanks."""
    most = max(_ALPHABETS, key=upper.count)
    of_alphabet, others = upper.count(most), lower.count(most)
    many = of_alphabet > _OF_AN_ALPHABET * len(upper) and others < of_alphabet / 4
    return many and of_alphabet + upper.count(0) + upper.count(0x20) > _IN_ALL * len(upper)


def _what_the_system_says(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file (any more)"
    if isinstance(error, PermissionError):
        return "no permission to read the file"
    if isinstance(error, OSError) and error.strerror:
        return f"the system can't read the file: {error.strerror}"
    return "the system can't read the file: its name is not usable"
