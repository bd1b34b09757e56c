from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pptx.util
import pytest
import xlwt  # type: ignore[import-untyped]

from ingest.formats.row_labels import RowLabels
from ingest.splitting import SplittingOptions, split
from tests.desk_files import open_document as open_file
from tests.fakes import HashingEncoder
from tests.ingest.formats.containers import read_here, saved, zipped

ROWS = [
    ["Harbour", "2023", "", "Warden"],
    ["", "Boats", "Berths", ""],
    ["Northern", "Linnea", "four", "Ylva"],
    ["", "Sigrid", "five", ""],
    ["Southern", "Astrid", "nine", "Odd"],
]
MERGED = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (2, 0, 3, 0), (2, 3, 3, 3)]
"""First row and column, last row and column."""

READ = (
    "Harbour\t2023\t\tWarden\n\tBoats\tBerths\nNorthern\tLinnea\tfour\tYlva\n"
    "Northern\tSigrid\tfive\tYlva\nSouthern\tAstrid\tnine\tOdd"
)


def spans() -> list[list[tuple[str, int, int] | None]]:
    """Each cell's text and how far it goes across and down; ``None`` where another one covers."""
    grid: list[list[tuple[str, int, int] | None]] = [[(cell, 1, 1) for cell in r] for r in ROWS]
    for top, left, bottom, right in MERGED:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid[row][column] = None
        grid[top][left] = ROWS[top][left], right - left + 1, bottom - top + 1
    return grid


def web_page() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td colspan={c[1]} rowspan={c[2]}>{c[0]}" for c in row if c is not None)
        for row in spans()
    )
    return f"<html><body><table>{rows}</table>".encode()


def word_file() -> bytes:
    document = docx.Document()
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for top, left, bottom, right in MERGED:
        table.cell(top, left).merge(table.cell(bottom, right)).text = ROWS[top][left]
    return saved(document)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate(ROWS, start=1):
        for column, text in enumerate(row, start=1):
            book.active.cell(number, column).value = text or None
    for top, left, bottom, right in MERGED:
        book.active.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    return saved(book)


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for number, row in enumerate(spans()):
        for column, cell in enumerate(row):
            if cell is not None:
                text, across, down = cell
                sheet.write_merge(number, number + down - 1, column, column + across - 1, text)
    return saved(book)


def presentation() -> bytes:
    slides = pptx.Presentation()
    shapes = slides.slides.add_slide(slides.slide_layouts[6]).shapes
    size = pptx.util.Inches(4)
    table = shapes.add_table(len(ROWS), len(ROWS[0]), 0, 0, size, size).table
    table.first_row = False
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for top, left, bottom, right in MERGED:
        table.cell(top, left).merge(table.cell(bottom, right))
    stream = io.BytesIO()
    slides.save(stream)
    return stream.getvalue()


def open_document(kind: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    rows = "".join(
        "<table:table-row>"
        + "".join(
            "<table:covered-table-cell/>"
            if cell is None
            else f'<table:table-cell table:number-columns-spanned="{cell[1]}" '
            f'table:number-rows-spanned="{cell[2]}"><text:p>{cell[0]}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in spans()
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces}><office:body><office:{kind}>"
            f'<table:table table:name="t">{rows}</table:table></office:{kind}></office:body>'
            "</office:document-content>",
        }
    )


def rich_text(*, is_wide: bool = False) -> bytes:
    """A cell over several columns is several cells, or one that ends further right."""
    rows = []
    for number, row in enumerate(ROWS):
        marks = []
        for column in range(len(row)):
            around = [m for m in MERGED if m[0] <= number <= m[2] and m[1] == column == m[3]]
            first = bool(around) and around[0][0] == number
            marks.append((r"\clvmgf" if first else r"\clvmrg") if around else "")
        edges = [at * 1000 + number for at in range(1, len(row) + 1)]
        seen = [at for at in range(len(row)) if not (is_wide and (number, at) == (0, 1))]
        cells = "".join(f"{marks[at]}\\cellx{edges[at]}" for at in seen)
        said = [row[1] if is_wide and (number, at) == (0, 2) else row[at] for at in seen]
        rows.append(f"\\trowd{cells} " + "".join(f"{c}\\intbl\\cell " for c in said) + "\\row ")
    return ("{\\rtf1\\ansi " + "".join(rows) + "}").encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(web_page, "a.html", id="html"),
        pytest.param(word_file, "a.docx", id="docx"),
        pytest.param(workbook, "a.xlsx", id="xlsx"),
        pytest.param(old_workbook, "a.xls", id="xls"),
        pytest.param(presentation, "a.pptx", id="pptx"),
        pytest.param(lambda: open_document("text"), "a.odt", id="odt"),
        pytest.param(lambda: open_document("spreadsheet"), "a.ods", id="ods"),
        pytest.param(rich_text, "a.rtf", id="rtf"),
        pytest.param(lambda: rich_text(is_wide=True), "a.rtf", id="rtf-as-word-writes-it"),
    ],
)
def test_each_row_says_the_label_that_spans_it(
    tmp_path: Path, content: Callable[[], bytes], name: str
) -> None:
    read = read_here(content(), name, tmp_path)
    assert read.pages[0].text == READ
    assert read.tables[0].context == "Harbour\t2023 Boats\t2023 Berths\tWarden"


