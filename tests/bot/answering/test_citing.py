from __future__ import annotations

from dataclasses import replace

from bot.answering.citing import choose, cite
from bot.answering.marking import NO_MARK, Mark
from bot.answering.ranking import Ranked
from tests.bot.passages import candidate


def ranked(number: int, text: str, start: int) -> Ranked:
    return Ranked(candidate(number, text, start=start), 1.0, 1.0, 10.0 - number, 1.0, 0.5)


def test_five_places_are_cited_and_overlapping_neighbours_give_way() -> None:
    ordered = [ranked(number, "x" * 100, 60 * number) for number in range(12)]
    chosen = choose(ordered)
    assert [one.passage.passage_id for one in chosen] == [0, 2, 4, 6, 8]
    citations = cite(chosen, [NO_MARK] * 5)
    assert [one.rank for one in citations] == [1, 2, 3, 4, 5]


def test_the_same_offsets_on_another_page_or_document_are_another_place() -> None:
    first, same = ranked(1, "some text", 0), ranked(2, "some text", 0)
    assert len(choose([first, same])) == 1
    for elsewhere in ({"page": 2}, {"document_id": "another"}):
        moved = replace(same.candidate, passage=replace(same.candidate.passage, **elsewhere))
        assert len(choose([first, replace(same, candidate=moved)])) == 2


def test_fewer_candidates_give_fewer_citations() -> None:
    assert choose([]) == ()
    assert len(choose([ranked(1, "a", 0)])) == 1


def test_a_citation_marks_its_statement() -> None:
    text = "Berlin is old. In Berlin live 3.5 million people. It has museums."
    chosen = choose([ranked(1, text, 0)])
    (citation,) = cite(chosen, [Mark(15, 49, certainty=0.7)])
    marked = text[citation.sentence_start : citation.sentence_end]
    assert marked == "In Berlin live 3.5 million people."
    assert citation.certainty == 0.7
    (unmarked,) = cite(chosen, [NO_MARK])
    assert (unmarked.sentence_start, unmarked.sentence_end, unmarked.certainty) == (0, 0, 0.0)
