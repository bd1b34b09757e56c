"""What the real files in the shared data sets must give."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.adding.finding import find_files
from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.errors import UnreadableFile
from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.records import RawPage, ReadDocument
from ingest.pipeline import Ingestor
from ingest.splitting import SplittingOptions, split
from storage.file_reports import FileReport
from storage.records import Page, PassageDraft, TextBox
from tests.fakes import HashingEncoder
from tests.ingest.fakes import DictLibrary
from tests.ingest.reading import read_file
from tests.ingest.text_inside import text_inside

pytestmark = [pytest.mark.data, pytest.mark.slow]


def read(reader: FileReader, path: Path) -> ReadDocument:
    return read_file(reader, path)


# Its only words stand beyond the page's edge, where nobody sees them.
ONLY_BEYOND_THE_EDGE = ("py-pdf-sample-files/007-imagemagick-images__imagemagick-images.pdf",)


def expected_ending(row: dict[str, str]) -> tuple[set[str], str]:
    """The states that a line of the manifest justifies, and what the reason must hold."""
    if row["bytes"] == "0":
        return {"failed"}, "empty"
    if "password" in row["trait"]:
        return {"failed"}, "needs a password"
    if "ERR" in row["trait"]:
        return {"failed"}, "damaged"
    if row["chars_first3"] == "0" or row["path"] in ONLY_BEYOND_THE_EDGE:
        return {"ready", "partly ready", "failed"}, "no text"  # OCR reads what pictures show
    return {"ready", "partly ready", "unchanged"}, ""


def test_every_file_ends_in_a_state_that_its_manifest_line_justifies(
    reader: FileReader, shared_data: Path
) -> None:
    folder = shared_data / "pdfs"
    ingestor = Ingestor(DictLibrary(), HashingEncoder(), reader)
    reports: dict[Path, FileReport] = {}
    for file in find_files([folder]):
        reports[file.path.relative_to(folder)] = ingestor.ingest(file)
    rows = list(csv.DictReader((folder / "manifest.tsv").open(), delimiter="\t"))
    wrong = []
    for row in rows:
        report = reports[Path(row["path"])]
        states, reason = expected_ending(row)
        pages_agree = report.state == "failed" or str(report.pages) == row["pages"]
        said = report.reason if report.state == "failed" else reason
        if report.state not in states or reason not in said or not pages_agree:
            wrong.append((row["path"], row["trait"], report))
    assert len(rows) == 103
    assert wrong == []


def test_nearly_all_words_of_a_thesis_are_read(reader: FileReader, shared_data: Path) -> None:
    folder = shared_data / "textgt"
    truth = Counter(re.findall(r"\w+", (folder / "GeoTopo-book.txt").read_text("utf-8")))
    document = read(reader, folder / "GeoTopo-book.pdf")
    found = Counter(re.findall(r"\w+", "\n".join(page.text for page in document.pages)))
    assert (truth & found).total() / truth.total() >= 0.96


@dataclass(frozen=True)
class Placed:
    path: Path
    page: Page
    passage: PassageDraft


def letters(text: str) -> str:
    """What must be equal: the text without spaces, and without hyphens, which line ends add."""
    (page,) = clean_pages([RawPage(1, text)])
    return re.sub(r"[\s-]", "", page.text)


def test_highlights_hold_the_passage_and_nothing_else(
    reader: FileReader, page_images: PageImages, shared_data: Path
) -> None:
    """The characters inside the rectangles of 300 random passages spell these passages.

    Values of form fields and comments count too: each passage that has some is in its annotation's
    rectangle, and they are a part of the 300.
    """
    placed: list[Placed] = []
    for path in sorted((shared_data / "pdfs").rglob("*.pdf")):
        try:
            document = read(reader, path)
        except UnreadableFile:
            continue
        pages = {page.number: page for page in document.pages}
        drafts = split(
            document, token_spans=HashingEncoder().token_spans, options=SplittingOptions()
        )
        placed += [Placed(path, pages[draft.page], draft) for draft in drafts]
    placed = [each for each in placed if not each.page.by_ocr]
    noted = [each for each in placed if _noted_in(each)]
    others = [each for each in placed if not _noted_in(each)]
    chance = random.Random(20261122)  # noqa: S311 - a sample
    sample = chance.sample(noted, min(len(noted), 60))
    sample += chance.sample(others, 300 - len(sample))
    assert noted
    bad = [each for each in sample if not _is_boxed_exactly(page_images, each)]
    assert len(bad) <= 3, [(one.path.name, one.page.number, one.passage.text) for one in bad]


def _noted_in(placed: Placed) -> list[TextBox]:
    """What of it has no characters of the file's own: values of a form, comments."""
    passage = placed.passage
    return [
        box for box in placed.page.boxes
        if box.start < passage.end and passage.start < box.start + box.length
    ]  # fmt: skip


def _is_boxed_exactly(page_images: PageImages, placed: Placed) -> bool:
    page, passage = placed.page, placed.passage
    boxes = page_images.passage_boxes(placed.path, page, passage.start, passage.end)
    noted = _noted_in(placed)
    own = boxes[: len(boxes) - len(noted)]
    edges = [(one.left, one.top, one.right, one.bottom) for one in noted]
    inside = text_inside(placed.path, page.number, own)
    are_noted = [tuple(box) for box in boxes[len(own) :]] == edges
    return bool(boxes) and are_noted and letters(inside) == letters(_drawn_text(placed))


def _drawn_text(placed: Placed) -> str:
    """The passage without what stands in annotations."""
    kept = list(placed.page.text)
    for box in placed.page.boxes:
        kept[box.start : box.start + box.length] = "\0" * box.length
    return "".join(kept[placed.passage.start : placed.passage.end]).replace("\0", "")
