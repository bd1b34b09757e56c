"""Which heading a place in a document stands under, and where a PDF's outline points to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from ingest.reading.records import Heading
from storage.records import Page

SEPARATOR = " > "
"""Stands between the headings of a path, outermost first."""

_PATH_CHARACTERS_AT_MOST = 300


class OutlineLine(Protocol):
    """A line of an outline, with the page it points to; see ``ingest.reading.pdf_facts``."""

    @property
    def level(self) -> int:
        """1 is the outermost."""

    @property
    def title(self) -> str:
        """What the line says."""

    @property
    def page(self) -> int:
        """Where it points, counted from 1."""


def outline_headings(outline: Iterable[OutlineLine], pages: Sequence[Page]) -> tuple[Heading, ...]:
    """The outline's lines as headings, each where its words stand on its page, in order.

    A title that isn't found on its page holds from where the title before it stands, or from the
    page's start.
    """
    headings: list[Heading] = []
    for line in outline:
        if line.page > len(pages):
            continue
        before = headings[-1] if headings else None
        floor = before.start if before is not None and before.page == line.page else 0
        start = _place_of(line.title, pages[line.page - 1].text, floor)
        headings.append(Heading(line.page, start, line.level, line.title))
    return tuple(sorted(headings, key=lambda heading: (heading.page, heading.start)))


def heading_paths(headings: Iterable[Heading]) -> list[str]:
    """For each heading, itself under those above it: outermost first, joined by " > "."""
    paths: list[str] = []
    above: list[Heading] = []
    for heading in headings:
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        path = SEPARATOR.join(each.title for each in above)
        paths.append(path[:_PATH_CHARACTERS_AT_MOST])
    return paths


def _place_of(title: str, text: str, floor: int) -> int:
    """Where a line of the text begins that holds the title, spaces and line ends aside."""
    words = [re.escape(word) for word in title.split()]
    if not words:
        return floor
    found = re.compile(r"\s+".join(words), re.IGNORECASE).search(text, floor)
    if found is None:
        return floor
    return text.rfind("\n", 0, found.start()) + 1
