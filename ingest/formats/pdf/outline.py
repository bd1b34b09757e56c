"""Where a PDF's outline points to: its lines as headings in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.formats.pdf.about import OutlineEntry
from ingest.formats.records import Heading
from storage.records import Page


def outline_headings(outline: Iterable[OutlineEntry], pages: Sequence[Page]) -> tuple[Heading, ...]:
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


def _place_of(title: str, text: str, floor: int) -> int:
    """Where a line of the text begins that contains the title, spaces and line ends aside."""
    words = [re.escape(word) for word in title.split()]
    if not words:
        return floor
    found = re.compile(r"\s+".join(words), re.IGNORECASE).search(text, floor)
    if found is None:
        return floor
    return text.rfind("\n", 0, found.start()) + 1
