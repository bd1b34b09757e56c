"""Ordinals of scripts without blanks: 第三季度 is a quarter, and 第十二条 is 第12条."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from storage.text.canonical import Canonical
from storage.text.magnitudes import HAN_NUMBER, han_value

_ORDINAL = regex.compile(
    rf"""
      第\s?(?P<value>\d{{1,4}}|{HAN_NUMBER}|[一二三四五六七八九十])\s?
        (?:(?P<quarter>季度|四半期)|(?P<part>[章条节款项页卷回册届期编部集课]))
    | (?<!\d)(?P<value>[1-4])\s?(?P<quarter>분기)
    """,
    regex.VERBOSE,
)
_MAY_BE_ORDINAL = regex.compile("第|분기")
_LAST_QUARTER = 4


def unspaced_ordinals_in(plain: str) -> Iterator[Canonical]:
    """The numbered quarters and parts of documents in a text of plain characters, in order."""
    if not _MAY_BE_ORDINAL.search(plain):
        return
    for found in _ORDINAL.finditer(plain):
        said = found["value"]
        value = int(said) if said.isdecimal() else han_value(said, digits_alone=True)
        if value is None or (found["quarter"] and not 1 <= value <= _LAST_QUARTER):
            continue
        term = f"q{value}" if found["quarter"] else f"第{value}{found['part']}"
        yield Canonical(*found.span(), (term,), (term,))
