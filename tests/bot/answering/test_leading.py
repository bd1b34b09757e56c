from __future__ import annotations

from dataclasses import replace

from bot.answering.leading import LEAD_FROM, SECOND_FROM, lead
from bot.records import Citation
from storage.text.query import Query
from tests.bot.passages import candidate


def citation(rank: int, text: str, certainty: float, statement: str = "") -> Citation:
    marked = statement or text
    start = text.index(marked)
    passage = replace(candidate(rank, text).passage, document_id=f"{rank:064x}")
    return Citation(rank, passage, 0.5, 4.0, 0.9, start, start + len(marked), certainty)


def test_the_surest_statement_leads_in_its_documents_words() -> None:
    text = "Berlin is old. In Berlin live\n3.5 million people. It has museums."
    said = "In Berlin live\n3.5 million people."
    weak = citation(1, "Nothing of that.", LEAD_FROM - 0.01)
    (answer,) = lead(Query.of("How many live in Berlin?"), [weak, citation(2, text, 0.8, said)])
    assert (answer.text, answer.rank) == ("In Berlin live 3.5 million people.", 2)
    assert text[answer.start : answer.end] == said
    assert answer.certainty == 0.8


def test_nothing_leads_where_nothing_is_sure() -> None:
    assert lead(Query.of("how many"), [citation(1, "Twelve.", LEAD_FROM - 0.01)]) == ()
    assert lead(Query.of("how many"), []) == ()


def test_a_row_leads_with_the_cell_asked_for() -> None:
    text = "Three Months Ended\nJune 25, June 26,\n2022 2021\nTotal net sales 82,959 81,434"
    row = "Total net sales 82,959 81,434"
    query = Query.of("What were net sales in the three months ended June 25, 2022?")
    (answer,) = lead(query, [citation(1, text, 0.8, row)])
    assert answer.text == "Total net sales, three months ended June 25, 2022: 82,959"


def test_answers_that_contradict_each_other_stand_side_by_side() -> None:
    query = Query.of("How many rooms has the house?")
    first = citation(1, "The house has 12 rooms.", 0.8)
    other = citation(2, "The house has 14 rooms.", 0.8 * SECOND_FROM)
    assert [answer.rank for answer in lead(query, [first, other])] == [1, 2]
    same = citation(2, "There are 12 rooms in all.", 0.8)
    assert [answer.rank for answer in lead(query, [first, same])] == [1]
    unsure = replace(other, certainty=0.8 * SECOND_FROM - 0.01)
    assert [answer.rank for answer in lead(query, [first, unsure])] == [1]


def test_two_statements_in_other_words_are_no_contradiction() -> None:
    query = Query.of("What connects the two sections of the nut?")
    first = citation(1, "The two sections are connected with a spring.", 0.8)
    other = citation(2, "Nuts are made with three different springs.", 0.8)
    assert [answer.rank for answer in lead(query, [first, other])] == [1]


def test_an_item_of_a_list_leads_without_its_sign() -> None:
    text = "Highlights\n•\tSearch revenue increased 10%.\n•\tGaming fell."
    (answer,) = lead(Query.of("search revenue?"), [citation(1, text, 0.8, text.splitlines()[1])])
    assert answer.text == "Search revenue increased 10%."


def test_of_two_as_sure_the_first_citation_leads() -> None:
    query = Query.of("Where is the key?")
    first, second = citation(1, "The key is here.", 0.5), citation(2, "The key is there.", 0.5)
    surer = replace(second, certainty=0.51)
    assert [lead(query, [first, other])[0].rank for other in (second, surer)] == [1, 2]


def test_a_row_leads_with_the_heads_of_its_columns_where_no_cell_stands_out() -> None:
    text = "Company\tCity\tSite\nLeidos\tEl Segundo\tWest\nBosch\tPalo Alto\tEast"
    row = "Leidos\tEl Segundo\tWest"
    (answer,) = lead(Query.of("Where does Leidos lay off people?"), [citation(1, text, 0.8, row)])
    assert answer.text == "Leidos, City: El Segundo, Site: West"
