"""Lines of a page whose codes mean nothing, while other text of the page is read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ingest.formats.ocr.notes import data_lacking
from ingest.formats.ocr.records import PictureText
from ingest.formats.pdf.glyphs import Flags, Glyphs, are_blank
from ingest.formats.pdf.natures import pages_listed
from ingest.formats.records import Rectangle

_DIFFERENT_AT_LEAST = 5  # characters; bullets, and the four parts of a brace, are fewer


def lost_lines(glyphs: Glyphs, read: Flags, lost: Flags) -> tuple[Rectangle, ...]:
    """Where people see the lines, or parts of lines, that the lost characters make.

    Characters that are ``read`` end such a part: signs scattered over a formula are none.
    """
    is_blank = are_blank(glyphs.codes)
    index = np.flatnonzero(lost & ~is_blank)
    if not len(index):
        return ()
    level = glyphs.angles[index] % 180 == 0
    across = np.where(level, glyphs.baselines[index, 1], glyphs.baselines[index, 0])
    ends = np.abs(np.diff(across)) > glyphs.sizes[index][1:] / 2
    ends |= np.diff(np.cumsum(read & ~is_blank)[index]) > 0
    sizes = np.array((glyphs.width, glyphs.height))
    found = []
    for line in np.split(index, np.flatnonzero(ends) + 1):
        if len(np.unique(glyphs.codes[line])) >= _DIFFERENT_AT_LEAST:
            boxes = glyphs.boxes[line]
            upper_left, lower_right = boxes[:, 0:2].min(axis=0), boxes[:, 2:4].max(axis=0)
            found.append(Rectangle(*(upper_left / sizes).tolist(), *(lower_right / sizes).tolist()))
    return tuple(found)


def notes_on(lost: Mapping[int, object], read: Mapping[int, PictureText]) -> tuple[str, ...]:
    """Sentences on the pages, by number, with lost lines, and on what OCR read of those."""
    by_ocr = [number for number in lost if number in read and read[number].text]
    unread = [number for number in lost if number not in by_ocr]
    notes = []
    if unread:
        notes.append(
            f"{pages_listed(unread)}: some lines have codes that mean nothing and are not searched"
        )
    if by_ocr:
        notes.append(
            f"{pages_listed(by_ocr)}: some lines have codes that mean nothing and were read by OCR"
        )
    return (*notes, *data_lacking(read))
