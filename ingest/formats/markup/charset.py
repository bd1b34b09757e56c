"""The characters of a web page, by the rules that the web has for that."""

from __future__ import annotations

import codecs
import re

from ingest.formats.text import decode_text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:\-]{2,40})"
    rb"|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:\-]{2,40})",
    re.IGNORECASE,
)
# What these names mean on the web, and in mail, is more than what they mean elsewhere; as codecs
# calls them.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
          "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-11": "cp874",
          "tis-620": "cp874"}  # fmt: skip
_OTHER_NAMES = {"x-sjis": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "x-big5": "big5",
                "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
                "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252"}  # fmt: skip


def html_text(content: bytes, told: str = "") -> str:
    """The page's characters: by its mark, what it was ``told`` to be, what it declares, a guess."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    name = next(filter(None, declared.groups()), b"").decode("ascii") if declared else ""
    # Who can read a declaration in ASCII reads no UTF-16.
    name = "utf-8" if name.lower().startswith("utf-16") else name
    found = (text_as_told(content, one) for one in (told, name) if one and b"\0" not in content)
    return next((text for text in found if text is not None), None) or decode_text(content)


def text_as_told(content: bytes, name: str) -> str | None:
    """The characters of bytes in the encoding of that name, or None where they aren't in it.

    Single wrong bytes are no reason for that, but in UTF-8. What is told to be Latin and is UTF-8
    throughout is that: its letters would be pairs that no language has.
    """
    try:
        encoding = codecs.lookup(_OTHER_NAMES.get(name.lower(), name)).name
        encoding = _MEANT.get(encoding, encoding)
        if encoding == "cp1252" and not content.isascii() and is_utf8(content):
            encoding = "utf-8"
        return content.decode(encoding, "strict" if encoding == "utf-8" else "replace")
    except (LookupError, ValueError):
        return None


def is_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8 throughout."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
