from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.formats.pdf.cleaning import clean_pages
from ingest.formats.pdf.tex_letters import TEX_LETTERS
from ingest.formats.records import RawPage, has_text
from storage.records import Page


def cleaned(text: str, *others: str) -> Page:
    pages = [text, *others]
    return clean_pages([RawPage(number, page) for number, page in enumerate(pages, 1)])[0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("one\r\ntwo", "one\ntwo", id="line-ends"),
        pytest.param("adip-\niscing elit", "adipiscing elit", id="hyphen-joined"),
        pytest.param("under-\r\nstanding", "understanding", id="hyphen-and-both-line-ends"),
        pytest.param("well-\nknown", "well-known", id="compound-keeps-its-hyphen"),
        pytest.param("client-\nServer", "client-Server", id="capital-keeps-the-hyphen"),
        pytest.param("pages 12-\n15", "pages 12-15", id="numbers-keep-the-hyphen"),
        pytest.param("exam-\nple", "example", id="plain-hyphen-at-line-end"),
        pytest.param("a table - \nof things", "a table -\nof things", id="dash-is-no-hyphen"),
        pytest.param("co\xadope\xad\nrate", "cooperate", id="soft-hyphens"),
        pytest.param("e\ufb03cient \ufb01le", "efficient file", id="ligatures"),
        pytest.param("\u2f00\u2f08", "\u4e00\u4eba", id="kangxi-radicals"),
        pytest.param("cafe\u0301", "caf\xe9", id="combining-accent"),
        pytest.param("a\xa0b\u2003c   d", "a b c d", id="odd-spaces"),
        pytest.param("one \n two\n\n\n\nthree", "one\ntwo\n\nthree", id="space-around-lines"),
        pytest.param("a\x00b\x07c\ufffed\ufeff", "abcd", id="controls"),
        pytest.param("\ud83d\ude00 ok \ud83d", "\U0001f600 ok", id="surrogates"),
        pytest.param("\uf0b7 item", "• item", id="symbol-font-bullet"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="persian-joiner-stays"),
        pytest.param("Burglary. . . . . . .\t240.9", "Burglary\t240.9", id="leader-to-a-cell"),
        pytest.param("Fraud .  .  .  .  . \nArson", "Fraud\nArson", id="leader-to-the-end"),
        pytest.param("1.2 Scope ........ 3", "1.2 Scope 3", id="leader-to-a-page"),
        pytest.param("目录………………12", "目录 12", id="leader-of-ellipses"),
        pytest.param("He said .... so. . . . Then", "He said .... so. . . . Then", id="ellipses"),
        pytest.param(" \r\n ", "", id="nothing"),
    ],
)
def test_repairs(raw: str, expected: str) -> None:
    assert cleaned(raw).text == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("It is v e r y important.", "It is very important.", id="stressed"),
        pytest.param("It is a v e r y old mill.", "It is a very old mill.", id="after-a-word"),
        pytest.param("Die Mühle ist s e h r alt. Sie ist sehr groß.",
                     "Die Mühle ist sehr alt. Sie ist sehr groß.", id="known-from-elsewhere"),
        pytest.param("The points a b c d lie on a line.", "The points a b c d lie on a line.",
                     id="letters"),
        pytest.param("It is by J R R Tolkien.", "It is by J R R Tolkien.", id="initials"),
    ],
)  # fmt: skip
def test_words_set_wide_for_stress_are_joined(raw: str, expected: str) -> None:
    assert cleaned(raw).text == expected


def test_a_compound_known_from_elsewhere_keeps_its_hyphen() -> None:
    assert cleaned("a Haus-\ntür", "eine Haus-Tür").text == "a Haus-tür"


def test_a_word_known_from_elsewhere_is_joined() -> None:
    assert cleaned("the up-\ndate", "an update").text == "the update"


@pytest.mark.parametrize(
    ("text", "expected"), [("- . -", False), ("", False), ("7", True), ("ش", True)]
)
def test_only_letters_and_digits_are_text(text: str, expected: bool) -> None:
    assert has_text(Page(1, text, ())) is expected


RAW = st.text(
    st.one_of(
        st.sampled_from(
            "\x02\r\n\n-- \xa0\xad\ufb01\ufb03\ufffe\x00\u0301é\ud83d\ude00\uf0b7aAbZ19.\t"
        ),
        st.characters(),
    ),
    max_size=120,
)


def plain(character: str) -> str:
    """A raw character as it may appear in cleaned text: in letters and spaces alike."""
    if character.isspace():
        return " "
    if character in "\uf0a7\uf0b7\uf0d8\uf076\uf02d":
        return "•"
    return unicodedata.normalize("NFKC", character)


@given(RAW)
def test_every_character_is_traced_to_its_own(raw: str) -> None:
    page = cleaned(raw)
    traced = 0
    for run in page.source_runs:
        assert run.text_start == traced, "runs cover the text without gaps, in order"
        traced += run.length
        for offset in range(run.length):
            made = page.text[run.text_start + offset]
            source = raw[run.source_start + offset]
            whole = raw[run.source_start + offset : run.source_start + offset + 8]
            made_plain = unicodedata.normalize("NFD", plain(made))[0]
            assert (
                made_plain in unicodedata.normalize("NFD", plain(source))
                or whole[:2].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")[:1]
                == made
            )
    assert traced == len(page.text)


@given(RAW)
def test_no_letter_or_digit_is_lost(raw: str) -> None:
    assume(TEX_LETTERS.search(raw) is None)  # of which letters are made
    joined = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    page = cleaned(raw)

    def letters(text: str) -> list[str]:
        folded = unicodedata.normalize("NFKC", text)
        return [character for character in folded if character.isalnum()]

    assert letters(page.text) == letters(joined)


@given(RAW)
def test_cleaned_text_can_be_stored_and_shown(raw: str) -> None:
    text = cleaned(raw).text
    text.encode("utf-8")
    assert not any(
        unicodedata.category(character) in ("Cc", "Cs") for character in re.sub("[\n\t]", "", text)
    )
    assert text == text.strip()


@given(st.lists(RAW, max_size=6))
def test_pages_keep_their_number_and_order(texts: list[str]) -> None:
    pages = clean_pages([RawPage(number, text) for number, text in enumerate(texts, 1)])
    assert [page.number for page in pages] == list(range(1, len(texts) + 1))
