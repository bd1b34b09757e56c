"""Column heads in several lines: each column has all that stands over it, or what isn't sure stays.

Each case is drawn as reports draw it: numbers to the right of their columns, heads in the middle of
what they stand over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from bot.answering.cells import asked_cell
from ingest.confined.reader import FileReader
from ingest.formats.records import ReadDocument, Table
from ingest.splitting import SplittingOptions, split
from storage.text.query import Query
from tests.fakes import HashingEncoder
from tests.ingest.make_pdf import Line, PdfPage, make_pdf
from tests.ingest.reading import read_file

SIZE = 8.0
WORDS = HashingEncoder().token_spans
WIDTHS = {" ": 0.278, ",": 0.278, ".": 0.278, "i": 0.222, "l": 0.222, "t": 0.278, "r": 0.333,
          "m": 0.833, "M": 0.833, "N": 0.722, "E": 0.667, "T": 0.611, "s": 0.5, "c": 0.5,
          "J": 0.5, "(": 0.333, ")": 0.333}  # fmt: skip
FIRST_COLUMN, STEP, WIDE = 150.0, 64.0, 48.0
LABELS = ["Ferries", "Tolls and pilots", "Old ropes", "Moorings"]


def width(text: str) -> float:
    return SIZE * sum(WIDTHS.get(letter, 0.556) for letter in text)


def over(text: str, first: int, last: int, y: float) -> Line:
    """A head in the middle of the columns from one to another."""
    left, right = FIRST_COLUMN + STEP * first, FIRST_COLUMN + STEP * last + WIDE
    return Line(text, x=(left + right - width(text)) / 2, y=y, size=SIZE)


def rule(first: int, last: int, y: float) -> bytes:
    """A line below the columns from one to another."""
    left, right = FIRST_COLUMN + STEP * first, FIRST_COLUMN + STEP * last + WIDE
    return b"%.2f %.2f %.2f 0.7 re f\n" % (left, y, right - left)


def each(texts: Iterable[str], y: float) -> list[Line]:
    return [over(text, column, column, y) for column, text in enumerate(texts)]


def body(columns: int, *, top: float = 600, labels: Sequence[str] = LABELS) -> list[Line]:
    """Rows with a number in each column; each number is as its row and column say."""
    lines = []
    for number, label in enumerate(labels):
        y = top - 12 * number
        lines.append(Line(label, x=60, y=y, size=SIZE))
        for column in range(columns):
            value = f"{number + 1},{column}00"
            right = FIRST_COLUMN + STEP * column + WIDE
            lines.append(Line(value, x=right - width(value), y=y, size=SIZE))
    return lines


def stub(text: str, y: float) -> Line:
    return Line(text, x=60, y=y, size=SIZE)


def read(
    reader: FileReader, folder: Path, *lines: Line | Iterable[Line], drawing: bytes = b""
) -> ReadDocument:
    flat = [one for each in lines for one in ([each] if isinstance(each, Line) else each)]
    path = folder / "report.pdf"
    path.write_bytes(make_pdf([PdfPage(lines=tuple(flat), drawing=drawing)]))
    return read_file(reader, path)


def heads_of(table: Table) -> list[str]:
    """The heads in the last line of cells that a table's rows have with them."""
    return [line for line in table.context.split("\n") if "\t" in line][-1].split("\t")


THREE_AND_NINE = [over("Three Months Ended", 0, 1, 632), over("Nine Months Ended", 2, 3, 632)]
DATES = ["June 25, 2022", "June 26, 2021"]


