"""What Word's and PowerPoint's files have in common: parts that point at each other, and facts."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from ingest.formats.archives import Archive
from ingest.formats.xml import Element, attribute, child, children, parse_xml, text_below

_FACTS = (
    ("author", "creator"), ("date", "modified"), ("subject", "subject"), ("tags", "keywords"),
    ("summary", "description"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's pointer at another: what for, and where that is ("" for what lies elsewhere)."""

    identity: str
    kind: str
    target: str


def relations(archive: Archive, part: str) -> tuple[Relation, ...]:
    """What a part points at; ``part`` "" stands for the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return ()
    return tuple(
        Relation(
            attribute(one, "Id"),
            attribute(one, "Type").rpartition("/")[2],
            _target(folder, attribute(one, "Target"), attribute(one, "TargetMode")),
        )
        for one in children(parse_xml(archive.read(path)), "Relationship")
    )


def main_part(archive: Archive, otherwise: str) -> str:
    """The part that is the document itself."""
    found = (one.target for one in relations(archive, "") if one.kind == "officeDocument")
    return next((target for target in found if target in archive), otherwise)


def related(archive: Archive, part: str, kind: str) -> tuple[Element, ...]:
    """The roots of all parts of a kind that a part points at, each once."""
    targets = dict.fromkeys(one.target for one in relations(archive, part) if one.kind == kind)
    return tuple(parse_xml(archive.read(target)) for target in targets if target in archive)


def title_and_facts(archive: Archive) -> tuple[str, list[tuple[str, str]]]:
    """The title that a file's properties give, or "", and what else they say."""
    found = related(archive, "", "core-properties")
    if not found:
        return "", []
    about = found[0]
    facts = [(name, text_below(child(about, key))) for name, key in _FACTS]
    return text_below(child(about, "title")), facts


def _target(folder: str, target: str, mode: str) -> str:
    if mode == "External":
        return ""
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path)
