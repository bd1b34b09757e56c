"""Fonts that say wrongly which letters their codes are: put right, or said to be unreadable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from ingest.formats.pdf.engine import open_pdf
from ingest.formats.pdf.pdfium import raw_pages
from tests.ingest.make_pdf import pdf_of_codes
from tests.ingest.reading import read_file

ENGLISH = ["The wardens of the river counted more otters in spring than ever,",
           "while the number of herons along the upper weirs fell once again.",
           "Members of the council voted on 14 May to repair the old bridge."]  # fmt: skip
GERMAN = ["Die Wärter des Flusses zählten im Frühjahr mehr Otter als je zuvor,",
          "während die Zahl der Reiher an den oberen Wehren wieder sank.",
          "Der Gemeinderat beschloss am 14. Mai, die alte Brücke zu erneuern."]  # fmt: skip
RUSSIAN = ["Смотрители реки насчитали весной больше выдр, чем когда-либо,",
           "тогда как число цапель у верхних плотин снова уменьшилось.",
           "Члены совета решили 14 мая отремонтировать старый мост."]  # fmt: skip
GREEK = ["Οι φύλακες του ποταμού μέτρησαν την άνοιξη περισσότερες βίδρες,",
         "ενώ ο αριθμός των ερωδιών στα πάνω φράγματα μειώθηκε ξανά.",
         "Τα μέλη του συμβουλίου ψήφισαν να επισκευαστεί η παλιά γέφυρα."]  # fmt: skip
CHINESE = ["河流管理员在春天数到的水獭比以往任何时候都多",
           "而上游堰坝附近的苍鹭数量再次下降了许多",
           "议会成员在五月十四日投票决定修复旧桥，并在秋天到来之前完工"]  # fmt: skip
LANGUAGES = {"english": ENGLISH, "german": GERMAN, "russian": RUSSIAN, "greek": GREEK,
             "chinese": CHINESE}  # fmt: skip


def texts_of(reader: FileReader, folder: Path, content: bytes) -> list[str]:
    path = folder / "page.pdf"
    path.write_bytes(content)
    return read_file(reader, path).pages[0].text.split("\n")


def raw_page(folder: Path, content: bytes) -> tuple[str, str]:
    """The text of a page and what it is, before OCR."""
    path = folder / "page.pdf"
    path.write_bytes(content)
    with open_pdf(path) as document:
        (page,) = raw_pages(document)
    return page.text, page.nature


def less(by: int, *, keeps: str = "") -> Callable[[str], str]:
    return lambda letter: letter if letter in keeps else chr(ord(letter) - by)


def misread(right: str, wrong: str) -> Callable[[str], str]:
    return lambda letter: letter.encode(right).decode(wrong)


def swapped(letter: str) -> str:
    return letter.encode("utf-16-be").decode("utf-16-le")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", [-31, -29, -7, -3, -1, 1, 3, 7])
def test_codes_up_or_down_by_a_constant_are_put_right(
    reader: FileReader, tmp_path: Path, language: str, by: int
) -> None:
    lines = LANGUAGES[language]
    assert texts_of(reader, tmp_path, pdf_of_codes(lines, less(by))) == lines
    if language != "chinese":
        assert texts_of(reader, tmp_path, pdf_of_codes(lines, less(by, keeps=" "))) == lines


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        pytest.param(ENGLISH, swapped, id="bytes-swapped"),
        pytest.param(RUSSIAN, swapped, id="bytes-swapped-russian"),
        pytest.param(ENGLISH, lambda letter: chr(0xF000 + ord(letter)), id="codes-of-symbols"),
        pytest.param(RUSSIAN, misread("cp1251", "cp1252"), id="windows-russian"),
        pytest.param(RUSSIAN, misread("koi8_r", "latin-1"), id="koi8"),
        pytest.param(RUSSIAN, misread("mac_cyrillic", "cp1252"), id="macintosh-russian"),
        pytest.param(GREEK, misread("cp1253", "cp1252"), id="windows-greek"),
    ],
)
def test_codes_that_went_wrong_in_known_ways_are_put_right(
    reader: FileReader, tmp_path: Path, lines: list[str], meant: Callable[[str], str]
) -> None:
    assert texts_of(reader, tmp_path, pdf_of_codes(lines, meant)) == lines


def in_order_of_use(first: int, lines: Sequence[str]) -> Callable[[str], str]:
    letters = list(dict.fromkeys("".join(lines)))
    return lambda letter: chr(first + letters.index(letter))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "meant",
    [
        pytest.param(lambda lines: in_order_of_use(1, lines), id="numbered-from-1"),
        pytest.param(lambda lines: in_order_of_use(0x21, lines), id="numbered-from-33"),
        pytest.param(lambda lines: in_order_of_use(0xE000, lines), id="private"),
        pytest.param(lambda lines: lambda letter: "\ufffd", id="no-characters"),
    ],
)
def test_codes_that_nobody_can_put_right_are_not_read(
    tmp_path: Path,
    language: str,
    meant: Callable[[Sequence[str]], Callable[[str], str]],
) -> None:
    lines = LANGUAGES[language]
    assert raw_page(tmp_path, pdf_of_codes(lines, meant(lines))) == ("", "codes")


def test_letters_that_stand_for_others_are_not_read(tmp_path: Path) -> None:
    small = "abcdefghijklmnopqrstuvwxyz"
    others = dict(zip(small, "jfwihyotzsnxpqagvldrcbumek", strict=True))
    lines = [line.lower() for line in ENGLISH * 2]
    content = pdf_of_codes(lines, lambda letter: others.get(letter, letter))
    assert raw_page(tmp_path, content) == ("", "codes")


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["THE WARDENS OF THE RIVER COUNTED MORE OTTERS THAN EVER,",
                      "AND THE COUNCIL VOTED TO REPAIR THE OLD BRIDGE."], id="capitals"),
        pytest.param(["14 1,204 88.5% 2,117 (401) 6.25 $12,400 2023 2024 19", "9 8 7 65 432 1.0",
                      "31 12 2023 480 511 7,304 92.1 0.04 1,000,000 17 55 63"], id="figures"),
        pytest.param(["for (int i = 0; i < n; i++) { sum += a[i] * b[i]; }",
                      "if (sum != 0 && n > 1) { return sum / (n - 1); }",
                      "#define MAX(a, b) (((a) > (b)) ? (a) : (b))"], id="a-program"),
        pytest.param(["MKTAYIAKQR QISFVKSHFS RQLEERLGLI EVQAPILSRV GDGTQDNLSG",
                      "AEKAVQVKVK ALPDAQFEVV HSLAKWKRQT LGQHDFSAGE GLYTHMKALR"] * 3,
                     id="a-protein"),
        pytest.param(["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                      "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"] * 3,
                     id="checksums"),
        pytest.param(["x = y + z", "f(x) = {x | x > 0}", "a < b <= c"] * 4, id="formulas"),
        pytest.param(["Nikdy jsme tolik vyder nenapočítali, řekl strážce.",
                      "Žluťoučký kůň úpěl ďábelské ódy."], id="czech"),
        pytest.param(["Gözcüler ilkbaharda her zamankinden çok su samuru saydı,",
                      "ışık söndüğünde köprü ıssızdı."], id="turkish"),
        pytest.param(["Những người canh sông đã đếm được nhiều rái cá hơn bao giờ hết"],
                     id="vietnamese"),
        pytest.param(["Árverðir töldu fleiri otra í vor en nokkru sinni fyrr"], id="icelandic"),
    ],
)  # fmt: skip
def test_right_codes_stay_as_they_are(reader: FileReader, tmp_path: Path, lines: list[str]) -> None:
    content = pdf_of_codes(lines, lambda letter: letter)
    assert " ".join(texts_of(reader, tmp_path, content)).replace("\t", " ") == " ".join(lines)


KOREAN = ["강을 지키는 사람들은 봄에 수달을 더 많이 보았다", "시의회는 오래된 다리를 고치기로 했다"]
OUT_OF_USE = dict(
    zip(
        "강키람봄수달많보았시의회래된다리고치로했",
        "갹걟곍괃굙궯귘긇깫꺍꼇꽋꾧뀯끃낕냨넱녷뇗",
        strict=True,
    )
)


def test_only_the_lines_with_characters_out_of_use_are_left_out(tmp_path: Path) -> None:
    wrong = "".join(OUT_OF_USE.get(letter, letter) for letter in KOREAN[0])
    content = pdf_of_codes([*KOREAN * 3, wrong, wrong], lambda letter: letter)
    assert raw_page(tmp_path, content) == ("\n".join(KOREAN * 3), "text")
