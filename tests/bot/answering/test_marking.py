from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.marking import CELL_FROM, LIKELY_FROM, NO_MARK, mark
from bot.answering.ranking import READABLE_FROM
from bot.records import TableCell
from storage.text.query import Query
from storage.text.sentences import sentences
from tests.bot.passages import candidate
from tests.fakes import OverlapReranker


def marked(question: str, text: str, *, context: str = "", readable: float = 1.0) -> str:
    passage = replace(candidate(1, text).passage, context=context)
    query = Query.of(question)
    (found,) = mark(query, [passage], readable=readable, reranker=OverlapReranker())
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        ("net sales?", "Costs fell. Net sales rose 8%. Sales people left.", "Net sales rose 8%."),
        ("防守丢了多少分", "他们很强。黑豹队的防守丢了308分。", "黑豹队的防守丢了308分。"),
        ("anything else", "Costs fell. Sales rose.", ""),
        ("sales", "", ""),
    ],
)
def test_the_sentence_that_shares_the_content_words(
    question: str, text: str, sentence: str
) -> None:
    assert marked(question, text) == sentence


def test_a_word_that_few_sentences_hold_counts_more() -> None:
    text = "Acme is a firm. Acme was founded in 1920. Acme grows."
    assert marked("when was Acme founded", text) == "Acme was founded in 1920."


def test_headings_and_rows_of_tables_above_are_no_part_of_a_sentence() -> None:
    text = (
        "Services 20,907 19,821 5 %\nTotal net sales $ 94,836 $ 97,278 (3)%\niPhone\n"
        "iPhone net sales were relatively flat during the second quarter of 2023 compared to the\n"
        "second quarter of 2022, as the table of all of the Company's products and services shows\n"
        "above."
    )
    question = "How did iPhone change in the second quarter of 2023?"
    assert marked(question, text) == text[text.index("iPhone net") :]


def test_a_sentence_goes_on_over_the_ends_of_full_lines() -> None:
    text = "The Company's total net sales\nrose by 8 percent in the\nthird quarter. Costs fell."
    assert marked("how much did net sales rise", text) == text[: text.index(" Costs")]


def test_a_heading_gives_way_to_the_sentence_under_it() -> None:
    text = (
        "Note 6 – Shareholders' Equity\nShare Repurchase Program\n"
        "During the nine months the Company repurchased 408 million shares of its common stock\n"
        "for $63.8 billion. The program does not oblige it to acquire a minimum amount of shares."
    )
    assert "repurchased 408 million shares" in marked("How many shares did Apple repurchase?", text)


@pytest.mark.parametrize(
    "heading",
    ["Lost property", "Fares > Lost property", ""],
    ids=["known", "below another", "told by the prose under it"],
)
def test_a_heading_is_not_marked_for_the_words_of_the_question(heading: str) -> None:
    text = "Lost property\n\nWhat is found is kept for eight weeks. Then it is given away."
    passage = replace(candidate(1, text).passage, heading=heading)
    query = Query.of("How long is lost property kept?")
    (found,) = mark(query, [passage], readable=1.0, reranker=OverlapReranker())
    assert text[found.start : found.end] == "What is found is kept for eight weeks."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(
            "7.5 What is a »conffile«?\nA list of files that stay as they are. Others go.",
            "A list of files that stay as they are.",
            id="in a list of questions",
        ),
        pytest.param(
            "You may ask: what is a conffile? A list of files that stay. Others go.",
            "A list of files that stay.",
            id="within a text",
        ),
        pytest.param(
            "Do you smoke?\nHow many conffiles have you?",
            "How many conffiles have you?",
            id="where only questions stand",
        ),
    ],
)
def test_a_question_is_answered_by_what_follows_it(text: str, answer: str) -> None:
    assert marked("What is a conffile?", text) == answer


def test_a_heading_with_nothing_under_it_is_marked() -> None:
    passage = replace(candidate(1, "Lost property").passage, heading="Lost property")
    (found,) = mark(Query.of("lost property"), [passage], readable=1.0, reranker=OverlapReranker())
    assert passage.text[found.start : found.end] == "Lost property"


def test_a_sentence_begun_above_and_a_list_are_no_headings() -> None:
    text = "the jury awarded damages of 2 billion, of which 162\nmillion were interest. It rained."
    assert marked("How much damages?", text).startswith("the jury awarded damages")
    text = "Press the alarm, then call the bridge\n\nNever open a car that smokes"
    assert marked("Who calls the bridge?", text) == "Press the alarm, then call the bridge"


