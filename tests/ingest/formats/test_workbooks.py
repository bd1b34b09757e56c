from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]
from openpyxl.chart import BarChart
from openpyxl.comments import Comment

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.containers import WORKBOOK_STREAMS, stream_inside
from ingest.formats.office import old_workbook
from ingest.formats.office.displayed import displayed
from ingest.formats.office.old_workbook import _shown
from ingest.formats.office.sheets import cell_name
from tests.desk_files import open_document
from tests.ingest.formats.containers import changed, compound, read_here, saved, unzipped, zipped


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        pytest.param(1200, "General", "1200", id="whole"),
        pytest.param(0.1 + 0.2, "General", "0.3", id="no-more-digits-than-are-shown"),
        pytest.param(1200.0, "#,##0", "1,200", id="thousands"),
        pytest.param(0.1234, "0.0%", "12.3%", id="percent"),
        pytest.param(19.9, '"€" 0.00', "€ 19.90", id="quoted-currency"),
        pytest.param(1234.5, "[$€-407] #,##0.00", "€ 1,234.50", id="currency-of-a-country"),
        pytest.param(-5, "0.00;(0.00)", "(5.00)", id="negative-section"),
        pytest.param(-5.25, "0.0", "-5.3", id="halves-are-rounded-away-from-zero"),
        pytest.param(1.005, "0.00%", "100.50%", id="percent-is-exact"),
        pytest.param(0, '0;-0;"none"', "none", id="section-without-a-value"),
        pytest.param(7, ";;;", "", id="shown-as-nothing"),
        pytest.param(0, '_-* 0.00 €_-;-* 0.00 €_-;_-* "-"?? €_-', "- €", id="accounting-zero"),
        pytest.param(1067, "00000", "01067", id="leading-zeros"),
        pytest.param(123456789, "000-00-0000", "123-45-6789", id="digits-in-groups"),
        pytest.param(49301234567, "(000) 000-0000", "(4930) 123-4567", id="more-digits-than-room"),
        pytest.param(123456, "0.00E+00", "1.23E+05", id="scientific"),
        pytest.param(12_500_000, '0.0,,"M"', "12.5M", id="millions"),
        pytest.param(2.375, "# ?/?", "2 3/8", id="fraction"),
        pytest.param(-0.5, "# ??/16", "-8/16", id="sixteenths"),
        pytest.param(12.5, 'General" kg"', "12.5 kg", id="general-with-a-unit"),
        pytest.param(5400, '[<1000]0;[>=1000]0.0,"k"', "5.4k", id="conditions"),
        pytest.param(45000.5, "yyyy-mm-dd", "45000.5", id="no-format-of-numbers"),
        pytest.param(0.5, "#.##", ".5", id="no-zero-where-none-is-shown"),
        pytest.param(float("inf"), "0.00", "inf", id="endless"),
        pytest.param(12.0, '0 "kg"', "12 kg", id="unit"),
        pytest.param(1.5, "0.##", "1.5", id="digits-that-may-be-left-out"),
        pytest.param(True, "General", "TRUE", id="truth"),
        pytest.param(datetime.datetime(2024, 5, 3), "d/m/yy", "2024-05-03", id="date"),
        pytest.param(datetime.datetime(2024, 5, 3, 14, 30), "", "2024-05-03 14:30", id="moment"),
        pytest.param(datetime.time(9, 5), "h:mm", "09:05", id="time"),
        pytest.param(datetime.timedelta(hours=26, minutes=5), "[h]:mm", "26:05", id="duration"),
        pytest.param(None, "General", "", id="nothing"),
    ],
)  # fmt: skip
def test_values_are_as_they_are_displayed(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_cells_are_called_as_people_call_them(column: int, name: str) -> None:
    assert cell_name(column, 7) == f"{name}7"


def test_sheets_are_pages_and_blocks_are_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Budget"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "Budget of the museum"
    for row in (("Item", "Planned", "Spent"), ("Lamps", 1200, 1150), ("Guards", 8800, 9075)):
        sheet.append(row)
    sheet["B8"], sheet["C8"], sheet["B9"], sheet["C9"] = "Day", "Guests", "Monday", 12
    secret = book.create_sheet("Scratch")
    secret["A1"] = "hidden words"
    secret.sheet_state = "hidden"
    read = read_here(saved(book), "a.xlsx", tmp_path)
    (page,) = read.pages
    assert (page.label, page.text) == (
        "Budget",
        "Budget of the museum\nItem\tPlanned\tSpent\nLamps\t1200\t1150\nGuards\t8800\t9075\n\n"
        "Day\tGuests\nMonday\t12",
    )
    first, second = read.tables
    assert first.context == "Budget of the museum\nItem\tPlanned\tSpent"
    assert first.cells == (("A1", "A1"), ("A2", "C2"), ("A3", "C3"), ("A4", "C4"))
    assert (second.context, second.cells[1]) == ("Day\tGuests", ("B9", "C9"))
    assert read.notes == ("the sheet Scratch is hidden and wasn't read",)


def test_hidden_rows_are_named_and_not_read(tmp_path: Path) -> None:
    rows = (("Item", "Price"), ("Lamp", 12), ("Secret", 13), ("Vase", 14))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for number in (3, 900):  # the second has nothing in it
        book.active.row_dimensions[number].hidden = True
    cells = "".join(
        f"<table:table-row table:visibility='{'collapse' if row[0] == 'Secret' else 'visible'}'>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    sheet = f'<table:table table:name="Sheet">{cells}</table:table>'
    for name, content in (("a.xlsx", saved(book)), ("a.ods", open_document("spreadsheet", sheet))):
        read = read_here(content, name, tmp_path)
        assert read.pages[0].text == "Item\tPrice\nLamp\t12\nVase\t14"
        assert [table.context for table in read.tables] == ["Item\tPrice"]
        assert read.tables[0].cells[2] == ("A4", "B4")
        assert read.notes == ("1 row is hidden in the sheet Sheet and wasn't read",)


def test_hidden_columns_are_named_and_not_read(tmp_path: Path) -> None:
    rows = (("", "Item", "Cost", "Price"), ("", "Lamp", "secret 7", "12"), ("", "", "8", ""))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.column_dimensions["C"].hidden = True
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in rows
    )
    sheet = (
        '<table:table table:name="Sheet"><table:table-column table:number-columns-repeated="2"/>'
        f'<table:table-column table:visibility="collapse"/><table:table-column/>{cells}'
        "</table:table>"
    )
    old = xlwt.Workbook()
    old_sheet = old.add_sheet("Sheet")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            old_sheet.write(number, column, text)
    old_sheet.col(2).hidden = True
    for name, content in (
        ("a.xlsx", saved(book)), ("a.ods", open_document("spreadsheet", sheet)),
        ("a.xls", saved(old)),
    ):  # fmt: skip
        read = read_here(content, name, tmp_path)
        assert read.pages[0].text == "Item\tPrice\nLamp\t12"
        assert read.tables[0].cells[1] == ("B2", "D2")
        assert read.notes == ("1 column is hidden in the sheet Sheet and wasn't read",)


def test_old_workbooks_show_what_is_displayed(tmp_path: Path) -> None:
    read = read_here(_old_workbook(), "a.xls", tmp_path)
    assert [(page.label, page.text) for page in read.pages] == [
        ("Prices", "Item\tPrice\tShare\tSince\tAt\nLamp\t€ 12.50\t25%\t2024-05-03\t09:05")
    ]
    assert read.notes == (
        "the sheet Scratch is hidden and wasn't read",
        "1 row is hidden in the sheet Prices and wasn't read",
    )


def test_an_encrypted_old_workbook_is_named_for_what_it_is(tmp_path: Path) -> None:
    encrypted = _old_workbook().replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)
    with pytest.raises(PasswordNeeded, match="save a copy without it"):
        read_here(encrypted, "a.xls", tmp_path)


