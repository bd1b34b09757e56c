from __future__ import annotations

import numpy as np
import pytest

from ingest.formats.pdf.glyphs import codes_of
from ingest.formats.pdf.layout.directions import jumps, reading_order, with_right_brackets
from ingest.formats.pdf.layout.frames import Frame, without_tails
from ingest.formats.pdf.layout.segments import segments
from ingest.formats.pdf.scripts import are_letters, are_marks, are_right_to_left


def as_seen(visual: str) -> tuple[Frame, str]:
    """A line whose characters stand side by side as in ``visual``, its blanks left free."""
    places = np.array([at for at, sign in enumerate(visual) if sign != " "])
    text = "".join(visual[at] for at in places)
    count = len(places)
    frame = Frame(
        np.arange(count), places.astype(float), places + 1.0, np.zeros(count), np.ones(count)
    )
    return frame, text


@pytest.mark.parametrize(
    ("visual", "read"),
    [
        pytest.param("שלום 2023"[::-1].replace("3202", "2023"), "שלום2023", id="number"),
        pytest.param("15%-ב הלע", "עלהב-15%", id="percent-behind-its-number"),
        pytest.param("%15 ةدايز", "زيادة15%", id="percent-as-arabic-has-it"),
        pytest.param("$15 ריחמ", "מחיר$15", id="currency-before-its-number"),
        pytest.param("see תירבע here", "seeעבריתhere", id="word-in-a-line-from-the-left"),
        pytest.param("see ב א 12 here", "seeאב12here", id="words-before-a-number"),
    ],
)
def test_characters_come_in_the_order_in_which_they_are_read(visual: str, read: str) -> None:
    frame, text = as_seen(visual)
    order = reading_order(frame, codes_of(text), np.arange(len(text)))
    assert "".join(text[place] for place in order) == read


def test_a_letter_that_reaches_over_the_next_one_is_read_before_it() -> None:
    # Kaf, whose arm begins to the left of the ta that follows it, as in the font Amiri.
    text = "الكتاب"
    starts = np.array([30.0, 26.0, 17.1, 17.8, 15.0, 11.0])
    ends = np.array([33.0, 30.0, 27.7, 21.7, 18.8, 15.0])
    flat = np.zeros(len(text))
    frame = Frame(np.arange(len(text)), starts, ends, flat, flat + 12)
    order = reading_order(frame, codes_of(text), np.arange(len(text)))
    assert "".join(text[place] for place in order) == text


def test_gaps_are_those_that_are_seen_where_the_direction_changes() -> None:
    frame, text = as_seen("Linux תכרעמ")
    order = reading_order(frame, codes_of(text), np.arange(len(text)))
    assert "".join(text[place] for place in order) == "מערכתLinux"
    assert jumps(frame, order) == {5: 1.0}
    close, text = as_seen("ג2023ב")
    order = reading_order(close, codes_of(text), np.arange(len(text)))
    assert jumps(close, order) == {1: 0.0, 5: 0.0}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("שנתי )2023(: המחיר", "שנתי (2023): המחיר"),
        (")כולל Linux) בתל", "(כולל Linux) בתל"),
        ("(כבר) נכון", "(כבר) נכון"),
        ("ראה f(x) כאן", "ראה f(x) כאן"),
        ("قال »نعم« ثم", "قال «نعم» ثم"),
        ("סוף) בלי התחלה", "סוף) בלי התחלה"),
    ],
)
def test_brackets_open_before_words_and_close_behind_them(text: str, right: str) -> None:
    assert with_right_brackets(text) == right


def test_a_letter_that_reaches_back_under_others_is_read_behind_them() -> None:
    """Yeh barree of Urdu, whose box begins below the letters before it."""
    text = "رکھتے"
    starts = np.array([396.8, 391.4, 387.5, 384.9, 382.7])
    ends = np.array([400.8, 398.3, 392.0, 388.1, 393.7])
    flat = np.zeros(len(text))
    codes = codes_of(text)
    frame = without_tails(Frame(np.arange(len(text)), starts, ends, flat, flat + 10), codes)
    order = reading_order(frame, codes, np.arange(len(text)))
    assert "".join(text[place] for place in order) == text
    (whole,) = segments(frame, are_right_to_left(codes), are_letters(codes), are_marks(codes))
    assert whole.count == len(text)


def test_a_mark_takes_no_room_and_stays_with_its_letter() -> None:
    """Vowel signs of Hindi, whose boxes some fonts give the width of a letter."""
    text = "सूचीएँ"
    starts = np.array([447.3, 454.2, 454.0, 459.9, 466.0, 464.0])
    ends = np.array([454.2, 461.8, 459.9, 466.0, 472.0, 471.5])
    flat = np.zeros(len(text))
    codes = codes_of(text)
    frame = Frame(np.arange(len(text)), starts, ends, flat, flat + 9)
    found = segments(frame, are_right_to_left(codes), are_letters(codes), are_marks(codes))
    assert [one.pieces for one in found] == [[(447.3, 472.0, 0, len(text))]]
