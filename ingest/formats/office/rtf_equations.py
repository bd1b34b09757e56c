"""Equations in RTF: groups of control words, as Word has elements in its other files."""

from __future__ import annotations

from lxml import etree

from ingest.formats.equations import equation_text
from ingest.formats.office.rtf_page import whole
from ingest.formats.xml import Element, name_of

EQUATION = "moMath"
"""The word that begins an equation."""

_KNOWN = frozenset((
    "acc", "bar", "borderBox", "box", "d", "deg", "den", "e", "eqArr", "f", "fName", "func",
    "groupChr", "lim", "limLow", "limUpp", "m", "mr", "nary", "num", "oMath", "phant", "r", "rad",
    "sPre", "sSub", "sSubSup", "sSup", "sub", "sup", "begChr", "chr", "endChr",
))  # fmt: skip
_VALUES = frozenset(("begChr", "chr", "endChr"))
_PROPERTIES = "Pr"
_DEPTH_AT_MOST = 100


def element_in(word: str, around: Element | None, depth: int) -> Element | None:
    """The element that a control word begins inside another one, or ``None`` for other words."""
    name = word[1:]
    is_known = name in _KNOWN or name.removesuffix(_PROPERTIES) in _KNOWN
    if not word.startswith("m") or not is_known or depth > _DEPTH_AT_MOST:
        return None
    return etree.Element(name) if around is None else etree.SubElement(around, name)


def end_element(element: Element, inside: list[str], into: list[str]) -> None:
    """Give an element the characters of its group; the whole equation's text goes to ``into``."""
    text = whole(inside)
    if name_of(element) in _VALUES:
        element.set("val", text.strip())
    elif text.strip() and not name_of(element).endswith(_PROPERTIES):
        etree.SubElement(element, "t").text = text
    if element.getparent() is None:
        into.append(equation_text(element))
