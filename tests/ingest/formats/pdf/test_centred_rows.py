"""Rows of tables whose cells are centred beside cells of more lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.formats.pdf.reading import read
from ingest.formats.source import Source
from tests.ingest.make_pdf import Line, PdfPage, make_pdf

STEP = 12  # points from one line of a cell to the next
COLUMNS = (72, 170, 250)


def text_of(tmp_path: Path, lines: Sequence[Line]) -> str:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([PdfPage(tuple(lines))]))
    source = Source(path, 10, 100_000, 100_000, lambda _done, _total: None)
    return read(source).pages[0].text


def centred(*rows: Sequence[str], apart: float = 0, top: float = 700) -> list[Line]:
    """The lines of a table's rows, that far apart; "/" parts the lines of a cell."""
    found = []
    for row in rows:
        cells = [cell.split("/") for cell in row]
        height = STEP * max(map(len, cells))
        for x, cell in zip(COLUMNS, cells, strict=False):
            first = top - (height - STEP * len(cell)) / 2
            found += [Line(text, x, first - STEP * n, 10) for n, text in enumerate(cell) if text]
        top -= height + apart
    return found


PACKAGES = (
    ("package", "size", "what it does"),
    ("sudo", "5990", "Gives some users the rights of/the one who runs the machine"),
    ("vim", "3570", "An editor of texts, with all that/people who write programs want"),
    ("vim-tiny", "1660", "The same editor,/with little of that"),
    ("w3m", "2828", "Reads web pages"),
)


def test_values_come_with_their_own_label(tmp_path: Path) -> None:
    assert text_of(tmp_path, centred(*PACKAGES)).split("\n") == [
        "package\tsize\twhat it does",
        "sudo\t5990\tGives some users the rights of the one who runs the machine",
        "vim\t3570\tAn editor of texts, with all that people who write programs want",
        "vim-tiny\t1660\tThe same editor, with little of that",
        "w3m\t2828\tReads web pages",
    ]


THREE_LINES = (
    ("What", "2022", "2023"),
    ("Net change in/unrealized/gains", "12", "14"),
    ("Taxes", "3", "4"),
    ("What was paid/for them in/cash", "7", "9"),
    ("All", "22", "27"),
)


def test_a_label_of_three_lines_has_its_values_in_its_middle(tmp_path: Path) -> None:
    assert text_of(tmp_path, centred(*THREE_LINES, apart=6)).split("\n") == [
        "What\t2022\t2023",
        "Net change in unrealized gains\t12\t14",
        "Taxes\t3\t4",
        "What was paid for them in cash\t7\t9",
        "All\t22\t27",
    ]


def test_without_room_between_rows_nothing_is_guessed(tmp_path: Path) -> None:
    text = text_of(tmp_path, centred(*THREE_LINES))
    assert "\nunrealized\t12\t14\n" in text and "\nfor them in\t7\t9\n" in text


def test_what_stands_around_the_rows_is_read_as_before(tmp_path: Path) -> None:
    lines = [Line("A report", 72, 760, 10), Line("page 3", 480, 760, 10)]
    lines += [*centred(*PACKAGES), Line("Table 1: What is there", 120, 580, 10)]
    text = text_of(tmp_path, lines)
    assert text.startswith("A report") and text.endswith("Reads web pages\nTable 1: What is there")
    assert "\nvim-tiny\t1660\tThe same editor, with little of that\n" in text


def test_a_label_over_an_empty_line_belongs_to_its_row(tmp_path: Path) -> None:
    lines = centred(*PACKAGES, ("gpm/", "521", "Copies"), ("mc", "1482", "Looks at files"))
    text = text_of(tmp_path, [line for line in lines if line.text])
    assert text.endswith("w3m\t2828\tReads web pages\ngpm\t521\tCopies\nmc\t1482\tLooks at files")


def test_a_word_broken_in_a_cell_is_joined(tmp_path: Path) -> None:
    rows = (*PACKAGES, ("mc", "1482", "Looks at files and direc-/tories on the whole screen"))
    assert "Looks at files and directories on the whole screen" in text_of(tmp_path, centred(*rows))


def test_labels_at_the_bottom_or_the_top_of_their_values_are_no_such_rows(tmp_path: Path) -> None:
    lines = []
    for n, label in enumerate(("Sales of goods", "Sales of work", "Sales of land")):
        lines += [
            Line(label, 72, 700 - 2 * STEP * n, 10),
            Line("and of others", 72, 700 - 2 * STEP * n - STEP, 10),
            Line(f"{n}17", 300, 700 - 2 * STEP * n - STEP, 10),
        ]
    assert text_of(tmp_path, lines).split("\n") == [
        "Sales of goods", "and of others\t017", "Sales of work", "and of others\t117",
        "Sales of land", "and of others\t217",
    ]  # fmt: skip


def test_columns_of_text_on_different_heights_stay_columns(tmp_path: Path) -> None:
    left = ["the lines of a column go on in the next"[: 39 - n % 9].strip() for n in range(24)]
    right = ["and they end sometimes here or there"[: 36 - n % 7].strip() for n in range(23)]
    lines = [Line(text, 72, 700 - STEP * n, 10) for n, text in enumerate(left)]
    lines += [Line(text, 320, 694 - STEP * n, 10) for n, text in enumerate(right)]
    assert text_of(tmp_path, lines).split("\n") == [*left, *right]


LOWER = 1.8  # points of ten: cells set by the edges of their own text, not of their row


def test_values_a_little_lower_than_their_labels_are_in_their_rows(tmp_path: Path) -> None:
    labels = ["Sales of goods and of work", "Costs", "Interest", "Taxes", "Income"]
    lines = [Line(label, 72, 700 - 15 * n, 10) for n, label in enumerate(labels)]
    lines += [Line(f"{n}17", 300, 700 - 15 * n - LOWER, 10) for n in range(5)]
    rows = [f"{label}\t{n}17" for n, label in enumerate(labels)]
    assert text_of(tmp_path, lines).split("\n") == rows


def test_running_text_a_little_higher_than_a_list_beside_it_stays_whole(tmp_path: Path) -> None:
    text = ["and so it goes on in the next of these lines"[n:].strip() for n in range(8)]
    items = [f"Rate {n}.505%" for n in range(8)]
    lines = [Line(each, 72, 700 - STEP * n, 10) for n, each in enumerate(text)]
    lines += [Line(each, 330, 700 - STEP * n - LOWER, 10) for n, each in enumerate(items)]
    assert text_of(tmp_path, lines).split("\n") == [*text, *items]