@pytest.mark.parametrize(
    ("heads", "columns", "expected"),
    [
        pytest.param(
            [*THREE_AND_NINE, *each(DATES * 2, 620)],
            4,
            [f"{span} {day}" for span in ("Three Months Ended", "Nine Months Ended")
             for day in DATES],
            id="two-lines",
        ),
        pytest.param(
            [*(Line(one.text, one.x, 642, SIZE) for one in THREE_AND_NINE),
             *each(["June 25,", "June 26,"] * 2, 631), *each(["2022", "2021"] * 2, 620)],
            4,
            [f"{span} {day}" for span in ("Three Months Ended", "Nine Months Ended")
             for day in DATES],
            id="three-lines",
        ),
        pytest.param(
            [over("Three Months Ended June 25,", 0, 2, 632),
             over("Nine Months Ended June 25,", 3, 4, 632),
             *each(["2022", "2021", "Change", "2022", "2021"], 620)],
            5,
            ["Three Months Ended June 25, 2022", "Three Months Ended June 25, 2021",
             "Three Months Ended June 25, Change", "Nine Months Ended June 25, 2022",
             "Nine Months Ended June 25, 2021"],
            id="over-three-and-two",
        ),
        pytest.param(
            [over("Nine Months Ended", 0, 1, 632), *each(DATES, 620)],
            2,
            [f"Nine Months Ended {day}" for day in DATES],
            id="one-over-all",
        ),
        pytest.param(
            [over("June 2021", 0, 0, 632), over("September 2022", 1, 4, 632),
             *each(["Value", "Cost", "Gains", "Losses", "Value"], 620)],
            5,
            ["June 2021 Value", "September 2022 Cost", "September 2022 Gains",
             "September 2022 Losses", "September 2022 Value"],
            id="over-one-and-four",
        ),
        pytest.param(
            [over("Reported as", 2, 3, 632), *each(["Cost", "Value", "Cash", "Bonds"], 620)],
            4,
            ["Cost", "Value", "Reported as Cash", "Reported as Bonds"],
            id="over-some-only",
        ),
        pytest.param(
            [over("Cash", 1, 1, 642), over("and Cash", 1, 1, 631),
             *each(["Cost", "Equivalents", "Basis", "Bonds", "Loans"], 620)],
            5,
            ["Cost", "Cash and Cash Equivalents", "Basis", "Bonds", "Loans"],
            id="one-column-in-three-lines",
        ),
        pytest.param(
            [over("September 2022", 0, 3, 642), over("Reported as", 2, 3, 631),
             *each(["Cost", "Value", "Cash", "Bonds"], 620)],
            4,
            ["September 2022 Cost", "September 2022 Value", "September 2022 Reported as Cash",
             "September 2022 Reported as Bonds"],
            id="three-tiers",
        ),
    ],
)  # fmt: skip
def test_each_column_has_what_stands_over_it(
    reader: FileReader, tmp_path: Path, heads: list[Line], columns: int, expected: list[str]
) -> None:
    (table,) = read(reader, tmp_path, heads, body(columns)).tables
    assert heads_of(table) == ["", *expected]


def test_what_heads_the_labels_stays_first(reader: FileReader, tmp_path: Path) -> None:
    lines = [*THREE_AND_NINE, stub("(in millions)", 620), *each(DATES * 2, 620)]
    (table,) = read(reader, tmp_path, lines, body(4)).tables
    first, *rest = heads_of(table)
    assert (first, len(rest)) == ("(in millions)", 4)
    assert rest[2] == "Nine Months Ended June 25, 2022"


def test_a_unit_over_all_columns_stays_a_line_of_its_own(
    reader: FileReader, tmp_path: Path
) -> None:
    lines = [over("(in millions)", 0, 3, 612), *THREE_AND_NINE, *each(DATES * 2, 622)]
    (table,) = read(reader, tmp_path, lines, body(4)).tables
    *above, _heads, unit = table.context.split("\n")
    assert unit == "(in millions)"
    assert above == []
    assert heads_of(table)[1] == "Three Months Ended June 25, 2022"


YEARS = ["2022", "2023", "2024", "2025", "2026", "Later", "Total"]


def test_a_rule_below_a_head_tells_how_far_it_reaches(reader: FileReader, tmp_path: Path) -> None:
    """In the middle of four of six columns is also the middle of two."""
    lines = [over("Year Ended", 1, 4, 632), *each(YEARS, 620), *body(7)]
    (unsure,) = read(reader, tmp_path, lines).tables
    assert unsure.context == "Year Ended\n" + "\t".join(YEARS)
    drawing = rule(1, 4, 629) + rule(0, 0, 617) + rule(1, 1, 617)
    (sure,) = read(reader, tmp_path, lines, drawing=drawing).tables
    assert heads_of(sure)[1:] == [
        "2022",
        *(f"Year Ended {year}" for year in YEARS[1:5]),
        *YEARS[5:],
    ]


def test_a_rule_in_pieces_that_touch_is_one(reader: FileReader, tmp_path: Path) -> None:
    gap = b"".join(
        b"%.2f 629 %.2f 0.7 re f\n" % (FIRST_COLUMN + STEP * column + WIDE, STEP - WIDE)
        for column in (1, 2, 3)
    )
    pieces = b"".join(rule(column, column, 629) for column in (1, 2, 3, 4)) + gap
    lines = [over("Year Ended", 1, 4, 632), *each(YEARS, 620), *body(7)]
    (table,) = read(reader, tmp_path, lines, drawing=pieces).tables
    assert heads_of(table)[4:6] == ["Year Ended 2025", "Year Ended 2026"]


