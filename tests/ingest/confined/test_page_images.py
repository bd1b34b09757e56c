from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.errors import UnreadableFile
from ingest.formats.pdf.boxes import rectangles_of_lines
from ingest.formats.records import Rectangle
from storage.records import Page
from tests.ingest.make_pdf import Line, PdfPage, make_pdf, page_of
from tests.ingest.reading import read_file
from tests.ingest.text_inside import text_inside


def picture_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("L")


def ink_share(image: Image.Image, box: Rectangle, *, grow: float = 0.0) -> tuple[int, int]:
    """Dark pixels inside the rectangle, and in the whole picture."""
    width, height = image.size
    inside = image.crop(
        (
            int((box.left - grow) * width),
            int((box.top - grow) * height),
            int((box.right + grow) * width) + 1,
            int((box.bottom + grow) * height) + 1,
        )
    )
    return _dark(inside), _dark(image)


def _dark(image: Image.Image) -> int:
    return sum(image.histogram()[:128])


def read_page(reader: FileReader, path: Path, number: int = 1) -> Page:
    document = read_file(reader, path)
    return document.pages[number - 1]


ONE_LINE = (Line("Highlighted words.", x=150, y=500, size=20),)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("", id="upright"),
        pytest.param("/Rotate 90", id="turned-right"),
        pytest.param("/Rotate 180", id="upside-down"),
        pytest.param("/Rotate 270", id="turned-left"),
        pytest.param("/CropBox [100 400 500 700]", id="cropped"),
        pytest.param("/CropBox [100 400 500 700] /Rotate 90", id="cropped-and-turned"),
        pytest.param("/UserUnit 2", id="larger-unit"),
    ],
)
def test_the_rectangle_holds_all_the_ink(
    reader: FileReader, page_images: PageImages, tmp_path: Path, more: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([PdfPage(ONE_LINE, more=more)]))
    page = read_page(reader, path)
    boxes = page_images.passage_boxes(path, page, 0, len(page.text))
    assert len(boxes) == 1
    picture = picture_of(page_images.render_page(path, 1, 800))
    assert picture.width == 800
    inside, everywhere = ink_share(picture, boxes[0], grow=0.003)
    assert everywhere > 200
    assert inside == everywhere


def test_only_the_passage_is_covered(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([page_of("First line here.", "Second line here.", "Third.")]))
    page = read_page(reader, path)
    start = page.text.index("line here.\nThird")
    end = page.text.index("Third")
    boxes = page_images.passage_boxes(path, page, start, end)
    assert len(boxes) == 1
    assert text_inside(path, 1, boxes).replace(" ", "") == "linehere."


def test_columns_get_rectangles_of_their_own(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    lines = (Line("left cell", x=72), Line("right cell", x=400))
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([PdfPage(lines)]))
    page = read_page(reader, path)
    boxes = page_images.passage_boxes(path, page, 0, len(page.text))
    assert len(boxes) == 2
    assert boxes[0].right < boxes[1].left


def test_what_cannot_be_shown_is_a_reason(page_images: PageImages, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([page_of("x"), PdfPage(width=10, height=100_000)]))
    with pytest.raises(UnreadableFile, match="no page 3"):
        page_images.render_page(path, 3, 100)
    with pytest.raises(UnreadableFile, match="no page 0"):
        page_images.render_page(path, 0, 100)
    with pytest.raises(UnreadableFile, match="too tall"):
        page_images.render_page(path, 2, 2000)
    assert page_images.render_page(path, 1, 100).startswith(b"\x89PNG")


def test_text_files_have_no_boxes(page_images: PageImages, tmp_path: Path) -> None:
    assert page_images.passage_boxes(tmp_path / "a.txt", Page(1, "words", ()), 0, 5) == ()


def letter(left: float, top: float, size: float = 0.02) -> Rectangle:
    return Rectangle(left, top, left + size, top + size)


def test_letters_of_a_line_are_joined_and_lines_are_not() -> None:
    first = [letter(0.1, 0.1), letter(0.13, 0.1), letter(0.16, 0.105)]
    second = [letter(0.1, 0.13)]
    boxes = rectangles_of_lines([first, second, []], width_to_height=1.0)
    assert boxes == (Rectangle(0.1, 0.1, 0.18, 0.125), second[0])


def test_letters_upon_each_other_are_joined() -> None:
    upright = [letter(0.1, 0.5), letter(0.1, 0.47), letter(0.1, 0.44)]
    (box,) = rectangles_of_lines([upright], width_to_height=1.0)
    assert (box.top, box.bottom) == (0.44, 0.52)


def test_where_foreign_text_lies_in_between_letters_stand_alone() -> None:
    line = [letter(0.1, 0.1), letter(0.15, 0.1)]
    foreign = letter(0.125, 0.1)
    assert rectangles_of_lines([line], others=[foreign], width_to_height=1.0) == tuple(line)
