"""What stands over the values of a row, in heads of several lines."""

from __future__ import annotations

import pytest

from bot.answering.columns import columns_of


@pytest.mark.parametrize(
    ("heads", "count", "words"),
    [
        (
            ["Three Months Ended\tNine Months Ended", "May 1,\tMay 2,\tMay 1,\tMay 2,",
             "2022\t2021\t2022\t2021"],
            4,
            ["three months ended May 1, 2022", "three months ended May 2, 2021",
             "nine months ended May 1, 2022", "nine months ended May 2, 2021"],
        ),
        (  # one day stands over two columns, and the first cell over the labels
            ["Three Months Ended\tSix Months Ended", "(In millions)\tJune 30,\tJune 30,",
             "2022\t2021\t2022\t2021"],
            4,
            ["three months ended June 30, 2022", "three months ended June 30, 2021",
             "six months ended June 30, 2022", "six months ended June 30, 2021"],
        ),
        (["Three Months Ended June 30,\t2022\t2021"], 2,
         ["three months ended June 30, 2022", "three months ended June 30, 2021"]),
        (["June 30,\tJune 30,", "2022\t2021\tChange"], 3,
         ["June 30, 2022", "June 30, 2021", "Change"]),
        # a row without changes below heads with them
        (["2022\t2021\tChange"], 2, ["2022", "2021"]),
        (["Item\tPlanned\tSpent"], 2, ["Planned", "Spent"]),
        (["Three Months Ended Percentage", "September 30, Change", "2022 2021"], 3,
         ["three months ended September 30, 2022", "three months ended September 30, 2021",
          "Change"]),
        (["13 Weeks Ended July 2, 2022\t26 Weeks Ended July 2, 2022"], 2,
         ["three months ended July 2, 2022", "six months ended July 2, 2022"]),
        (["2022\t2021\t2020"], 5, []),
        ([], 2, []),
    ],
)  # fmt: skip
def test_each_value_has_its_heads(heads: list[str], count: int, words: list[str]) -> None:
    found = columns_of([line.split("\t") for line in heads], count)
    assert [column.words for column in found] == words


def test_a_title_that_names_two_years_dates_no_column() -> None:
    heads = [["Shares outstanding in the quarters of 2022 and 2021"], ["Shares", "Amount"]]
    assert [column.words for column in columns_of(heads, 2)] == ["Shares", "Amount"]