def test_a_rule_below_all_heads_tells_nothing(reader: FileReader, tmp_path: Path) -> None:
    lines = [over("Cash", 1, 1, 631), *each(["Cost", "and Bonds", "Loans"], 620), *body(3)]
    (table,) = read(reader, tmp_path, lines, drawing=rule(0, 2, 616)).tables
    assert "Cash Cost" not in table.context


@pytest.mark.parametrize(
    "head",
    [
        pytest.param([over("Q3", 1, 1, 632)], id="over-one-or-three"),
        pytest.param([over("Q3", 0, 1, 690)], id="far-above"),
    ],
)
def test_a_head_that_is_not_sure_stays_as_it_is(
    reader: FileReader, tmp_path: Path, head: list[Line]
) -> None:
    below = each(["Cost", "Value", "Loans"], 620)
    (table,) = read(reader, tmp_path, head, below, body(3)).tables
    assert heads_of(table) == ["Cost", "Value", "Loans"]


def test_a_head_at_the_edge_of_its_rule_stands_over_its_columns(
    reader: FileReader, tmp_path: Path
) -> None:
    right = FIRST_COLUMN + STEP * 4 + WIDE
    head = Line("Later", right - width("Later"), 632, SIZE)
    lines = [head, *each(YEARS[:6], 620), *body(6)]
    drawing = rule(3, 4, 629) + rule(5, 5, 629)
    (table,) = read(reader, tmp_path, lines, drawing=drawing).tables
    assert heads_of(table)[3:] == ["2024", "Later 2025", "Later 2026", "Later"]


def right_of(text: str, column: int, y: float) -> Line:
    """A head to the right in its last column."""
    return Line(text, FIRST_COLUMN + STEP * column + WIDE - width(text), y, SIZE)


def test_heads_to_the_right_stand_over_what_else_would_be_headed_alike(
    reader: FileReader, tmp_path: Path
) -> None:
    heads = [
        right_of("Quarter", 1, 642), right_of("Half", 3, 642),
        stub("(in millions)", 631), right_of("March 31,", 1, 631), right_of("March 31,", 3, 631),
        *(right_of(year, column, 620) for column, year in enumerate(["2023", "2022"] * 2)),
    ]  # fmt: skip
    (table,) = read(reader, tmp_path, heads, body(4)).tables
    assert heads_of(table) == ["(in millions)", *(
        f"{span} March 31, {year}" for span in ("Quarter", "Half")
        for year in ("2023", "2022")
    )]  # fmt: skip


def test_a_line_at_the_foot_of_the_page_tells_no_columns(
    reader: FileReader, tmp_path: Path
) -> None:
    title = "Statements of what came in and went out"
    foot = [stub("Statements", 540), Line(title, 140, 540, SIZE), Line("6", 400, 540, SIZE)]
    heads = [stub("Statements", 644), over("Nine Months Ended", 0, 1, 632),
             stub("(in millions)", 620), *each(DATES, 620)]  # fmt: skip
    (table,) = read(reader, tmp_path, heads, body(2), foot).tables
    assert heads_of(table)[1:] == [f"Nine Months Ended {day}" for day in DATES]


def test_a_rule_that_only_begins_below_a_column_is_not_its(
    reader: FileReader, tmp_path: Path
) -> None:
    lines = [over("Year Ended", 1, 4, 632), *each(YEARS, 620), *body(7)]
    left = FIRST_COLUMN + WIDE - 4
    drawing = b"%.2f 629 %.2f 0.7 re f" % (left, FIRST_COLUMN + 4 * STEP + WIDE - left)
    (table,) = read(reader, tmp_path, lines, drawing=drawing).tables
    assert heads_of(table)[1:3] == ["2022", "Year Ended 2023"]


