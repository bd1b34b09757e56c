from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.words import index_terms

A_TERM = re.compile(r"[a-z0-9_.\-\u0080-\U0010ffff]+")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Upgrade to 1.0.21", "upgrad to 1.0.21 1 0 21"),
        ("RFC-2616", "rfc-2616 rfc2616 rfc 2616"),
        ("RFC\u20112616", "rfc-2616 rfc2616 rfc 2616"),
        ("the p53 protein", "the p53 protein"),
        ("E-mail", "e-mail email e mail"),
        ("C++17 or C# and .NET", "c-plus-plus 17 or c-sharp and dotnet"),
        ("3,520,031 people", "3520031 peopl"),
        ("3\u202f520\u00a0031 people", "3520031 peopl"),
        ("the ３，５２０ people", "the 3520 peopl"),
        ("ＦＵＬＬ width ﬁne", "full width fine"),
        ("黑豹队", "黑豹 豹队"),
        ("猫 cat", "猫 cat"),
        ("Die Häuser der Größe und die Stadt", "die haus der gross und die stadt"),
        ("les défenses de la ville et du roi", "le defens de la vill et du roi"),
        ("защита очков", "защит очк"),
        ("the children bought shelves", "the child buy shelf"),
        ("three cats", "three 3 cat"),
        ("twenty-five", "25 twenty-five twentyf twenti five"),
        ("one of them", "one of them"),
        ("5 kg", "5kg 5unit kg"),
        ("US and us", "usa us and us"),
        ("Louis XIV", "loui xiv 14 14th"),
        ("to log in", "to log login in"),
        ("サーバーとコーヒー", "サー ーバ バと とコ コー ーヒ"),
        ("ABC 123", "abc 123"),
        ("12.345.678 million", "12345678000000 12.345.678 12345678 12.345.678 million"),
        ("0000 hours", "clock00-00 0h 0unit 0000 hour"),
        ("50 bps", "50bps 0.5pct 50unit bps"),
        ("5.50 %", "5.5pct 5.50unit"),
        ("a soft\u00adware\u200b, see²", "a softwar see2"),
        ("5,000\u00b9", "5000 1"),
        ("", ""),
        (" \n?! \x00", ""),
    ],
)
def test_a_text_becomes_these_terms(text: str, terms: str) -> None:
    assert index_terms(text) == terms


def test_slashes_split_an_identifier_into_pieces_that_stay_whole() -> None:
    terms = index_terms("see A/B-12:7").split()
    assert {"a.b-12.7", "b-12", "12", "7"} <= set(terms)


@given(st.text())
def test_every_term_can_stand_in_the_index(text: str) -> None:
    for term in index_terms(text).split():
        assert A_TERM.fullmatch(term)
    assert "  " not in index_terms(text)


@pytest.mark.parametrize(
    "piece",
    [
        "two hundred ", "two-", "one-two ", "a ", "chapter i ", "log ", "U.", "US ", "サー", "ー",
        "二", "\u00ad", "\u200c", "ك\u200c", "1²", "half past ", "twenty ",
        "half a ", "one-", "5-", "5 to ", "$5-", "9:00-", "jan-", "1990s ", "1234 ", "de89 ",
        "第三", "三分之", "in '22 ", "a and a half ", "usd", "first and ",
    ],
)  # fmt: skip
def test_the_time_grows_with_the_length(piece: str) -> None:
    index_terms(piece)  # patterns are compiled
    started = time.process_time()
    index_terms((piece * 40_000)[:40_000])
    assert time.process_time() - started < 4
