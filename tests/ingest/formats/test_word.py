from __future__ import annotations

import io
import struct
from pathlib import Path

import docx
import pytest
from docx.shared import Inches
from PIL import Image

from ingest.errors import DamagedFile
from ingest.formats.records import Part, ReadDocument
from tests.ingest.formats.containers import (
    changed,
    compound,
    read_here,
    saved,
    unzipped,
    zipped,
)

BODY = "word/document.xml"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def word(body: str, tmp_path: Path, **more: str) -> ReadDocument:
    """A document with that body, in Word's XML, and other parts of it."""
    content = changed(
        saved(docx.Document()), BODY, lambda text: text.replace("<w:body>", f"<w:body>{body}")
    )
    if more:
        files = unzipped(content) | {f"word/{name}.xml": part for name, part in more.items()}
        links = "".join(
            f'<Relationship Id="x{name}" Type="http://x/relationships/{name}" '
            f'Target="{name}.xml"/>' for name in more
        )  # fmt: skip
        at = "word/_rels/document.xml.rels"
        files[at] = files[at].decode().replace("</Relationships>", links + "</Relationships>")
        content = zipped(files)
    return read_here(content, "a.docx", tmp_path)


def part(kind: str, identity: str, text: str, about: str = "") -> str:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (
        f'<w:{kind}s xmlns:w="{space}"><w:{kind} w:id="{identity}" {about}>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}></w:{kind}s>"
    )


