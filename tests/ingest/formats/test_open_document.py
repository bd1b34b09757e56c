from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from ingest.errors import PasswordNeeded
from ingest.formats.records import ReadDocument
from tests.ingest.formats.containers import read_here, zipped

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style", "presentation", "svg")
)


def open_document(
    kind: str,
    body: str,
    tmp_path: Path,
    styles: str = "",
    manifest: str = "<manifest/>",
    others: Mapping[str, bytes | str] = MappingProxyType({}),
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
        **others,
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


MASTERS = (
    f"<office:document-styles {SPACES}><office:master-styles>"
    '<style:master-page style:name="Standard">'
    "<style:header><text:p>Acme rules</text:p></style:header>"
    '<style:header-left style:display="false"><text:p>unseen</text:p></style:header-left>'
    "<style:footer><text:p><text:page-number>7</text:page-number></text:p></style:footer>"
    "</style:master-page>"
    '<style:master-page style:name="First">'
    "<style:header><text:p>Acme rules</text:p></style:header>"
    "<style:footer><text:p>Vienna</text:p></style:footer></style:master-page>"
    '<style:master-page style:name="Unused"><style:header><text:p>never</text:p></style:header>'
    "</style:master-page></office:master-styles></office:document-styles>"
)
FIRST = '<style:style style:name="P1" style:master-page-name="First"/>'


def test_headers_and_footers_of_used_pages_are_read_once(tmp_path: Path) -> None:
    read = open_document(
        "text", "<text:p>Body</text:p>", tmp_path, FIRST, others={"styles.xml": MASTERS}
    )
    assert read.pages[0].text == "Acme rules\n\nBody\n\nVienna"


def test_hidden_text_is_not_read_and_a_title_is_a_heading(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="P2" style:parent-style-name="Title"/>'
    )
    body = (
        '<text:p text:style-name="P2">Lease</text:p><text:h text:outline-level="1">Rent</text:h>'
        '<text:p>Seen<text:span text:style-name="T1"> unseen</text:span> too</text:p>'
        '<text:p text:style-name="T1">unseen</text:p>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>unseen</text:p>'
    )
    read = open_document("text", body, tmp_path, styles)
    assert read.pages[0].text == "Lease\n\nRent\n\nSeen too"
    assert [(one.level, one.title) for one in read.headings] == [(1, "Lease"), (2, "Rent")]


def test_items_are_numbered_as_they_are_shown(tmp_path: Path) -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="." text:start-value="3"/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" '
        'style:num-suffix=")"/></text:list-style>'
    )

    def listed(*items: str, about: str = "") -> str:
        inside = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
        return f"<text:list {about}>{inside}</text:list>"

    body = listed(
        "<text:p>rods</text:p>" + listed("<text:p>long</text:p>", "<text:p>short</text:p>"),
        "<text:p>lines</text:p><text:p>of silk</text:p>",
        about='text:style-name="L1"',
    )
    read = open_document("text", body, tmp_path, styles)
    assert read.pages[0].text == "3. rods\na) long\nb) short\n4. lines\n\nof silk"


def test_clauses_and_headings_have_the_numbers_that_are_displayed(tmp_path: Path) -> None:
    def levels(kind: str) -> str:
        return (
            f'<text:{kind} text:level="1" style:num-format="I"/><text:{kind} text:level="2" '
            'style:num-format="1" text:display-levels="2" style:num-suffix=":"/>'
        )

    styles = (
        f'<text:list-style style:name="L1">{levels("list-level-style-number")}</text:list-style>'
        f"<text:outline-style>{levels('outline-level-style')}</text:outline-style>"
    )
    item = "<text:list-item{}>{}</text:list-item>"
    inner = "<text:list>" + item.format("", "<text:p>deep</text:p>") + "</text:list>"
    body = (
        '<text:h text:outline-level="1">Scope</text:h><text:h text:outline-level="2">Terms</text:h>'
        '<text:h text:outline-level="2">Fees</text:h><text:h text:outline-level="1"/>'
        '<text:h text:outline-level="1" text:is-list-header="true">Aside</text:h>'
        '<text:h text:outline-level="1">End</text:h><text:h text:outline-level="2">Last</text:h>'
        '<text:list text:style-name="L1">'
        + item.format("", "<text:p>one</text:p>" + inner)
        + item.format(
            ' text:start-value="7"', '<text:h text:outline-level="3">seven</text:h>' + inner
        )
        + "</text:list>"
    )
    read = open_document("text", body, tmp_path, styles)
    assert [one.title for one in read.headings] == [
        "I Scope", "I.1: Terms", "I.2: Fees", "Aside", "II End", "II.1: Last", "VII seven",
    ]  # fmt: skip
    assert read.pages[0].text.replace("\n\n", "\n").split("\n")[-4:] == [
        "I one", "I.1: deep", "VII seven", "VII.1: deep",
    ]  # fmt: skip