def test_an_old_workbook_may_be_named_in_capitals_inside(tmp_path: Path) -> None:
    stream = stream_inside(_old_workbook(), WORKBOOK_STREAMS)[1]
    read = read_here(compound("WORKBOOK", stream), "a.xls", tmp_path)
    assert read.pages[0].text.startswith("Item\tPrice")


def test_a_damaged_old_workbook_is_named_so(tmp_path: Path) -> None:
    content = _old_workbook()
    for damaged in (content[:600] + bytes(3000), content[:1200]):
        with pytest.raises(DamagedFile, match="damaged"):
            read_here(damaged, "a.xls", tmp_path)


def _old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Prices")
    for column, head in enumerate(("Item", "Price", "Share", "Since", "At")):
        sheet.write(0, column, head)
    sheet.write(1, 0, "Lamp")
    sheet.write(1, 1, 12.5, xlwt.easyxf(num_format_str='"€" 0.00'))
    sheet.write(1, 2, 0.25, xlwt.easyxf(num_format_str="0%"))
    sheet.write(1, 3, datetime.date(2024, 5, 3), xlwt.easyxf(num_format_str="D/M/YY"))
    sheet.write(1, 4, datetime.time(9, 5), xlwt.easyxf(num_format_str="h:mm"))
    sheet.write(2, 0, "secret row")
    sheet.row(2).hidden = True
    scratch = book.add_sheet("Scratch")
    scratch.write(0, 0, "hidden words")
    scratch.visibility = 1
    return saved(book)


