"""What a model writes comes out sentence by sentence, however it arrives."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import Quotation, WrittenSentence
from bot.writing.script import MOST_CHARACTERS, Script

TEXT = """\
It opens at 7. [1 "open from 7 am"]
It closes at 9 [1: "until 9 pm", "in the evening"]. Dogs stay out. [2 "no dogs"] [3 "keep out"]
- **No proof here.**
"""
SENTENCES = [
    WrittenSentence("It opens at 7.", (Quotation(1, "open from 7 am"),)),
    WrittenSentence(
        "It closes at 9.", (Quotation(1, "until 9 pm"), Quotation(1, "in the evening"))
    ),
    WrittenSentence("Dogs stay out.", (Quotation(2, "no dogs"), Quotation(3, "keep out"))),
    WrittenSentence("No proof here.", ()),
]


def written(*pieces: str) -> list[WrittenSentence]:
    script = Script()
    found = [sentence for piece in pieces for sentence in script.add(piece)]
    return [*found, *script.end()]


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_pieces_of_any_length_give_the_same_sentences(cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[start:end] for start, end in pairwise(borders)]
    assert written(*pieces) == SENTENCES


def test_a_sentence_comes_once_its_line_is_complete() -> None:
    script = Script()
    assert list(script.add('It opens at 7. [1 "open')) == []
    assert list(script.add(' from 7 am"]\n')) == SENTENCES[:1]


@pytest.mark.parametrize("text", ["", "NOTHING", "NOTHING.", "\n\n", "---"])
def test_nothing_is_nothing(text: str) -> None:
    assert written(text) == []


def test_thoughts_are_not_part_of_it() -> None:
    thinking = '<think>\nPerhaps 8? [1 "no"]\n</think>\n\n'
    assert written(thinking, *TEXT) == SENTENCES
    assert written("<think>\nno end") == []


def test_quotations_may_hold_brackets() -> None:
    (sentence,) = written('See it. [1 "as said [2, p. 4] above"]')
    assert sentence.text == "See it."
    assert sentence.quotations == (Quotation(1, "as said [2, p. 4] above"),)


def test_a_model_without_an_end_is_noticed() -> None:
    script = Script()
    list(script.add("a " * MOST_CHARACTERS))
    assert script.is_too_long


@given(st.text(max_size=300))
def test_whatever_is_written_is_taken(text: str) -> None:
    for sentence in written(text):
        assert sentence.text.strip()
