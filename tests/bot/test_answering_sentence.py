from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering_sentence import answering_sentence, sentences


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        ("net sales?", "Costs fell. Net sales rose 8%. Sales people left.", "Net sales rose 8%."),
        ("防守丢了多少分", "他们很强。黑豹队的防守丢了308分。", "黑豹队的防守丢了308分。"),
        ("anything else", "Costs fell. Sales rose.", ""),
        ("sales", "", ""),
    ],
)
def test_the_sentence_that_shares_the_telling_words(
    question: str, text: str, sentence: str
) -> None:
    start, end = answering_sentence(question, text)
    assert text[start:end] == sentence


def test_a_word_that_few_sentences_hold_counts_more() -> None:
    text = "Acme is a firm. Acme was founded in 1920. Acme grows."
    start, end = answering_sentence("when was Acme founded", text)
    assert text[start:end] == "Acme was founded in 1920."


@given(st.text())
def test_sentences_are_slices_in_order_and_lose_no_word(text: str) -> None:
    places = sentences(text)
    assert all(text[start:end].strip() for start, end in places)
    assert list(places) == sorted(places)
    kept = "".join(text[start:end] for start, end in places)
    words = [character for character in text if character.isalnum()]
    assert [character for character in kept if character.isalnum()] == words
