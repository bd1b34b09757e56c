from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.missing import held_against, missing_names
from storage.text.query import Query
from storage.text.words import terms_in
from tests.bot.passages import candidate

QUESTION = "What did Acme earn in the quarter ended September 30, 2014?"


@pytest.mark.parametrize(
    ("text", "opening", "share"),
    [
        ("Acme, September 30, 2014", "", 0.0),
        ("Acme, September 30", "", 0.0),
        ("Acme, September 30, 2023", "", 0.5),
        ("Acme, September 30", "Report of 2023", 0.5),
        ("Acme, September 30", "Report of 2014", 0.0),
        ("Other, September 30, 2023", "", 1.0),
        ("September 30, 2014", "Acme Inc.", 0.0),
        ("Acme, September 30, of the years 2012 to 2016", "", 0.0),
    ],
)
def test_names_and_years_that_stand_nowhere_around_a_passage(
    text: str, opening: str, share: float
) -> None:
    one = replace(candidate(1, text), opening=opening)
    assert missing_names(Query.of(QUESTION), [one], [terms_in(text)]) == [share]


def test_a_question_without_names_misses_none() -> None:
    assert missing_names(Query.of("what is it"), [candidate(1, "x")], [frozenset()]) == [0.0]


@pytest.mark.parametrize(
    ("question", "texts", "names_tell", "counted"),
    [
        # Names that tell documents apart count whole.
        ("What did Acme earn?", ["Acme earned 3", "Other earned 4"], True, [0.0, 1.0]),
        # A name of letters that tells none apart is a word like any other...
        ("Where is Acme now?", ["Acme began in Rome", "It is in Oslo"], False, [0.0, 0.0]),
        ("How is X11 set up?", ["X11 draws", "It is set up so"], False, [0.0, 0.0]),
        # ... but where none has it, it is missed by all.
        ("Where is Acme now?", ["Bolt is in Rome", "It is in Oslo"], False, [1.0, 1.0]),
        # A year tells passages of one document apart.
        ("What did it earn in 2014?", ["In 2014 it was 3", "In 2015: 4"], False, [0.0, 1.0]),
        ("What did Acme earn in 2014?", ["2014: 3", "Acme in 2015: 4"], False, [0.5, 0.5]),
        ("What did Acme earn in 2014?", ["Acme, 2014", "In 2014: 4"], False, [0.0, 0.0]),
    ],
)
def test_a_missing_name_counts_where_names_tell_documents_apart(
    question: str, texts: list[str], names_tell: bool, counted: list[float]
) -> None:
    query = Query.of(question)
    candidates = [
        replace(candidate(at, text), names_tell=names_tell) for at, text in enumerate(texts, 1)
    ]
    terms = [terms_in(text) for text in texts]
    missing = missing_names(query, candidates, terms)
    assert held_against(query, candidates, terms, missing) == counted
