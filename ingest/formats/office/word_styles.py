"""What paragraphs of a Word document are by their style: headings of a level, items of a list."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ingest.formats.xml import Element, attribute, child, children

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NUMBER = re.compile(r"%(\d)")
_CHAIN_AT_MOST = 20
_BULLET = "•"
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class WordStyles:
    """Styles and lists of one document; ``mark`` counts the items, so call it in order."""

    styles: dict[str, Element] = field(default_factory=dict)
    levels: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    list_of: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, Counter[int]] = field(default_factory=dict)

    @staticmethod
    def of(styles: Element | None, numbering: Element | None) -> WordStyles:
        """From the roots of the parts that say it, each ``None`` where there is none."""
        result = WordStyles()
        for style in children(styles, "style"):
            result.styles[attribute(style, "styleId")] = style
        for one in children(numbering, "abstractNum"):
            for level in children(one, "lvl"):
                key = attribute(one, "abstractNumId"), attribute(level, "ilvl")
                result.levels[key] = _value(level, "numFmt"), _value(level, "lvlText")
        for one in children(numbering, "num"):
            result.list_of[attribute(one, "numId")] = _value(one, "abstractNumId")
        return result

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

    def mark(self, properties: Element | None) -> str:
        """What stands before an item with these properties, such as "•" or "2.", or ""."""
        numbering = child(properties, "numPr")
        for style in self._chain(properties):
            if numbering is not None:
                break
            numbering = child(style, "pPr", "numPr")
        number = _value(numbering, "numId")
        if not number or number == "0":
            return ""
        level = _value(numbering, "ilvl") or "0"
        abstract = self.list_of.get(number, "")
        kind, pattern = self.levels.get((abstract, level), ("bullet", ""))
        if kind in ("bullet", "none", "") or not level.isdigit():
            return _BULLET
        return self._counted(abstract, int(level), pattern)

    def _counted(self, abstract: str, level: int, pattern: str) -> str:
        counts = self._counts.setdefault(abstract, Counter())
        counts[level] += 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        kinds = {one: self.levels.get((abstract, str(one)), ("decimal", ""))[0] for one in counts}
        return _NUMBER.sub(
            lambda found: _as_number(
                counts.get(int(found[1]) - 1, 1), kinds.get(int(found[1]) - 1, "decimal")
            ),
            pattern,
        )

    def _chain(self, properties: Element | None, kind: str = "pStyle") -> list[Element]:
        """The style of a paragraph or run, then the one that it is based on, and so on."""
        chain: list[Element] = []
        style = self.styles.get(_value(properties, kind))
        while style is not None and len(chain) < _CHAIN_AT_MOST:
            chain.append(style)
            style = self.styles.get(_value(style, "basedOn"))
        return chain


def is_on(element: Element | None) -> bool:
    """Whether a property is there and isn't switched off."""
    return element is not None and attribute(element, "val") not in _OFF


def _value(element: Element | None, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _as_number(count: int, kind: str) -> str:
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter if kind == "lowerLetter" else letter.upper()
        case "lowerRoman" | "upperRoman":
            roman = _roman(count)
            return roman if kind == "lowerRoman" else roman.upper()
    return str(count)


def _roman(count: int) -> str:
    result = ""
    for value, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        result += sign * (count // value)
        count %= value
    return result
