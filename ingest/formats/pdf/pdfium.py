"""Text, highlights and pictures of PDF pages, by PDFium."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.errors import DamagedFile, TooMuch
from ingest.formats.pdf.about import label_of
from ingest.formats.pdf.accents import with_accents
from ingest.formats.pdf.annotations import annotations_of, has_fields
from ingest.formats.pdf.boxes import rectangles_of_lines
from ingest.formats.pdf.codes import with_right_codes
from ingest.formats.pdf.engine import Document, EngineError, Page, open_page, raw
from ingest.formats.pdf.glyphs import Flags, Glyphs, page_glyphs
from ingest.formats.pdf.layout.reading import placed_text
from ingest.formats.pdf.lost_lines import lost_lines
from ingest.formats.pdf.natures import MORE_THAN_A_STAMP, Nature, nature_of
from ingest.formats.pdf.page_objects import drawn_objects
from ingest.formats.pdf.placed_notes import WithNotes, comments, with_notes
from ingest.formats.pdf.placement import Placement
from ingest.formats.pdf.visible import drawn_again, inked, visible
from ingest.formats.records import RawPage, Rectangle

_UNREADABLE_AT_MOST = 0.3  # of the characters that are seen
_PIXELS_AT_MOST = 40_000_000  # of one picture, whatever the page's shape


def raw_pages(document: Document) -> Iterator[RawPage]:
    """The pages in order; one that can't be loaded has no text."""
    for index in range(len(document)):
        try:
            page = document[index]
        except EngineError:
            yield RawPage(index + 1, "")
            continue
        try:
            yield _raw_page(index + 1, document, page)
        finally:
            page.close()


def render_page(path: Path, number: int, pixels_wide: int) -> bytes:
    """A PNG of a page as people see it, ``pixels_wide`` across.

    Raises:
        DamagedFile: there is no such page, or it can't be drawn.
        TooMuch: the picture would be unreasonably large.
    """
    with open_page(path, number) as page:
        width, height = page.get_size()
        scale = pixels_wide / max(width, 1e-6)
        if pixels_wide * height * scale > _PIXELS_AT_MOST:
            raise TooMuch(f"page {number} is too tall to be drawn {pixels_wide} pixels wide")
        try:
            picture = page.render(scale=scale, rev_byteorder=True).to_pil()
        except EngineError as error:
            raise DamagedFile(f"page {number} can't be drawn") from error
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def character_rectangles(
    path: Path, number: int, lines: Sequence[Sequence[int]]
) -> tuple[Rectangle, ...]:
    """Rectangles, one for each stretch of a line, that cover these characters of a page.

    ``lines`` have the characters' indices among PDFium's, in the order of the passage.

    Raises:
        DamagedFile: there is no such page.
    """
    with open_page(path, number) as page:
        glyphs, _ = with_right_codes(page_glyphs(page))
        boxes = CharacterBoxes(page)
        places = range(len(glyphs.text))
        wanted = [
            [box for index in line if index in places and (box := boxes.of(index)) is not None]
            for line in lines
        ]
        again = drawn_again(glyphs)
        asked = {index for line in lines for index in line}
        others = [
            box for index in np.flatnonzero(inked(glyphs) & ~again).tolist()
            if index not in asked and (box := boxes.of(index)) is not None
        ]  # fmt: skip
        width, height = page.get_size()
    return rectangles_of_lines(wanted, others=others, width_to_height=width / max(height, 1e-6))


def seen_glyphs(page: Page) -> tuple[Glyphs, Flags, Flags]:
    """The page's characters, which of them people see and can be read, and which they only see.

    Where much of what is seen can't be read, nothing is: what is left makes no sense.
    """
    glyphs, unreadable = with_right_codes(page_glyphs(page))
    glyphs = with_accents(glyphs)
    seen = visible(page, glyphs)
    lost = seen & unreadable
    if np.count_nonzero(lost) > _UNREADABLE_AT_MOST * np.count_nonzero(seen):
        return glyphs, np.zeros_like(seen), seen
    return glyphs, seen & ~unreadable, lost


def _raw_page(number: int, document: Document, page: Page) -> RawPage:
    glyphs, seen, lost = seen_glyphs(page)
    has_lost = bool(lost.any())
    notes, left_out = annotations_of(document, page, number - 1)
    whole = with_notes(glyphs, seen, notes)
    placed = placed_text(whole.glyphs, whole.seen)
    texts, sources, boxes = [placed.text], [_in_boxes(placed.sources, whole)], list(whole.boxes)
    for comment, box in comments(notes):
        boxes.append(box)
        line = f"\n{comment}" if texts != [""] else comment
        texts.append(line)
        sources.append(np.full(len(line), -len(boxes), np.int32))
    text = "".join(texts)
    nature: Nature = "codes" if has_lost else "text"
    if (characters := sum(map(str.isalnum, text))) <= MORE_THAN_A_STAMP and not has_lost:
        fields = has_fields(document) and raw.FPDFPage_GetAnnotCount(page.raw) > 0
        nature = nature_of(drawn_objects(page), characters=characters, has_fields=fields)
    return RawPage(
        number, text, np.concatenate(sources), tuple(boxes), label_of(document, number - 1),
        nature if nature != "codes" or not characters else "text",
        has_files=any(note.what == "file" for note in notes),
        annotations_left_out=left_out,
        lost_lines=lost_lines(glyphs, seen, lost) if characters else (),
    )  # fmt: skip


def _in_boxes(sources: npt.NDArray[np.int32], whole: WithNotes) -> npt.NDArray[np.int32]:
    """The sources, those of annotations as boxes, counted down from -1."""
    boxes = -1 - np.array((*whole.which, 0), np.int32)
    added = np.clip(sources - whole.own, 0, len(boxes) - 1)
    return np.where(sources < whole.own, sources, boxes[added]).astype(np.int32)


class CharacterBoxes:
    """Where the ink of a page's characters is seen."""

    def __init__(self, page: Page) -> None:
        """``page`` stays open as long as this is used."""
        self._text_page = page.get_textpage()
        self._placement = Placement.of(page)
        self._edges = tuple(ctypes.c_double() for _ in range(4))

    def of(self, index: int) -> Rectangle | None:
        """The character's box; ``None`` for one without extent, such as a line's end."""
        left, right, bottom, top = self._edges
        if not raw.FPDFText_GetCharBox(self._text_page.raw, index, left, right, bottom, top):
            return None
        if left.value >= right.value or bottom.value >= top.value:
            return None
        return self._placement.seen(left.value, bottom.value, right.value, top.value)
