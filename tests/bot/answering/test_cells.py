"""The cell that a question asks for, in tables as PDFs give them and in tables with separators."""

from __future__ import annotations

import pytest

from bot.answering.cells import asked_cell, best_cell, cell_in, may_ask_for_cell
from bot.answering.tables import is_heads, is_row
from bot.records import TableCell
from storage.text.query import Query
from tests.bot.passages import candidate

DATES_AND_YEARS = """(In millions)
Three Months Ended Nine Months Ended
June 25,
2022
June 26,
2021
June 25,
2022
June 26,
2021
Net sales:
Services 19,604 17,486 58,941 50,148"""
YEARS_BELOW = """(in millions)
Three Months Ended
September 30,
Nine Months Ended
September 30,
2021 2022 2021 2022"""
ONE_DATE = """Item 1
(In millions)
Three Months Ended September 30, 2022 2021
Revenue:
Product $ 15,741 $ 16,631"""
PLANNED = "| Item | Planned | Spent |\n|---|---|---|"


@pytest.mark.parametrize(
    ("question", "row", "above", "text"),
    [
        (
            "total net sales in the quarter that ended June 25, 2022?",
            "Total net sales 82,959 81,434 304,182 282,457", DATES_AND_YEARS,
            "Total net sales, three months ended June 25, 2022: 82,959 million",
        ),
        (
            "total net sales in the first nine months of 2021",
            "Total net sales 82,959 81,434 304,182 282,457", DATES_AND_YEARS,
            "Total net sales, nine months ended June 26, 2021: 282,457 million",
        ),
        (
            "operating income in Q3 2022",
            "Operating income 4,852 2,525 21,419 9,511", YEARS_BELOW,
            "Operating income, three months ended September 30, 2022: 2,525 million",
        ),
        (
            "total revenue for the three months ended September 30, 2022",
            "Total revenue 50,122 45,317", ONE_DATE,
            "Total revenue, three months ended September 30, 2022: 50,122 million",
        ),
        (
            "diluted earnings per share in the quarter of 2022",
            "Diluted earnings per share $ 0.31 $ 0.28 $ 1.85 $ (0.29)", YEARS_BELOW,
            "Diluted earnings per share, three months ended September 30, 2022: $ 0.28",
        ),
        (
            "what was planned for the lamps",
            "| Lamps | 1200 | 1150 |", PLANNED,
            "Lamps, Planned: 1200",
        ),
        (
            "What does part SK-2215 cost?",
            "SK-2215\tHydraulic hose\t9\t655.00", "Part number\tPart\tIn stock\tPrice",
            "SK-2215, Price: 655.00",
        ),
        (
            "what was spent on guards",
            "Guards\t8800\t9075", "Item\tPlanned\tSpent",
            "Guards, Spent: 9075",
        ),
        (
            "total net sales in the quarter that ended June 25, 2022?",
            "Total net sales\t82,959\t81,434\t304,182\t282,457", DATES_AND_YEARS,
            "Total net sales, three months ended June 25, 2022: 82,959 million",
        ),
        ("how high is the deposit", "Deposit: 400", "", "Deposit: 400"),
    ],
)  # fmt: skip
def test_the_cell_of_the_time_or_the_head_asked_for(
    question: str, row: str, above: str, text: str
) -> None:
    cell = asked_cell(Query.of(question), row, above)
    assert cell is not None
    assert cell.text == text


@pytest.mark.parametrize(
    ("question", "row", "above"),
    [
        ("total net sales", "Total net sales 82,959 81,434 304,182 282,457", DATES_AND_YEARS),
        ("net sales in the quarter of 2019", "Total net sales 82,959 81,434", ONE_DATE),
        ("operating income in 2022", "Operating income 1 2 3", YEARS_BELOW),
        ("total revenue in 2022", "Total revenue 50,122 45,317", ""),
        ("what about lamps", "| Lamps | 1200 | 1150 |", "| Item | Planned | Spent |"),
        ("when", "Revenue rose in spring.", ""),
    ],
)
def test_no_cell_where_none_stands_out(question: str, row: str, above: str) -> None:
    assert asked_cell(Query.of(question), row, above) is None


@pytest.mark.parametrize(
    ("line", "row", "heads"),
    [
        ("Total net sales 82,959 81,434", True, False),
        ("Products $ 63,355 $ (63,948)", True, False),
        ("2022 2021 2022 2021", False, True),
        ("Three Months Ended June 25, 2022", False, True),
        ("June 25, June 26,", False, True),
        ("(In Millions; Unaudited)\tOct 1, 2022\tSep 25, 2021", False, True),
        ("Sales rose from June 25, 2021 to June 26, 2022.", False, False),
        ("Net sales rose by 8 percent.", False, False),
        ("Notes", False, False),
        ("", False, False),
    ],
)
def test_rows_and_heads_are_told_apart(line: str, row: bool, heads: bool) -> None:
    assert (is_row(line), is_heads(line)) == (row, heads)