def test_results_are_read_and_formulas_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("Total", "=SUM(1,2)"))
    content = changed(
        saved(book), "xl/worksheets/sheet1.xml",
        lambda text: text.replace("<v></v>", "<v>3</v>").replace("<v />", "<v>3</v>").replace(
            "<v/>", "<v>3</v>"
        ),
    )  # fmt: skip
    assert read_here(content, "a.xlsx", tmp_path).pages[0].text == "Total\t3"


def test_heads_that_span_columns_are_said_with_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("Region", "2023", "", "2024", ""), ("", "planned", "spent", "planned", "spent"),
        ("North", 1, 2, 3, 4), ("South", 5, 6, 7, 8),
    ):  # fmt: skip
        sheet.append(row)
    (table,) = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert table.context == "Region\t2023 planned\t2023 spent\t2024 planned\t2024 spent"


_QUESTION = (
    "How satisfied are you with the service of our staff during the last twelve months, all in all?"
)


@pytest.mark.parametrize(
    ("rows", "context"),
    [
        pytest.param(
            (("", 2022, 2023), ("Revenue", 5, 6), ("Costs", 3, 4)), "\t2022\t2023", id="years"
        ),
        pytest.param(
            (("", 2023, "", 2024), ("Region", "Plan", "Spent", "Plan"), ("North", 1, 2, 3)),
            "Region\t2023 Plan\t2023 Spent\t2024 Plan", id="names-below-years",
        ),
        pytest.param((("", 2023, 2024), ("", 5, 6)), "", id="years-beside-no-names"),
        pytest.param(
            (("Sales in EUR",), (), ("Town", "Sum"), ("Ulm", 4)), "Sales in EUR\nTown\tSum",
            id="title-an-empty-row-above",
        ),
        pytest.param(
            (("Person", "2024-01-01", "2024-02-01"), ("Ida", 160, 150)),
            "Person\t2024-01-01\t2024-02-01", id="days",
        ),
        pytest.param(
            (("2024-01-11", "Close", "Best"), ("IPMAT", 3.2, 3.5), ("KONYA", 7, 8)),
            "2024-01-11\tClose\tBest", id="names-beside-a-day",
        ),
        pytest.param((("2024-01-11", "IPMAT", "Ida"), ("2024-01-12", "KONYA", "Bo")), "",
                     id="a-day-in-every-row"),
        pytest.param((("Ida", "2024-01-01", "2024-02-01"), ("Bo", "2024-03-01", "2024-04-01")), "",
                     id="days-in-every-row"),
        pytest.param((("Week", 7, 8, 9), ("Ida", 40, 38, 41)), "Week\t7\t8\t9", id="counted-up"),
        pytest.param((("Ida", 7, 8, 10), ("Bo", 40, 38, 41)), "", id="not-counted-up"),
        pytest.param((("Ida", 7, 8), ("Bo", 40, 38)), "", id="counted-up-by-chance"),
        pytest.param(
            (("Name", _QUESTION), ("Ida", "yes"), ("Bo", "no")), f"Name\t{_QUESTION}",
            id="a-question-above-its-answers",
        ),
        pytest.param((("Name", _QUESTION), ("Ida", _QUESTION + "!"), ("Bo", "no")), "",
                     id="prose-above-prose"),
        pytest.param((("Name", _QUESTION * 5), ("Ida", "yes"), ("Bo", "no")), "",
                     id="prose-longer-than-a-question"),
        pytest.param(
            (("Place", "2023", ""), ("", "Plan", "Spent"), ("North", 1, 2)),
            "Place\t2023 Plan\t2023 Spent", id="a-name-that-spans-the-rest",
        ),
    ],
)  # fmt: skip
def test_what_names_the_columns_goes_with_each_row(
    tmp_path: Path, rows: tuple[tuple[object, ...], ...], context: str
) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    (table,) = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert table.context == context


