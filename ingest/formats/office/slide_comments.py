"""Comments on slides, as PowerPoint keeps them now and as it did until 2021."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.formats.archives import Archive
from ingest.formats.office.package import relations
from ingest.formats.office.paragraphs import comment_by
from ingest.formats.xml import Element, attribute, below, child, parse_xml

_AUTHORS = ("ppt/commentAuthors.xml", "ppt/authors.xml")


def comments_on(archive: Archive, slide: str) -> Iterator[str]:
    """What is remarked on a slide, which is that part, each answer behind what it answers."""
    parts = [one.target for one in relations(archive, slide) if one.kind == "comments"]
    names = _names(archive) if parts else {}
    for part in parts:
        for one in parse_xml(archive.read(part)).iter("{*}cm", "{*}reply"):
            if said := _said(one):
                yield comment_by(names.get(attribute(one, "authorId"), ""), said)


def _names(archive: Archive) -> dict[str, str]:
    roots = (parse_xml(archive.read(path)) for path in _AUTHORS if path in archive)
    return {attribute(one, "id"): attribute(one, "name") for root in roots for one in root}


def _said(comment: Element) -> str:
    text = child(comment, "text")
    if text is not None:
        return (text.text or "").strip()
    body = child(comment, "txBody")
    if body is None:
        return ""
    return "\n".join("".join(one.text or "" for one in below(p, "t")) for p in body).strip()
