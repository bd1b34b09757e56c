"""Sound files of many kinds, to be damaged and changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import docx
import openpyxl
import xlwt  # type: ignore[import-untyped]
from pptx import Presentation

from tests import desk_files as desk
from tests.ingest.formats.containers import saved


@cache
def word() -> bytes:
    """A Word document with a heading, a paragraph and a table."""
    document = docx.Document()
    document.add_heading("Report", 1)
    document.add_paragraph("Words of a document.")
    document.add_table(2, 2).cell(0, 0).text = "cell"
    return saved(document)


@cache
def slides() -> bytes:
    """A presentation of one slide."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Title"
    slide.placeholders[1].text = "Words of a slide."
    return saved(deck)


@cache
def book() -> bytes:
    """A workbook of Excel with one sheet."""
    book = openpyxl.Workbook()
    book.active.append(("Item", "Price"))
    book.active.append(("Lamp", 12))
    return saved(book)


def old_book() -> bytes:
    """The same as an older Excel saves it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for number, row in enumerate((("Item", "Price"), ("Lamp", 12))):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    return saved(book)


_TABLE = ("table", (("A", "B"), (1, 2)))
_PAGE = desk.web_page("Walls", ("h", 1, "Walls"), "Words of a page.", _TABLE)
_SLIDE = (
    "<draw:page><draw:frame><draw:text-box><text:p>Words</text:p></draw:text-box></draw:frame>"
    "</draw:page>"
)
_NOTE = desk.page_picture("Words of a picture").crop((0, 0, 800, 300))

ARCHIVES: Mapping[str, bytes] = {
    "a.docx": word(),
    "a.pptx": slides(),
    "a.xlsx": book(),
    "a.odt": desk.open_text(("h", 1, "Report"), "Words.", _TABLE),
    "a.ods": desk.open_sheets({"Sheet": (("Item", "Price"), ("Lamp", 12))}),
    "a.odp": desk.open_document("presentation", _SLIDE),
    "a.epub": desk.book("Book", {"One": ("Words of a book.",), "Two": ("More of them.",)}),
}  # fmt: skip
"""Sound ones of each kind that is an archive, to be damaged."""

GOOD: Mapping[str, bytes] = {
    **ARCHIVES,
    "a.rtf": desk.rich_text("Words of a café", "and more"),
    "a.xls": old_book(),
    "a.html": _PAGE,
    "a.mhtml": desk.saved_page("https://a.example/", _PAGE),
    "a.eml": desk.mail("Words", "Text of a mail", markup="<p>Text of a <b>mail</b>",
                       attached={"b.docx": word(), "c.html": _PAGE}),
    "a.mbox": desk.mail_folder(desk.mail("One", "Words"), desk.mail("Two", "Words")),
    "a.ipynb": desk.notebook(("markdown", "# Words", ""), ("code", "print(1)", "1")),
    "a.json": b'{"words": [1, 2, {"of": "a file"}]}',
    "a.xml": b'<?xml version="1.0"?><a><b c="d">words</b><b>more</b></a>',
    "a.csv": desk.table_file((("Item", "Price"), ("Lamp\nred", 12), ('Vase "x"', 14))),
    "a.py": b'"""Words."""\n\n\ndef function():\n    return 1\n',
    "a.png": desk.scan(_NOTE),
    "a.jpg": desk.scan(_NOTE, kind="JPEG"),
    "a.tiff": desk.scan(_NOTE, _NOTE, kind="TIFF"),
}  # fmt: skip
"""Sound ones of each kind, to be damaged."""
