"""Annotations as text of their page: in its lines where they are drawn, comments below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.formats.pdf.annotations import Annotation
from ingest.formats.pdf.glyphs import Flags, Glyphs, codes_of
from ingest.formats.records import Rectangle

_SIZE = 10.0  # points, of what is written into a high field
_OF_HEIGHT = 0.75  # of a low field
_WIDE = 0.5  # of the size: a character
_BELOW = 0.25  # of the size: from the baseline to the lower edge
_LINES_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class WithNotes:
    """A page's characters with those of annotations behind them, and where each of these stands.

    Character ``own + i`` stands in ``boxes[which[i]]``.
    """

    glyphs: Glyphs
    seen: Flags
    own: int
    boxes: tuple[Rectangle, ...]
    which: tuple[int, ...]


def with_notes(glyphs: Glyphs, seen: Flags, annotations: Sequence[Annotation]) -> WithNotes:
    """The page with what is written into its fields and boxes, as if it were printed there.

    Of what the page shows at its place already nothing is added.
    """
    own = len(glyphs.text)
    shown = {"".join(line.split()) for line in glyphs.text.splitlines()}
    placed = [
        each for each in annotations
        if each.what in ("value", "text box") and not _stands_there(glyphs, seen, each)
    ]  # fmt: skip
    lines = [
        (number, line, _on_its_line(glyphs, seen, box))
        for number, each in enumerate(placed)
        for line, box in _lines(_written(each, shown), each.box, glyphs)
    ]
    boxes = tuple(each.box for each in placed)
    if not lines:
        return WithNotes(glyphs, seen, own, boxes, ())
    text = "".join(line for _, line, _ in lines)
    which = tuple(number for number, line, _ in lines for _ in line)
    added = np.array([character != " " for character in text], np.bool_)
    whole = _joined(glyphs, text, [(line, box) for _, line, box in lines])
    return WithNotes(whole, np.append(seen, added), own, boxes, which)


def comments(annotations: Sequence[Annotation]) -> Iterator[tuple[str, Rectangle]]:
    """The comments of a page, marked as such, each with its rectangle."""
    for each in annotations:
        if each.what == "comment":
            by = f" by {each.name}" if each.name else ""
            yield f"Comment{by}: {each.text}", each.box


def _written(annotation: Annotation, shown: set[str]) -> str:
    """A field's value behind what the form calls it, unless that is printed on the page."""
    name = " ".join(annotation.name.split())
    if annotation.what != "value" or not name:
        return annotation.text
    squeezed = "".join(name.split()).rstrip(":")
    is_printed = any(squeezed.lower() in line.lower() for line in shown)
    return annotation.text if is_printed else f"{name.rstrip(':')}: {annotation.text}"


def _stands_there(glyphs: Glyphs, seen: Flags, annotation: Annotation) -> bool:
    """Whether the page's own text has the words at that place."""
    scale = np.array((glyphs.width, glyphs.height, glyphs.width, glyphs.height))
    left, top, right, bottom = np.array(annotation.box) * scale
    middles = (glyphs.boxes[:, 0:2] + glyphs.boxes[:, 2:4]) / 2
    inside = seen & (middles >= (left, top)).all(axis=1) & (middles <= (right, bottom)).all(axis=1)
    there = "".join(glyphs.text[place] for place in np.flatnonzero(inside).tolist())
    return "".join(annotation.text.split()) in there


def _lines(text: str, box: Rectangle, glyphs: Glyphs) -> Iterator[tuple[str, Rectangle]]:
    """The text in lines that fit its box, with where each is written, from the top down."""
    width = (box.right - box.left) * glyphs.width
    height = max((box.bottom - box.top) * glyphs.height, 1.0)
    single = "\n" not in text and height < 2 * _SIZE
    fitting = max(8, int(width / (_SIZE * _WIDE)))
    lines = [text] if single else list(_wrapped(text, fitting))[:_LINES_AT_MOST]
    step = min(height / max(len(lines), 1), _SIZE * 1.2 if len(lines) > 1 else height)
    for number, line in enumerate(lines):
        top = box.top + number * step / glyphs.height
        yield line, replace_edges(box, top, top + step / glyphs.height)


def _on_its_line(glyphs: Glyphs, seen: Flags, box: Rectangle) -> Rectangle:
    """The box moved up or down to where it is written level with the words before it, if any."""
    height = (box.bottom - box.top) * glyphs.height
    size = min(_SIZE, height * _OF_HEIGHT)
    base = (box.top + box.bottom) / 2 * glyphs.height + (0.5 - _BELOW) * size
    reach = max(height / 2, _SIZE * _OF_HEIGHT)
    left = box.left * glyphs.width
    beside = seen & (np.abs(glyphs.baselines[:, 1] - base) <= reach)
    beside &= (glyphs.boxes[:, 2] <= left + _SIZE * _WIDE) & (glyphs.angles == 0)
    places = np.flatnonzero(beside)
    if not len(places):
        return box
    nearest = places[np.argmax(glyphs.boxes[places, 2])]
    moved = (float(glyphs.baselines[nearest, 1]) - base) / glyphs.height
    return replace_edges(box, box.top + moved, box.bottom + moved)


def replace_edges(box: Rectangle, top: float, bottom: float) -> Rectangle:
    """The box with another top and bottom."""
    return Rectangle(box.left, top, box.right, bottom)


def _wrapped(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > width:
                yield line
                line = ""
            line = f"{line} {word}" if line else word
        if line:
            yield line


def _joined(glyphs: Glyphs, text: str, lines: Sequence[tuple[str, Rectangle]]) -> Glyphs:
    """The page's characters and these lines behind them, each line an object of its own."""
    boxes, baselines, sizes, owners = [], [], [], []
    for number, (line, box) in enumerate(lines):
        height = (box.bottom - box.top) * glyphs.height
        width = (box.right - box.left) * glyphs.width
        size = max(min(_SIZE, height * _OF_HEIGHT), 1.0)
        step = min(size * _WIDE, width / len(line))
        middle = (box.top + box.bottom) / 2 * glyphs.height
        base = middle + size / 2 - _BELOW * size
        starts = box.left * glyphs.width + step * np.arange(len(line))
        tops, bottoms = (
            np.full(len(line), base - 0.75 * size),
            np.full(len(line), base + 0.2 * size),
        )
        boxes.append(np.stack((starts, tops, starts + step, bottoms), axis=1))
        baselines.append(
            np.stack((np.full(len(line), starts[0]), np.full(len(line), base)), axis=1)
        )
        sizes.append(np.full(len(line), size))
        owners.append(np.full(len(line), len(glyphs.objects) + number))
    whole = glyphs.text + text
    return replace(
        glyphs,
        text=whole,
        boxes=np.concatenate((glyphs.boxes, *boxes)),
        baselines=np.concatenate((glyphs.baselines, *baselines)),
        sizes=np.concatenate((glyphs.sizes, *sizes)),
        angles=np.append(glyphs.angles, np.zeros(len(text))),
        owners=np.concatenate((glyphs.owners, *owners)),
        codes=codes_of(whole),
    )
