"""Rows with their labels, groups, heads and units."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.tables import may_be_heads, rows_in, rows_of, statements_in
from tests.bot.passages import candidate

HEADS = "(In millions)\nThree Months Ended\nJune 25,\tJune 26,\n2022\t2021"
STATEMENT = f"""The following were the results (dollars in thousands):
{HEADS}
Net sales:
Products\t$ 63,355 $\t63,948
Services\t19,604\t17,486
Total net sales\t82,959\t81,434
Gross margin\t35,885\t35,255
They were higher than in the same quarter of the year before, for reasons that were told above.
Nothing more."""


def test_rows_have_the_label_over_them_until_their_total() -> None:
    rows = rows_of(STATEMENT)
    assert [(row.group, row.label) for row in rows] == [
        ("Net sales", "Products"),
        ("Net sales", "Services"),
        ("Net sales", "Total net sales"),
        ("", "Gross margin"),
    ]
    assert [row.unit for row in rows] == ["million"] * 4
    assert rows[0].values == ("$ 63,355", "63,948")
    assert rows[0].columns[1].words == "three months ended June 26, 2021"


def test_rows_of_a_passage_know_the_heads_in_its_context() -> None:
    text = "Operating income\t23,076\t24,126"
    passage = replace(candidate(1, text).passage, context=HEADS)
    (row,) = rows_in(passage)
    assert text[row.start : row.end] == text
    assert (row.columns[0].words, row.unit) == ("three months ended June 25, 2022", "million")


def test_a_table_below_another_has_heads_and_unit_of_its_own() -> None:
    other = "(In thousands)\n\t2023\t2020\nSeats\t5\t6"
    *_, row = rows_of(f"{STATEMENT}\n{other}")
    assert (row.label, row.unit, row.columns[0].year) == ("Seats", "thousand", "2023")


def test_prose_is_no_row() -> None:
    assert rows_of("The seats of the hall were renewed, as is said above.\nNothing more.") == ()
    long = (
        "We sold so much more than in the same quarter of the year before, in all countries, as "
        * 2
    )
    assert rows_of(f"{long}\t12") == ()


def test_a_table_drawn_with_blanks_has_its_heads_and_rows() -> None:
    drawn = """=================  ====  ====  ====
                   Min   Max   Mean
=================  ====  ====  ====
Alcohol:           11.0  14.8  13.0
Ash of the wine: 1.36  3.23  2.36
Colour   pale   dark   red
=================  ====  ====  ===="""
    rows = rows_of(drawn)
    assert [(row.label, row.values) for row in rows] == [
        ("Alcohol", ("11.0", "14.8", "13.0")),
        ("Ash of the wine", ("1.36", "3.23", "2.36")),
        ("Colour", ("pale", "dark", "red")),
    ]
    assert [column.words for column in rows[0].columns] == ["Min", "Max", "Mean"]
    assert drawn[rows[0].start : rows[0].end] == "Alcohol:           11.0  14.8  13.0"


def test_two_blanks_after_a_sentence_are_no_table() -> None:
    assert rows_of("He was asked.  He said nothing.\nShe left.  It was late.") == ()


def test_heads_are_told_from_the_rows_of_their_table() -> None:
    assert may_be_heads("Company\tCity")
    assert may_be_heads("2022   2021")
    assert not may_be_heads("The company is in a city.")


def test_a_row_with_full_stops_in_it_is_one_statement() -> None:
    row = "25 June\tChq. No. 086352 Being commission returned. Paid.\t132,696"
    text = f"Date\tWhat\tAmount\n{row}\nThis is told. That, too."
    assert [text[slice(*place)] for place in statements_in(text)][1:] == [
        row,
        "This is told.",
        "That, too.",
    ]
    long = f"Question\t{'An answer is given. ' * 20}"
    assert len(list(statements_in(long))) == 20


def test_items_of_a_list_are_no_rows_of_a_table() -> None:
    text = "•\tOffice products grew to 76.7\nmillion. They went up.\n•\tLinkedIn grew."
    assert [text[slice(*place)] for place in statements_in(text)] == [
        "•\tOffice products grew to 76.7\nmillion.", "They went up.", "•\tLinkedIn grew."
    ]  # fmt: skip
    assert not may_be_heads("•\tLinkedIn grew")


def test_what_stands_above_heads_is_no_group_of_the_rows_below_them() -> None:
    (row,) = rows_of("Harbour\tBoats\nThe boats are as follows:\n2022\t2021\nTotal\t4")
    assert row.group == ""


def test_heads_may_have_digits_but_no_values() -> None:
    (row,) = rows_of("\tAssets1\t12 months or more\nBonds\t45\t56")
    assert [column.words for column in row.columns] == ["Assets1", "12 months or more"]


def test_numbers_in_brackets_below_a_row_are_no_heads() -> None:
    """Such as the interval that a statistical table gives below each estimate."""
    text = "Share\tConstant\tSlope\n0.05\t462.2\t0.34\n(450.5,480.5)\t(0.3, 0.4)\n0.75\t695.1\t0.64"
    rows = {row.label: row for row in rows_of(text)}
    assert [column.words for column in rows["0.75"].columns] == ["Constant", "Slope"]


def test_the_gap_after_a_sentence_in_justified_text_is_no_border_of_cells() -> None:
    text = (
        "sic  attributes.   A  human character's attributes can range from\n"
        "limits).   The  higher  your strength, the stronger you are.\n"
    )
    assert not rows_of(text)
    assert [row.values for row in rows_of("Acme Inc.    Bonn\nRust Ltd.    Rome")] == [("Rome",)]


def test_a_row_with_dots_for_a_value_is_no_row_of_heads() -> None:
    table = "Nova\tOrbit\tSpin\nV2491 Cyg\t· · ·\t38 min\nHV Cet\t1.77 d\t· · ·\nU Sco\t…\t..."
    rows = rows_of(table)
    assert [row.label for row in rows] == ["V2491 Cyg", "HV Cet", "U Sco"]
    assert [column.words for column in rows[0].columns] == ["Orbit", "Spin"]