def test_columns_are_told_though_few_rows_have_them_all(reader: FileReader, tmp_path: Path) -> None:
    """But not by a row most of whose cells stand elsewhere than the others'."""
    heads = [over("Nine Months Ended", 0, 1, 632), *each(DATES, 620)]
    split_label = [
        stub("Ropes", 480), Line("old", 110, 480, SIZE), Line("7", 155, 480, SIZE),
        Line("8", 204, 480, SIZE), Line("9", 280, 480, SIZE),
    ]  # fmt: skip
    (table,) = read(reader, tmp_path, heads, body(2, labels=[*LABELS, *LABELS]), split_label).tables
    assert heads_of(table)[1:] == [f"Nine Months Ended {day}" for day in DATES]


def test_heads_in_many_lines_are_joined(reader: FileReader, tmp_path: Path) -> None:
    parts = [["as", "of"], ["part", "all"], ["of", "boats"], ["a", "that"], ["plan", "may"],
             ["that", "yet"], ["was", "be"], ["told", "built"]]  # fmt: skip
    lines = [one for number, part in enumerate(parts) for one in each(part, 700 - 10 * number)]
    (table,) = read(reader, tmp_path, lines, body(2, top=615)).tables
    assert heads_of(table)[1:] == [" ".join(part) for part in zip(*parts, strict=True)]


def test_a_title_in_the_middle_of_the_page_is_no_head(reader: FileReader, tmp_path: Path) -> None:
    title = "Report on the boats of the harbour"
    line = Line(title, (612 - width(title)) / 2, 632, SIZE)
    lines = [line, *each(YEARS[:5], 620), *each(["counted"] * 5, 611)]
    (table,) = read(reader, tmp_path, lines, body(5)).tables
    assert table.context == f"{title}\n\t" + "\t".join(f"{year} counted" for year in YEARS[:5])


def test_rows_of_words_are_no_heads(reader: FileReader, tmp_path: Path) -> None:
    words = [stub("Berth", 632), *each(["Owner", "Kept by"], 632),
             stub("North quay", 620), *each(["Ada", "Ben"], 620)]  # fmt: skip
    (table,) = read(reader, tmp_path, words, body(2)).tables
    assert "Owner Ada" not in table.context


def test_heads_are_not_joined_where_the_line_would_be_cut(
    reader: FileReader, tmp_path: Path
) -> None:
    name = "of all that was counted on the quays, in the sheds and on the boats by wardens"
    contexts = []
    for columns in (5, 7):
        top = [over(name, 0, columns - 1, 642), over("and was said", 0, columns - 1, 631)]
        lines = [Line(one.text, one.x - 10, one.y, SIZE) for one in top]  # off the page's middle
        (table,) = read(reader, tmp_path, lines, each(YEARS[:columns], 620), body(columns)).tables
        contexts.append(heads_of(table))
    assert contexts == [["", *(f"{name} and was said {year}" for year in YEARS[:5])], YEARS]


def test_tables_below_each_other_have_heads_of_their_own(
    reader: FileReader, tmp_path: Path
) -> None:
    second = [
        stub("What was spent on them:", 530),
        over("Nine Months Ended", 0, 1, 518), *each(DATES, 506), *body(2, top=490),
    ]  # fmt: skip
    third = [stub("And what is left:", 430), *each(["2020", "2019"], 418), *body(2, top=404)]
    document = read(reader, tmp_path, THREE_AND_NINE, each(DATES * 2, 620), body(4), second, third)
    first, then, last = document.tables
    assert heads_of(first)[1:] == [
        f"{span} {day}" for span in ("Three Months Ended", "Nine Months Ended") for day in DATES
    ]
    assert heads_of(then)[1:] == [f"Nine Months Ended {day}" for day in DATES]
    assert last.context == "And what is left:\n2020\t2019"


def test_names_among_the_rows_begin_no_table(reader: FileReader, tmp_path: Path) -> None:
    lines = [*body(2), stub("Others:", 550), stub("Eels", 538), *each(["few", "none"], 538),
             *body(2, top=526)]  # fmt: skip
    assert len(read(reader, tmp_path, each(DATES, 620), lines).tables) == 1


def test_a_date_in_two_lines_is_no_value(reader: FileReader, tmp_path: Path) -> None:
    lines = [*each(["Ended May", "Ended June"], 642), *each(["30,", "31,"], 631),
             *each(["2022", "2021"], 620)]  # fmt: skip
    (table,) = read(reader, tmp_path, lines, body(2)).tables
    assert heads_of(table)[1:] == ["Ended May 30, 2022", "Ended June 31, 2021"]


