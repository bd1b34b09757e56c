"""What nobody sees on a page is not read, and what can't be read is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from ingest.formats.records import ReadDocument
from tests.ingest.make_pdf import PdfPage, make_pdf, page_of, pdf_of_content
from tests.ingest.reading import read_file

SEEN = b"BT /F1 12 Tf 72 700 Td (Barley is seen.) Tj ET "
HIDDEN = b"BT %s /F1 12 Tf 72 600 Td (Rye is hidden.) Tj ET "


def read(reader: FileReader, folder: Path, content: bytes) -> ReadDocument:
    path = folder / "page.pdf"
    path.write_bytes(content)
    return read_file(reader, path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SEEN + HIDDEN % b"3 Tr", id="without-ink"),
        pytest.param(SEEN + HIDDEN % b"1 1 1 rg", id="white-on-white"),
        pytest.param(b"0 0 .6 rg 0 590 300 40 re f 0 g " + SEEN + HIDDEN % b"0 0 .6 rg",
                     id="blue-on-blue"),
        pytest.param(SEEN + b"BT /F1 .1 Tf 72 600 Td (Rye is hidden.) Tj ET", id="too-small"),
        pytest.param(SEEN + b"BT /F1 12 Tf 72 900 Td (Rye is hidden.) Tj ET", id="above-the-page"),
        pytest.param(SEEN + b"BT /F1 12 Tf 700 600 Td (Rye is hidden.) Tj ET", id="beside-it"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_not_read(reader: FileReader, tmp_path: Path, content: bytes) -> None:
    assert read(reader, tmp_path, pdf_of_content(content)).pages[0].text == "Barley is seen."


def test_white_on_a_dark_ground_is_read(reader: FileReader, tmp_path: Path) -> None:
    content = b"0 0 .4 rg 60 590 300 40 re f 0 g " + SEEN + HIDDEN % b"1 1 1 rg"
    text = read(reader, tmp_path, pdf_of_content(content)).pages[0].text
    assert text == "Barley is seen.\nRye is hidden."


def test_each_half_of_a_spread_has_its_own_text(reader: FileReader, tmp_path: Path) -> None:
    content = b"BT /F1 12 Tf 72 700 Td (Left half.) Tj 300 0 Td (Right half.) Tj ET"
    for box, expected in (("[0 0 306 792]", "Left half."), ("[306 0 612 792]", "Right half.")):
        page = pdf_of_content(content, more=f"/CropBox {box}")
        assert read(reader, tmp_path, page).pages[0].text == expected


def shifted(text: str, by: int) -> bytes:
    return bytes(ord(character) - by for character in text).hex().encode()


@pytest.mark.parametrize("by", [28, 29, 31])
def test_codes_less_a_constant_are_put_right(reader: FileReader, tmp_path: Path, by: int) -> None:
    text = "The wardens counted the otters of the river in spring"
    content = b"BT /F2 12 Tf 72 700 Td <%s> Tj ET" % shifted(text, by)
    widths = " ".join(["600"] * 256)
    glyph = 7
    names = " ".join(f"/c{code}" for code in range(256))
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0]"
        f" /FirstChar 0 /LastChar 255 /Widths [{widths}] /Encoding << /Type /Encoding"
        f" /Differences [0 {names}] >> /CharProcs << "
        + " ".join(f"/c{code} {glyph} 0 R" for code in range(256))
        + " >> >>"
    ).encode()
    drawing = b"<< /Length 29 >>\nstream\n600 0 d0 0 0 500 700 re f    \nendstream"
    page = pdf_of_content(content, fonts="/F2 6 0 R", objects=[font, drawing])
    assert read(reader, tmp_path, page).pages[0].text == text


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(b"", "blank", id="blank"),
        pytest.param(b"10 10 400 300 re S", "drawings", id="drawings"),
    ],
)
def test_a_page_without_text_is_named_for_what_it_is(
    reader: FileReader, tmp_path: Path, content: bytes, word: str
) -> None:
    (note,) = read(reader, tmp_path, pdf_of_content(content)).notes
    assert word in note


def test_pages_of_numbers_are_not_without_text(reader: FileReader, tmp_path: Path) -> None:
    pages = [page_of(str(number)) for number in range(1, 9)]
    document = read(reader, tmp_path, make_pdf(pages))
    assert [page.text for page in document.pages] == [str(number) for number in range(1, 9)]


def test_labels_are_what_is_printed(reader: FileReader, tmp_path: Path) -> None:
    content = make_pdf([PdfPage(page_of(f"Page {n}").lines) for n in range(3)]).replace(
        b"/Type /Catalog", b"/Type /Catalog /PageLabels << /Nums [0 << /S /r >> 2 << /S /D >>] >>"
    )
    assert [page.label for page in read(reader, tmp_path, content).pages] == ["i", "ii", "1"]
