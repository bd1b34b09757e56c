"""The way back from rectangles to text, which says whether a highlight is right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.formats.pdf.boxes import middles, which_inside
from ingest.formats.pdf.drawn_twice import drawn_again
from ingest.formats.pdf.pdfium import CharacterBoxes, open_page, page_text
from ingest.formats.records import Rectangle


def text_inside(path: Path, number: int, rectangles: Sequence[Rectangle]) -> str:
    """The page's characters whose middle lies in one of the rectangles, in the raw text's order."""
    with open_page(path, number) as page:
        text = page_text(page)
        boxes = CharacterBoxes(page).all()
    hidden = set(drawn_again(text, boxes))
    visible = [
        (index, box) for index, box in enumerate(boxes) if box is not None and index not in hidden
    ]
    points = middles([box for _, box in visible])
    inside = np.zeros(len(visible), dtype=np.bool_)
    for rectangle in rectangles:
        inside |= which_inside(points, rectangle)
    return "".join(text[visible[place][0]] for place in np.flatnonzero(inside))
