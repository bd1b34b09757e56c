from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.expressions import parse_expression
from storage.text.words import (
    MOST_WORDS,
    has_telling_words,
    identifiers,
    index_terms,
    match_expression,
    quoted_phrases,
    telling_words,
)

A_TERM = re.compile(r"[a-z0-9_.\-\u0080-\U0010ffff]+")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Upgrade to 1.0.21", "upgrad to 1.0.21 1 0 21"),
        ("RFC-2616", "rfc-2616 rfc2616 rfc 2616"),
        ("RFC\u20112616", "rfc-2616 rfc2616 rfc 2616"),
        ("the p53 protein", "the p53 protein"),
        ("E-mail", "e-mail email e mail"),
        ("C++ or C#", "c-plus-plus or c-sharp"),
        ("3,520,031 people", "3520031 peopl"),
        ("ＦＵＬＬ width ﬁne", "full width fine"),
        ("黑豹队", "黑豹 豹队"),
        ("猫 cat", "猫 cat"),
        ("Die Häuser der Größe und die Stadt", "die haus der gross und die stadt"),
        ("les défenses de la ville et du roi", "le defens de la vill et du roi"),
        ("защита очков", "защит очк"),
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


@given(st.text())
def test_a_search_is_nothing_but_quoted_terms(message: str) -> None:
    expression = match_expression(message)
    if expression is None:
        assert index_terms(message) == ""
        return
    for part in expression.split(" OR "):
        assert re.fullmatch(r'"[^"]+"\*?', part)


@given(st.text(min_size=1))
def test_a_text_is_found_by_itself(text: str) -> None:
    expression = match_expression(text)
    terms = index_terms(text).split()
    if expression is not None:
        assert any(phrase.count_in(terms) for phrase in parse_expression(expression))


@pytest.mark.parametrize(
    "message",
    ['"', '" OR x', "NEAR(a b)", "col:x*", "a AND (b", "^a", "-- ; DROP TABLE passages", "\ud800"],
)
def test_hostile_messages_are_words_or_nothing(message: str) -> None:
    expression = match_expression(message)
    assert expression is None or re.fullmatch(r'("[^"]+"\*?( OR )?)+', expression)


def test_function_words_are_left_out_where_others_remain() -> None:
    assert match_expression("What is the population of Berlin?") == '"popul" OR "berlin"'
    assert match_expression("the of") == '"the" OR "of"'


def test_a_word_is_looked_for_in_every_language_that_the_message_may_be_in() -> None:
    passage = index_terms("Die Verteidigung der Panthers gab nur 308 Punkte ab und war stark.")
    for message in ("Verteidigung Punkte", "Wie viele Punkte gab die Verteidigung ab?"):
        expression = match_expression(message)
        assert expression is not None
        found = [phrase for phrase in parse_expression(expression) if phrase.terms[0] in passage]
        assert {phrase.terms[0] for phrase in found} >= {"verteid", "punkt"}


def test_a_phrase_is_looked_for_as_a_phrase_beside_its_words() -> None:
    assert quoted_phrases('where is “net sales” or "gross margin" said') == (
        "net sales",
        "gross margin",
    )
    assert match_expression('the "net sales" fell') == '"net sale" OR "net" OR "sale" OR "fell"'


def test_a_version_is_looked_for_with_and_without_its_v() -> None:
    for message in ("release 1.0.21", "release v1.0.21"):
        expression = match_expression(message)
        assert expression is not None
        assert {'"1.0.21"', '"v1.0.21"'} <= set(expression.split(" OR "))


def test_a_lone_character_stands_for_any_pair_that_begins_with_it() -> None:
    assert match_expression("猫") == '"猫"*'


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Upgrade to 1.0.21 per RFC-2616", {"1.0.21", "rfc-2616"}),
        ("what does p53 do", {"p53"}),
        ("order 48213907 of max_retries in C++", {"48213907", "max_retries", "c-plus-plus"}),
        ("What happened in 1917 in a well-known place?", set()),
    ],
)
def test_identifiers_name_one_thing(message: str, expected: set[str]) -> None:
    assert identifiers(message) == expected
    assert all(one in index_terms(message).split() for one in expected)


def test_a_long_message_is_looked_for_by_its_first_words() -> None:
    message = " ".join(f"word{number}" for number in range(5000))
    assert len(telling_words(message)) == MOST_WORDS


def test_only_function_words_tell_nothing() -> None:
    assert not has_telling_words("why?")
    assert not has_telling_words("und warum?")
    assert has_telling_words("why Berlin?")
