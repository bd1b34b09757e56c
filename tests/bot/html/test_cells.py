from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.html.cells import has_cells, with_cells, with_mark


def table(text: str, *, pipes: bool = False) -> Markup:
    return with_cells(text, lambda a, b: Markup.escape(text[a:b]), pipes=pipes)


def test_rows_are_a_table_with_numbers_to_the_right() -> None:
    shown = table("Costs of the yard\nItem\t2023\nLamp\t1,200.50\nthen prose")
    assert shown == (
        'Costs of the yard\n<table class="cells"><tr><td>Item</td><td class="number">2023</td></tr>'
        '<tr><td>Lamp</td><td class="number">1,200.50</td></tr></table>then prose'
    )


def test_rows_of_markdown_are_rows_without_their_strokes_and_rule() -> None:
    shown = table("| Part | Price |\n|------|------:|\n| P-1 | 12 |", pipes=True)
    assert shown.count("<tr") == 2
    assert re.findall(r"<td[^>]*>([^<]*)", shown) == [" Part ", " Price ", " P-1 ", " 12 "]
    assert not has_cells("| Part | Price |", pipes=False)


@pytest.mark.parametrize("text", ["", "no rows\nat all", "a | b"])
def test_what_has_no_rows_stays_text(text: str) -> None:
    assert not has_cells(text, pipes=True)
    assert table(text, pipes=True) == text


@given(st.text(alphabet="ab1\t\n|<-", max_size=60), st.booleans())
def test_no_letter_is_lost_or_becomes_markup(text: str, pipes: bool) -> None:
    shown = table(text, pipes=pipes).striptags()
    assert re.findall("[ab1<]", shown) == re.findall("[ab1<]", text)


ROWS = "Costs of the yard\nItem\t2023\nLamp\t1\nRope\t2\nSail\t3\nMast\t4"


@pytest.mark.parametrize(
    ("marked", "folded_away", "on_phones"),
    [
        ("Item\t2023", [], []),
        ("Lamp\t1", [], ["Costs of the yard"]),
        ("Rope\t2", ["Costs of the yard"], ["Item", "2023"]),
        ("Mast\t4", ["Costs of the yard", "Item", "2023", "Lamp", "1"], ["Rope", "2"]),
        ("", [], []),
    ],
)
def test_what_stands_far_above_the_marked_row_can_be_folded_away(
    marked: str, folded_away: list[str], on_phones: list[str]
) -> None:
    start = ROWS.index(marked)
    shown = with_mark(ROWS, start, start + len(marked), pipes=False)
    before = re.findall(r'<span class="before">([^<]*)</span>', shown)
    assert [text.strip() for text in before] == folded_away
    above = re.findall(r'<span class="above">([^<]*)</span>', shown)
    assert [text.strip() for text in above if text.strip()] == on_phones
    assert re.findall("<mark>([^<]*)</mark>", shown) == marked.split("\t") * bool(marked)
    assert shown.striptags() == table(ROWS).striptags()


def test_a_short_code_is_not_broken_over_lines() -> None:
    assert table("Boat\t27-11812381-1\tAlke 2 of Tangen").count('<td class="code">') == 1


def test_the_heads_of_columns_are_told_from_rows() -> None:
    assert table("Part\tPrice\nP-1\t12").count('<tr class="heads">') == 1
    assert "heads" not in table("P-1\t12\nP-2\t14")
    assert "heads" not in table("Ship\tAlke\nHarbour\tTangen")