def test_tables_beside_each_other_are_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [("Lamp", 12, "", "Ada", 4), ("Desk", 100, "", "Bob", 5), ("Chair", 40)]
    for row in (("Item", "Price", "", "Person", "Room"), *rows):
        book.active.append(row)
    items, people = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert (items.context, people.context) == ("Item\tPrice", "Person\tRoom")
    assert (items.cells[-1], people.cells[-1]) == (("A4", "B4"), ("D3", "E3"))


def test_an_empty_column_within_a_table_parts_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Name", "Town", "", "Phone", "Mail"), ("Ada", "Ulm", "", "12", "a@x")):
        book.active.append(row)
    (table,) = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert table.cells == (("A1", "E1"), ("A2", "E2"))


def test_values_without_heads_have_none(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ((1, 2), (3, 4)):
        book.active.append(row)
    (table,) = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert table.context == ""


def test_an_empty_sheet_is_blank_and_not_one_without_its_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("Lamps", 1200))
    book.create_sheet("Sheet2")
    assert read_here(saved(book), "a.xlsx", tmp_path).blank_pages == (2,)


def test_a_name_goes_on_over_no_empty_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Region", "2023", "", "", "State"),
        ("", "plan", "spent", "", ""),
        ("North", 1, 2, "", "a"),
    ):
        book.active.append(row)
    (table,) = read_here(saved(book), "a.xlsx", tmp_path).tables
    assert table.context == "Region\t2023 plan\t2023 spent\t\tState"


def test_comments_stand_behind_their_row_and_are_no_names_of_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Item", "Price"), ("Lamp", 12)):
        book.active.append(row)
    book.active["B1"].comment = Comment("Lin:\nWithout tax, which comes on top", "Lin")
    book.active["A2"].comment = Comment("From the " + "long " * 20 + "list", "")
    book.active["C4"].comment = Comment("Ask Ida", "Bo")
    read = read_here(saved(book), "a.xlsx", tmp_path)
    assert read.pages[0].text == (
        "Item\tPrice [Comment by Lin: Without tax, which comes on top]\n"
        f"Lamp\t12 [Comment: From the {'long ' * 20}list]\n\n[Comment by Bo: Ask Ida]"
    )
    assert read.tables[0].context == "Item\tPrice"
    assert read.tables[1].cells == (("C4", "C4"),)


def test_comments_that_are_answered_are_read_once_with_their_answers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("Item", "Price"))
    book.active.append(("Lamp", 12))
    book.active["A2"].comment = Comment("[Threaded comment]\nYour version of Excel ...", "tc=1")
    files = unzipped(saved(book))
    at = "xl/worksheets/_rels/sheet1.xml.rels"
    link = (
        b'<Relationship Id="t" Type="http://x/threadedComment" Target="../threadedComments/t.xml"/>'
    )
    files[at] = files[at].replace(b"</Relationships>", link + b"</Relationships>")
    files["xl/persons/person.xml"] = b'<personList><person id="p" displayName="Lin"/></personList>'
    files["xl/threadedComments/t.xml"] = (
        b'<T><threadedComment ref="A2" personId="p"><text>Sure?</text></threadedComment>'
        b'<threadedComment ref="A2" personId="q"><text>Yes.</text></threadedComment></T>'
    )
    (page,) = read_here(zipped(files), "a.xlsx", tmp_path).pages
    assert page.text == "Item\tPrice\nLamp\t12 [Comment by Lin: Sure?] [Comment: Yes.]"