HEAD = "2022 Q3 ACME.pdf\nAcme Inc. Quarterly report for the quarter ended June 25, 2022"
SALES = (
    "(In millions)\nThree Months Ended\tNine Months Ended\nJune 25,\tJune 26,\tJune 25,\tJune 26,\n"
    "2022\t2021\t2022\t2021\nNet sales:\nServices\t19,604\t17,486\t58,941\t50,148\n"
    "Total net sales\t$ 82,959\t$ 81,434\t$ 304,182\t$ 282,457\n"
    "Share of services\t24 %\t21 %\t19 %\t18 %"
)


def found(question: str, text: str = SALES) -> TableCell | None:
    return best_cell(Query.of(question), candidate(1, text).passage, HEAD)


def test_the_cell_of_a_passage_is_that_of_the_measure_and_the_time() -> None:
    cell = found("What were Acme's net sales of services in the nine months ended June 25, 2022?")
    assert cell is not None
    assert cell.text == "Net sales: Services, nine months ended June 25, 2022: 58,941 million"
    assert SALES[cell.start : cell.end].startswith("Services\t")
    assert (cell.amount, cell.is_current) == (58_941_000_000.0, True)
    before = found("What were Acme's total net sales in the quarter ended June 26, 2021?")
    assert before is not None
    assert (before.text.rpartition(": ")[2], before.is_current) == ("$ 81,434 million", False)


def test_no_cell_is_found_of_another_measure_or_time() -> None:
    assert found("What was Acme's goodwill in the quarter ended June 25, 2022?") is None
    assert found("What were Acme's total net sales in the quarter ended June 25, 2015?") is None
    assert found("What were Acme's total net sales in the quarter?", "Sales rose.") is None


def test_a_share_fits_less_where_an_amount_is_asked_for() -> None:
    text = SALES.replace("Total net sales", "Percentage of net sales").replace("$", "")
    share, amount = (
        found("What were Acme's net sales in the quarter ended June 25, 2022?", one)
        for one in (text, SALES)
    )
    assert amount is not None
    assert share is None or share.fit < amount.fit


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("76.7 million", True),
        ("CHF 1'200", True),
        ("$(1.2)", True),
        ("the number of Acme 365 subscribers at the end of the period", False),
    ],
)
def test_a_cell_has_a_number_and_does_not_only_mention_one(value: str, is_one: bool) -> None:
    table = f"Measure\tWhat it is\nSubscribers\t{value}\n"
    assert (found("How many subscribers are there?", table) is not None) is is_one


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How much was spent on paint?", True),
        ("What was the revenue?", True),
        ("Net sales in Q3 2022", True),
        ("Who painted the hall?", False),
        ("Why did net sales fall in 2022?", False),
        ("Which locker stands in hall 3?", False),
    ],
)
def test_a_question_may_ask_for_a_cell(question: str, asks: bool) -> None:
    assert may_ask_for_cell(Query.of(question)) is asks


def test_a_sentence_that_ends_with_a_number_is_no_row() -> None:
    text = "Press the alarm, then call the bridge on channel 4\n\nNever open a car that smokes"
    passage = candidate(1, text).passage
    assert cell_in(Query.of("On which channel?"), passage, 0, text.index("\n")) is None


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many employees does Leidos lay off?", "72"),
        ("When does Leidos lay off people?", "09/02/2015"),
        ("How many rooms are there?", None),
        ("How many votes did Neel get?", None),
        ("Who is at Leidos?", None),
    ],
)
def test_the_one_number_or_date_of_a_row_without_known_heads(
    question: str, value: str | None
) -> None:
    row = "Leidos\tEl Segundo\t72\t09/02/2015\t[60-80]"
    others = {"rooms": "Rooms\t72\t80", "votes": "Neel\tREP\t247 NO\t216"}
    row = next((others[word] for word in others if word in question), row)
    cell = asked_cell(Query.of(question), row, "")
    assert (cell.value if cell else None) == value


def test_a_cell_is_of_a_statement_that_is_a_row() -> None:
    text = "No rearrest\t290\nand so the counts are those of 158 pairs."
    found = candidate(1, text).passage
    query = Query.of("How many had no rearrest?")
    assert cell_in(query, found, 0, text.index("\n")) is not None
    assert cell_in(query, found, 0, len(text)) is None


def test_a_cell_is_called_by_the_cell_of_its_row_that_is_asked_for() -> None:
    heads = "Received\tCompany\tCity\tEmployees"
    row = "07/01/2015\tLeidos\tEl Segundo\t72"
    cell = asked_cell(Query.of("In which city is Leidos?"), row, heads)
    assert cell is not None
    assert cell.text == "Leidos, City: El Segundo"


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        pytest.param("When was issue 1.2 published?", None, id="all-of-the-row-with-its-date"),
        pytest.param("Which issue came with Gpredict 1.2?", "1.2", id="no-date-asked-for"),
    ],
)
def test_a_date_where_labels_stand_is_asked_for_with_its_row(
    question: str, cell: str | None
) -> None:
    text = "Date\tIssue\tNotes\n12 Oct 2010\t1.2\tUpdated for Gpredict 1.2"
    start = text.index("12 Oct")
    found = cell_in(Query.of(question), candidate(1, text).passage, start, len(text))
    assert (found and found.value) == cell