def test_what_is_embedded_is_read_as_it_is_shown(tmp_path: Path) -> None:
    sheet = f"<office:document-content {SPACES}><table:table>"
    sheet += row(cell("Year"), cell("Rent")) + row(cell("2025"), cell("640"))
    others = {
        "Object 1/content.xml": sheet + "</table:table></office:document-content>",
        "Object 2/content.xml": "<math><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow></math>",
    }
    body = (
        '<text:p>Above<draw:frame><draw:object href="./Object 1"/></draw:frame></text:p>'
        '<text:p><draw:frame><draw:object href="./Object 2"/></draw:frame></text:p>'
    )
    read = open_document("text", body, tmp_path, others=others)
    assert read.pages[0].text == "Above\n\nYear\tRent\n2025\t640\n\nE = m"


def test_what_is_embedded_in_itself_is_read_once(tmp_path: Path) -> None:
    again = '<draw:object href="./Object 1"/>'
    inside = row(f"<table:table-cell><text:p>once</text:p>{again}</table:table-cell>")
    sheet = f"<table:table>{inside}"
    others = {"Object 1/content.xml": f"<a {SPACES}>{sheet}</table:table></a>"}
    read = open_document("text", f"<text:p>Above</text:p>{again}", tmp_path, others=others)
    assert read.pages[0].text == "Above\n\nonce"


def test_slides_are_read_from_above_and_hidden_ones_named(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="dp2"><style:drawing-page-properties '
        'presentation:visibility="hidden"/></style:style>'
    )
    box = (
        '<draw:frame svg:x="{}cm" svg:y="{}cm"><draw:text-box><text:p>{}</text:p></draw:text-box>'
        "</draw:frame>"
    )
    title = '<draw:frame presentation:class="title"><text:p>{}</text:p></draw:frame>'
    body = (
        "<draw:page>"
        + box.format(1, 9, "last")
        + box.format(8, 4.2, "right")
        + box.format(1, 4.5, "left")
        + title.format("Fees")
        + f'<draw:frame svg:y="6cm"><table:table>{row(cell("a"), cell("b"))}</table:table>'
        "</draw:frame><presentation:notes><draw:frame presentation:class='notes'>"
        "<text:p>Say it slowly</text:p></draw:frame><draw:frame><text:p>7</text:p></draw:frame>"
        f'</presentation:notes></draw:page><draw:page draw:style-name="dp2">'
        f"{title.format('Secret')}</draw:page>"
        '<draw:page><draw:frame><draw:image href="Pictures/a.png"/></draw:frame></draw:page>'
        "<draw:page/>"
    )
    others = {"Pictures/a.png": b"picture"}
    read = open_document("presentation", body, tmp_path, styles, others=others)
    assert read.pages[0].text == (
        "Fees\n\nleft\n\nright\n\na\tb\n\nlast\n\nSpeaker notes: Say it slowly"
    )
    assert read.notes == ("slide 2 (Secret) is hidden and wasn't read",)
    assert [(part.name, part.content) for part in read.parts] == [("slide 3.png", b"picture")]
    assert read.blank_pages == (4,)


def test_a_text_of_nothing_but_pictures_hands_them_on(tmp_path: Path) -> None:
    body = "".join(
        f'<text:p><draw:frame><draw:image href="Pictures/{name}"/></draw:frame></text:p>'
        for name in ("a.png", "b.jpg", "a.png", "c.svm", "gone.png")
    )
    others = {"Pictures/a.png": b"a", "Pictures/b.jpg": b"b", "styles.xml": MASTERS}
    read = open_document("text", body, tmp_path, others=others)
    assert [(one.name, one.content) for one in read.parts] == [
        ("picture 1.png", b"a"), ("picture 2.jpg", b"b"),
    ]  # fmt: skip
    assert open_document("text", body + "<text:p>Words</text:p>", tmp_path).parts == ()
