from __future__ import annotations

import time

import pytest

from bot.answering.asked_time import AskedTime, time_fit, years_within
from bot.answering.columns import Column

JUNE = Column("", "three", "June 25", "2022")
YEAR_BEFORE = Column("", "three", "June 26", "2021")
NINE_MONTHS = Column("", "nine", "June 25", "2022")
OCTOBER = Column("", "three", "October 1", "2022")
DECEMBER = Column("", "three", "December 31", "2022")


@pytest.mark.parametrize(
    ("question", "column", "fits"),
    [
        ("sales in the quarter ended June 25, 2022", JUNE, True),
        ("sales in the quarter ended June 25, 2022", YEAR_BEFORE, False),
        ("sales in the quarter ended June 25, 2022", NINE_MONTHS, False),
        ("sales in the first nine months of 2022", NINE_MONTHS, True),
        ("sales in the first nine months of 2022", JUNE, False),
        ("sales in the 39 weeks of 2022", NINE_MONTHS, True),
        ("sales in Q2 2022", JUNE, True),
        ("sales in Q2 2021", JUNE, False),
        # a quarter of whole weeks may end in the first days of the next month
        ("sales in the third quarter of 2022", OCTOBER, True),
        ("sales in 2022", Column("Change"), False),
    ],
)
def test_a_column_is_of_the_time_asked_for(question: str, column: Column, fits: bool) -> None:
    fit = time_fit(AskedTime.of(question), column, is_documents_own=False)
    assert (fit > 0) == fits


def test_a_filing_that_is_called_by_the_quarter_says_what_quarter_it_means() -> None:
    asked = AskedTime.of("sales in the first quarter of fiscal 2023")
    assert time_fit(asked, DECEMBER, is_documents_own=True) > 0
    assert time_fit(asked, DECEMBER, is_documents_own=False) < 0


def test_a_question_without_a_time_fits_any_column_alike() -> None:
    asked = AskedTime.of("how high are net sales")
    assert not asked.any
    assert time_fit(asked, JUNE, is_documents_own=False) == 0


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("Lena Nuss led it from April 2013 until April 2015.", True),
        ("She led it from 3 May 2013 to 12. March 2016.", True),
        ("Präsidentin 2012–2015", True),
        ("entre 2013 et 2016", True),
        ("Between March 2013 and 2017 she led it.", True),
        ("She led it from April 2014 until April 2015.", False),  # the year itself stands there
        ("She led it from April 2010 until April 2013.", False),
        ("It was sold in 2013 and in 2015.", False),
        ("No. 12013-20159", False),
    ],
)
def test_a_stretch_of_years_covers_those_inside_it(text: str, covers: bool) -> None:
    assert years_within(text, {"2014"}) == ({"2014"} if covers else set())


@pytest.mark.parametrize(
    "piece", ["2013 to ", "between ", "2013 - ", "between 3 May 2013 and ", "M "]
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    started = time.process_time()
    years_within((piece * 60_000)[:60_000], {"2014"})
    assert time.process_time() - started < 2
