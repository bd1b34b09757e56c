from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import PasswordNeeded
from ingest.formats.records import ReadDocument
from tests.ingest.formats.containers import read_here, zipped

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style", "presentation")
)


def open_document(
    kind: str, body: str, tmp_path: Path, styles: str = "", manifest: str = "<manifest/>"
) -> ReadDocument:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    files = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    return read_here(zipped(files), "a.odt", tmp_path)


def cell(text: str, about: str = "") -> str:
    return f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, about: str = "") -> str:
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def test_a_text_is_read_in_order_with_its_notes(tmp_path: Path) -> None:
    body = (
        '<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>'
        '<text:h text:outline-level="1">Lease</text:h>'
        '<text:p>let<text:s text:c="3"/>to<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>since the flood</text:p></text:note-body></text:note> anglers"
        "<text:line-break/>for <text:span>nine</text:span> years</text:p>"
        "<text:list><text:list-item><text:p>rods</text:p></text:list-item></text:list>"
        '<text:section text:display="none"><text:p>hidden</text:p></text:section>'
        f"<table:table>{row(cell('Year'), cell('Rent'))}{row(cell('2025'), cell('640'))}"
        "</table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
        "</text:p>"
    )  # fmt: skip
    read = open_document("text", body, tmp_path)
    assert read.kind == "odt"
    assert read.pages[0].text == (
        "Lease\n\nlet to anglers\nfor nine years\n\n[1] since the flood\n• rods\n\n"
        "Year\tRent\n2025\t640\n\nboxed"
    )
    assert read.tables[0].context == "Year\tRent"


def test_sheets_show_what_is_displayed_and_hidden_ones_are_named(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    body = (
        f'<table:table table:name="Loans">{row(cell("Item"), cell("Price"))}'
        f'{row(about="""table:number-rows-repeated="5" """)}'
        f'{row(cell("Mill"), cell("12.50 €", """office:value="12.5" """))}</table:table>'
        f'<table:table table:name="Scratch" table:style-name="h">{row(cell("secret"))}'
        "</table:table>"
    )
    read = open_document("spreadsheet", body, tmp_path, styles)
    (page,) = read.pages
    assert (page.label, page.text) == ("Loans", "Item\tPrice\n\nMill\t12.50 €")
    assert read.tables[1].cells == (("A7", "B7"),)
    assert read.notes == ("the sheet Scratch is hidden and wasn't read",)


def test_slides_are_pages(tmp_path: Path) -> None:
    def frame(text: str, kind: str) -> str:
        return (
            f'<draw:frame presentation:class="{kind}"><draw:text-box><text:p>{text}</text:p>'
            "</draw:text-box></draw:frame>"
        )

    body = (
        f"<draw:page>{frame('south', 'outline')}{frame('Solar', 'title')}"
        f"<presentation:notes>{frame('thank her', 'notes')}</presentation:notes></draw:page>"
    )
    (page,) = open_document("presentation", body, tmp_path).pages
    assert (page.label, page.text) == ("Solar", "Solar\n\nsouth\n\nSpeaker notes: thank her")


def test_a_million_repeated_cells_cost_nothing(tmp_path: Path) -> None:
    wide = cell("x", 'table:number-columns-repeated="1000000"')
    body = f'<table:table table:name="A">{row(wide)}</table:table>'
    read = open_document("spreadsheet", body, tmp_path)
    assert len(read.pages[0].text) < 40_000


def test_an_encrypted_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(PasswordNeeded, match="password"):
        open_document("text", "", tmp_path, manifest="<manifest><encryption-data/></manifest>")
