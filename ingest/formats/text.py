"""Text files: from bytes of an unknown encoding to the file's own characters."""

from __future__ import annotations

import codecs
import re
import string

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
_CALLED = {f"cp{number}": f"windows-{number}" for number in (874, *range(1250, 1259))}
_JAPANESE = ("cp932", "euc_jp", "euc_jis_2004")
_HEBREW = frozenset((*range(0xE0, 0xFB), 0xA0, 0x96, 0x97, 0x93, 0x94))
_TURKISH = frozenset("ğışĞİŞ".encode("cp1254"))
_TURKISH_WORDS = frozenset("ğışĞİŞçöüÇÖÜâîûÂÎÛ’‘“”–—…«»€ \xa0".encode("cp1254"))
_RUN_OF_HIGH = re.compile(rb"[\x80-\xff]+")
_LETTERS_OF_A_WORD = 3  # in the middle, where a script has no letters of ASCII
_WESTERN = ("cp1252", "mac_roman", "cp850")
# Without the tildes and circumflexes that Hungarian's and Czech's own letters are taken for.
_NOT_WESTERN = re.compile(
    "[^\0-\x7fäöüßÄÖÜéèàâêîôçñáíóúëïãåæøœùÉÈÀÂÊÎÔÇÑÁÍÓÚËÏÅÆØŒÙ‘’“”„«»–—…•€£§°©®·¿¡ \xa0]"
)
# Signs within words, capitals after small letters, more accents in a row than words have.
_ODDLY_PLACED = re.compile("[^\\W\\d_][“”„«»•€£§°©®·¿¡][^\\W\\d_]|[a-zß-ÿ][À-ÞŒ]|[À-ÿŒœ]{3}")
_KANA = re.compile("[\u3041-\u30ff]")
_CLOSE = 0.08


def read(source: Source) -> ReadDocument:
    """A text file, which is one page."""
    page, notes = page_and_notes(source)
    return ReadDocument("text", "", (page,), (), notes=notes)


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
    try:
        return content.decode("utf-8").replace("\0", "\ufffd"), ""
    except UnicodeDecodeError as error:
        if error.start > _SAMPLE_BYTES:  # far into a UTF-8 file: a damaged spot, not an encoding
            return _decoded(content, "utf-8"), ""
    encoding = _guessed_encoding(content)
    return _decoded(content, encoding), encoding


def _decoded(content: bytes, encoding: str) -> str:
    return content.decode(encoding, errors="replace").replace("\0", "\ufffd")


def _guessed_encoding(content: bytes) -> str:
    """The encoding that makes the least mess; of those that tie, the one in most use."""
    sample = content[:_SAMPLE_BYTES]
    if told := _told_by_its_letters(sample):
        return told
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


def _told_by_its_letters(sample: bytes) -> str:
    """An encoding that other ones seem to fit as well, told by which letters it never has; or "".

    Hebrew has no capitals and, in its words, no letter of Latin; Turkish none of the accents of
    Icelandic, whose letters its own are taken for; Russian in KOI8 is no half-width Japanese. A few
    accents in a text of Latin letters fit every encoding: that one is meant in which they are those
    of western Europe, where such accents stand.
    """
    high = sample.translate(None, bytes(range(128)))
    latin = len(sample) - len(sample.translate(None, string.ascii_letters.encode()))
    if not high:
        return ""
    if all(byte in _HEBREW for byte in high) and latin * 4 < len(high):
        return "cp1255"
    if any(byte in _TURKISH for byte in high) and all(byte in _TURKISH_WORDS for byte in high):
        return "cp1254"
    if min(high) >= 0xC0 and len(high) >= _LETTERS_OF_A_WORD * len(_RUN_OF_HIGH.findall(sample)):
        small = sum(byte < 0xE0 for byte in high)
        return "koi8_r" if small * 4 > 3 * len(high) else ""
    if len(high) * 5 < latin:
        return next((name for name in _WESTERN if _is_western(sample, name)), "")
    return ""


def _is_western(sample: bytes, encoding: str) -> bool:
    """Whether all that isn't ASCII is what western Europe writes, where it writes it."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _NOT_WESTERN.search(text) and not _ODDLY_PLACED.search(text)