def test_a_date_and_an_abbreviation_end_no_sentence() -> None:
    text = "All cases are due, as Dr. Smith said, by September 21,\n2020. Late ones are refused."
    assert marked("by when are cases due", text) == text[: text.index(" Late")]
    text = "The cells are shown in Fig. 3 of the report. Others are not."
    assert marked("where are the cells shown", text) == text[: text.index(" Others")]


@given(st.text())
def test_sentences_are_slices_in_order_and_lose_no_word(text: str) -> None:
    places = sentences(text)
    assert all(text[start:end].strip() for start, end in places)
    assert list(places) == sorted(places)
    kept = "".join(text[start:end] for start, end in places)
    words = [character for character in text if character.isalnum()]
    assert [character for character in kept if character.isalnum()] == words


TABLE = (
    "Three Months Ended\nJune 25,\n2022\nJune 26,\n2021\n"
    "Services 19,604 17,486\nTotal net sales 82,959 81,434\nTotal cost of sales 47,074 46,179"
)


def test_a_row_is_marked_and_never_the_heads_of_its_columns() -> None:
    question = "What were total net sales in the three months ended June 25, 2022?"
    assert marked(question, TABLE) == "Total net sales 82,959 81,434"


def test_of_two_statements_with_the_words_one_with_what_is_asked_for_is_marked() -> None:
    text = "The bridge was finished late. The bridge was finished in 1934."
    assert marked("When was the bridge finished?", text) == "The bridge was finished in 1934."
    text = "The boat was named at last. The boat was named by Hilda Quist."
    assert marked("Who named the boat?", text) == "The boat was named by Hilda Quist."


@dataclass
class CountingReranker:
    """Says what it is asked about, and that the last of it is best."""

    name: str = "counting"
    description: str = "counting"
    read: list[str] = field(default_factory=list)

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += passages
        return np.arange(len(passages), dtype=np.float32)


def test_all_passages_are_read_in_one_batch_of_a_few_statements_each() -> None:
    text = " ".join(f"Locker {number} is blue." for number in range(8))
    passages = [candidate(number, text).passage for number in range(5)]
    reranker = CountingReranker()
    query = Query.of("Which locker is blue?")
    marks = mark(query, passages, readable=1.0, reranker=reranker)
    assert len(reranker.read) == 15
    assert [text[one.start : one.end] for one in marks] == ["Locker 2 is blue."] * 5


def test_what_the_models_cannot_read_is_marked_by_its_words_alone() -> None:
    reranker = CountingReranker()
    text = "他们很强。黑豹队的防守丢了308分。"
    query = Query.of("防守丢了多少分")
    (found,) = mark(
        query, [candidate(1, text).passage], readable=READABLE_FROM - 0.01, reranker=reranker
    )
    assert reranker.read == []
    assert text[found.start : found.end] == "黑豹队的防守丢了308分。"


def test_english_is_read_also_where_most_candidates_seem_right() -> None:
    reranker = CountingReranker()
    passage = candidate(1, "Sales of pumps rose by 4%. Sales of pumps rose by 7% abroad.").passage
    query = Query.of("By how much did the sales of pumps rise?")
    (found,) = mark(query, [passage], readable=READABLE_FROM - 0.01, reranker=reranker)
    assert reranker.read
    assert passage.text[found.start : found.end].endswith("abroad.")


def test_nothing_is_marked_where_nothing_stands_out() -> None:
    query = Query.of("anything else")
    passages = [candidate(1, "Costs fell. Sales rose.").passage]
    assert mark(query, passages, readable=1.0, reranker=OverlapReranker()) == (NO_MARK,)
    assert mark(query, (), readable=1.0, reranker=OverlapReranker()) == ()