def test_text_boxes_and_titles_of_charts_stand_below_the_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    chart = BarChart()
    chart.title = "Herring landed"
    book.active.add_chart(chart, "D2")
    box = (
        "<xdr:twoCellAnchor><xdr:sp><xdr:txBody><a:p><a:r><a:t>Ask </a:t></a:r><a:r><a:t>Ida."
        "</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
    )
    drawing = "xl/drawings/drawing1.xml"
    spaces = 'xmlns:xdr="xdr" xmlns:a="a"'
    content = changed(saved(book), drawing, lambda _: f"<xdr:wsDr {spaces}>{box}</xdr:wsDr>")
    read = read_here(content, "a.xlsx", tmp_path)
    assert (read.pages[0].text, read.blank_pages) == ("Ask Ida.\n\nHerring landed", ())


def test_formulas_that_were_never_computed_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("Total", "=SUM(1,2)", "=1+1"))
    read = read_here(saved(book), "a.xlsx", tmp_path)
    assert read.notes == (
        "2 formulas in the sheet Sheet have no stored result: open and save it in a spreadsheet "
        "program, and add it again",
    )
    content = changed(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<c r="B1">', '<c r="B1" t="str">', 1),
    )
    (note,) = read_here(content, "a.xlsx", tmp_path).notes
    assert note.startswith("1 formula in the sheet Sheet has no")


def test_comments_of_old_and_open_workbooks_are_read_too(tmp_path: Path) -> None:
    sheet = (
        '<table:table table:name="S"><table:table-row><table:table-cell><text:p>Item</text:p>'
        "</table:table-cell><table:table-cell><text:p>Price</text:p><office:annotation>"
        f"<text:p>{'Without tax, ' * 9}</text:p></office:annotation></table:table-cell>"
        "</table:table-row><table:table-row><table:table-cell><text:p>Lamp</text:p>"
        "</table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    read = read_here(open_document("spreadsheet", sheet), "a.ods", tmp_path)
    assert read.pages[0].text.startswith("Item\tPrice [Comment: Without tax,")
    assert read.tables[0].context == "Item\tPrice"


def test_a_file_put_into_a_sheet_is_handed_on_once(tmp_path: Path) -> None:
    files = unzipped(saved(openpyxl.Workbook()))
    files["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships><Relationship Id="a" Type="http://x/package" '
        b'Target="../embeddings/note.docx"/></Relationships>'
    )
    files["xl/embeddings/note.docx"] = b"PK"
    assert [part.name for part in read_here(zipped(files), "a.xlsx", tmp_path).parts] == [
        "note.docx"
    ]


def test_a_workbook_in_the_strict_form_is_read_as_any_other(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Tool", "Bought"])
    book.active.append(["Saw", datetime.date(2024, 5, 1)])
    strict = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, part in unzipped(saved(book)).items()
    }
    read = read_here(zipped(strict), "a.xlsx", tmp_path)
    assert [page.text for page in read.pages] == ["Tool\tBought\nSaw\t2024-05-01"]


def test_a_far_cell_of_an_old_workbook_costs_only_its_row(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    sheet.write(0, 0, "Lamp")
    for number in range(1, 200):
        sheet.write(number, 0, number)
    sheet.write(65_000, 250, "far")
    shown = []

    def noting(book: object, cell: object) -> str:
        shown.append(cell)
        return _shown(book, cell)

    monkeypatch.setattr(old_workbook, "_shown", noting)
    read = read_here(saved(book), "a.xls", tmp_path)
    assert "far" in read.pages[0].text
    assert len(shown) < 1_000


def test_groups_of_rows_below_an_empty_row_go_on_with_the_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [("Season", "Fresh", "Dried"), (), ("1977/78", 376, 395), ("1978/79", 348, 187), (),
            ("1979/80", 347, 326), (), (), ("1980/81", 348, 575), (), ("Town", "Boats", "Crew"),
            ("Kotka", 3, 4), (), ("Oulu", 5)]  # fmt: skip
    for row in rows:
        book.active.append(row)
    tables = read_here(saved(book), "a.xlsx", tmp_path).tables
    heads = "Season\tFresh\tDried"
    assert [table.context for table in tables] == [
        "", heads, heads, "", "Town\tBoats\tCrew", "",
    ]  # fmt: skip
