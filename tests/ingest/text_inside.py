"""The way back from rectangles to text, which says whether a highlight is right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.formats.pdf.boxes import middles, which_inside
from ingest.formats.pdf.engine import open_page
from ingest.formats.pdf.layout.reading import placed_text
from ingest.formats.pdf.pdfium import CharacterBoxes, seen_glyphs
from ingest.formats.records import Rectangle


def text_inside(path: Path, number: int, rectangles: Sequence[Rectangle]) -> str:
    """The page's visible characters whose middle lies in one of the rectangles, as it is read."""
    with open_page(path, number) as page:
        glyphs, seen, _ = seen_glyphs(page)
        boxes = CharacterBoxes(page)
        placed = [
            (index, box)
            for index in np.flatnonzero(seen).tolist()
            if (box := boxes.of(index)) is not None
        ]
        points = middles([box for _, box in placed])
        inside = np.zeros(len(placed), dtype=np.bool_)
        for rectangle in rectangles:
            inside |= which_inside(points, rectangle)
        wanted = {placed[place][0] for place in np.flatnonzero(inside).tolist()}
        read = placed_text(glyphs, seen)
    return "".join(
        character
        for character, source in zip(read.text, read.sources.tolist(), strict=True)
        if source in wanted and not character.isspace()
    )
