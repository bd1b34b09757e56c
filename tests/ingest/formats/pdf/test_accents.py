"""Accents that are drawn over their letters, as TeX's old fonts do, are one with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.formats.pdf.accents import with_accents
from ingest.formats.pdf.glyphs import Glyphs, codes_of
from tests.ingest.make_pdf import PdfPage, make_pdf
from tests.ingest.reading import read_file
from tests.ingest.text_inside import text_inside


def glyphs(text: str, middles: list[float], height: float = 0.0) -> Glyphs:
    """Characters of 10 points, each 6 wide around its middle; the second so much higher."""
    count = len(text)
    boxes = np.array([[x - 3, 100.0, x + 3, 110.0] for x in middles])
    boxes[1, [1, 3]] -= height
    baselines = np.array([[x - 3, 110.0] for x in middles])
    return Glyphs(
        text, 600.0, 800.0, boxes, baselines, np.full(count, 10.0), np.zeros(count),
        np.zeros(count, np.int64), (), codes_of(text),
    )  # fmt: skip


def read_as(drawn: Glyphs) -> str:
    return with_accents(drawn).text.replace("\u200b", "")


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("x¨a", "xä"), ("x´e", "xé"), ("x`e", "xè"), ("xˆo", "xô"), ("x^o", "xô"), ("x˜n", "xñ"),
        ("x~n", "xñ"), ("x˚a", "xå"), ("x˝o", "xő"), ("xˇc", "xč"), ("x¸c", "xç"), ("x˛a", "xą"),
        ("x˘g", "xğ"), ("x˙z", "xż"), ("x¯a", "xā"), ("xˉa", "xā"), ("x´ı", "xí"), ("xˇȷ", "xǰ"),
        ("x´A", "xÁ"),
    ],
)  # fmt: skip
def test_an_accent_over_a_letter_(drawn: str, read: str) -> None:
    assert read_as(glyphs(drawn, [10.0, 16.0, 16.5])) == read


def test_a_cedilla_comes_after_its_letter() -> None:
    assert read_as(glyphs("gc¸o", [10.0, 16.0, 16.5, 22.0])) == "gço"


@pytest.mark.parametrize("drawn", ["it´s", "2^e", "don´t", "´e", "x´t", "x`1"])
def test_an_accent_beside_a_letter_stays(drawn: str) -> None:
    assert read_as(glyphs(drawn, [10.0 + 4.0 * n for n in range(len(drawn))])) == drawn


@pytest.mark.parametrize("drawn", ["x´t", "x`1", "x¨-"])
def test_an_accent_over_what_has_none_stays(drawn: str) -> None:
    assert read_as(glyphs(drawn, [10.0, 16.0, 16.5])) == drawn


def test_an_accent_in_the_line_above_stays() -> None:
    assert read_as(glyphs("x¨a", [10.0, 16.0, 16.5], height=12.0)) == "x¨a"


def test_such_a_word_is_read_and_highlighted_whole(
    reader: FileReader, page_images: PageImages, tmp_path: Path
) -> None:
    # In thousandths of the size: an accent is 333 wide in Helvetica, "a" and "e" are 556.
    path = tmp_path / "a.pdf"
    show = (
        b"BT /F1 12 Tf 72 700 Td [(Eine Gedenkst\\250) 444 (atte im Caf\\264) 444 (e Grun.)] TJ ET"
    )
    path.write_bytes(make_pdf([PdfPage(drawing=show)]))
    page = read_file(reader, path).pages[0]
    assert page.text == "Eine Gedenkstätte im Café Grun."
    start = page.text.index("Café")
    boxes = page_images.passage_boxes(path, page, start, start + 4)
    assert text_inside(path, 1, boxes).replace("\u200b", "") == "Café"
