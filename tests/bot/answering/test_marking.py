from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.marking import answering_sentence
from storage.text.query import Query
from storage.text.sentences import sentences


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        ("net sales?", "Costs fell. Net sales rose 8%. Sales people left.", "Net sales rose 8%."),
        ("防守丢了多少分", "他们很强。黑豹队的防守丢了308分。", "黑豹队的防守丢了308分。"),
        ("anything else", "Costs fell. Sales rose.", ""),
        ("sales", "", ""),
    ],
)
def test_the_sentence_that_shares_the_content_words(
    question: str, text: str, sentence: str
) -> None:
    start, end = answering_sentence(Query.of(question), text)
    assert text[start:end] == sentence


def test_a_word_that_few_sentences_hold_counts_more() -> None:
    text = "Acme is a firm. Acme was founded in 1920. Acme grows."
    start, end = answering_sentence(Query.of("when was Acme founded"), text)
    assert text[start:end] == "Acme was founded in 1920."


def test_headings_and_rows_of_tables_above_are_no_part_of_a_sentence() -> None:
    text = (
        "Services 20,907 19,821 5 %\nTotal net sales $ 94,836 $ 97,278 (3)%\niPhone\n"
        "iPhone net sales were relatively flat during the second quarter of 2023 compared to the\n"
        "second quarter of 2022, as the table of all of the Company's products and services shows\n"
        "above."
    )
    start, end = answering_sentence(
        Query.of("How did iPhone change in the second quarter of 2023?"), text
    )
    assert text[start:end] == text[text.index("iPhone net") :]


def test_a_sentence_goes_on_over_the_ends_of_full_lines() -> None:
    text = "The Company's total net sales\nrose by 8 percent in the\nthird quarter. Costs fell."
    start, end = answering_sentence(Query.of("how much did net sales rise"), text)
    assert text[start:end] == text[: text.index(" Costs")]


def marked(question: str, text: str) -> str:
    start, end = answering_sentence(Query.of(question), text)
    return text[start:end]


def test_a_heading_gives_way_to_the_sentence_under_it() -> None:
    text = (
        "Note 6 – Shareholders' Equity\nShare Repurchase Program\n"
        "During the nine months the Company repurchased 408 million shares of its common stock\n"
        "for $63.8 billion. The program does not oblige it to acquire a minimum amount of shares."
    )
    assert "repurchased 408 million shares" in marked("How many shares did Apple repurchase?", text)


def test_a_date_and_an_abbreviation_end_no_sentence() -> None:
    text = "All cases are due, as Dr. Smith said, by September 21,\n2020. Late ones are refused."
    assert marked("by when are cases due", text) == text[: text.index(" Late")]
    text = "The cells are shown in Fig. 3 of the report. Others are not."
    assert marked("where are the cells shown", text) == text[: text.index(" Others")]


@given(st.text())
def test_sentences_are_slices_in_order_and_lose_no_word(text: str) -> None:
    places = sentences(text)
    assert all(text[start:end].strip() for start, end in places)
    assert list(places) == sorted(places)
    kept = "".join(text[start:end] for start, end in places)
    words = [character for character in text if character.isalnum()]
    assert [character for character in kept if character.isalnum()] == words
