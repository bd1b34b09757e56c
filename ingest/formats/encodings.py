"""The encoding of text that doesn't name it, told by its letters."""

from __future__ import annotations

import codecs
import math

import chardet
import regex

_IN_USE = (
    "cp1252", "iso8859-15", "mac-roman", "cp850", "cp865", "cp437",  # western Europe
    "cp1250", "iso8859-2", "cp852", "cp1257",  # central Europe, the Baltic
    "cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic",
    "cp1253", "iso8859-7", "cp1254", "cp1255", "cp1256", "iso8859-6", "cp1258", "cp874",
    "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949",
)  # fmt: skip
"""Others exist, and would win over these by chance."""

# What no language has within a word: letters of another script, signs, a capital behind a small
# letter; and controls, which no text has.
_OTHER_SCRIPT = r"[\p{Cyrillic}\p{Greek}\p{Hebrew}\p{Arabic}\p{Thai}]"
_MESS = regex.compile(
    rf"\p{{Latin}}{_OTHER_SCRIPT}|{_OTHER_SCRIPT}\p{{Latin}}"
    r"|\p{Latin}[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]+\p{Latin}"
    r"|\p{L}[“”„«»‹›‚•…¡¿§†‡‰]\p{L}|\p{Ll}\p{Lu}|[\x80-\x9f]"
)


def guessed_encoding(sample: bytes) -> str:
    """The encoding in use that fits best, or "" where none does; the sample may be cut anywhere.

    Among those that the letters' frequencies make likely, each thing that no text has makes one
    less so, as if it were a third as likely: few accents alone would fit every encoding.
    """
    found = chardet.detect_all(
        sample, max_bytes=len(sample), include_encodings=_IN_USE, no_match_encoding=_IN_USE[0],
        ignore_threshold=True, compat_names=False,
    )  # fmt: skip
    fit: dict[str, float] = {}
    for match in found:
        encoding = match["encoding"]
        if encoding is None:
            continue
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        fit[encoding] = math.log(max(match["confidence"], 1e-9)) - len(_MESS.findall(text))
    return max(fit, key=fit.__getitem__, default="")
