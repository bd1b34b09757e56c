"""An Office file without what its library stumbles over: one damaged part costs it the whole."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from typing import BinaryIO

from ingest.errors import DamagedFile
from ingest.formats.archives import Archive
from ingest.formats.office.package import packed, relation_target
from ingest.formats.xml import attribute, children, parse_xml, sound_xml, xml_bytes

_RELATIONS = ".rels"


def mended(archive: Archive) -> BinaryIO:
    """The same file in memory: broken XML ends where it breaks, and no relation leads nowhere."""
    parts = dict(_readable(archive))
    return packed(
        (name, _kept(name, content, parts) if name.endswith(_RELATIONS) else content)
        for name, content in parts.items()
    )


def _readable(archive: Archive) -> Iterator[tuple[str, bytes]]:
    for name in dict.fromkeys(archive.names):
        try:
            content = archive.read(name)
            yield name, sound_xml(content) if name.endswith((".xml", _RELATIONS)) else content
        except DamagedFile:  # what points at it is left out
            continue


def _kept(name: str, content: bytes, parts: Collection[str]) -> bytes:
    """The relations of a part that lead to another one, or out of the file."""
    root = parse_xml(content)
    folder = posixpath.dirname(posixpath.dirname(name))
    for one in list(children(root, "Relationship")):
        is_outside = attribute(one, "TargetMode") == "External"
        if not is_outside and relation_target(folder, attribute(one, "Target")) not in parts:
            root.remove(one)
    return xml_bytes(root)
