from __future__ import annotations

import pytest

from storage.text.sentences import Strength, borders
from storage.text.sentences import sentences as sentences_in


def sentences(text: str) -> list[str]:
    """The text cut at its borders of sentence strength and above."""
    places, strengths = borders(text)
    cuts = [
        place
        for place, strength in zip(places, strengths, strict=True)
        if strength >= Strength.SENTENCE
    ]
    return [
        text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One is here. Two is there.", 2, id="plain"),
        pytest.param("Really? Yes! Good… Then go.", 4, id="marks"),
        pytest.param('He said "go." She went.', 2, id="closing-quote"),
        pytest.param("Dr. Smith met Mr. Jones. They spoke.", 2, id="titles"),
        pytest.param(
            "See Fig. 3 and Eq. 4, e.g. Here or i.e. There. Next one.", 2, id="references"
        ),
        pytest.param("J. R. R. Tolkien wrote it. We read it.", 2, id="initials"),
        pytest.param("It costs 3.50 euros. Version 2.0.1 is out.", 2, id="decimals"),
        pytest.param("Visit example.com. Then go home.", 2, id="domain"),
        pytest.param("the file ended. and went on here", 1, id="lower-case-follows"),
        pytest.param("Am 3. Oktober ist frei. Wir feiern z. B. Feste.", 2, id="german"),
        pytest.param("Это т.е. пример. Вот второй.", 2, id="russian"),
        pytest.param("今天天气很好。我们去公园!你呢？", 2, id="chinese-without-spaces"),
        pytest.param("彼は「行く。」と言った。次の文。", 3, id="japanese-quote"),
        pytest.param("हम घर जाते हैं। तुम कहाँ हो?", 2, id="devanagari"),
        pytest.param("أين الكتاب؟ هو هنا. ثم ذهب.", 3, id="arabic"),
        pytest.param("one\n\ntwo", 2, id="blank-line"),
        pytest.param("one\r\n\r\ntwo", 2, id="blank-line-crlf"),
        pytest.param("- apples\n- pears\n- plums", 3, id="bullets"),
        pytest.param("1. apples are\n2. pears are", 2, id="numbered"),
        pytest.param("| a | b |\n| c | d |", 2, id="table-rows"),
        pytest.param("Contents . . . . . . . 12", 1, id="leading-dots"),
        pytest.param("a line that is wrapped\nin the middle of it all", 1, id="wrapped-line"),
        pytest.param(
            "A title\nThis line is very much longer than the title above\nand goes on for long.",
            2,
            id="title-line",
        ),
    ],
)
def test_sentence_count(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected, sentences(text)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Table 324. Arrests: 2009\n\nIt is long.", "Table 324. Arrests: 2009", "It is long."),
        ("Teil 4.2. Wann geöffnet ist\n\nMontags.", "Teil 4.2. Wann geöffnet ist", "Montags."),
        ("It is long.\nFigure 3. Ships built.", "It is long.", "Figure 3. Ships built."),
        ("All were counted, as is shown in\nTable 4. The ships float.",
         "All were counted, as is shown in\nTable 4.", "The ships float."),
    ],
)  # fmt: skip
def test_the_number_of_a_table_or_section_ends_no_sentence(
    text: str, first: str, second: str
) -> None:
    assert [text[slice(*place)] for place in sentences_in(text)] == [first, second]


def test_thai_phrases_and_commas_are_clause_borders() -> None:
    places, strengths = borders("สวัสดีครับ ผมชื่อสมชาย")
    assert (places, strengths) == ([11], [Strength.CLAUSE])
    assert borders("one, two")[1] == [Strength.CLAUSE]


def test_places_are_ordered_inside_and_at_words() -> None:
    text = "A b. C d!\n\nE f; g, h。i\n- j"
    places, strengths = borders(text)
    assert places == sorted(set(places))
    assert len(places) == len(strengths)
    assert all(0 < place < len(text) and not text[place].isspace() for place in places)


def test_a_line_of_prose_goes_on_where_the_next_begins_with_a_small_letter() -> None:
    first = "In April the court awarded them 2 billion in damages, about 162"
    second = "million in interest before, and interest after at the rate of the bank's bills."
    assert len(sentences_in(f"{first}\n{second} Then they appealed, and all that came of it.")) == 2
    reed = "Desk Sergeant Reed\ngets Murphy a set of armor and shows him to the others."
    assert len(sentences_in(reed)) == 1
    assert len(sentences_in("milk\nrent of the garage, and of the boathouse, until May")) == 2
