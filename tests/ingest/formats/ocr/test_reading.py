"""Real pictures through the real engine, in the confined process; skipped where it isn't there."""

from __future__ import annotations

import io
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from ingest.errors import NoTextFound
from ingest.formats.ocr.reading import is_available
from ingest.formats.records import ReadDocument
from tests.ingest.reading import read_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_available(), reason="OCR is not installed"),
]
LINES = ("The water tank behind the mill", "leaks and will be replaced soon.")
TEXT = "\n".join(LINES)


def picture_of(*lines: str) -> tuple[Image.Image, list[tuple[float, float, float, float]]]:
    """Printed lines, and the box of each word in pixels."""
    font = ImageFont.load_default(44)
    picture = Image.new("L", (1000, 100 + 90 * len(lines)), 255)
    pen = ImageDraw.Draw(picture)
    boxes = []
    for number, line in enumerate(lines):
        left = 60.0
        for word in line.split():
            alone = Image.new("L", picture.size, 0)
            ImageDraw.Draw(alone).text((left, 50 + 90 * number), word, font=font, fill=255)
            boxes.append(alone.point(lambda value: 255 * (value > 127)).getbbox() or (0, 0, 0, 0))
            pen.text((left, 50 + 90 * number), word, font=font, fill=0)
            left += pen.textlength(word + " ", font=font)
    return picture, boxes


def read(reader: FileReader, picture: Image.Image, folder: Path, kind: str = "PNG") -> ReadDocument:
    path = folder / "picture"
    picture.save(path, kind)
    return read_file(reader, path)


def test_words_are_read_and_stand_where_their_boxes_are(reader: FileReader, tmp_path: Path) -> None:
    picture, expected = picture_of(*LINES)
    document = read(reader, picture, tmp_path)
    (page,) = document.pages
    assert (page.text.replace("\n\n", "\n"), page.by_ocr) == (TEXT, True)
    assert document.notes[0].startswith("page 1 was read by OCR (English); ")
    assert len(page.boxes) == len(expected)
    for box, (left, top, right, bottom) in zip(page.boxes, expected, strict=True):
        edges = (1000 * box.left, picture.height * box.top,
                 1000 * box.right, picture.height * box.bottom)  # fmt: skip
        assert edges == pytest.approx((left, top, right, bottom), abs=2)


def test_two_hundred_words_stand_within_two_pixels(reader: FileReader, tmp_path: Path) -> None:
    words = ("harbour", "lantern", "copper", "winter", "garden", "letter", "window", "bridge",
             "market", "silver", "engine", "meadow", "pocket")  # fmt: skip
    lines = [" ".join(words[(3 * n + k) % len(words)] for k in range(5)) for n in range(42)]
    picture, expected = picture_of(*lines)
    (page,) = read(reader, picture, tmp_path).pages
    same = SequenceMatcher(None, " ".join(lines).split(), page.text.split(), autojunk=False)
    wide, high = picture.size
    off = []
    for block in same.get_matching_blocks():
        for k in range(block.size):
            box, edges = page.boxes[block.b + k], expected[block.a + k]
            found = wide * box.left, high * box.top, wide * box.right, high * box.bottom
            off.append(max(abs(a - b) for a, b in zip(found, edges, strict=True)))
    assert len(off) >= 200
    assert max(off) <= 2


@pytest.mark.parametrize("degrees", [90, 180, 270, 3])
def test_turned_and_askew_pictures_are_read(
    reader: FileReader, tmp_path: Path, degrees: int
) -> None:
    picture, _ = picture_of(*LINES, *LINES, *LINES)
    turned = picture.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    (page,) = read(reader, turned, tmp_path).pages
    assert page.text.replace("\n\n", "\n") == "\n".join([TEXT] * 3)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_of_few_words_is_read(
    reader: FileReader, tmp_path: Path, degrees: int
) -> None:
    """Of a few words Tesseract says only unsurely how they lie."""
    picture, _ = picture_of(*LINES)
    page = Image.new("L", (picture.width + 900, picture.height + 1400), 255)
    page.paste(picture, (150, 100))
    turned = page.rotate(degrees, expand=True)
    (found,) = read(reader, turned, tmp_path).pages
    assert found.text.replace("\n\n", "\n") == TEXT


def test_each_picture_of_a_tiff_is_a_page(reader: FileReader, tmp_path: Path) -> None:
    stream = io.BytesIO()
    first, second = picture_of(LINES[0])[0], picture_of(LINES[1])[0]
    first.save(stream, "TIFF", save_all=True, append_images=[second])
    (tmp_path / "fax").write_bytes(stream.getvalue())
    pages = read_file(reader, tmp_path / "fax").pages
    assert [page.text for page in pages] == list(LINES)


def test_a_picture_without_text_says_so(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(NoTextFound, match="picture without text"):
        read(reader, Image.new("L", (600, 400), 200), tmp_path)


def test_nothing_is_read_where_ocr_is_off(tmp_path: Path) -> None:
    limits = ReadingLimits(ocr=False)
    without = FileReader(limits, ReadingProcess(limits))
    try:
        with pytest.raises(NoTextFound, match="OCR is switched off"):
            read(without, picture_of(*LINES)[0], tmp_path)
    finally:
        without.close()


def test_a_scanned_pdf_is_read_page_by_page(reader: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    picture = picture_of(*LINES)[0]
    picture.save(path, "PDF", resolution=150, save_all=True, append_images=[picture])
    document = read_file(reader, path)
    assert [page.text.replace("\n\n", "\n") for page in document.pages] == [TEXT, TEXT]
    assert all(page.by_ocr and page.boxes for page in document.pages)
