"""What Word's and PowerPoint's files have in common: parts that point at each other, and facts."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.office.ole_objects import file_in_object
from ingest.formats.records import Part
from ingest.formats.xml import Element, attribute, child, children, parse_xml, text_below

_FACTS = (
    ("author", "creator"), ("date", "modified"), ("subject", "subject"), ("tags", "keywords"),
    ("summary", "description"),
)  # fmt: skip
_WHOLE_FILES = ("package", "aFChunk")


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's pointer at another: what for, and where that is ("" for what lies elsewhere).

    ``address`` is that of what lies outside the file, which is never fetched.
    """

    identity: str
    kind: str
    target: str
    address: str = ""


def relations(archive: Archive, part: str) -> tuple[Relation, ...]:
    """What a part points at; ``part`` "" stands for the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return ()
    return tuple(
        _relation(folder, one) for one in children(parse_xml(archive.read(path)), "Relationship")
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


def add_files_inside(builder: DocumentBuilder, archive: Archive, found: Iterable[Relation]) -> None:
    """Hand on the whole files that were put into a document; name what can't be read or fetched."""
    for one in found:
        if one.kind in _WHOLE_FILES and (content := archive.read_if_there(one.target)):
            builder.parts.append(Part(posixpath.basename(one.target), content))
        elif one.kind == "oleObject":
            _add_object(builder, archive.read_if_there(one.target) or b"")
        elif one.kind == "attachedTemplate" and one.address.startswith("http"):
            builder.notes.append(f"its template at {one.address} wasn't fetched")


def _add_object(builder: DocumentBuilder, content: bytes) -> None:
    try:
        part = file_in_object(content)
    except DamagedFile:
        part = None
    if part is not None:
        builder.parts.append(part)
    else:
        builder.notes.append("an object of another program inside it wasn't read")


def packed(files: Iterable[tuple[str, bytes]]) -> BinaryIO:
    """An Office file of these parts, in memory."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in files:
            package.writestr(name, content)
    stream.seek(0)
    return stream


def is_on(element: Element | None) -> bool:
    """Whether a property is there and isn't switched off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def _relation(folder: str, element: Element) -> Relation:
    identity, target = attribute(element, "Id"), attribute(element, "Target")
    kind = attribute(element, "Type").rpartition("/")[2]
    if attribute(element, "TargetMode") == "External":
        return Relation(identity, kind, "", target)
    return Relation(identity, kind, relation_target(folder, target))


def relation_target(folder: str, target: str) -> str:
    """The name of the part that a relation of a part in ``folder`` leads to."""
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path)
