"""Slides of OpenDocument: each a page, its shapes in the order in which people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.formats.building import DocumentBuilder
from ingest.formats.office.open_text import OpenText
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, below, child, children, name_of, text_below

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{0,6})?)(cm|mm|in|pt)")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
_ROW_CENTIMETRES = 0.8  # shapes whose upper edges lie closer stand side by side


def add_slides(
    builder: DocumentBuilder, content: Element, body: Element, text: OpenText
) -> Mapping[str, Sequence[str]]:
    """Add the slides that are shown; by slide, the names of the pictures of those without text."""
    unseen = {
        attribute(style, "name")
        for style in below(content, "style")
        if attribute(child(style, "drawing-page-properties"), "visibility") == "hidden"
    }
    slides = list(children(body, "page"))
    pictures: dict[str, Sequence[str]] = {}
    for number, slide in enumerate(slides, start=1):
        title = _title(slide)
        if attribute(slide, "style-name") in unseen:
            named = f" ({title})" if title else ""
            builder.notes.append(f"slide {number}{named} is hidden and wasn't read")
            builder.page("", of=len(slides))
            continue
        builder.page(title, of=len(slides))
        builder.heading(title, 1)
        text.pictures.clear()
        _add_shapes(builder, text, slide)
        if builder.is_page_empty:
            pictures[f"slide {number}"] = tuple(text.pictures)
            if not any(name_of(one) != "notes" for one in slide):
                builder.blank_page()
    return pictures


def _title(slide: Element) -> str:
    titles = (
        in_one_line(" ".join(map(text_below, below(frame, "p"))))
        for frame in children(slide, "frame")
        if attribute(frame, "class") == "title"
    )
    return next(filter(None, titles), "")


def _add_shapes(builder: DocumentBuilder, text: OpenText, slide: Element) -> None:
    shapes = [one for one in slide if attribute(one, "class") != "title"]
    for shape in _in_order([one for one in shapes if name_of(one) != "notes"]):
        text.add((shape,))
    for notes in children(slide, "notes"):
        frames = [one for one in children(notes, "frame") if attribute(one, "class") == "notes"]
        said = "\n".join(text_below(p) for one in frames or (notes,) for p in below(one, "p"))
        builder.paragraph(f"Speaker notes: {said}" if said.strip() else "")


def _in_order(shapes: list[Element]) -> list[Element]:
    """Shapes from above to below, and from the left where they stand side by side."""
    ordered: list[Element] = []
    line: list[Element] = []
    for shape in sorted(shapes, key=lambda one: _length(attribute(one, "y"))):
        top = _length(attribute(line[0], "y")) if line else 0.0
        if line and _length(attribute(shape, "y")) - top > _ROW_CENTIMETRES:
            ordered += sorted(line, key=lambda one: _length(attribute(one, "x")))
            line = []
        line.append(shape)
    return ordered + sorted(line, key=lambda one: _length(attribute(one, "x")))


def _length(text: str) -> float:
    found = _LENGTH.fullmatch(text)
    return float(found[1]) * _CENTIMETRES[found[2]] if found else 0.0
