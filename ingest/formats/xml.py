"""XML without anything dangerous: no entities of its own, nothing fetched, no endless depth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from ingest.errors import DamagedFile

Element = Any
"""An element of lxml, whose stubs know too little of it."""

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
    remove_comments=True, remove_pis=True,
)  # fmt: skip
_STRICT_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
)


def parse_xml(content: bytes) -> Element:
    """The root element; small faults are mended. Raises ``DamagedFile``."""
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile("damaged: its XML can't be read") from error
    if root is None:
        raise DamagedFile("damaged: there is no XML where it should be")
    return root


def has_text_between(element: Element, inside: Sequence[Element]) -> bool:
    """Whether text stands beside the elements that an element has inside."""
    beside = any((one.tail or "").strip() for one in inside)
    return beside or (bool(inside) and bool((element.text or "").strip()))


def sound_xml(content: bytes) -> bytes:
    """The content where it is sound XML, else what of it can be read; raises ``DamagedFile``."""
    try:
        etree.fromstring(content, _STRICT_PARSER)
    except (etree.LxmlError, ValueError):
        return xml_bytes(parse_xml(content))
    return content


def xml_bytes(element: Element) -> bytes:
    """The element as a file of its own."""
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8"))


def name_of(element: Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """The value of an attribute of that name in any namespace, or ""; that of no element is ""."""
    if element is None:
        return ""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    ending = "}" + name
    return next((str(value) for key, value in element.items() if key.endswith(ending)), "")


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, or the first below it along the path."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if name_of(one) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name."""
    if element is not None:
        yield from (one for one in element if name_of(one) == name)


def below(element: Element, name: str) -> Iterator[Element]:
    """All elements of that name, at any depth, in order."""
    yield from element.iter("{*}" + name)


def text_below(element: Element | None) -> str:
    """All text inside an element."""
    return "".join(element.itertext()) if element is not None else ""
