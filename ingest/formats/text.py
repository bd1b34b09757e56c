"""Text files: from bytes of an unknown encoding to the file's own characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import UnsupportedFile
from ingest.formats.recognising import utf16_without_mark
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from storage.records import Page

_SAMPLE_BYTES = 262_144
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Others exist, and would win over these by chance.
_IN_USE = (
    "cp1252", "gb18030", "big5", "cp932", "euc_jp", "euc_jis_2004", "cp949", "cp1251", "koi8_r",
    "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "mac_roman", "cp437", "cp850", "cp866",
)  # fmt: skip
_JAPANESE = ("cp932", "euc_jp", "euc_jis_2004")
_KANA = re.compile("[\u3041-\u30ff]")
_CLOSE = 0.08


def read(source: Source) -> ReadDocument:
    """A text file, which is one page."""
    return ReadDocument("text", "", (whole_page(source),), ())


def whole_page(source: Source) -> Page:
    """The file's text as a single page; raises ``UnreadableFile`` and ``TooMuch``."""
    page = Page(1, source.checked_text(decode_text(source.content())), ())
    source.on_page(1, 1)
    return page


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
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    if encoding := utf16_without_mark(content[:_SAMPLE_BYTES]):
        return _decoded(content, encoding)
    try:
        return content.decode("utf-8").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        if error.start > _SAMPLE_BYTES:  # far into a UTF-8 file: a damaged spot, not an encoding
            return _decoded(content, "utf-8")
    return _decoded(content, _guessed_encoding(content))


def _decoded(content: bytes, encoding: str) -> str:
    return content.decode(encoding, errors="replace").replace("\0", "\ufffd")


def _guessed_encoding(content: bytes) -> str:
    """The encoding that makes the least mess; of those that tie, the one in most use."""
    sample = content[:_SAMPLE_BYTES]
    matches = list(from_bytes(sample, cp_isolation=list(_IN_USE)))
    if not matches and (rare := from_bytes(sample).best()):
        return rare.encoding
    if not matches:
        raise UnsupportedFile("not a supported type: neither a PDF nor text in a known encoding")
    close = [match for match in matches if match.chaos <= matches[0].chaos + _CLOSE]
    for match in close:
        # Kana are never met by accident, yet Korean and Chinese encodings seem to fit as well.
        if match.encoding in _JAPANESE and len(_KANA.findall(str(match))) > len(str(match)) / 8:
            return match.encoding
    best = matches[0]
    tied = [
        match.encoding
        for match in close
        if (match.chaos, match.coherence) == (best.chaos, best.coherence)
    ]
    return min(tied, key=_IN_USE.index)
