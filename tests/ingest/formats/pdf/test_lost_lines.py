"""Lines of codes that mean nothing, on a page whose other lines are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.confined.limits import ReadingLimits
from ingest.confined.process import ReadingProcess
from ingest.confined.reader import FileReader
from tests.ingest.formats.pdf.test_codes import raw_page
from tests.ingest.make_pdf import pdf_of_content, stream_object
from tests.ingest.reading import read_file

READ = ("The wardens of the river counted more otters in spring,",
        "while the number of herons along the weirs fell again,",
        "and members of the council voted to repair the bridge,",
        "which the flood of the year before had left unsafe,",
        "so that carts went round by the mill until autumn.")  # fmt: skip
LOST = "Barley was sold by weight"


def page_with(lost: Sequence[str]) -> bytes:
    """A page with READ, and below it strings of a font that shows letters and says they aren't."""
    codes = sorted(set("".join(lost)))
    says = "\n".join(f"<{ord(code):02x}> <{0xE000 + ord(code):04x}>" for code in codes)
    shown = [f"/F1 12 Tf 72 {720 - 18 * n} Td ({line})" for n, line in enumerate(READ)]
    shown += [f"/F2 12 Tf 72 {500 - 18 * n} Td ({line})" for n, line in enumerate(lost)]
    return pdf_of_content(
        "\n".join(f"BT {each} Tj ET" for each in shown).encode(),
        fonts="/F2 6 0 R",
        objects=[
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
            b" /ToUnicode 7 0 R >>",
            stream_object(
                "begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
                f"{len(codes)} beginbfchar\n{says}\nendbfchar endcmap".encode()
            ),
        ],
    )


@pytest.fixture
def without_ocr() -> Iterator[FileReader]:
    limits = ReadingLimits(ocr=False)
    reader = FileReader(limits, ReadingProcess(limits))
    yield reader
    reader.close()


def test_the_page_is_named_and_the_lines_are_not_searched(
    without_ocr: FileReader, tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page_with([LOST]))
    document = read_file(without_ocr, path)
    assert document.pages[0].text == "\n".join(READ)
    assert document.notes == (
        "page 1: some lines have codes that mean nothing and are not searched",
    )


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(["o", "o", "o", "o", "o", "o", "o", "o", "o"], id="bullets"),
        pytest.param(["z|{}", "zo|{", "|}o{", "o"], id="braces-of-four-parts"),
    ],
)
def test_signs_are_no_lines(without_ocr: FileReader, tmp_path: Path, lost: list[str]) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page_with([*lost, *"uvwxyst"]))
    document = read_file(without_ocr, path)
    assert document.pages[0].text == "\n".join(READ)
    assert document.notes == ()


def test_a_word_of_five_letters_is_a_line(without_ocr: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page_with(["wheat", *"uvwxyst"]))
    assert read_file(without_ocr, path).notes != ()


@pytest.mark.slow
def test_ocr_reads_the_lost_lines_and_only_those(reader: FileReader, tmp_path: Path) -> None:
    pytest.importorskip("tesserocr")
    path = tmp_path / "page.pdf"
    path.write_bytes(page_with([LOST]))
    document = read_file(reader, path)
    (page,) = document.pages
    assert page.text == "\n".join(READ) + f"\n\n{LOST}"
    assert document.notes == (
        "page 1: some lines have codes that mean nothing and were read by OCR",
    )
    box = page.boxes[0]
    assert page.text[box.start : box.start + box.length] == "Barley"
    assert box.left == pytest.approx(72 / 612, abs=0.01)
    assert box.top == pytest.approx((792 - 509) / 792, abs=0.01)
    assert page.source_runs


@pytest.mark.parametrize(("signs", "are_left_out"), [(7, False), (8, True)])
def test_a_font_of_less_than_eight_characters_says_nothing(
    tmp_path: Path, signs: int, are_left_out: bool
) -> None:
    text, _ = raw_page(tmp_path, page_with([*"uvwxystz"[:signs]]))
    assert (text == "\n".join(READ)) == are_left_out


@pytest.mark.parametrize(
    ("lost", "text", "nature"), [(3, "\n".join(READ), "text"), (4, "", "codes")]
)
def test_a_page_of_which_three_tenths_are_lost_makes_no_sense(
    tmp_path: Path, lost: int, text: str, nature: str
) -> None:
    assert raw_page(tmp_path, page_with([LOST] * lost)) == (text, nature)
