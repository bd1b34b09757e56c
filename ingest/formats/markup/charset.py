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
# What these names mean on the web is more than what they mean elsewhere.
_MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
          "ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
          "shift_jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
          "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
          "tis-620": "cp874"}  # fmt: skip


def html_text(content: bytes, told: str = "") -> str:
    """The page's characters: by its mark, what it was ``told`` to be, what it declares, a guess."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    names = (told, next(filter(None, declared.groups()), b"").decode("ascii") if declared else "")
    for name in names:
        try:
            encoding = codecs.lookup(_MEANT.get(name.lower(), name)).name if name else ""
            if encoding and b"\\0" not in content:
                return content.decode(encoding, _strictness(encoding))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return decode_text(content)


def _strictness(encoding: str) -> str:
    """A page that says it is UTF-8 and isn't is guessed; of others single bytes may be wrong."""
    return "strict" if encoding == "utf-8" else "replace"
