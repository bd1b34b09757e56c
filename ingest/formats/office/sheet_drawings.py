"""What lies upon a sheet of Excel: comments, text boxes, and the titles of charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive
from ingest.formats.damage import damage_named
from ingest.formats.office.charts import chart_title
from ingest.formats.office.package import relations
from ingest.formats.office.paragraphs import comment_by
from ingest.formats.office.sheets import Remark
from ingest.formats.xml import Element, attribute, below, child, name_of, parse_xml, text_below

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FOR_OLDER_PROGRAMS = "[Threaded comment]"


def remarks_on(archive: Archive, sheet: str) -> Mapping[int, list[Remark]]:
    """The comments on a sheet's cells, by row; ``sheet`` is its part."""
    found: dict[int, list[Remark]] = {}
    for cell, author, said in _comments(archive, sheet):
        if (at := _CELL.fullmatch(cell)) and said.strip():
            remark = Remark(_column(at[1]), comment_by(author, said))
            found.setdefault(int(at[2]), []).append(remark)
    return found


def texts_on(archive: Archive, sheet: str) -> Iterator[str]:
    """What text boxes on a sheet say, and what its charts are called."""
    for drawing in _parts(archive, sheet, "drawing"):
        for shape in below(parse_xml(archive.read(drawing)), "sp"):
            body = child(shape, "txBody")
            lines = (text for one in _paragraphs(body) if (text := _said(one)).strip())
            yield "\n".join(lines)
        for chart in _parts(archive, drawing, "chart"):
            try:
                with damage_named("a chart"):
                    yield chart_title(archive.read(chart))
            except DamagedFile:  # costs its title, not the sheet
                continue


def _comments(archive: Archive, sheet: str) -> Iterator[tuple[str, str, str]]:
    """The cell, the author and the text of each comment; answers to one follow it."""
    for part in _parts(archive, sheet, "comments"):
        root = parse_xml(archive.read(part))
        authors = [text_below(one) for one in below(root, "author")]
        for one in below(root, "comment"):
            at = attribute(one, "authorId")
            author = authors[int(at)] if at.isdecimal() and int(at) < len(authors) else ""
            said = "".join(run.text or "" for run in below(one, "t"))
            if not said.startswith(_FOR_OLDER_PROGRAMS):
                name = author.strip()
                yield attribute(one, "ref"), name, said.strip().removeprefix(f"{name}:")
    names = _persons(archive)
    for part in _parts(archive, sheet, "threadedComment"):
        for one in below(parse_xml(archive.read(part)), "threadedComment"):
            author = names.get(attribute(one, "personId"), "")
            yield attribute(one, "ref"), author, text_below(child(one, "text"))


def _persons(archive: Archive) -> dict[str, str]:
    paths = (name for name in archive.names if name.startswith("xl/persons/"))
    return {
        attribute(one, "id"): attribute(one, "displayName")
        for path in paths
        for one in below(parse_xml(archive.read(path)), "person")
    }


def _parts(archive: Archive, part: str, kind: str) -> Iterator[str]:
    found = relations(archive, part)
    yield from (one.target for one in found if one.kind == kind and one.target in archive)


def _paragraphs(body: Element | None) -> Iterator[Element]:
    return (one for one in (body if body is not None else ()) if name_of(one) == "p")


def _said(paragraph: Element) -> str:
    return "".join(one.text or "" for one in below(paragraph, "t"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