def test_of_what_hardly_answers_only_the_best_by_its_words_is_read() -> None:
    query = Query.of("When was Acme founded?")
    texts = ["Acme was founded in 1920. Acme fell.", "Acme makes rope. Acme was founded by Ann."]
    reranker = CountingReranker()
    passages = [candidate(number, text).passage for number, text in enumerate(texts)]
    weak = LIKELY_FROM - 0.01
    marks = mark(query, passages, readable=1.0, reranker=reranker, relevances=[weak, weak])
    assert reranker.read == [
        "Acme was founded in 1920.",
        "Acme fell.",
        "Acme was founded by Ann.",
    ]
    assert texts[1][marks[1].start : marks[1].end] == "Acme was founded by Ann."
    reranker.read.clear()
    mark(query, passages, readable=1.0, reranker=reranker, relevances=[weak, LIKELY_FROM])
    assert len(reranker.read) == 4


def test_a_cell_that_fits_is_marked_without_being_read_again() -> None:
    passage = candidate(1, TABLE).passage
    start = TABLE.index("Total net sales")
    cell = TableCell("Total net sales: 82,959", start, start + 29, 1.0, CELL_FROM, True)
    query, reranker = Query.of("What were total net sales?"), CountingReranker()
    (found,) = mark(query, [passage], readable=1.0, reranker=reranker, cells=[cell])
    assert (found.start, found.end, found.cell) == (start, start + 29, cell.text)
    assert reranker.read == []
    unsure = replace(cell, by_time=CELL_FROM - 0.01)
    (other,) = mark(query, [passage], readable=1.0, reranker=reranker, cells=[unsure])
    assert other.cell == ""
    assert reranker.read


def test_what_only_repeats_the_question_is_marked_for_yes_or_no_alone() -> None:
    text = "The term of the president\n\nThe president is elected for four years."
    assert marked("How long is the term of the president?", text).endswith("four years.")
    whole = "Dogs are allowed in the garden."
    text = f"{whole} Ask at the gate."
    assert marked("Are dogs allowed in the garden?", text) == whole


class Undecided(OverlapReranker):
    """Says the same of all that it reads."""

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.ones(len(passages), dtype=np.float32)


@pytest.mark.parametrize(
    ("title", "statement"),
    [("", "This is a copy of the wine dataset."), ("Wine dataset", "Donated: July 1988.")],
)
def test_words_that_the_document_is_called_by_tell_statements_little_apart(
    title: str, statement: str
) -> None:
    text = "Donated: July 1988.\n\nThis is a copy of the wine dataset.\n\nMore is told below."
    found = replace(candidate(1, text).passage, title=title)
    query = Query.of("When was the wine dataset made?")
    (one,) = mark(query, [found], readable=1.0, reranker=Undecided())
    assert text[one.start : one.end] == statement


def test_what_spells_out_the_abbreviation_is_marked() -> None:
    text = "The RPK rose again, as it does. Revenue passenger kilometres (RPK) rose."
    assert marked("What does RPK stand for?", text).startswith("Revenue")


def test_lines_that_only_look_like_heads_are_marked_where_nothing_is_below_them() -> None:
    text = "On Linux, type this: find ~/Shared -type f -exec shared status {} \\; | grep syncing"
    assert marked("Which files are syncing on Linux?", text) == text


_LINES = (
    "Company\tCity",
    "a | b",
    "*  part of a frame   *",
    "Total 4 5",
    "It is so.",
    "",
    "# Title",
)


