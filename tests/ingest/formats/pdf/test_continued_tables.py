"""Tables that go on over a page's end, told from those that only begin there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.confined.reader import FileReader
from tests.ingest.make_pdf import Line, PdfPage, make_pdf
from tests.ingest.reading import read_file

HEADS = ["Species", "2021", "2022"]
FIRST = [["Otter", "14", "17"], ["Heron", "80", "92"], ["Eel", "5", "3"], ["Pike", "61", "60"]]
SECOND = [["Perch", "210", "190"], ["Roach", "17", "24"], ["Tench", "8", "9"], ["Bream", "2", "7"]]
TITLE = "Animals counted on the river"
CONTEXT = f"{TITLE}\nSpecies\t2021\t2022"
COLUMNS = (72, 220, 300)


def rows(
    cells: Sequence[Sequence[str]], *, top: float = 700, columns: Sequence[float] = COLUMNS
) -> list[Line]:
    return [
        Line(cell, x=x, y=top - 18 * number)
        for number, row in enumerate(cells)
        for cell, x in zip(row, columns, strict=True)
    ]


def contexts(reader: FileReader, folder: Path, *pages: Sequence[Line]) -> list[list[str]]:
    """Of each page what the rows of its tables have with them."""
    path = folder / "counts.pdf"
    path.write_bytes(make_pdf([PdfPage(lines=tuple(lines)) for lines in pages]))
    document = read_file(reader, path)
    return [
        [table.context for table in document.tables if table.page == page.number]
        for page in document.pages
    ]


START = [Line(TITLE, y=718), *rows([HEADS, *FIRST])]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(rows(SECOND), id="rows-alone"),
        pytest.param(rows(SECOND[:2]), id="two-rows"),
        pytest.param([*rows(SECOND), Line("No count was made in winter.", y=500)], id="text-below"),
        pytest.param([Line("Page 2 of 2", y=750), *rows(SECOND)], id="page-number"),
        pytest.param([Line(f"{TITLE} (continued)", y=730), *rows(SECOND)], id="said-so"),
        pytest.param(rows(SECOND, columns=(84, 220, 300)), id="labels-set-in"),
        pytest.param(rows([["Perch", "1,210", "(190)"], *SECOND[1:]]), id="wider-numbers"),
        pytest.param(
            rows(SECOND[:3]) + rows(SECOND[3:], top=646, columns=(72, 245, 300)),
            id="one-cell-elsewhere",
        ),
        pytest.param(rows([["Ide", "12", "11"], ["Ruffe", "", "4"]]), id="an-empty-cell"),
    ],
)
def test_rows_of_the_next_page_have_the_heads_of_the_one_before(
    reader: FileReader, tmp_path: Path, second: list[Line]
) -> None:
    first = [*START, Line("Page 1 of 2", y=40)]
    assert contexts(reader, tmp_path, first, second) == [[CONTEXT], [CONTEXT]]


def test_a_table_goes_on_over_several_pages_and_their_running_heads(
    reader: FileReader, tmp_path: Path
) -> None:
    head = Line("Wardens of the river", y=760)
    pages = [
        [head, *START],
        *(
            [head, *rows([[f"{name} of lake {n}", *more] for name, *more in SECOND])]
            for n in range(3)
        ),
    ]
    first, *others = contexts(reader, tmp_path, *pages)
    assert first[0].endswith(CONTEXT)
    assert others == [first] * 3


def test_the_heading_of_the_first_rows_goes_along_too(reader: FileReader, tmp_path: Path) -> None:
    second = [Line("Coarse fish:", y=718), *rows(SECOND)]
    assert contexts(reader, tmp_path, START, second)[1] == [f"{CONTEXT}\nCoarse fish:"]


@pytest.mark.parametrize(
    ("more", "second"),
    [
        pytest.param([], rows(SECOND, columns=(72, 260, 340)), id="other-columns"),
        pytest.param(
            [],
            rows(SECOND[:2]) + rows(SECOND[2:], top=664, columns=(72, 245, 325)),
            id="cells-elsewhere",
        ),
        pytest.param([], rows([row[:2] for row in SECOND], columns=(72, 220)), id="fewer-columns"),
        pytest.param([], rows([["Trees", "felled", "planted"], *SECOND]), id="heads-of-its-own"),
        pytest.param([], [Line("Trees of the bank", y=718), *rows(SECOND)], id="title-of-its-own"),
        pytest.param([], [Line("Table 2", y=718), *rows(SECOND)], id="number-of-its-own"),
        pytest.param(
            [], [Line("The wardens also counted trees.", y=718), *rows(SECOND)], id="text-above"
        ),
        pytest.param([Line("No count was made.", y=400)], rows(SECOND), id="text-between"),
    ],
)
def test_another_table_keeps_to_its_own(
    reader: FileReader, tmp_path: Path, more: list[Line], second: list[Line]
) -> None:
    first, then = contexts(reader, tmp_path, [*START, *more], second)
    assert first == [CONTEXT]
    assert not any("Species" in context for context in then)


def test_what_names_a_table_stands_over_a_long_note_in_brackets(
    reader: FileReader, tmp_path: Path
) -> None:
    note = [
        "[In hundreds. Counted by boat between the two weirs; see the text",
        "of this section. Some animals may have been counted more than once,",
        "so that the figures are too high where many live together]",
    ]
    above = [Line("Counting was done at dawn.", y=772), Line(TITLE, y=754)]
    above += [Line(line, y=736 - 12 * number) for number, line in enumerate(note)]
    expected = f"{TITLE}\n{note[0]}\nSpecies\t2021\t2022"
    page = [*above, *rows([HEADS, *FIRST], top=694)]
    assert contexts(reader, tmp_path, page) == [[expected]]
