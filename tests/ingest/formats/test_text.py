from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnsupportedFile
from ingest.formats.text import decode_text

CHINESE = "敏捷的棕色狐狸跳过了懒狗。今天天气很好，我们一起去公园散步吧。" * 4
JAPANESE = "いろはにほへとちりぬるを。吾輩は猫である。名前はまだ無い。" * 4
RUSSIAN = "Все люди рождаются свободными и равными в своём достоинстве и правах. " * 4
FRENCH = "Les élèves français étaient très occupés à l'école, où ça sentait le café. " * 4


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("plain\r\ntext\r\n", "ascii", id="crlf-stays"),
        pytest.param(CHINESE, "utf-8", id="utf-8"),
        pytest.param(FRENCH, "utf-8-sig", id="utf-8-mark"),
        pytest.param(FRENCH, "utf-16", id="utf-16"),
        pytest.param("plain words in wide letters", "utf-16-le", id="utf-16-le-no-mark"),
        pytest.param("plain words in wide letters", "utf-16-be", id="utf-16-be-no-mark"),
        pytest.param(RUSSIAN, "utf-32", id="utf-32"),
        pytest.param(CHINESE, "gbk", id="gbk"),
        pytest.param(JAPANESE, "shift_jis", id="shift-jis"),
        pytest.param(RUSSIAN, "cp1251", id="cyrillic"),
        pytest.param(FRENCH, "latin-1", id="latin-1"),
        pytest.param(FRENCH.replace("'", "’"), "cp1252", id="windows"),
        pytest.param("The café opens at nine, the Müllers’ mill at ten.\n" * 5, "mac_roman",
                     id="macintosh"),
        pytest.param("Der Müller öffnet um neun.", "mac_roman", id="macintosh-german"),
        pytest.param("Notes on the year, by Mr. Müller of Zürich.\n" * 3, "cp1252",
                     id="few-accents"),
        pytest.param("Notes on the year, from the bibliothèque.\n" * 3, "cp1252",
                     id="few-french-accents"),
        pytest.param("Łódź ruszyła wśród żółtych liści, każdy wziął dziesięć książek.", "cp1250",
                     id="polish"),
        pytest.param("Report for the year: Библиотека открыта\n", "koi8_r", id="koi8-in-english"),
        pytest.param("Библиотека открыта с девяти часов утра.", "utf-16-le",
                     id="utf-16-le-no-mark-russian"),
        pytest.param("Η βιβλιοθήκη ανοίγει στις εννέα το πρωί.", "utf-16-be",
                     id="utf-16-be-no-mark-greek"),
        pytest.param("تفتح المكتبة في التاسعة صباحا.", "utf-16-le",
                     id="utf-16-le-no-mark-arabic"),
        pytest.param("הספרייה פתוחה בימים ראשון עד חמישי.", "utf-16-be",
                     id="utf-16-be-no-mark-hebrew"),
    ],
)  # fmt: skip
def test_the_characters_come_back(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_short_western_text_is_guessed_well() -> None:
    assert decode_text("Le café est prêt à côté.".encode("latin-1")) == "Le café est prêt à côté."


def test_nuls_and_broken_bytes_keep_their_place() -> None:
    assert decode_text(b"a\0b") == "a\ufffdb"
    assert decode_text(b"good text " * 30_000 + b"\xff" + b" end").endswith("\ufffd end")


@given(st.text())
def test_utf_8_is_read_as_it_is(text: str) -> None:
    content = text.encode("utf-8", "ignore")
    if not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and b"\0" not in content:
        assert decode_text(content) == content.decode()


@given(st.binary(max_size=300))
def test_any_bytes_give_storable_text_or_a_reason(content: bytes) -> None:
    try:
        text = decode_text(content)
    except UnsupportedFile:
        return
    text.encode("utf-8")
    assert "\0" not in text
