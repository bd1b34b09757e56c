"""What a Word document is put together of: its blocks, rows, cells and boxes, in order."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.formats.office.charts import DRAWN
from ingest.formats.office.package import is_on
from ingest.formats.office.word_styles import WordStyles
from ingest.formats.xml import Element, attribute, below, child, children, name_of

_BLOCKS_OF_PROSE = 3  # in a cell, on average


def blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a part in order, also those that something is wrapped around."""
    for element in parent:
        name = name_of(element)
        if name in ("p", "tbl"):
            yield element
        elif is_left_out(element):
            continue
        elif name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "Choice"):
            yield from blocks(element)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            for one in (chosen,) if chosen is not None else children(element, "Fallback"):
                yield from blocks(one)


def rows(table: Element) -> Iterator[Element]:
    """The rows of a table that aren't deleted."""
    return (row for row in unwrapped(table, "tr") if child(row, "trPr", "del") is None)


def unwrapped(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows or cells of that name, also those that something is wrapped around."""
    for element in parent:
        name = name_of(element)
        if name == wanted:
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from unwrapped(element, wanted)


def outermost_boxes(drawing: Element) -> list[Element]:
    """The text boxes of a drawing, and what points at its charts and diagrams."""
    found: list[Element] = [one for name in DRAWN for one in below(drawing, name)]
    for box in below(drawing, "txbxContent"):
        if not any(one in found for one in box.iterancestors()):
            found.append(box)
    return found


def pictures(body: Element) -> Iterator[str]:
    """What its pictures are called in its relations, in order."""
    for one in body.iter("{*}blip", "{*}imagedata"):
        yield attribute(one, "embed") or attribute(one, "id")


def is_layout(table: Element, styles: WordStyles) -> bool:
    """Whether a table only places what is in it: one column, or whole sections in its cells."""
    cells = [cell for row in rows(table) for cell in unwrapped(row, "tc")]
    said = [[one for one in blocks(cell) if _says_something(one)] for cell in cells]
    if len(cells) == len(list(rows(table))):
        return True
    if sum(map(len, said)) > _BLOCKS_OF_PROSE * len(cells):
        return True
    return any(styles.heading_level(child(one, "pPr")) for cell in said for one in cell[:-1])


def _says_something(block: Element) -> bool:
    return any((one.text or "").strip() for one in below(block, "t"))


def is_left_out(element: Element) -> bool:
    """Whether a part is a table of contents, or a field that still says what is to be entered."""
    about = child(element, "sdtPr")
    gallery = attribute(child(about, "docPartObj", "docPartGallery"), "val")
    return gallery == "Table of Contents" or is_on(child(about, "showingPlcHdr"))
