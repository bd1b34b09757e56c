"""What annotations show where their words stand in their drawing alone, as a signature's do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import numpy as np

from ingest.formats.pdf import engine
from ingest.formats.pdf.engine import Document, EngineError, raw
from ingest.formats.pdf.glyphs import Flags, Glyphs, page_glyphs
from ingest.formats.pdf.layout.reading import placed_text
from ingest.formats.pdf.visible import visible
from ingest.formats.records import Rectangle

_DEEPEST = 4  # forms within an appearance
_OBJECTS_AT_MOST = 20_000
_BYTES_AT_MOST = 1_000_000
_CHARACTERS_AT_MOST = 20_000_000  # looked at, for all annotations of a page
_EDGE = 1e-9
# Text shown, or another form drawn that may have some. An empty field's appearance has neither.
_MAY_SHOW_TEXT = re.compile(r"[)>\]]\s*(?:TJ|Tj|'|\")|\bDo\b")


def drawing_with_text(annotation: Any) -> int:
    """The bytes of the annotation's drawing if that may have text in it, itself or by another.

    0 where there is none, or one too large to be looked at.
    """
    length = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    if not 2 < length <= _BYTES_AT_MOST:
        return 0
    drawing = engine.words_of(
        lambda buffer, size: raw.FPDFAnnot_GetAP(
            annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, buffer, size
        )
    )
    return len(drawing) if _MAY_SHOW_TEXT.search(drawing) else 0


def shown_texts(document: Document, index: int, boxes: dict[int, Rectangle]) -> dict[int, str]:
    """What annotations of the page that counts from 0 show, by their numbers on it.

    ``boxes`` are where they stand. A copy of the page has them drawn into it, and nothing else of
    its annotations; the document stays as it is. The last of very many texts are left out, as all
    are where they can't be drawn.
    """
    try:
        with closing(Document.new()) as copy:
            copy.import_pages(document, [index])
            own = _flattened(copy, boxes)
            page = copy[0]
            glyphs = page_glyphs(page)
            ours = set(_texts_in(engine.objects_of_page(page, _OBJECTS_AT_MOST)[own:], _DEEPEST))
            seen = visible(page, glyphs) & _of(glyphs, ours)
            return dict(_texts_within(glyphs, seen, boxes))
    except EngineError:
        return {}


def _flattened(copy: Document, wanted: Collection[int]) -> int:
    """How many objects the page of a copy had before its wanted annotations were drawn into it."""
    page = copy[0]
    for number in reversed(range(raw.FPDFPage_GetAnnotCount(page.raw))):
        if number not in wanted:
            raw.FPDFPage_RemoveAnnot(page.raw, number)
    own = len(engine.objects_of_page(page, _OBJECTS_AT_MOST))
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return own


def _texts_in(objects: Sequence[int], depth: int) -> Iterator[int]:
    for each, kind in zip(objects, engine.kinds_of(objects), strict=True):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield each
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            yield from _texts_in(engine.objects_of_form(each, _OBJECTS_AT_MOST), depth - 1)


def _of(glyphs: Glyphs, objects: Collection[int]) -> Flags:
    numbers = [number for number, one in enumerate(glyphs.objects) if one in objects]
    return np.asarray(np.isin(glyphs.owners, numbers), dtype=np.bool_)


def _texts_within(
    glyphs: Glyphs, seen: Flags, boxes: Mapping[int, Rectangle]
) -> Iterator[tuple[int, str]]:
    """What is seen in each of the boxes, none of them longer than is fit for a page."""
    middles = (glyphs.boxes[:, 0:2] + glyphs.boxes[:, 2:4]) / 2 / (glyphs.width, glyphs.height)
    from_above = np.flatnonzero(seen)
    from_above = from_above[np.argsort(middles[from_above, 1], kind="stable")]
    heights = middles[from_above, 1]
    left = _CHARACTERS_AT_MOST
    for number, box in boxes.items():
        first, past = np.searchsorted(heights, (box.top, box.bottom + _EDGE))
        places = from_above[first:past]
        across = middles[places, 0]
        places = places[(across >= box.left) & (across <= box.right)]
        start, end = (int(places.min()), int(places.max()) + 1) if len(places) else (0, 0)
        left -= int(past - first) + end - start
        if left < 0:
            return
        within = np.zeros(end - start, np.bool_)
        within[places - start] = True
        yield number, placed_text(glyphs.between(start, end), within).text
