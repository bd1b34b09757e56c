"""Slides of PowerPoint: each a page, its shapes in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from ingest.formats.archives import open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.package import title_and_facts
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
from ingest.formats.xml import attribute, below, parse_xml

_SAID_ON_EVERY_SLIDE = (
    PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER,
)  # fmt: skip
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_ROW_EMUS = 300_000  # shapes whose upper edges lie closer (8 mm) stand side by side
_DEPTH_AT_MOST = 20
_CATEGORIES_AT_MOST = 1_000


def read(source: Source) -> ReadDocument:
    """The slides that are shown, in order, with what the speaker's notes say of each."""
    builder = DocumentBuilder("pptx", source)
    with open_archive(source.path) as archive:
        archive.check_size()
        with damage_named("a presentation"):
            builder.title, builder.facts = title_and_facts(archive)
    with damage_named("a presentation"):
        slides = list(Presentation(str(source.path)).slides)
        for number, slide in enumerate(slides, start=1):
            _add_slide(builder, slide, number, len(slides))
        return builder.document()


def _add_slide(builder: DocumentBuilder, slide: Any, number: int, total: int) -> None:
    title = _title(slide)
    if slide.element.get("show") in ("0", "false"):
        named = f" ({title})" if title else ""
        builder.notes.append(f"slide {number}{named} is hidden and wasn't read")
        builder.page("", of=total)
        return
    builder.page(title, of=total)
    builder.heading(title, 1)
    for shape in _in_order(slide.shapes, 0):
        _add_shape(builder, shape, slide)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None and frame.text.strip():
            builder.paragraph(f"Speaker notes: {frame.text}")


def _title(slide: Any) -> str:
    for shape in slide.shapes:
        if shape.is_placeholder and shape.placeholder_format.type in _TITLES:
            return in_one_line(shape.text_frame.text) if shape.has_text_frame else ""
    return ""


def _in_order(shapes: Any, depth: int) -> Iterator[Any]:
    """Shapes from above to below, and from the left where they stand side by side."""
    if depth > _DEPTH_AT_MOST:
        return
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    line: list[Any] = []
    for shape in placed:
        if line and (shape.top or 0) - (line[0].top or 0) > _ROW_EMUS:
            yield from _one_line(line, depth)
            line = []
        line.append(shape)
    yield from _one_line(line, depth)


def _one_line(line: list[Any], depth: int) -> Iterator[Any]:
    for shape in sorted(line, key=lambda one: one.left or 0):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _in_order(shape.shapes, depth + 1)
        else:
            yield shape


def _add_shape(builder: DocumentBuilder, shape: Any, slide: Any) -> None:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if kind in _SAID_ON_EVERY_SLIDE or kind in _TITLES or _is_hidden(shape):
        return
    if getattr(shape, "has_table", False):
        table = shape.table
        rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
        builder.table(rows, heads=1 if table.first_row and len(rows) > 1 else None)
    elif getattr(shape, "has_chart", False):
        _add_chart(builder, shape.chart)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            text = "".join(_text(one) for one in paragraph._p)
            builder.paragraph(text, mark="•" if paragraph.level else "")
    else:
        _add_diagram(builder, shape, slide)


def _text(element: Any) -> str:
    """The text of a run, a field or a line end."""
    if element.tag.endswith("}br"):
        return "\n"
    return "".join(one.text or "" for one in below(element, "t"))


def _is_hidden(shape: Any) -> bool:
    names = next(iter(below(shape.element, "cNvPr")), None)
    return names is not None and attribute(names, "hidden") in ("1", "true")


def _add_chart(builder: DocumentBuilder, chart: Any) -> None:
    """A chart as the table that it draws."""
    title = chart.chart_title.text_frame.text if chart.has_title and (
        chart.chart_title.has_text_frame
    ) else ""  # fmt: skip
    rows: list[list[str]] = []
    for plot in chart.plots:
        series = list(plot.series)
        categories = [str(one) for one in plot.categories][:_CATEGORIES_AT_MOST]
        rows.append(["", *(one.name or "" for one in series)])
        values = [list(one.values) for one in series]
        for at, category in enumerate(categories):
            cells = (column[at] if at < len(column) else None for column in values)
            rows.append([category, *(f"{cell:.11g}" if cell is not None else "" for cell in cells)])
    if rows:
        builder.table(rows, heads=1, title=title)
    else:
        builder.paragraph(title)


def _add_diagram(builder: DocumentBuilder, shape: Any, slide: Any) -> None:
    """The texts of a diagram (SmartArt), which lie in a part of their own."""
    for link in below(shape.element, "relIds"):
        part = slide.part.related_part(attribute(link, "dm"))
        for point in below(parse_xml(part.blob), "pt"):
            builder.paragraph("".join(one.text or "" for one in below(point, "t")), mark="•")
