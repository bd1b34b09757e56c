"""Text files: from bytes of an unknown encoding to the file's own characters."""

from __future__ import annotations

import codecs
from dataclasses import replace

from ingest.errors import UnsupportedFile
from ingest.formats.drawn_tables import drawn_tables
from ingest.formats.encodings import guessed_encoding
from ingest.formats.recognising import utf16_without_mark
from ingest.formats.records import ReadDocument, Table
from ingest.formats.source import Source
from ingest.formats.text_headings import text_headings
from ingest.formats.written_tables import written_tables
from storage.records import Page

_SAMPLE_BYTES = 262_144
_SOUND_FOR_EACH_WRONG = 5  # characters; text in another encoding has next to none that are UTF-8
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ISO_2022_JP = (b"\x1b$B", b"\x1b$@")  # old Japanese mail, all of whose bytes are ASCII
_CALLED = {f"cp{number}": f"windows-{number}" for number in (874, *range(1250, 1259))}


def read(source: Source) -> ReadDocument:
    """A text file, which is one page, with its headings and the tables that are drawn in it."""
    page, notes = page_and_notes(source)
    written = written_tables(page.text)
    headings = text_headings(written.text)
    apart: list[Table] = []
    tables = (*written.tables, *drawn_tables(written.text))
    for table in sorted(tables, key=lambda one: one.start):
        if not apart or table.start >= apart[-1].end:
            apart.append(table)
    first = headings[0] if headings else None
    title = first.title if first and not written.text[: first.start].strip() else ""
    return ReadDocument(
        "text", title, (replace(page, text=written.text),), headings, tuple(apart), notes=notes
    )


def whole_page(source: Source) -> Page:
    """The file's text as a single page; raises ``UnreadableFile`` and ``TooMuch``."""
    return page_and_notes(source)[0]


def page_and_notes(source: Source) -> tuple[Page, tuple[str, ...]]:
    """The same, and a note where the file doesn't say in which encoding it is."""
    text, guessed = _decoded_by(source.content())
    page = Page(1, source.checked_text(text), ())
    source.on_page(1, 1)
    name = _CALLED.get(guessed, guessed)
    notes = (f"it doesn't name its encoding, which was guessed: {name}",) if guessed else ()
    return page, notes


def decode_start(start: bytes) -> str:
    """The characters that a text file begins with; the last may be cut through, and is left out."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _decoded(start[len(mark) :], encoding)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return decode_text(start)


def decode_text(content: bytes) -> str:
    """The file's characters, line ends as they are; a byte order mark is no part of them.

    What can't be decoded, and every NUL, is U+FFFD in its place.

    Raises:
        UnsupportedFile: the bytes are text in no known encoding.
    """
    return _decoded_by(content)[0]


def _decoded_by(content: bytes) -> tuple[str, str]:
    """The file's characters, and the name of the encoding where that had to be guessed, or ""."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding), ""
    if encoding := utf16_without_mark(content[:_SAMPLE_BYTES]):
        return _decoded(content, encoding), encoding
    if any(escape in content[:_SAMPLE_BYTES] for escape in _ISO_2022_JP):
        return _decoded(content, "iso2022_jp_2"), "iso-2022-jp"
    try:
        return content.decode("utf-8").replace("\0", "\ufffd"), ""
    except UnicodeDecodeError as error:
        # Far into a UTF-8 file, or among many sound characters: a damaged spot, not an encoding.
        if error.start > _SAMPLE_BYTES or _is_damaged_utf8(content[:_SAMPLE_BYTES]):
            return _decoded(content, "utf-8"), ""
    encoding = guessed_encoding(content[:_SAMPLE_BYTES])
    if not encoding:
        raise UnsupportedFile(
            "not a supported type: neither text in a known encoding nor any other kind that is read"
        )
    return _decoded(content, encoding), encoding


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether most of what is beyond ASCII is UTF-8, as where lines of two files were joined."""
    text = sample.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    sound = sum(not character.isascii() for character in text) - wrong
    return sound >= _SOUND_FOR_EACH_WRONG * wrong


def _decoded(content: bytes, encoding: str) -> str:
    return content.decode(encoding, errors="replace").replace("\0", "\ufffd")
