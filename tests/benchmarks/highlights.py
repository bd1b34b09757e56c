"""How exactly the boxes drawn on PDF pages cover the passages they are drawn for.

    python -m tests.benchmarks.highlights [--passages 300] [--seed 0] [PDF...]

Passages are chosen at random from every page that has one, those with form values or comments at
least as often as others. The letters and digits whose middles lie in a passage's boxes are counted
and compared with those of its text: a passage is exact where both are the same. A form's value or a
comment is exact where its box is the rectangle of an annotation that has those words, as pypdf
reads it. Every passage that is not is named. OCR is off. The files are those of the shared data
sets and cases unless told otherwise.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdf
from pypdf.generic import PdfObject, StreamObject

from ingest.confined.page_images import PageImages, open_page_images
from ingest.errors import IngestError
from ingest.formats.pdf import reading
from ingest.formats.pdf.annotations import TICK
from ingest.formats.pdf.boxes import which_inside
from ingest.formats.pdf.engine import open_page
from ingest.formats.pdf.pdfium import CharacterBoxes, seen_glyphs
from ingest.formats.pdf.placement import Placement
from ingest.formats.pdf.visible import drawn_again
from ingest.formats.records import Rectangle
from ingest.formats.source import Source
from ingest.splitting import SplittingOptions, split
from storage.records import Page, PassageDraft, TextBox
from tests.benchmarks.reading_cost import SHARED

_WORD = re.compile(r"\w+|[^\w\s]")
_NEAR = 0.002  # of the page
_WORDS_OF_ANNOTATIONS = "/V", "/RV", "/Opt", "/Contents", "/RC", "/T", "/TU"
_DEEPEST = 8  # fields within fields


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage with the page that it stands on."""

    path: Path
    page: Page
    passage: PassageDraft

    def notes(self) -> list[TextBox]:
        """The form values and comments that the passage has a part of."""
        return [
            box for box in self.page.boxes
            if box.start < self.passage.end and self.passage.start < box.start + box.length
        ]  # fmt: skip


def main() -> None:
    """Print each passage that is not exact, and the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="PDF")
    parser.add_argument("--passages", type=int, default=300, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    folders = SHARED / "pdfs", SHARED / "cases"
    paths = given.files or [path for each in folders for path in sorted(each.rglob("*.pdf"))]
    found = [chosen for path in paths for chosen in passages_of(path)]
    noted = [chosen for chosen in found if chosen.notes()]
    draw = random.Random(given.seed)  # noqa: S311 (a sample, no secret)
    sample = draw.sample(found, min(given.passages, len(found)))
    sample += draw.sample(noted, min(given.passages // 10, len(noted)))
    letters = missed = foreign = exact = values = values_right = 0
    page_images = open_page_images()
    for chosen in sample:
        wanted, covered = compared(page_images, chosen)
        letters += wanted.total()
        missed += (wanted - covered).total()
        foreign += (covered - wanted).total()
        wrong = [text[:60] for text, right in notes_checked(chosen) if not right]
        values += len(chosen.notes())
        values_right += len(chosen.notes()) - len(wrong)
        exact += wanted == covered and not wrong
        if wanted != covered or wrong:
            print(
                f"{chosen.path.name}, page {chosen.page.number}:"
                f" {(wanted - covered).total()} of {wanted.total()} missed,"
                f" {(covered - wanted).total()} foreign {wrong or ''}"
                f" {chosen.passage.text[:60]!r}"
            )
    page_images.close()
    print(f"{exact} of {len(sample)} passages exact ({exact / max(len(sample), 1):.3f})")
    print(f"of {letters:,} letters {missed:,} missed, {foreign:,} foreign ones covered")
    print(f"{values_right} of {values} form values and comments at their place")


def passages_of(path: Path) -> Iterator[Chosen]:
    """The passages of a file; none of one that can't be read."""
    source = Source(path, 10_000, 10**8, 10**8, lambda done, total: None, reads_pictures=False)
    try:
        document = reading.read(source)
    except IngestError:
        return
    pages = {page.number: page for page in document.pages}
    for passage in split(document, token_spans=_words, options=SplittingOptions()):
        page = pages[passage.page]
        if page.source_runs or page.boxes:
            yield Chosen(path, page, passage)


def compared(page_images: PageImages, chosen: Chosen) -> tuple[Counter[str], Counter[str]]:
    """The passage's letters that the file itself draws, and those that lie in its boxes."""
    page, start, end = chosen.page, chosen.passage.start, chosen.passage.end
    text = list(page.text)
    for box in chosen.notes():
        text[box.start : box.start + box.length] = " " * box.length
    boxes = page_images.stretch_boxes(chosen.path, page, [(start, end)])
    return _letters("".join(text[start:end])), _letters(_under(chosen.path, page.number, boxes))


def notes_checked(chosen: Chosen) -> Iterator[tuple[str, bool]]:
    """Each value and comment of the passage, and whether an annotation there has its words."""
    notes = chosen.notes()
    if not notes:
        return
    there = list(_annotations(chosen.path, chosen.page.number))
    for note in notes:
        words = chosen.page.text[note.start : note.start + note.length]
        box = np.array((note.left, note.top, note.right, note.bottom))
        wanted = _letters(words.replace(TICK, ""))
        right = any(
            np.abs(box - np.array(edges)).max() < _NEAR and not wanted - _letters(text)
            for edges, text in there
        )
        yield words, right


def _annotations(path: Path, number: int) -> Iterator[tuple[Rectangle, str]]:
    """Where each annotation of a page is seen, and all that it says, its name and options too."""
    with open_page(path, number) as page:
        placement = Placement.of(page)
    reader = pypdf.PdfReader(path)
    for one in reader.pages[number - 1].get("/Annots") or ():
        each = one.get_object()
        if "/Rect" not in each:
            continue
        x1, y1, x2, y2 = map(float, each["/Rect"])
        rectangle = placement.seen(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        says, owner = "Comment by ", each
        for _ in range(_DEEPEST):
            says += " ".join(_said(owner.get(key, "")) for key in _WORDS_OF_ANNOTATIONS)
            owner = owner.get("/Parent", {}).get_object() if "/Parent" in owner else {}
        yield rectangle, says


def _said(value: object) -> str:
    value = value.get_object() if isinstance(value, PdfObject) else value
    if isinstance(value, StreamObject):
        return value.get_data().decode("utf-8", "replace")
    return str(value)


def _under(path: Path, number: int, boxes: Sequence[Rectangle]) -> str:
    """The characters whose middles lie in one of the boxes, each once."""
    with open_page(path, number) as page:
        glyphs, seen, _ = seen_glyphs(page)
        places = np.flatnonzero(seen & ~drawn_again(glyphs)).tolist()
        of = CharacterBoxes(page)
        placed = [(place, box) for place in places if (box := of.of(place)) is not None]
    points = np.array([((b.left + b.right) / 2, (b.top + b.bottom) / 2) for _, b in placed])
    if not placed or not boxes:
        return ""
    covered = np.any([which_inside(points, box) for box in boxes], axis=0)
    return "".join(glyphs.text[placed[n][0]] for n in np.flatnonzero(covered).tolist())


def _letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _words(text: str) -> Sequence[tuple[int, int]]:
    """Words and signs stand for the encoder's word pieces."""
    return [found.span() for found in _WORD.finditer(text)]


if __name__ == "__main__":
    main()
