from __future__ import annotations

import io
from functools import partial
from pathlib import Path

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
    deck.slides[1].element.set("show", "0")
    read = read_here(saved(deck), "a.pptx", tmp_path)
    assert [page.text for page in read.pages] == ["Shown", ""]
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
