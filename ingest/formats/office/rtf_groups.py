"""The grammar of RTF: groups, control words, and characters in many code pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

What: TypeAlias = Literal["open", "close", "word", "text"]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARSETS = {
    "0": "cp1252", "77": "mac-roman", "128": "cp932", "129": "cp949", "130": "johab",
    "134": "gb18030", "136": "big5", "161": "cp1253", "162": "cp1254", "163": "cp1258",
    "177": "cp1255", "178": "cp1256", "186": "cp1257", "204": "cp1251", "222": "cp874",
    "238": "cp1250", "255": "cp437",
}  # fmt: skip
_MACINTOSH = {"10000": "mac-roman", "10006": "mac-greek", "10007": "mac-cyrillic"}
_SIGNS = {b"~": "\xa0", b"_": "-", b"-": "", b"\n": "\\par", b"\r": "\\par"}
_PRIVATE = range(0xF000, 0xF100)
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Token:
    """A group's beginning or end, a control word with its number ("" for none), or characters.

    ``is_optional`` says of a word that who doesn't know it leaves its group out.
    """

    what: What
    text: str = ""
    number: str = ""
    is_optional: bool = False


@dataclass(slots=True)
class _Encoding:
    """What turns bytes into characters here; each group begins with that of the one around it."""

    font: str = ""
    skipped: int = 1  # characters that follow one given by its number, for readers of the 90s


@dataclass(slots=True)
class RtfTokens:
    """The tokens of an RTF file in order, all characters decoded, line ends of the file left out.

    Raw data is left out as well. ``fonts`` fills up with the code page of each font.
    """

    content: bytes
    fonts: dict[str, str] = field(default_factory=dict)
    _codec: str = "cp1252"
    _pending: bytearray = field(default_factory=bytearray)
    _now: _Encoding = field(default_factory=_Encoding)
    _around: list[_Encoding] = field(default_factory=list)
    _to_skip: int = 0
    _star: bool = False
    _defined: str = ""
    _usual: str = ""

    def __iter__(self) -> Iterator[Token]:
        """Token by token."""
        at = 0
        while found := _TOKEN.search(self.content, at):
            at = found.end()
            word, number, code, sign, brace, plain = found.groups()
            if code or plain:
                yield from self._characters(bytes.fromhex(code.decode()) if code else plain)
                continue
            if word == b"bin" and number:
                at += max(int(number), 0)
                continue
            yield from self._flushed()
            if brace:
                yield self._brace(brace)
            elif word:
                yield from self._word(word.decode(), (number or b"").decode())
            else:
                yield from self._sign(sign)
        yield from self._flushed()

    def _characters(self, raw: bytes) -> Iterator[Token]:
        skipped = min(self._to_skip, len(raw))
        self._to_skip -= skipped
        raw = raw[skipped:]
        if not raw:
            return
        if self._pending and raw.isascii() and self._is_half():  # its second byte may be a letter
            self._pending += raw[:1]
            raw = raw[1:]
        if raw.isascii() and raw:
            yield from self._flushed()
            yield Token("text", raw.decode("ascii"))
        else:
            self._pending += raw

    def _is_half(self) -> bool:
        decoder = codecs.getincrementaldecoder(self._page())("replace")
        decoder.decode(bytes(self._pending))
        return bool(decoder.getstate()[0])

    def _flushed(self) -> Iterator[Token]:
        if self._pending:
            text = self._pending.decode(self._page(), "replace")
            self._pending.clear()
            yield Token("text", text)

    def _page(self) -> str:
        return self.fonts.get(self._now.font, self._codec)

    def _brace(self, brace: bytes) -> Token:
        self._star, self._to_skip = False, 0
        if brace == b"{":
            self._around.append(self._now)
            self._now = replace(self._now)
            return Token("open")
        if self._around:
            self._now = self._around.pop()
        return Token("close")

    def _sign(self, sign: bytes) -> Iterator[Token]:
        if sign == b"*":
            self._star = True
        elif self._to_skip:
            self._to_skip -= 1
        elif (said := _SIGNS.get(sign, sign.decode("latin-1"))) == "\\par":
            yield Token("word", "par")
        elif said and sign not in (b"|", b":"):
            yield Token("text", said)

    def _word(self, word: str, number: str) -> Iterator[Token]:
        star, self._star = self._star, False
        match word:
            case "ansicpg":
                self._codec = _codec(number)
            case "mac":
                self._codec = "mac-roman"
            case "deff":
                self._now.font = self._usual = number
            case "plain":
                self._now.font = self._usual
                yield Token("word", word)
            case "f" | "af":
                self._now.font = self._defined = number
            case "fcharset" if number in _CHARSETS:
                self.fonts[self._defined] = _CHARSETS[number] if number != "0" else self._codec
            case "uc":
                self._now.skipped = min(int(number or 1), 10)
            case "u" if number:
                self._to_skip = self._now.skipped
                code = int(number) % 0x10000
                yield Token("text", _BULLET if code in _PRIVATE else chr(code))
            case _:
                yield Token("word", word, number, star)


def _codec(page: str) -> str:
    """The codec of a code page, that of Western Europe where none is known."""
    try:
        return codecs.lookup(_MACINTOSH.get(page, f"cp{page}")).name
    except LookupError:
        return "cp1252"
