"""Letters of one ligature stand in one place, and no blank is read after them."""

from __future__ import annotations

from pathlib import Path

from ingest.formats.pdf.reading import read
from ingest.formats.source import Source
from tests.ingest.make_pdf import PdfPage, make_pdf

SAMPLE = Path(__file__).resolve().parents[4] / "bot/conversation/sample/Moving house.pdf"


def test_words_with_ligatures_stay_whole() -> None:
    source = Source(SAMPLE, 10, 100_000, 100_000, lambda _done, _total: None)
    text = "\n".join(page.text for page in read(source).pages)
    for word in ("household fills about", "Load the heavy and flat things first", "be filled"):
        assert word in text


def drawn(tmp_path: Path, pieces: bytes) -> str:
    path = tmp_path / "a.pdf"
    show = b"BT /F1 10 Tf 72 700 Td [%b] TJ ET" % pieces
    path.write_bytes(make_pdf([PdfPage(drawing=show)]))
    source = Source(path, 10, 100_000, 100_000, lambda _done, _total: None)
    return read(source).pages[0].text


def test_a_blank_that_the_next_letter_is_drawn_over_parts_no_word(tmp_path: Path) -> None:
    # In thousandths of the size: "f" and a blank are 278 wide in Helvetica.
    moved_back = b"(We def) 250 ( ) 28 (inite what follows)"
    assert drawn(tmp_path, moved_back) == "We definite what follows"


def test_a_blank_that_leaves_room_parts_words(tmp_path: Path) -> None:
    assert drawn(tmp_path, b"(What if) 150 ( ) 28 (it follows)") == "What if it follows"
    assert drawn(tmp_path, b"(What if) 40 ( ) 40 (it follows)") == "What if it follows"
