"""The lines drawn across a page, which tell how far a head of a table reaches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ingest.formats.pdf.engine import Page as OpenedPage
from ingest.formats.pdf.page_objects import drawn_objects
from ingest.formats.pdf.pdfium import CharacterBoxes
from ingest.formats.pdf.spans import Rule

_THIN = 0.004  # of the page's height: what is higher is no rule but a box
_TOUCHING = 0.002  # of the page's width, between pieces of one rule


class Drawn:
    """What an open page draws; its rules are looked for where they are needed."""

    def __init__(self, page: OpenedPage) -> None:
        """``page`` stays open for as long as this is asked."""
        self.page = page
        self.boxes = CharacterBoxes(page)

    @cached_property
    def rules(self) -> list[Rule]:
        """The lines drawn across the page, those in one that touch."""
        return list(_rules(self.page))


def _rules(page: OpenedPage) -> Iterator[Rule]:
    boxes = [drawn.box for drawn in drawn_objects(page)]
    thin = [box for box in boxes if box[3] - box[1] <= _THIN]
    last: Rule | None = None
    for left, top, right, _ in sorted(thin, key=lambda box: (round(box[1], 3), box[0])):
        touches = last and abs(last.height - top) <= _THIN and left <= last.right + _TOUCHING
        if last and touches:
            last = Rule(last.height, last.left, max(last.right, right))
            continue
        if last:
            yield last
        last = Rule(top, left, right)
    if last:
        yield last
