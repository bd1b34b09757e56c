"""Slides of PowerPoint: each a page, its shapes in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.opc.constants import CONTENT_TYPE
from pptx.opc.package import Part as OtherPart
from pptx.opc.package import PartFactory
from pptx.package import Package
from pptx.parts.presentation import PresentationPart

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.charts import DRAWN, add_drawn
from ingest.formats.office.mended_package import mended
from ingest.formats.office.package import add_files_inside, relations, title_and_facts
from ingest.formats.office.slide_columns import in_columns
from ingest.formats.office.slide_comments import comments_on
from ingest.formats.office.slide_text import marked_paragraphs
from ingest.formats.pictures_inside import READ_BY_OCR
from ingest.formats.records import Part, ReadDocument
from ingest.formats.row_labels import RowLabels
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, below, child, children, name_of

_SAID_ON_EVERY_SLIDE = (
    PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER,
)  # fmt: skip
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_ROW_EMUS = 300_000  # shapes whose upper edges lie closer (8 mm) stand side by side
_DEPTH_AT_MOST = 20
_TEMPLATE = "application/vnd.ms-powerpoint.{}.macroEnabled.main+xml"
PartFactory.part_type_for[CONTENT_TYPE.DML_CHART] = OtherPart  # a damaged one costs only itself
for _kind in ("slideshow", "template"):
    PartFactory.part_type_for[_TEMPLATE.format(_kind)] = PresentationPart


def read(source: Source) -> ReadDocument:
    """The slides that are shown, in order, with what the speaker's notes say of each."""
    builder = DocumentBuilder("pptx", source)
    with open_archive(source.path) as archive, damage_named("a presentation"):
        archive.check_size()
        builder.title, builder.facts = title_and_facts(archive)
        presentation = _opened(source, archive)
        # Not by its slides, which want every one to be there.
        listed = children(child(presentation.element, "sldIdLst"), "sldId")
        identities = [one.rId for one in listed]
        for number, identity in enumerate(identities, start=1):
            try:
                with damage_named("a slide"):
                    slide = presentation.part.related_slide(identity)
                    if _add_slide(builder, slide, number, len(identities)):
                        _add_around(builder, archive, slide)
                        if builder.is_page_empty:
                            _add_pictures(builder, slide, number)
            except DamagedFile:  # costs the slide, not the others
                builder.notes.append(f"slide {number} is damaged and wasn't read whole")
        return builder.document()


def _opened(source: Source, archive: Archive) -> Any:
    """The presentation, of what is left of it where it is damaged."""
    # Not by Presentation(), which refuses templates and slide shows.
    try:
        with damage_named("a presentation"):
            return Package.open(str(source.path)).main_document_part.presentation
    except DamagedFile:
        return Package.open(mended(archive)).main_document_part.presentation


def _add_slide(builder: DocumentBuilder, slide: Any, number: int, total: int) -> bool:
    """Add what a slide shows, and say whether it is shown."""
    _unwrap(slide.shapes._spTree)
    title = _title(slide)
    if slide.element.get("show") in ("0", "false"):
        named = f" ({title})" if title else ""
        builder.notes.append(f"slide {number}{named} is hidden and wasn't read")
        builder.page("", of=total)
        return False
    builder.page(title, of=total)
    builder.heading(title, 1)
    for shape in _in_order(slide.shapes, 0):
        try:
            with damage_named("a presentation"):
                _add_shape(builder, shape, slide)
        except DamagedFile:  # costs the shape, not the slides
            builder.notes.append(f"slide {number} holds a damaged shape, which wasn't read")
    return True


def _add_around(builder: DocumentBuilder, archive: Archive, slide: Any) -> None:
    """Add what belongs to a slide and isn't on it: notes, comments, files put inside."""
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None and frame.text.strip():
            builder.paragraph(f"Speaker notes: {frame.text}")
    part = str(slide.part.partname).lstrip("/")
    for said in comments_on(archive, part):
        builder.paragraph(said)
    add_files_inside(builder, archive, relations(archive, part))


def _unwrap(tree: Element) -> None:
    """Put shapes that are there in several versions, as with equations, among the others."""
    for one in list(below(tree, "AlternateContent")):
        if name_of(one.getparent()) in ("spTree", "grpSp"):
            for version in (*children(one, "Choice"), *children(one, "Fallback")):
                shapes = list(version)
                for shape in shapes:
                    one.addprevious(shape)
                if shapes:
                    break
            one.getparent().remove(one)


def _is_title(shape: Any) -> bool:
    return shape.is_placeholder and shape.placeholder_format.type in _TITLES


def _title(slide: Any) -> str:
    for shape in slide.shapes:
        if _is_title(shape):
            return in_one_line(shape.text_frame.text) if shape.has_text_frame else ""
    return ""


def _in_order(shapes: Any, depth: int) -> Iterator[Any]:
    """Shapes from above to below, and from the left where they stand side by side."""
    if depth > _DEPTH_AT_MOST:
        return
    if columns := in_columns([one for one in shapes if not _is_title(one)]):
        for shape in columns:
            yield from _one_line([shape], depth)
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
        rows = list(_rows(table))
        builder.table(rows, heads=1 if table.first_row and len(rows) > 1 else None)
    elif shape.has_text_frame:
        paragraphs = (one._p for one in shape.text_frame.paragraphs)
        for text, mark in marked_paragraphs(paragraphs):
            builder.paragraph(text, mark=mark)
    else:
        for pointer in (one for name in DRAWN for one in below(shape.element, name)):
            add_drawn(builder, pointer, lambda identity: _content_of(slide, identity))


def _rows(table: Any) -> Iterator[list[str]]:
    labels = RowLabels()
    for number, row in enumerate(table.rows):
        cells = [(cell, cell.text_frame.text) for cell in row.cells]
        yield labels.repeated(number, [text for _, text in cells])
        for column, (cell, text) in enumerate(cells):
            if cell.is_merge_origin and cell.span_height > 1:
                labels.begin(column, text, number + cell.span_height - 1)


def _add_pictures(builder: DocumentBuilder, slide: Any, number: int) -> None:
    """Hand on the pictures of a slide without text, to be read by OCR; say so if it is blank."""
    shapes = _in_order(slide.shapes, 0)
    drawn = [shape for shape in shapes if not (shape.is_placeholder and shape.has_text_frame)]
    if not drawn:
        builder.blank_page()
    for shape in drawn:
        image = shape.image if shape.shape_type == MSO_SHAPE_TYPE.PICTURE else None
        if image is not None and image.ext in READ_BY_OCR:
            builder.parts.append(Part(f"slide {number}.{image.ext}", image.blob))


def _is_hidden(shape: Any) -> bool:
    names = next(iter(below(shape.element, "cNvPr")), None)
    return names is not None and attribute(names, "hidden") in ("1", "true")


def _content_of(slide: Any, identity: str) -> bytes | None:
    try:
        content: bytes = slide.part.related_part(identity).blob
    except KeyError:
        return None
    return content