@given(st.lists(st.sampled_from(_LINES), max_size=6))
def test_any_lines_are_marked_or_not_and_never_fail(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert marked("What is the total of the company?", text) in text


def test_heads_of_columns_are_not_marked() -> None:
    text = "Company\tCity\tEmployees\nLeidos\tEl Segundo\t72\nBosch\tPalo Alto\t55"
    assert marked("In which city does the company Leidos have employees?", text).startswith(
        "Leidos"
    )


@pytest.mark.parametrize(("fit", "certainty"), [(0.6, 0.920), (1.0, 0.981)])
def test_a_cell_is_as_sure_as_it_fits(fit: float, certainty: float) -> None:
    text = "Rooms\t12"
    cell = TableCell("Rooms: 12", 0, len(text), fit, 1.0, is_current=True, amount=12.0)
    (one,) = mark(
        Query.of("How many rooms?"),
        [candidate(1, text).passage],
        readable=1.0,
        reranker=OverlapReranker(),
        cells=[cell],
    )
    assert one.certainty == pytest.approx(certainty, abs=1e-3)


def test_a_short_line_of_its_own_lends_its_words_to_the_sentence_below_it() -> None:
    text = (
        "North gate\n\nIt opens at eight.\n\nSouth gate\n\nIt opens at nine.\n\nIt is never locked."
    )
    assert marked("When does the south gate open?", text) == "It opens at nine."
    items = "Press the south alarm\n\nNever open a car\n\nOpen the south gate with a key"
    assert marked("When does the south gate open?", items) == "Open the south gate with a key"


def test_a_headings_words_alone_mark_nothing() -> None:
    text = "South gate\n\nLong ago a wall stood there.\n\nMore of it is told elsewhere."
    assert marked("Who painted the south gate?", text, readable=0.0) == ""


def test_rows_are_told_apart_by_what_the_heads_of_their_columns_do_not_say() -> None:
    """That a row has the word "issue" in a cell is nothing where all stand below that head."""
    rows = ["12 Oct\t1.2\tNew maps", "5 Oct\t1.1\tOld maps", "9 May\t1.0\tOfficial issue published"]
    text = "\n".join(["Date\tIssue\tNotes", *rows])
    assert marked("When was issue 1.2 published?", text) == rows[0]


ENTRIES = (
    "1.160 hook\nSee also flag.\n1.161 hymn meter\nES: ?, I: metrica, D: Silbenanzahl.\n"
    "A list of numbers that indicate how many syllables a line has.\n"
    "Hymnals have different ways of noting the hymn meter: some write 8787.\n"
)


@dataclass
class PreferringReranker:
    """Says yes to what has one word, and no to all else."""

    word: str
    name: str = "preferring"
    description: str = "preferring"

    def logits(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.asarray([5.0 if self.word in text else -5.0 for text in passages], np.float32)


@pytest.mark.parametrize(
    "question", ["What is a hymn meter?", "What does hymn meter mean?", "Define hymn meter."]
)
def test_an_entry_that_is_asked_for_is_what_stands_below_its_heading(question: str) -> None:
    passage = candidate(1, ENTRIES).passage
    reranker = PreferringReranker("syllables")
    (found,) = mark(Query.of(question), [passage], readable=1.0, reranker=reranker)
    assert ENTRIES[found.start : found.end].startswith("A list of numbers")


def test_a_heading_with_one_of_two_words_asked_for_heads_no_entry() -> None:
    passage = candidate(1, ENTRIES).passage
    reranker = PreferringReranker("syllables")
    query = Query.of("How do hymnals note the hymn meter?")
    (found,) = mark(query, [passage], readable=1.0, reranker=reranker)
    assert ENTRIES[found.start : found.end].startswith("Hymnals have")


def test_a_numbered_heading_is_not_marked_for_the_words_of_the_question() -> None:
    text = "1.169 kievan notation\nIt was used in chantbooks, and its heads are square.\n"
    assert marked("What is Kievan notation?", text).startswith("It was used")


def test_why_is_answered_by_the_sentence_that_gives_the_reason_of_the_one_before() -> None:
    text = (
        "Fine endings of symbols, such as those of rests, should not be sharp. This is because "
        "the corners of dies are fragile. Slurs are drawn later."
    )
    why = "Why should fine endings of symbols not be sharp?"
    assert marked(why, text) == text[: text.index(" Slurs")]  # "This" needs what it stands for
    bare = text.replace("This is because", "Because")
    assert marked(why, bare).startswith("Because")
    assert marked("Should fine endings of symbols be sharp?", text).endswith("sharp.")


def test_a_year_that_lies_between_two_is_that_of_their_statement() -> None:
    text = (
        "Ann Towns led the guild from April 2006 until April 2007.\n"
        "Sam Hoar led the guild from April 2007 until April 2008.\n"
        "Steve Tyre led the guild from April 2008 until April 2010.\n"
        "Lou Nuss led the guild from April 2013 until April 2015.\n"
        "Neil Govern led the guild from April 2015 until April 2016.\n"
    )
    assert marked("Who led the guild in 2014?", text).startswith("Lou Nuss")


def test_what_says_it_of_the_sentence_before_is_marked_with_it() -> None:
    text = (
        "The width tool finds the width of a track for a given current. "
        "It takes formulas from IPC-2221. Other tools find the width of a gap."
    )
    both = text[: text.index(" Other")]
    assert marked("Which standard do the formulas of the width tool come from?", text) == both
    # The sentence before says this alone, and the one after it isn't needed.
    assert (
        marked("What does the width tool find for a given current?", text)
        == (both[: both.index(" It takes")])
    )
