"""A text's characters in the one spelling in which its words are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import resources

import regex

GROUP_MARK = "'"
"""What stands in a number for a mark or blank that can only separate its groups of digits."""

# A no-break, figure, thin or narrow blank, and the marks of Swiss, Arabic and typewritten numbers.
# Before NFKC, which makes these blanks one of many.
_GROUPING = regex.compile(r"(?<=\d)[\u00a0\u2002-\u200a\u202f'’ʼ٬](?=\d{3}(?!\d))", regex.VERSION0)
_DECIMAL_MARK = regex.compile(r"(?<=\d)٫(?=\d)")
_FOREIGN_DIGIT = regex.compile(r"(?=\P{ASCII})\p{Nd}")
_HAN = regex.compile(r"\p{Han}")


def plain_characters(text: str) -> str:
    """The text in lower case and NFC, with ASCII digits and simplified Chinese characters."""
    if text.isascii():
        return text.casefold()
    marked = _DECIMAL_MARK.sub(".", _GROUPING.sub(GROUP_MARK, text))
    folded = unicodedata.normalize("NFKC", marked).casefold()
    plain = unicodedata.normalize("NFC", folded).replace("‐", "-")
    plain = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), plain)
    return plain.translate(_simplified()) if _HAN.search(plain) else plain


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Each traditional Chinese character with its simplified one, by OpenCC's table.

    Characters and not phrases, as the index holds pairs of characters wherever they stand.
    """
    table = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt")
    pairs: dict[int, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified:
            pairs[ord(traditional)] = simplified.split()[0]
    return pairs
