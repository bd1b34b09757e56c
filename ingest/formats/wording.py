"""Text of office files, web pages and mail as people see it: without what takes no room."""

from __future__ import annotations

import re

WHOLE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
"""A line of a file with its end, whatever system wrote it; the last one may be empty."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# The space inside a number is part of it, as in 12 345.
_BLANKS = re.compile("(?:(?!(?<=\\d)[\xa0\u202f](?=\\d))[^\\S\n])+")
_BLANKS_AT_LINE_ENDS = re.compile(r" *\n *")
_EMPTY_LINES = re.compile(r"\n{3,}")
_POWER = re.compile(r"[-−+]?\d{1,3}")


def in_one_line(text: str) -> str:
    """The text with every run of blanks and line ends made one blank."""
    if text.isprintable() and "  " not in text:  # as most cells of most tables are
        return text.strip()
    return _BLANKS.sub(" ", _seen(text).replace("\n", " ")).strip()


def in_lines(text: str) -> str:
    """The text with its line ends, other runs of blanks made one, and at most one empty line."""
    lines = _BLANKS_AT_LINE_ENDS.sub("\n", _BLANKS.sub(" ", _seen(text)))
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def _seen(text: str) -> str:
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def raised(before: str, text: str) -> str:
    """What stands raised behind other text: as a power behind a digit, which it would change."""
    is_power = _POWER.fullmatch(text) is not None and before[-1:].isdigit()
    return f"^{text}" if is_power else text