def test_paragraphs_tables_and_lists_stand_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Harbour"
    document.core_properties.author = "Ada"
    document.sections[0].header.paragraphs[0].text = "Internal"
    document.add_heading("Report", 0)
    document.add_heading("Costs", 1)
    document.add_paragraph("hire a barge", style="List Bullet")
    document.add_paragraph("survey", style="List Number")
    document.add_paragraph("dredge", style="List Number")
    table = document.add_table(2, 2)
    for row, texts in enumerate([("Basin", "Euros"), ("East", "78000")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("The end.")
    read = read_here(saved(document), "a.docx", tmp_path)
    (page,) = read.pages
    assert page.text == (
        "Internal\n\nReport\n\nCosts\n• hire a barge\n1. survey\n2. dredge\n\n"
        "Basin\tEuros\nEast\t78000\n\nThe end."
    )
    assert [(one.level, one.title) for one in read.headings] == [(1, "Report"), (2, "Costs")]
    (found,) = read.tables
    assert page.text[found.start : found.end] == "Basin\tEuros\nEast\t78000"
    assert found.context == "Basin\tEuros"
    assert (read.title, dict(read.facts)["author"]) == ("Harbour", "Ada")


def test_changes_are_read_as_accepted(tmp_path: Path) -> None:
    read = word(
        "<w:p><w:r><w:t>We pay </w:t></w:r><w:del><w:r><w:delText>ten</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>twelve</w:t></w:r></w:ins><w:r><w:t> pounds.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>line.</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>old</w:t></w:r></w:p></w:tc>"
        "</w:tr></w:tbl>",
        tmp_path,
    )
    assert read.pages[0].text == "We pay twelve pounds.\n\nOne line."


def test_notes_and_comments_stand_below_their_paragraph(tmp_path: Path) -> None:
    read = word(
        '<w:p><w:r><w:t>It silted</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:commentReference w:id="5"/></w:r><w:r><w:t> up.</w:t></w:r></w:p>',
        tmp_path,
        footnotes=part("footnote", "2", "Measured in April."),
        comments=part("comment", "5", "Says who?", 'w:author="Lin"'),
    )
    assert read.pages[0].text == (
        "It silted up.\n\n[1] Measured in April.\n\n[Comment by Lin: Says who?]"
    )


def test_what_cannot_be_seen_is_left_out_and_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{PARAGRAPH.format('boxed')}</w:txbxContent>"
    read = word(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>seen</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        f'2006"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:p>",
        tmp_path,
    )
    assert read.pages[0].text == "seen\n\nboxed"


def test_merged_and_nested_cells_are_read_where_they_are_seen(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(3, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "Decisions"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "Roof"
    grid.cell(1, 1).text = "postponed"
    inner = grid.cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "depth", "eleven"
    read = read_here(saved(document), "a.docx", tmp_path)
    assert read.pages[0].text == "Decisions\nRoof\tpostponed\nRoof\tdepth eleven"


def test_a_document_without_a_body_is_damaged(tmp_path: Path) -> None:
    content = zipped({"[Content_Types].xml": "<Types/>", "word/other.xml": "<a/>"})
    with pytest.raises(DamagedFile, match=r"word/document\.xml is missing"):
        read_here(content, "a.docx", tmp_path)
    broken = changed(saved(docx.Document()), BODY, lambda text: "<a/>")
    with pytest.raises(DamagedFile, match="no body"):
        read_here(broken, "a.docx", tmp_path)


def test_a_picture_in_it_costs_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("words")
    document.sections[0].left_margin = Inches(1)
    files = unzipped(saved(document)) | {"word/media/image1.png": b"\x89PNG" + bytes(1000)}
    assert read_here(zipped(files), "a.docx", tmp_path).pages[0].text == "words"


_DRAWING = '<w:drawing><c:chart xmlns:c="c" xmlns:r="r" r:id="rIdChart"/></w:drawing>'
_CHART = """<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>Herring landed</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:barChart><c:ser><c:tx><c:v>Tonnes</c:v></c:tx>
<c:cat><c:numRef><c:numCache><c:formatCode>yyyy\\-mm</c:formatCode>
<c:pt idx="0"><c:v>43831</c:v></c:pt><c:pt idx="1"><c:v>43862</c:v></c:pt></c:numCache></c:numRef>
</c:cat><c:val><c:numRef><c:numCache><c:formatCode>0.0</c:formatCode>
<c:pt idx="1"><c:v>7.25</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart>
<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>thousands</a:t></a:r></a:p></c:rich></c:tx></c:title>
</c:valAx></c:plotArea></c:chart></c:chartSpace>"""


def test_a_chart_is_the_table_that_it_draws(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    files = unzipped(saved(document))
    body = files["word/document.xml"].decode()
    body = body.replace("<w:sectPr", f"<w:p><w:r>{_DRAWING}</w:r></w:p><w:sectPr")
    links = files["word/_rels/document.xml.rels"].decode()
    link = '<Relationship Id="rIdChart" Type="t/chart" Target="charts/c.xml"/></Relationships>'
    files |= {
        "word/document.xml": body.encode(),
        "word/_rels/document.xml.rels": links.replace("</Relationships>", link).encode(),
        "word/charts/c.xml": _CHART.encode(),
    }
    (page,) = read_here(zipped(files), "a.docx", tmp_path).pages
    assert page.text == (
        "Before.\n\nHerring landed (thousands)\n\tTonnes\n2020-01-01\n2020-02-01\t7.3"
    )


def test_what_a_style_hides_is_not_read(tmp_path: Path) -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Unseen"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Shown"><w:basedOn w:val="Base"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
        "</w:style></w:styles>"
    )
    run = '<w:r><w:rPr><w:rStyle w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    body = (
        f"<w:p>{run.format('Shown', 'Seen')}{run.format('Unseen', ' unseen')}</w:p>"
        '<w:p><w:pPr><w:pStyle w:val="Unseen"/></w:pPr><w:r><w:t>unseen</w:t></w:r></w:p>'
    )
    content = changed(
        saved(docx.Document()), BODY, lambda text: text.replace("<w:body>", f"<w:body>{body}")
    )
    content = changed(content, "word/styles.xml", lambda _: styles)
    assert read_here(content, "a.docx", tmp_path).pages[0].text == "Seen"


def test_a_document_of_nothing_but_pictures_hands_them_on(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(picture, "PNG")
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Acme"
    document.add_picture(picture)
    document.add_picture(picture)
    read = read_here(saved(document), "a.docx", tmp_path)
    assert [(one.name, one.content) for one in read.parts] == [("picture.png", picture.getvalue())]
    document.add_paragraph("Words")
    assert read_here(saved(document), "a.docx", tmp_path).parts == ()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def sign(kind: str, form: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{form}</w:fldChar></w:r>'


def numbered(text: str, number: int, level: int = 0, style: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:numPr><w:ilvl w:val="{level}"/>'
        f'<w:numId w:val="{number}"/></w:numPr></w:pPr>{run(text)}</w:p>'
    )


def test_numbers_of_headings_and_clauses_are_those_displayed(tmp_path: Path) -> None:
    def level(at: int, kind: str, pattern: str, start: int = 1, more: str = "") -> str:
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        )

    looks = (
        level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
        + level(2, "lowerLetter", "(%3)"),
        level(0, "decimalZero", "%1)", 5),
    )  # fmt: skip
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    numbering = f'<w:numbering xmlns:w="{space}">' + "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{look}</w:abstractNum>'
        for at, look in enumerate(looks)
    ) + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{look}"/>{more}</w:num>'
        for number, look, more in ((1, 0, ""), (2, 1, ""), (3, 1, restart))
    ) + "</w:numbering>"  # fmt: skip
    content = changed(
        saved(docx.Document()),
        BODY,
        lambda text: text.replace(
            "<w:body>",
            "<w:body>"
            + numbered("Scope", 1, 0, "Heading1")
            + numbered("Terms", 1, 1, "Heading2")
            + numbered("first", 1, 2)
            + numbered("second", 1, 2)
            + numbered("Fees", 1, 1, "Heading2")
            + numbered("anew", 1, 2)
            + numbered("five", 2)
            + numbered("one", 3)
            + numbered("two", 3),
        ),
    )
    read = read_here(
        changed(content, "word/numbering.xml", lambda _: numbering), "a.docx", tmp_path
    )
    assert [one.title for one in read.headings] == ["I Scope", "1.1 Terms", "1.2 Fees"]
    assert read.pages[0].text.split("\n")[-3:] == ["05) five", "01) one", "02) two"]
    assert "(b) second" in read.pages[0].text
    assert "(a) anew" in read.pages[0].text


def test_of_fields_only_what_they_show_is_read(tmp_path: Path) -> None:
    instruction = "<w:r><w:instrText> MERGEFIELD sex </w:instrText></w:r>"
    choices = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="open"/>' \
        '<w:listEntry w:val="paid"/></w:ddList></w:ffData>'  # fmt: skip
    box = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    contents = '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Costs 4</w:t></w:r></w:p>'
    gallery = '<w:docPartGallery w:val="Table of Contents"/>'
    read = word(
        f"<w:sdt><w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{contents}</w:sdtContent></w:sdt>"
        f"<w:p>{run('Dear ')}{sign('begin')}{sign('begin')}{instruction}{sign('separate')}"
        f"{run('inner')}{sign('end')}{sign('separate')}{run('Ms')}{sign('end')}{run(' Lind:')}"
        f"{sign('begin', choices)}{sign('end')}{run(', reminded ')}{sign('begin', box)}"
        f"{sign('end')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Click here')}</w:sdtContent></w:sdt></w:p>"
        f"<w:p>{sign('begin')}{run('never shown')}</w:p>{PARAGRAPH.format('The next one.')}",
        tmp_path,
    )
    assert read.pages[0].text == "Dear Ms Lind:paid, reminded ☒\n\nThe next one."


def test_equations_and_powers_stay_what_they_are(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"

    def say(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    raised = '<w:vertAlign w:val="superscript"/>'
    read = word(
        f'<w:p>{run("It is ")}<m:oMath xmlns:m="{space}"><m:f><m:num>{say("a+b")}</m:num>'
        f"<m:den>{say('2')}</m:den></m:f>{say('=')}<m:sSup><m:e>{say('c')}</m:e>"
        f"<m:sup>{say('2')}</m:sup></m:sSup></m:oMath>{run(' and 10')}{run('6', raised)}"
        f"{run(' m')}{run('2', raised)}</w:p>",
        tmp_path,
    )
    assert read.pages[0].text == "It is (a+b)/2 = c^2 and 10^6 m2"


def test_headers_that_no_page_shows_are_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    (section,) = document.sections
    section.header.paragraphs[0].text = "On all pages"
    section.first_page_header.paragraphs[0].text = "On the first page"
    section.even_page_header.paragraphs[0].text = "On even pages"
    document.add_paragraph("The lock.")
    (page,) = read_here(saved(document), "a.docx", tmp_path).pages
    assert page.text == "On all pages\n\nThe lock."
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    (page,) = read_here(saved(document), "a.docx", tmp_path).pages
    assert page.text == "On all pages\n\nOn the first page\n\nOn even pages\n\nThe lock."


def test_tables_that_only_place_their_sections_are_read_as_sections(tmp_path: Path) -> None:
    document = docx.Document()
    left, right = document.add_table(1, 2).rows[0].cells
    left.text = "Mara Lind"
    right.paragraphs[0].text = "Experience"
    right.paragraphs[0].style = document.styles["Heading 1"]
    right.add_paragraph("Two years at the lock.")
    read = read_here(saved(document), "a.docx", tmp_path)
    assert read.pages[0].text == "Mara Lind\n\nExperience\n\nTwo years at the lock."
    assert [one.title for one in read.headings] == ["Experience"]
    assert not read.tables


def test_files_put_inside_are_handed_on_and_nothing_is_fetched(tmp_path: Path) -> None:
    files = unzipped(saved(docx.Document()))
    links = (
        '<Relationship Id="a" Type="http://x/aFChunk" Target="/word/chunk.html"/>'
        '<Relationship Id="b" Type="http://x/package" Target="embeddings/costs.xlsx"/>'
        '<Relationship Id="c" Type="http://x/oleObject" Target="embeddings/oleObject1.bin"/>'
    )
    at = "word/_rels/document.xml.rels"
    files[at] = files[at].decode().replace("</Relationships>", links + "</Relationships>").encode()
    files["word/chunk.html"], files["word/embeddings/costs.xlsx"] = b"<p>x</p>", b"PK"
    files["word/_rels/settings.xml.rels"] = (
        b'<Relationships><Relationship Id="t" Type="http://x/attachedTemplate" '
        b'Target="http://far.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    read = read_here(zipped(files), "a.docx", tmp_path)
    assert [part.name for part in read.parts] == ["chunk.html", "costs.xlsx"]
    assert read.notes == (
        "an object of another program inside it wasn't read",
        "its template at http://far.example/t.dotm wasn't fetched",
    )


_PDF = b"%PDF-1.4".ljust(4096)


def _with_object(content: bytes, tmp_path: Path) -> ReadDocument:
    files = unzipped(saved(docx.Document()))
    link = '<Relationship Id="c" Type="http://x/oleObject" Target="embeddings/oleObject1.bin"/>'
    at = "word/_rels/document.xml.rels"
    files[at] = files[at].decode().replace("</Relationships>", link + "</Relationships>").encode()
    files["word/embeddings/oleObject1.bin"] = content
    return read_here(zipped(files), "a.docx", tmp_path)


def _native(name: str, content: bytes) -> bytes:
    path, label = (one.encode("cp1252", "replace") + b"\0" for one in (f"C:\\t\\{name}", name))
    young = b"".join(
        struct.pack("<I", len(one)) + one.encode("utf-16-le") for one in (f"C:\\t\\{name}", name)
    )
    said = struct.pack("<H", 2) + label + path + bytes(4) + struct.pack("<I", len(path)) + path
    said += struct.pack("<I", len(content)) + content + young
    return struct.pack("<I", len(said)) + said


@pytest.mark.parametrize(
    ("stream", "written", "part"),
    [
        pytest.param("\x01Ole10Native", _native("каса.txt", b"The till"),
                     Part("каса.txt", b"The till"), id="packed-by-windows"),
        pytest.param("CONTENTS", _PDF, Part("object.pdf", _PDF),
                     id="pdf-as-it-is"),
    ],
)  # fmt: skip
def test_a_file_in_an_object_of_windows_is_handed_on(
    stream: str, written: bytes, part: Part, tmp_path: Path
) -> None:
    read = _with_object(compound(stream, written), tmp_path)
    assert (read.parts, read.notes) == ((part,), ())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(compound("\x01CompObj", b"a drawing"), id="drawing"),
        pytest.param(compound("\x01Ole10Native", b"\1" * 4096), id="broken"),
        pytest.param(compound("CONTENTS", b"")[:700], id="cut-off"),
    ],
)
def test_an_object_without_a_file_is_named(content: bytes, tmp_path: Path) -> None:
    read = _with_object(content, tmp_path)
    assert read.notes == ("an object of another program inside it wasn't read",)
