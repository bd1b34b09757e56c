from __future__ import annotations

from pathlib import Path

from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from tests.ingest.make_pdf import Line, PdfPage, make_pdf
from tests.ingest.reading import read_file
from tests.ingest.text_inside import text_inside

BETWEEN = tuple(Line(f"Line {n} stands between both of them.", y=600 - 20 * n) for n in range(10))


def twice(offset: float) -> PdfPage:
    first = (Line("Mississippi offers bookkeeping.", y=700), Line("Second of two.", y=680))
    again = tuple(Line(line.text, x=line.x + offset, y=line.y - offset) for line in first)
    return PdfPage((*first, *BETWEEN, *again, Line("The end.", y=100)))


def text_of(reader: FileReader, path: Path, page: PdfPage) -> str:
    path.write_bytes(make_pdf([page]))
    document = read_file(reader, path)
    return document.pages[0].text


def test_text_drawn_over_itself_is_read_once(reader: FileReader, tmp_path: Path) -> None:
    text = text_of(reader, tmp_path / "a.pdf", twice(offset=0.5))
    assert text.count("Mississippi offers bookkeeping.") == 1
    assert text.count("Second of two.") == 1
    assert text.count("stands between") == len(BETWEEN)


def test_equal_lines_at_different_places_are_both_read(reader: FileReader, tmp_path: Path) -> None:
    text = text_of(reader, tmp_path / "a.pdf", twice(offset=30))
    assert text.count("Mississippi offers bookkeeping.") == 2


def test_the_highlight_of_such_text_is_whole_lines(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([twice(offset=0.5)]))
    document = read_file(reader, path)
    page = document.pages[0]
    end = page.text.index("Line 0")
    boxes = page_images.passage_boxes(path, page, 0, end)
    assert len(boxes) == 2
    inside = text_inside(path, 1, boxes)
    assert inside.replace(" ", "") == "Mississippioffersbookkeeping.Secondoftwo."
