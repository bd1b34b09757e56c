"""What paragraphs of a Word document are by their style: headings of a level, items of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.formats.office.package import is_on
from ingest.formats.office.word_numbering import WordNumbering
from ingest.formats.xml import Element, attribute, child, children

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)|table of figures", re.IGNORECASE)
_CHAIN_AT_MOST = 20


@dataclass(slots=True)
class WordStyles:
    """Styles and lists of one document; ``mark`` counts the items, so call it in order."""

    styles: dict[str, Element] = field(default_factory=dict)
    numbering: WordNumbering = field(default_factory=WordNumbering)

    @staticmethod
    def of(styles: Element | None, numbering: Element | None) -> WordStyles:
        """From the roots of the parts that say it, each ``None`` where there is none."""
        found = {attribute(style, "styleId"): style for style in children(styles, "style")}
        return WordStyles(found, WordNumbering.of(numbering))

    def heading_level(self, properties: Element | None) -> int:
        """The level of a heading with these properties, or 0; the title is the outermost."""
        outline = _value(properties, "outlineLvl")
        for style in self._chain(properties):
            if outline:
                break
            name = _value(style, "name")
            if name.lower() == "title":
                return 1
            if found := _HEADING.fullmatch(name):
                return int(found[1]) + 1
            outline = _value(child(style, "pPr"), "outlineLvl")
        return int(outline) + 2 if outline.isdigit() and int(outline) < 9 else 0

    def hides(self, properties: Element | None) -> bool:
        """Whether nobody sees a run with these properties."""
        told = child(properties, "vanish")
        for style in self._chain(properties, "rStyle"):
            if told is not None:
                break
            told = child(style, "rPr", "vanish")
        return is_on(told)

    def hides_all(self, properties: Element | None) -> bool:
        """Whether nobody sees paragraphs of this style, unless a run says otherwise."""
        told = (child(style, "rPr", "vanish") for style in self._chain(properties))
        return is_on(next((one for one in told if one is not None), None))

    def is_contents(self, properties: Element | None) -> bool:
        """Whether such a paragraph only repeats the document's headings, with their pages."""
        names = (_value(style, "name") for style in self._chain(properties))
        return any(_CONTENTS.fullmatch(name) for name in names)

    def mark(self, properties: Element | None) -> str:
        """What stands before a paragraph with these properties, such as "•" or "2.1", or ""."""
        numbering = child(properties, "numPr")
        for style in self._chain(properties):
            if numbering is not None:
                break
            numbering = child(style, "pPr", "numPr")
        number = _value(numbering, "numId")
        if not number or number == "0":
            return ""
        if style := self.styles.get(self.numbering.style_of(number)):
            number = _value(child(style, "pPr", "numPr"), "numId") or number
        styles = (attribute(style, "styleId") for style in self._chain(properties))
        return self.numbering.mark(number, _value(numbering, "ilvl"), styles)

    def _chain(self, properties: Element | None, kind: str = "pStyle") -> list[Element]:
        """The style of a paragraph or run, then the one that it is based on, and so on."""
        chain: list[Element] = []
        style = self.styles.get(_value(properties, kind))
        while style is not None and len(chain) < _CHAIN_AT_MOST:
            chain.append(style)
            style = self.styles.get(_value(style, "basedOn"))
        return chain


def _value(element: Element | None, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""
