from __future__ import annotations

from dataclasses import replace

from bot.answering.cell_evidence import cell_before, in_a_cell, whole_first, with_their_cells
from bot.records import Candidate, TableCell
from storage.text.query import Query
from tests.bot.passages import candidate

QUESTION = Query.of("How much was spent on paint in the three months ended June 25, 2022?")
ROW = "Three Months Ended June 25,\t2022\t2021\nPaint\t{}\t12"


def cell(by_label: float = 1.0, amount: float = 100.0, *, is_current: bool = True) -> TableCell:
    return TableCell("Paint: 100", 0, 5, by_label, 1.0, is_current, amount)


def holding(found: TableCell | None) -> Candidate:
    return replace(candidate(1), cell=found)


def test_a_cell_speaks_for_its_passage_the_more_the_better_it_fits() -> None:
    said = [in_a_cell(holding(one), 0.0) for one in (None, cell(0.6), cell())]
    assert said == sorted(said)
    assert said[0] == 0.0
    assert [cell_before(holding(one)) for one in (None, cell())] == [0.0, 2.0]


def test_a_cell_of_another_company_and_of_the_year_before_says_less() -> None:
    assert in_a_cell(holding(cell()), 0.5) < in_a_cell(holding(cell()), 0.0)
    assert in_a_cell(holding(cell(is_current=False)), 0.0) < in_a_cell(holding(cell()), 0.0)


def test_a_part_of_what_another_table_has_whole_is_less_sure() -> None:
    whole, part, same = cell(), cell(amount=10.0), cell(amount=99.0)
    found = whole_first([whole, part, None, same])
    assert found[0] == whole
    assert found[1] is not None
    assert found[1].fit < part.fit
    assert found[2:] == [None, same]


def test_candidates_get_their_cells_document_by_document() -> None:
    texts = [ROW.format("700"), ROW.format("5"), "The hall was painted."]
    candidates = [candidate(number, text) for number, text in enumerate(texts)]
    whole, part, none = (one.cell for one in with_their_cells(QUESTION, candidates))
    assert whole is not None
    assert part is not None
    assert (whole.text, none) == ("Paint, three months ended June 25, 2022: 700", None)
    assert part.fit < whole.fit
