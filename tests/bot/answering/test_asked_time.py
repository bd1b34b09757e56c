from __future__ import annotations

import pytest

from bot.answering.asked_time import AskedTime, time_fit
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