def test_a_passage_that_begins_amid_a_label_has_it(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>boat {n}<td>berth {n}" for n in range(2, 40))
    page = (
        "<html><body><table><tr><th>Harbour<th>Boat<th>Berth"
        f"<tr><td rowspan=39>Northern<td>boat 1<td>berth 1{rows}</table>"
    )
    passages = split(
        read_here(page.encode(), "a.html", tmp_path),
        token_spans=HashingEncoder().token_spans,
        options=SplittingOptions(max_tokens=80, overlap_tokens=8),
    )
    assert len(passages) > 2
    assert all(line.startswith(("Northern", "Harbour")) for passage in passages
               for line in passage.text.splitlines())  # fmt: skip


def test_prose_over_several_rows_is_said_once(tmp_path: Path) -> None:
    prose = "The harbour was dug in the year of the great storm, and dug once more. " * 2
    page = (
        f"<html><body><table><tr><td rowspan=2>{prose}<td>Linnea<td>four<tr><td>Sigrid<td>five"
        "</table>"
    )
    assert read_here(page.encode(), "a.html", tmp_path).pages[0].text.count("great storm") == 2


def test_no_label_goes_on_beyond_its_part_of_the_table(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tbody><tr><td rowspan=0>North<td>1<tr><td>2</tbody>"
        "<tbody><tr><td>South<td>3</tbody></table>"
    )
    assert read_here(page.encode(), "a.html", tmp_path).pages[0].text == (
        "North\t1\nNorth\t2\nSouth\t3"
    )


def test_a_row_repeats_no_more_than_a_few_labels() -> None:
    labels = RowLabels()
    for column in range(1, 1000):
        labels.begin(column, "x" * 80, 9)
    assert sum(map(len, labels.repeated(1, ["own"]))) == 5 * 80 + 3


def test_a_row_without_text_of_its_own_stays_without() -> None:
    labels = RowLabels({1: [(0, 3)]})
    assert labels.repeated(1, ["North", "a"]) == ["North", "a"]
    assert labels.repeated(2, ["", " "]) == ["", " "]
    assert labels.repeated(3, ["", "b"]) == ["North", "b"]
    assert labels.repeated(4, ["", "c"]) == ["", "c"]


def _with_an_empty_row() -> dict[str, bytes]:
    """Sheets with a row that is empty but for the cell that goes on over it."""
    cells = [(0, 0, "Harbour"), (0, 1, "Boat"), (1, 0, "Northern"), (1, 1, "Linnea"),
             (3, 1, "Sigrid"), (4, 0, "Southern"), (4, 1, "Astrid")]  # fmt: skip
    book = openpyxl.Workbook()
    old = xlwt.Workbook()
    sheet = old.add_sheet("Sheet")
    sheet.write_merge(1, 3, 0, 0, "Northern")
    for row, column, text in cells:
        book.active.cell(row + 1, column + 1, text)
        if (row, column) != (1, 0):
            sheet.write(row, column, text)
    book.active.merge_cells("A2:A4")
    rows = "".join(
        f"<table:table-row>{row}</table:table-row>"
        for row in (
            _cell("Harbour") + _cell("Boat"),
            _cell("Northern", ' table:number-rows-spanned="3"') + _cell("Linnea"),
            "<table:covered-table-cell/><table:table-cell/>",
            "<table:covered-table-cell/>" + _cell("Sigrid"),
            _cell("Southern") + _cell("Astrid"),
        )
    )
    ods = open_file("spreadsheet", f'<table:table table:name="a">{rows}</table:table>')
    return {"a.xlsx": saved(book), "a.xls": saved(old), "a.ods": ods}


def _cell(text: str, about: str = "") -> str:
    return f"<table:table-cell{about}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_an_empty_row_beside_a_label_ends_no_table(tmp_path: Path, name: str) -> None:
    read = read_here(_with_an_empty_row()[name], name, tmp_path)
    assert read.pages[0].text == (
        "Harbour\tBoat\nNorthern\tLinnea\nNorthern\tSigrid\nSouthern\tAstrid"
    )
    assert [table.context for table in read.tables] == ["Harbour\tBoat"]
