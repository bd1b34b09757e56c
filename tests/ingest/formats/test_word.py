from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.shared import Inches
from PIL import Image

from ingest.errors import DamagedFile
from ingest.formats.records import ReadDocument
from tests.ingest.formats.containers import changed, read_here, saved, unzipped, zipped

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


def test_merged_and_nested_cells_are_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(3, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "Decisions"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "Roof"
    grid.cell(1, 1).text = "postponed"
    inner = grid.cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "depth", "eleven"
    read = read_here(saved(document), "a.docx", tmp_path)
    assert read.pages[0].text == "Decisions\nRoof\tpostponed\n\tdepth eleven"


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
