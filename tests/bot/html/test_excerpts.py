"""A folded card shows the marked sentence with as much above it as below."""

from __future__ import annotations

import pytest

from bot.html.excerpts import FOLDED_LINES, Excerpt, shown_from
from bot.html.text import lines_needed

SENTENCE = "It was said in the year of the flood. "
MARKED = "Here it is."


def shown(before: str, after: str, *, marked: str = MARKED, width: int = 40) -> tuple[str, str]:
    """What a folded card shows above the mark, and the lines from there to the mark's end."""
    text = before + marked + after
    first = shown_from(text, len(before), len(before + marked), characters_in_a_line=width)
    return text[first : len(before)], text[first : len(before + marked)]


@pytest.mark.parametrize("after", ["", " More follows."])
def test_of_a_short_passage_nothing_is_left_out(after: str) -> None:
    assert shown(SENTENCE, after)[0] == SENTENCE


@pytest.mark.parametrize("marked", [MARKED, "A longer one, which fills some two lines of a card."])
@pytest.mark.parametrize("width", [40, 90])
def test_the_mark_is_in_the_middle_of_what_is_shown(marked: str, width: int) -> None:
    above, until_its_end = shown(20 * SENTENCE, 20 * SENTENCE, marked=marked, width=width)
    lines = lines_needed(until_its_end, characters_in_a_line=width)
    room = FOLDED_LINES - lines_needed(marked, characters_in_a_line=width)
    assert lines == FOLDED_LINES - room + room // 2
    assert above.startswith("It was")


def test_above_a_mark_at_the_end_there_is_more() -> None:
    above, until_its_end = shown(20 * SENTENCE, "")
    assert lines_needed(until_its_end, characters_in_a_line=40) == FOLDED_LINES
    assert above == 4 * SENTENCE


def test_of_a_long_sentence_the_last_words_are_shown() -> None:
    above, _ = shown("and so it went on and on, " * 20, 20 * SENTENCE)
    assert above.endswith("on and on, ")
    assert 40 < len(above) < 120
    assert above[0].isalpha()


def test_a_mark_that_fills_the_card_begins_it() -> None:
    assert shown(20 * SENTENCE, "", marked=10 * SENTENCE)[0] == ""


def test_what_stands_apart_above_does_not_push_the_mark_out() -> None:
    above, until_its_end = shown("One.\n\nTwo.\n\nThree.\n\nFour.\n\n", 20 * SENTENCE)
    assert lines_needed(until_its_end, characters_in_a_line=40) <= 3
    assert above == "Four.\n\n"


def test_chinese_is_cut_at_its_own_stops() -> None:
    above, _ = shown("從前有一座山。" * 30, "山裡有一座廟。" * 30, marked="答案在這裡。")
    assert above
    assert above == "從前有一座山。" * (len(above) // 7)


def test_phones_leave_out_more_and_nothing_is_lost() -> None:
    text = 20 * SENTENCE + MARKED + 20 * SENTENCE
    start = 20 * len(SENTENCE)
    markup = Excerpt.of(text, start, start + len(MARKED)).part(0, len(text))
    assert '<i class="cut wide"></i><span class="above">' in markup
    assert f'<i class="cut narrow"></i>{SENTENCE}' in markup
    assert markup.striptags() == " ".join(text.split())


def test_text_stays_text() -> None:
    text = "<b>a</b> " * 200 + "<i>b</i>"
    assert "<b>" not in Excerpt.of(text, len(text) - 8, len(text)).part(0, len(text))
