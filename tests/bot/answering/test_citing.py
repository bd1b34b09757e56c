from __future__ import annotations

from dataclasses import replace

from bot.answering.citing import cite
from bot.answering.ranking import Ranked
from storage.text.query import Query
from tests.bot.passages import candidate

QUERY = Query.of("how many people live in Berlin")


def ranked(number: int, text: str, start: int) -> Ranked:
    return Ranked(candidate(number, text, start=start), 1.0, 10.0 - number, 1.0, 0.5)


def test_five_places_are_cited_and_overlapping_neighbours_give_way() -> None:
    ordered = [ranked(number, "x" * 100, 60 * number) for number in range(12)]
    citations = cite(QUERY, ordered)
    assert [one.passage.passage_id for one in citations] == [0, 2, 4, 6, 8]
    assert [one.rank for one in citations] == [1, 2, 3, 4, 5]


def test_the_same_offsets_on_another_page_or_document_are_another_place() -> None:
    first, same = ranked(1, "some text", 0), ranked(2, "some text", 0)
    assert len(cite(QUERY, [first, same])) == 1
    for elsewhere in ({"page": 2}, {"document_id": "another"}):
        moved = replace(same.candidate, passage=replace(same.candidate.passage, **elsewhere))
        assert len(cite(QUERY, [first, replace(same, candidate=moved)])) == 2


def test_fewer_candidates_give_fewer_citations() -> None:
    assert cite(QUERY, []) == ()
    assert len(cite(QUERY, [ranked(1, "a", 0)])) == 1


def test_a_citation_marks_the_sentence_that_answers() -> None:
    text = "Berlin is old. In Berlin live 3.5 million people. It has museums."
    (citation,) = cite(QUERY, [ranked(1, text, 0)])
    marked = text[citation.sentence_start : citation.sentence_end]
    assert marked == "In Berlin live 3.5 million people."
