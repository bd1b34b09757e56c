"""Chinese and Japanese whose font neither the file nor perhaps the machine has: read and marked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from ingest.confined.page_images import PageImages
from ingest.confined.reader import FileReader
from ingest.formats.pdf.missing_fonts import font_of_boxes
from storage.records import Page
from tests.ingest.make_pdf import pdf_of_content
from tests.ingest.reading import read_file

BRIDGE = "自転車は橋の上で降りて押すこと"
Placed = tuple[float, float, str]


def drawn(placed: Iterable[Placed], encoding: str = "UniJIS-UCS2-H") -> bytes:
    """A page of these texts, in a font that isn't in the file."""
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /{encoding}"
        " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >>"
        " /FontDescriptor << /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /Ascent 752"
        " /Descent -221 /ItalicAngle 0 /StemV 114 /CapHeight 737 /FontBBox [-92 -250 1010 922] >>"
        " >>] >>"
    )
    content = "".join(
        f"BT /F2 14 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for x, y, text in placed
    )
    return pdf_of_content(content.encode(), fonts="/F2 6 0 R", objects=[font.encode()])


def page_of(reader: FileReader, folder: Path, content: bytes) -> Page:
    (folder / "page.pdf").write_bytes(content)
    return read_file(reader, folder / "page.pdf").pages[0]


def column(x: float, text: str) -> list[Placed]:
    return [(x, 700 - 15 * number, letter) for number, letter in enumerate(text)]


@pytest.mark.parametrize(
    "placed",
    [
        pytest.param([(72, 700, BRIDGE)], id="a-line"),
        pytest.param([(72 + 14 * n, 700, letter) for n, letter in enumerate(BRIDGE)], id="letters"),
        pytest.param(column(500, BRIDGE), id="letters-below-each-other"),
    ],
)
def test_text_is_read_and_highlighted_however_it_is_drawn(
    reader: FileReader, page_images: PageImages, tmp_path: Path, placed: list[Placed]
) -> None:
    page = page_of(reader, tmp_path, drawn(placed))
    assert page.text == BRIDGE
    start = page.text.index("橋")
    (box,) = page_images.passage_boxes(tmp_path / "page.pdf", page, start, start + 1)
    x, y = next((x, y) for x, y, text in placed if "橋" in text)
    x += 14 * placed[0][2].find("橋") if len(placed) == 1 else 0
    middle = (box.left + box.right) / 2 * 612, 792 - (box.top + box.bottom) / 2 * 792
    assert middle == pytest.approx((x + 7, y + 5), abs=3)


def test_commas_of_columns_stay_in_them(reader: FileReader, tmp_path: Path) -> None:
    lines = ["港の倉庫は、昨年の秋に建て直された。", "新しい屋根は、雪の重みに耐える。"]
    placed = [(500 - 24 * number, 740, line) for number, line in enumerate(lines)]
    page = page_of(reader, tmp_path, drawn(placed, "UniJIS-UCS2-V"))
    assert page.text.split("\n") == lines


def test_parts_of_a_page_of_columns_are_read_one_below_the_other(
    reader: FileReader, tmp_path: Path
) -> None:
    upper = ["わたくしといふ現象は", "假定された有機", "交流電燈の照明です"]
    lower = ["けれどもこれら", "新世代沖積世の", "巨大に明るい時間の"]
    placed = [(500 - 25 * n, 740, line) for n, line in enumerate(upper)]
    placed += [(500 - 25 * n, 420, line) for n, line in enumerate(lower)]
    page = page_of(reader, tmp_path, drawn(sorted(placed, reverse=True), "UniJIS-UCS2-V"))
    assert page.text.split("\n") == upper + lower


def test_a_picture_shows_where_the_text_is(page_images: PageImages, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(drawn([(72, 700, BRIDGE)]))
    (tmp_path / "page.png").write_bytes(page_images.render_page(path, 1, 612))
    darkest, _ = Image.open(tmp_path / "page.png").convert("L").getextrema()
    assert darkest < 100


def test_the_font_of_boxes_has_one_for_every_letter(tmp_path: Path) -> None:
    (tmp_path / "boxes.ttf").write_bytes(font_of_boxes())
    font = ImageFont.truetype(str(tmp_path / "boxes.ttf"), 100)
    letter, other, comma = (font.getmask(text).getbbox() for text in ("橋", "가", "、"))
    assert letter == other == (5, 0, 95, 100)
    assert (comma[2] - comma[0], comma[3] - comma[1]) == (35, 35)
