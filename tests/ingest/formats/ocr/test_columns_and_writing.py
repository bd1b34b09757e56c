from __future__ import annotations

import pytest

from ingest.formats.ocr.columns import columns_apart
from ingest.formats.ocr.languages import Data, data_for, installed, likely_language, name_of
from ingest.formats.ocr.notes import notes_on
from ingest.formats.ocr.records import PictureText, Word
from ingest.formats.ocr.writing import Turned, written

UPRIGHT = Turned(0, (1000, 1000), (1000, 1000))


def line(number: int, text: str, left: float = 0, block: int = 1) -> list[Word]:
    """Words of 10 pixels a letter, apart by 5."""
    words = []
    for word in text.split():
        right = left + 10 * len(word)
        words.append(Word(word, left, 30 * number, right, 30 * number + 20, 95, number, block))
        left = right + 5
    return words


def texts(words: list[Word]) -> str:
    return written(columns_apart(words), UPRIGHT)[0]


def test_columns_that_share_lines_are_read_one_after_the_other() -> None:
    left = ["bees live on roofs", "near lime trees and", "bring honey in June"]
    right = ["goats live in barns", "near the mill and", "give milk in May"]
    words = [
        word
        for number, (one, other) in enumerate(zip(left, right, strict=True), start=1)
        for word in (*line(number, one), *line(number, other, left=400))
    ]
    assert texts(words) == "\n".join(left) + "\n\n" + "\n".join(right)


def test_rows_of_a_table_stay_together() -> None:
    rows = [("Lamps", "1200"), ("Guards", "8800"), ("Doors", "300"), ("Total", "10300")]
    words = [
        word
        for number, (one, other) in enumerate(rows, start=1)
        for word in (*line(number, one), *line(number, other, left=400))
    ]
    assert texts(words) == "\n".join(" ".join(row) for row in rows)


def test_every_word_has_its_box() -> None:
    words = [*line(1, "the exam-"), *line(2, "ple ends"), *line(4, "Next", block=2)]
    text, boxes = written(words, UPRIGHT)
    assert text == "the example ends\n\nNext"
    assert [text[box.start : box.start + box.length] for box in boxes] == [
        "the", "exam", "ple", "ends", "Next",
    ]  # fmt: skip
    assert (boxes[0].left, boxes[0].top, boxes[0].right, boxes[0].bottom) == (0, 0.03, 0.03, 0.05)


def test_no_blank_stands_between_han_characters() -> None:
    assert written([*line(1, "借 书 证 card 可以")], UPRIGHT)[0] == "借书证 card 可以"


@pytest.mark.parametrize(
    ("degrees", "box"),
    [
        pytest.param(0, (0.1, 0.1, 0.2, 0.15), id="upright"),
        pytest.param(180, (0.8, 0.85, 0.9, 0.9), id="upside-down"),
    ],
)
def test_boxes_lead_back_to_the_page_as_it_lies(
    degrees: int, box: tuple[float, float, float, float]
) -> None:
    word = Word("a", 100, 50, 200, 75, 95, 1, 1)
    turned = Turned(degrees, (1000, 500), (1000, 500))
    assert turned.on_page(word) == pytest.approx(box)


def test_a_page_turned_by_a_quarter_leads_back_too() -> None:
    """The page is 500 wide and 1000 high; turned against the clock, what was right is above."""
    word = Word("a", 0, 0, 100, 50, 95, 1, 1)
    left, top, right, bottom = Turned(90, (500, 1000), (1000, 500)).on_page(word)
    assert (left, top, right, bottom) == pytest.approx((0.9, 0.0, 1.0, 0.1))


def test_languages_are_told_by_their_small_words() -> None:
    codes = ("eng", "deu", "fra")
    assert likely_language("the cat sat on the mat and it was there", codes) == "eng"
    assert likely_language("Der Schlüssel ist an der Tür und nicht im Haus", codes) == "deu"
    assert likely_language("4711 0815", codes) == ""
    assert name_of(("eng", "deu"), "der Hund und die Katze sind in dem Haus") == "German"
    assert name_of(("chi_sim",), "") == "Chinese"


def test_a_script_without_data_has_nothing_to_be_tried() -> None:
    assert all(isinstance(one, Data) for one in data_for("Latin"))
    if "khm" not in installed():
        assert data_for("Thai") == () or "tha" in installed()


def test_notes_say_what_was_read_how_sure_and_what_is_missing() -> None:
    read = {
        1: PictureText("a", words=90, uncertain=3, language="German"),
        2: PictureText("b", words=10, uncertain=1, language="German"),
        3: PictureText(""),
        5: PictureText("", lacking="chi_sim"),
    }
    assert notes_on(read) == (
        "pages 1 to 2 were read by OCR (German); 4 of 100 words are uncertain",
        "OCR found no text on pages 3, 5",
        "to read page 5, install Tesseract's data for chi_sim (on Debian: tesseract-ocr-chi-sim)",
    )
