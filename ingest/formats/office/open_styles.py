"""What the styles of an OpenDocument file say: what is hidden, what is a title, how items count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.formats.xml import Element, attribute, below, child, children

_CHAIN_AT_MOST = 20
_LETTERS = 26
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class OpenStyles:
    """The styles of one document; ``numbers`` has, of each list, how its levels are written."""

    hidden: frozenset[str] = frozenset()
    parents: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[int, Element]] = field(default_factory=dict)

    @staticmethod
    def of(*roots: Element | None) -> OpenStyles:
        """From the roots of the parts that say it, each ``None`` where there is none."""
        styles = [one for root in roots if root is not None for one in below(root, "style")]
        lists = [one for root in roots if root is not None for one in below(root, "list-style")]
        return OpenStyles(
            frozenset(
                attribute(style, "name")
                for style in styles
                if attribute(child(style, "text-properties"), "display") == "none"
            ),
            {attribute(one, "name"): attribute(one, "parent-style-name") for one in styles},
            {
                attribute(one, "name"): {
                    int(attribute(level, "level")): level
                    for level in children(one, "list-level-style-number")
                    if attribute(level, "level").isdecimal()
                }
                for one in lists
            },
        )

    def is_title(self, name: str) -> bool:
        """Whether a paragraph in that style is the document's title."""
        for _ in range(_CHAIN_AT_MOST):
            if name == "Title":
                return True
            name = self.parents.get(name, "")
        return False

    def mark(self, name: str, level: int, count: int) -> str:
        """What stands before an item of a list: "2." for the second one, or "•"."""
        told = self.numbers.get(name, {}).get(level)
        kind = attribute(told, "num-format")
        if not kind:
            return _BULLET
        start = attribute(told, "start-value")
        count += int(start) - 1 if start.isdecimal() else 0
        shown = chr(ord(kind) + (count - 1) % _LETTERS) if kind in ("a", "A") else str(count)
        return f"{attribute(told, 'num-prefix')}{shown}{attribute(told, 'num-suffix')}"
