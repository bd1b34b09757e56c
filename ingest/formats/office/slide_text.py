"""The text of shapes on slides: paragraph by paragraph, items with the marks that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.formats.equations import equation_text
from ingest.formats.numbering import as_shown
from ingest.formats.wording import raised
from ingest.formats.xml import Element, attribute, below, child, name_of

_BULLET = "•"
_KIND = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc)(Period|ParenR|ParenBoth|Plain)")
_SIGNS = {"alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}


def marked_paragraphs(paragraphs: Iterable[Element]) -> Iterator[tuple[str, str]]:
    """The text of each paragraph, and what stands before it: a bullet, a number, or nothing."""
    counts: dict[int, int] = {}
    for paragraph in paragraphs:
        text = "".join(_pieces(paragraph))
        about = child(paragraph, "pPr")
        told = attribute(about, "lvl")
        level = int(told) if told.isdecimal() else 0
        numbered = child(about, "buAutoNum")
        for other in [one for one in counts if one > level or (numbered is None and one == level)]:
            del counts[other]
        if numbered is None or not text.strip():
            yield text, _BULLET if level else ""
            continue
        start = attribute(numbered, "startAt")
        counts[level] = counts.get(level, int(start) - 1 if start.isdecimal() else 0) + 1
        yield text, _number(counts[level], attribute(numbered, "type"))


def _number(count: int, kind: str) -> str:
    found = _KIND.match(kind)
    if found is None:
        return f"{count}."
    return _AROUND[found[2]].format(as_shown(count, _SIGNS.get(found[1], "1")))


def _pieces(paragraph: Element) -> Iterator[str]:
    """The text of runs, fields, line ends and equations."""
    last = ""
    for one in paragraph:
        name = name_of(one)
        if name == "br":
            last = "\n"
        elif name == "m":
            last = equation_text(one)
        else:
            text = "".join(t.text or "" for t in below(one, "t"))
            is_raised = attribute(child(one, "rPr"), "baseline").rstrip("0").isdecimal()
            last = raised(last, text) if is_raised else text
        yield last
