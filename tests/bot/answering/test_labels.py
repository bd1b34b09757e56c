from __future__ import annotations

import pytest

from bot.answering.labels import label_fit, measure_of
from storage.text.query import Query
from storage.text.words import terms_in


def fit(question: str, label: str, group: str = "", heads: str = "") -> float:
    query = Query.of(question)
    measure = measure_of(query, terms_in("Acme Inc. 2022 Q3"))
    return label_fit(measure, terms_in(question), label, group, heads)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("Acme's operating income", "Operating income", "Other operating expense (income), net"),
        ("Acme's provision for taxes", "Provision for taxes", "Income before provision for taxes"),
        ("Acme's net sales", "Total net sales", "Percentage of total net sales"),
        ("Acme's total deferred revenue", "Total deferred revenue", "Deferred revenue"),
        ("Acme's fulfillment costs", "Fulfillment", "Cost of sales"),
        ("Acme's earnings per share", "Net income per share", "Sales per share"),
        ("Acme's operating loss", "Total operating income (loss)", "Income"),
        ("Acme's restructuring and other charges", "Restructuring and other charges", "Other"),
    ],
)
def test_the_row_of_the_measure_fits_better(question: str, better: str, worse: str) -> None:
    assert fit(question, better) > fit(question, worse)


def test_words_over_a_group_and_over_a_column_count_less_than_the_rows_own() -> None:
    question = "What were Acme's net sales of services?"
    assert fit(question, "Services") < fit(question, "Services", "Net sales")
    assert fit(question, "Services", "Net sales") < fit(question, "Net sales of services")
    rate = "What is the comparison rate of the fixed loan?"
    assert fit(rate, "Fixed loan", heads="Comparison rate") > fit(rate, "Fixed loan", heads="Fee")


def test_a_total_stands_for_the_label_over_its_group() -> None:
    question = "What was Acme's revenue?"
    assert fit(question, "Total", "Revenue") > fit(question, "Cloud", "Revenue")


def test_whose_it_is_and_when_is_no_measure() -> None:
    query = Query.of("How much did Acme spend on paint in the quarter ended June 25, 2022?")
    assert measure_of(query, terms_in("Acme Inc.")) == [("paint",)]
    assert measure_of(Query.of("How much was it in 2022?"), frozenset()) == []
