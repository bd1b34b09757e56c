from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.expressions import Phrase
from storage.text.query import MOST_WORDS, Query
from storage.text.words import index_terms


def searches(question: str) -> list[str]:
    """What the index is asked for, a star behind what is only a beginning."""
    return [" ".join(one.terms) + "*" * one.is_prefix for one in Query.of(question).searches]


@given(st.text(min_size=1))
def test_a_text_is_found_by_itself(text: str) -> None:
    terms = index_terms(text).split()
    asked = Query.of(text).searches
    assert bool(asked) == bool(terms)
    assert not asked or any(phrase.count_in(terms) for phrase in asked)


@pytest.mark.parametrize(
    "question",
    ['"', '" OR x', "NEAR(a b)", "col:x*", "a AND (b", "^a", "-- ; DROP TABLE passages", "\ud800"],
)
def test_hostile_questions_are_words_or_nothing(question: str) -> None:
    for one in Query.of(question).searches:
        assert all(term.replace("-", "").replace(".", "").isalnum() for term in one.terms)


def test_function_words_are_left_out_where_others_remain() -> None:
    assert searches("What is the population of Berlin?") == ["popul", "berlin"]
    assert searches("the of") == ["the", "of"]


def test_a_word_is_looked_for_in_every_language_that_the_question_may_be_in() -> None:
    passage = index_terms("Die Verteidigung der Panthers gab nur 308 Punkte ab und war stark.")
    for question in ("Verteidigung Punkte", "Wie viele Punkte gab die Verteidigung ab?"):
        found = [one.terms[0] for one in Query.of(question).searches if one.terms[0] in passage]
        assert {*found} >= {"verteid", "punkt"}


def test_a_phrase_is_looked_for_as_a_phrase_beside_its_words() -> None:
    query = Query.of('where is “net sales” or "gross margin" said')
    assert query.phrases == ("net sales", "gross margin")
    assert searches('the "net sales" fell') == ["net sale", "net", "sale", "fell", "fall"]


def test_what_is_looked_for_twice_is_asked_once() -> None:
    assert searches('"sales" of sales') == ["sale"]


def test_a_version_is_looked_for_with_and_without_its_v() -> None:
    for question in ("release 1.0.21", "release v1.0.21"):
        assert {"1.0.21", "v1.0.21"} <= {*searches(question)}


def test_a_lone_character_stands_for_any_pair_that_begins_with_it() -> None:
    assert Query.of("猫").searches == (Phrase(("猫",), is_prefix=True),)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Upgrade to 1.0.21 per RFC-2616", {"1.0.21", "rfc-2616"}),
        ("what does p53 do", {"p53"}),
        ("order 48213907 of max_retries in C++", {"48213907", "max_retries", "c-plus-plus"}),
        ("What happened in 1917 in a well-known place?", set()),
    ],
)
def test_identifiers_name_one_thing(question: str, expected: set[str]) -> None:
    assert Query.of(question).identifiers == expected
    assert all(one in index_terms(question).split() for one in expected)


def test_a_long_question_is_looked_for_by_its_first_48_words() -> None:
    words = [f"word{number}" for number in range(5000)]
    assert Query.of(" ".join(words)).words == tuple((word,) for word in words[:48])
    assert MOST_WORDS == 48
    numbers = " ".join(str(number) for number in range(10, 70))
    phrase = Query.of(f'"{numbers}"').searches[0]
    assert len(phrase.terms) == 48


def test_only_function_words_are_no_content() -> None:
    assert not Query.of("why?").has_content
    assert not Query.of("und warum?").has_content
    assert Query.of("why Berlin?").has_content


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What were Tesla's net sales in Q3 2022?", {"tesla", "2022-q3"}),
        ("What are Tesla's net sales?", {"tesla"}),
        ("Which locker is blue?", set()),
        (
            "How does COVID-19 spread in New York?",
            {"covid-19", "covid19", "covid", "19", "york", "new"},
        ),
        (
            "Wie hoch war der Umsatz der BMW AG 2022?",
            {"bmw", "ag", "2022", "2022money"},
        ),
        ("Сколько людей живёт в Берлине?", {"берлин"}),
        ("防守丢了多少分", set()),
        ("How is a mail marked that I'm sending, or that I’ll send?", set()),
    ],
)
def test_names_are_what_is_written_as_names(question: str, named: set[str]) -> None:
    found = {term for word in Query.of(question).names for term in word}
    assert named == found


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        pytest.param("仓库的钥匙在管\n理员的办公室里", "管理员的办公室", id="chinese"),
        pytest.param("会议于2024年\n  举行，所有委员", "2024年举行", id="behind-a-number"),
        pytest.param("普通自転車の横\r\n断歩道", "自転車の横断歩道", id="japanese"),
        pytest.param("プリンタ\nーのトナー", "プリンターのトナー", id="kana"),
        pytest.param("การประชุมวันศุกร์ กรุณานำกุญ\nแจมาด้วย", "กรุณานำกุญแจ", id="thai"),
        pytest.param("ការប្រជុំនៅថ្ងៃ\nសុក្រ", "ថ្ងៃសុក្រ", id="khmer"),
        pytest.param("열쇠는 책상\n위에 있습니다", "책상 위에", id="korean-has-blanks"),
    ],
)
def test_a_phrase_goes_over_a_line_end_where_no_blanks_part_words(text: str, phrase: str) -> None:
    (asked, *_) = Query.of(f'"{phrase}"').searches
    assert len(asked.terms) > 1
    assert asked.count_in(index_terms(text).split())


@pytest.mark.parametrize("text", ["性别\n男\n女\n不详", "第一章\n\n总则"])
@pytest.mark.parametrize("asked", ["男", "女", "总则"])
def test_cells_of_one_character_and_paragraphs_stay_apart(text: str, asked: str) -> None:
    terms = index_terms(text)
    assert asked not in text or asked in terms.split()
    assert "章总" not in terms


def test_the_months_of_a_period_are_not_asked_for_in_digits() -> None:
    """Each page of a report has a 3, and one about six months a 6."""
    assert ("three",) in Query.of("What did it sell in the three months to June?").words
    assert ("sech",) in Query.of("Wie hoch war die Miete der sechs Monate bis Juni?").words
    assert ("three", "3") in Query.of("Where are the three keys of the garage?").words


def test_several_initials_are_looked_for_as_one_too() -> None:
    assert Query.of("Which PDFs need two DVDs?").names == (("pdfs", "pdf"), ("dvds", "dvd"))
    assert ("gps",) in Query.of("what is GPS").words


def test_what_is_run_on_to_a_short_word_is_no_word_of_its_own() -> None:
    query = Query.of("I'm sure they'd say it couldn't and won’t help; what's lost?")
    assert query.words == (("sure",), ("say",), ("help",), ("lose",))
    assert Query.of("Who won with vitamin D?").words == (("win",), ("vitamin",), ("d",))
    assert Query.of("Quand a-t-elle été construite ?").words == (("construit",),)
    assert Query.of("Où est-il né, et est-ce loin ?").words == (("ne",), ("loin",))
