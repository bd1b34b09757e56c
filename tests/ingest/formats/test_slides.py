from __future__ import annotations

import io
from functools import partial
from pathlib import Path

from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.formats.records import Part
from tests.ingest.formats.containers import changed, read_here, saved, unzipped, zipped


def test_a_slide_is_a_page_read_from_above_to_below(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Yield"
    for text, left, top in (("low", 1, 6), ("right", 5, 3), ("left", 1, 3.1)):
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
        box.text_frame.text = text
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4.5), Inches(4), Inches(1)).table
    for row, texts in enumerate([("Month", "kWh"), ("June", "3150")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    slide.notes_slide.notes_text_frame.text = "Thank Ravi."
    read = read_here(saved(deck), "a.pptx", tmp_path)
    (page,) = read.pages
    assert page.label == "Yield"
    assert page.text == (
        "Yield\n\nleft\n\nright\n\nMonth\tkWh\nJune\t3150\n\nlow\n\nSpeaker notes: Thank Ravi."
    )
    assert read.tables[0].context == "Month\tkWh"


def test_a_chart_is_the_table_that_it_draws(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("2024", (12, 24.5))
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    chart = slide.shapes.add_chart(kind, 0, 0, Inches(4), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Sales by region"
    (page,) = read_here(saved(deck), "a.pptx", tmp_path).pages
    assert page.text == "Sales by region\n\t2024\nNorth\t12\nSouth\t24.5"


def test_a_hidden_slide_is_named_and_not_read(tmp_path: Path) -> None:
    deck = Presentation()
    for title in ("Shown", "Secret"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "png")
    slide.shapes.add_picture(picture, 0, 0)
    deck.slides[1].element.set("show", "0")
    read = read_here(saved(deck), "a.pptx", tmp_path)
    assert [page.text for page in read.pages] == ["Shown", ""]
    assert (read.blank_pages, read.parts) == ((), ())
    assert read.notes == ("slide 2 (Secret) is hidden and wasn't read",)


def test_groups_are_opened(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "grouped"
    assert read_here(saved(deck), "a.pptx", tmp_path).pages[0].text == "grouped"


def _instead(text: str, *, old: str, new: str) -> str:
    return text.replace(old, new)


def test_templates_and_slide_shows_are_read_like_presentations(tmp_path: Path) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Yield"
    main = "vnd.openxmlformats-officedocument.presentationml.presentation.main"
    for other in (
        "vnd.openxmlformats-officedocument.presentationml.template.main",
        "vnd.openxmlformats-officedocument.presentationml.slideshow.main",
        "vnd.ms-powerpoint.template.macroEnabled.main",
        "vnd.ms-powerpoint.slideshow.macroEnabled.main",
    ):
        content = changed(
            saved(deck), "[Content_Types].xml", partial(_instead, old=main, new=other)
        )
        assert read_here(content, "a.potx", tmp_path).pages[0].text == "Yield"


def test_a_slide_without_text_is_blank_or_hands_on_its_picture(tmp_path: Path) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Yield"
    deck.slides.add_slide(deck.slide_layouts[6])
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "png")
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(picture, 0, 0)
    read = read_here(saved(deck), "a.pptx", tmp_path)
    assert read.blank_pages == (2,)
    assert read.parts == (Part("slide 3.png", picture.getvalue()),)


def test_a_damaged_chart_costs_the_chart_and_not_the_slides(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Yield"
    data = CategoryChartData()
    data.categories = ["North"]
    data.add_series("2024", (12,))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(4), Inches(3), data)
    files = unzipped(saved(deck))
    (chart,) = (name for name in files if name.startswith("ppt/charts/chart"))
    read = read_here(zipped({**files, chart: b"<"}), "a.pptx", tmp_path)
    assert read.pages[0].text == "Yield"
    assert read.notes == ("slide 1 holds a damaged shape, which wasn't read",)


def test_columns_made_as_such_are_read_one_after_the_other(tmp_path: Path) -> None:
    def text_of(places: list[tuple[str, float, float, float]]) -> str:
        deck = Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for text, left, top, width in places:
            box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(1))
            box.text_frame.text = text
        return read_here(saved(deck), "a.pptx", tmp_path).pages[0].text.replace("\n\n", " ")

    above, below = ("above", 1, 0.5, 8.0), ("below", 1, 5, 8.0)
    left = [("L1", 1, 2, 3.0), ("L2", 1.5, 3, 2.0)]
    right = [("R1", 5, 2, 3.0), ("R2", 5, 3.5, 3.0)]
    assert text_of([*left, *right, below, above]) == "above L1 L2 R1 R2 below"
    assert text_of([*right, *left]) == "L1 L2 R1 R2"
    assert text_of([left[0], right[0], left[1], right[1]]) == "L1 R1 L2 R2"
    assert text_of([*left, ("between", 1, 2.5, 8.0), *right]) == "L1 R1 between L2 R2"
    assert text_of([left[0], right[0]]) == "L1 R1"


def test_items_are_numbered_as_the_slide_shows_them(tmp_path: Path) -> None:
    deck = Presentation()
    frame = deck.slides.add_slide(deck.slide_layouts[1]).placeholders[1].text_frame
    for text, level, kind in (
        ("dig", 0, 'type="arabicPeriod" startAt="3"'), ("deep", 1, 'type="alphaLcParenR"'),
        ("wide", 1, 'type="alphaLcParenR"'), ("fill", 0, 'type="arabicPeriod" startAt="3"'),
        ("rest", 0, ""), ("again", 0, 'type="romanUcParenBoth"'), ("odd", 0, 'type="other"'),
    ):  # fmt: skip
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
        if kind:
            space = "http://schemas.openxmlformats.org/drawingml/2006/main"
            about = etree.fromstring(f'<a:buAutoNum xmlns:a="{space}" {kind}/>')
            paragraph._p.get_or_add_pPr().append(about)
    (page,) = read_here(saved(deck), "a.pptx", tmp_path).pages
    assert page.text.split("\n") == [
        "3. dig", "a) deep", "b) wide", "4. fill", "", "rest", "(I) again", "2. odd",
    ]  # fmt: skip


def test_a_shape_with_an_equation_is_read_in_the_version_that_shows_it(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "It is "
    equation = (
        "<a14:m><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r>"
        '</m:den></m:f></m:oMath></a14:m><a:r><a:t> of 10</a:t></a:r><a:r><a:rPr baseline="30000"/>'
        "<a:t>6</a:t></a:r>"
    )

    def versions(text: str) -> str:
        begin, end = text.index("<p:sp>"), text.index("</p:sp>") + len("</p:sp>")
        shape = text[begin:end]
        several = (
            '<mc:AlternateContent xmlns:mc="m" xmlns:a14="a14" xmlns:m="o"><mc:Choice>'
            + shape.replace("</a:r></a:p>", f"</a:r>{equation}</a:p>")
            + f"</mc:Choice><mc:Fallback>{shape.replace('It is', 'no')}</mc:Fallback>"
            "</mc:AlternateContent>"
        )
        return text[:begin] + several + text[end:]

    content = changed(saved(deck), "ppt/slides/slide1.xml", versions)
    assert read_here(content, "a.pptx", tmp_path).pages[0].text == "It is a/b of 10^6"


def test_comments_stand_below_the_notes_and_files_inside_are_handed_on(tmp_path: Path) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Yield"
    files = unzipped(saved(deck))
    at = "ppt/slides/_rels/slide1.xml.rels"
    links = "".join(
        f'<Relationship Id="c{number}" Type="http://x/{kind}" Target="../{target}"/>'
        for number, (kind, target) in enumerate(
            (("comments", "comments/old.xml"), ("comments", "comments/new.xml"),
             ("package", "embeddings/costs.xlsx"))
        )
    )  # fmt: skip
    files[at] = files[at].replace(b"</Relationships>", links.encode() + b"</Relationships>")
    files["ppt/commentAuthors.xml"] = b'<L><cmAuthor id="0" name="Lin"/></L>'
    files["ppt/authors.xml"] = b'<L><author id="{A}" name="Bo"/></L>'
    files["ppt/comments/old.xml"] = b'<L><cm authorId="0"><text>Right?</text></cm></L>'
    files["ppt/comments/new.xml"] = (
        b'<L><cm authorId="{A}"><txBody><p><r><t>Yes.</t></r></p></txBody><replyLst>'
        b"<reply><txBody><p><r><t>Fine</t></r></p></txBody></reply></replyLst></cm></L>"
    )
    files["ppt/embeddings/costs.xlsx"] = b"PK"
    kind = b'<Default Extension="xlsx" ContentType="application/x"/>'
    types = files["[Content_Types].xml"]
    files["[Content_Types].xml"] = types.replace(b"<Default", kind + b"<Default", 1)
    read = read_here(zipped(files), "a.pptx", tmp_path)
    assert read.pages[0].text == (
        "Yield\n\n[Comment by Lin: Right?]\n\n[Comment by Bo: Yes.]\n\n[Comment: Fine]"
    )
    assert read.parts == (Part("costs.xlsx", b"PK"),)


def _deck(*titles: str) -> bytes:
    deck = Presentation()
    for title in titles:
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    return saved(deck)


def test_a_relation_that_leads_nowhere_costs_no_slide(tmp_path: Path) -> None:
    content = changed(
        _deck("Yield", "Loss"),
        "ppt/slides/_rels/slide1.xml.rels",
        lambda text: text.replace(
            "</Relationships>",
            '<Relationship Id="rId9" Target="../NULL" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/image"/></Relationships>',
        ),
    )
    assert [page.label for page in read_here(content, "a.pptx", tmp_path).pages] == [
        "Yield",
        "Loss",
    ]


def test_a_damaged_part_costs_itself_and_not_the_slides(tmp_path: Path) -> None:
    theme = changed(_deck("Yield", "Loss"), "ppt/theme/theme1.xml", lambda text: text[:200])
    assert [page.text for page in read_here(theme, "a.pptx", tmp_path).pages] == ["Yield", "Loss"]
    slide = changed(_deck("Yield", "Loss", "Rest"), "ppt/slides/slide2.xml", lambda text: "gone")
    read = read_here(slide, "a.pptx", tmp_path)
    assert [page.text for page in read.pages if page.text] == ["Yield", "Rest"]
    assert read.notes == ("slide 2 is damaged and wasn't read whole",)