def test_the_text_of_the_page_stays_as_it_is_drawn(reader: FileReader, tmp_path: Path) -> None:
    document = read(reader, tmp_path, THREE_AND_NINE, each(DATES * 2, 620), body(4))
    lines = document.pages[0].text.split("\n")
    assert lines[:3] == [
        "Three Months Ended\tNine Months Ended", "\t".join(DATES * 2),
        "Ferries\t1,000\t1,100\t1,200\t1,300",
    ]  # fmt: skip


LONG = [f"{label} {number}" for number in range(20) for label in LABELS]


def test_passages_have_the_heads_that_they_lack(reader: FileReader, tmp_path: Path) -> None:
    """The first has the lines of heads itself, which share the columns evenly."""
    rows = body(4, labels=LONG[:40])
    document = read(reader, tmp_path, THREE_AND_NINE, each(DATES * 2, 620), rows)
    first, *others = split(document, token_spans=WORDS, options=SplittingOptions(max_tokens=96))
    assert (first.context, len(others) > 1) == ("", True)
    assert {passage.context for passage in others} == {document.tables[0].context}
    for passage in (first, *others):
        page = document.pages[passage.page - 1]
        assert page.text[passage.start : passage.end] == passage.text


def test_the_first_passage_too_has_heads_that_cant_be_counted_out(
    reader: FileReader, tmp_path: Path
) -> None:
    heads = [over("June 2021", 0, 0, 632), over("September 2022", 1, 4, 632),
             *each(["Value", "Cost", "Gains", "Losses", "Value"], 620)]  # fmt: skip
    document = read(reader, tmp_path, heads, body(5))
    first, *_ = split(document, token_spans=WORDS, options=SplittingOptions())
    assert "September 2022 Losses" in first.context


@pytest.mark.parametrize(
    ("asked", "cell"),
    [
        pytest.param("three months ended June 25, 2022", "2,000", id="three-2022"),
        pytest.param("nine months ended June 25, 2022", "2,100", id="nine-2022"),
        pytest.param("nine months ended June 26, 2021", "2,200", id="nine-2021"),
    ],
)
def test_a_question_finds_the_column_that_it_asks_for(
    reader: FileReader, tmp_path: Path, asked: str, cell: str
) -> None:
    """A head over one column and another over two."""
    heads = [over("Quarter Ended", 0, 0, 632), over("Nine Months Ended", 1, 2, 632),
             *each([DATES[0], *DATES], 620)]  # fmt: skip
    document = read(reader, tmp_path, heads, body(3))
    (passage,) = split(document, token_spans=WORDS, options=SplittingOptions())
    at = passage.text.index("Tolls and pilots")
    query = Query.of(f"How high were tolls and pilots in the {asked}?")
    found = asked_cell(query, passage.text[at:].split("\n")[0], passage.context)
    assert found is not None
    assert found.value == cell


def read_context(reader: FileReader, tmp_path: Path, lines: Sequence[Line]) -> str:
    (tmp_path / "a.pdf").write_bytes(make_pdf([PdfPage(tuple(lines))]))
    tables = read_file(reader, tmp_path / "a.pdf").tables
    return tables[0].context


def test_heads_that_a_line_over_all_columns_parts_from_their_values(
    reader: FileReader, tmp_path: Path
) -> None:
    years = [
        over(year, column, column, 620) for column, year in enumerate(("At 1 May", "At 1 June"))
    ]
    lines = [*years, over("(in thousands)", 0, 1, 611), *body(2)]
    assert read_context(reader, tmp_path, lines) == "At 1 May\tAt 1 June\n(in thousands)"


def test_a_line_over_no_values_is_no_line_of_heads(reader: FileReader, tmp_path: Path) -> None:
    aside = [Line("Harbour", x=160, y=620, size=SIZE), Line("Page 7", x=370, y=620, size=SIZE)]
    wide = Line("(all of it in thousands of the money of each country, and as it was then)",
                x=150, y=611, size=SIZE)  # fmt: skip
    assert "\t" not in read_context(reader, tmp_path, [*aside, wide, *body(2)])


def test_a_sign_of_money_over_a_column_is_a_head_of_its_own(
    reader: FileReader, tmp_path: Path
) -> None:
    lines = [*each(("May 1,", "May 2,", "$", "June 1,"), 620),
             *each(("2022", "2023", "Change", "2022"), 611), *body(4)]  # fmt: skip
    heads = read_context(reader, tmp_path, lines)
    assert heads == "\tMay 1, 2022\tMay 2, 2023\t$ Change\tJune 1, 2022"
