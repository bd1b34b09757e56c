"""The lists of a Word document: what its numbers look like, and how far they have come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.formats.numbering import as_shown
from ingest.formats.office.package import is_on
from ingest.formats.xml import Element, attribute, child, children

BULLET = "•"
_NUMBER = re.compile(r"%(\d)")
_LARGEST = 100_000
_SIGNS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of a level are numbered; ``is_legal`` has all numbers in it be decimal."""

    kind: str = "bullet"
    pattern: str = ""
    start: int = 1
    is_legal: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use: how its levels look, whose counts it goes on, and where it counts afresh."""

    counted_with: str
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]
    level_of_style: Mapping[str, int]
    style: str


@dataclass(slots=True)
class WordNumbering:
    """The lists of one document; ``mark`` counts the items, so call it in order."""

    _lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, Counter[int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @staticmethod
    def of(root: Element | None) -> WordNumbering:
        """From the root of the part that says it, ``None`` where there is none."""
        looks = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        result = WordNumbering()
        for one in children(root, "num"):
            name = attribute(child(one, "abstractNumId"), "val")
            result._lists[attribute(one, "numId")] = _list(name, looks.get(name), one)
        return result

    def style_of(self, number: str) -> str:
        """The style that says what this list looks like, or "" where it says so itself."""
        found = self._lists.get(number)
        return found.style if found is not None else ""

    def mark(self, number: str, level: str, styles: Iterator[str]) -> str:
        """What stands before an item, such as "•" or "2.", or "".

        ``level`` is "" where only the paragraph's ``styles`` say it.
        """
        found = self._lists.get(number)
        if found is None:
            return BULLET
        by_style = (found.level_of_style[one] for one in styles if one in found.level_of_style)
        at = int(level) if level.isdecimal() else next(by_style, 0)
        look = found.levels.get(at, _Level())
        if look.kind == "bullet":
            return BULLET
        self._count(number, found, at)
        if look.kind == "none":
            return ""
        return self._numbered(found, look)

    def _count(self, number: str, found: _List, at: int) -> None:
        counts = self._counts.setdefault(found.counted_with, Counter())
        if (number, at) not in self._begun and at in found.restarts:
            counts[at] = found.restarts[at] - 1
        elif at not in counts:
            counts[at] = found.levels.get(at, _Level()).start - 1
        self._begun.add((number, at))
        counts[at] += 1
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]

    def _numbered(self, found: _List, look: _Level) -> str:
        counts = self._counts[found.counted_with]

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            level = found.levels.get(at, _Level("decimal"))
            return _as_number(counts.get(at, level.start), "" if look.is_legal else level.kind)

        return _NUMBER.sub(shown, look.pattern)


def _list(name: str, look: Element | None, number: Element) -> _List:
    levels = {at: _level(one) for at, one in _numbered(look, "lvl")}
    styles = {attribute(child(one, "pStyle"), "val"): at for at, one in _numbered(look, "lvl")}
    restarts: dict[int, int] = {}
    for at, changed in _numbered(number, "lvlOverride"):
        afresh = attribute(child(changed, "startOverride"), "val")
        if afresh.isdecimal():
            restarts[at] = min(int(afresh), _LARGEST)
        if (other := child(changed, "lvl")) is not None:
            levels[at] = _level(other)
    styles.pop("", None)
    return _List(name, levels, restarts, styles, attribute(child(look, "numStyleLink"), "val"))


def _numbered(parent: Element | None, name: str) -> Iterator[tuple[int, Element]]:
    """The children of that name with the level that each is about."""
    for one in children(parent, name):
        if (level := attribute(one, "ilvl")).isdecimal():
            yield int(level), one


def _level(element: Element) -> _Level:
    start = attribute(child(element, "start"), "val")
    return _Level(
        attribute(child(element, "numFmt"), "val") or "decimal",
        attribute(child(element, "lvlText"), "val"),
        min(int(start), _LARGEST) if start.isdecimal() else 1,
        is_on(child(element, "isLgl")),
    )


def _as_number(count: int, kind: str) -> str:
    return f"{count:02}" if kind == "decimalZero" else as_shown(count, _SIGNS.get(kind, "1"))
