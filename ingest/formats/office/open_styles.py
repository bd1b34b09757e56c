"""What the styles of an OpenDocument file say: what is hidden, what is a title, how items count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.formats.numbering import as_shown
from ingest.formats.xml import Element, attribute, below, child, children, name_of

_CHAIN_AT_MOST = 20
_LISTS = ("list-style", "outline-style")
_LEVELS = ("list-level-style-number", "outline-level-style")
OUTLINE = "outline-style"
"""What the list of a text's headings is called here."""

BULLET = "•"


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
        there = [root for root in roots if root is not None]
        lists = [one for root in there for name in _LISTS for one in below(root, name)]
        return OpenStyles(
            frozenset(
                attribute(style, "name")
                for style in styles
                if attribute(child(style, "text-properties"), "display") == "none"
            ),
            {attribute(one, "name"): attribute(one, "parent-style-name") for one in styles},
            {
                OUTLINE if name_of(one) == "outline-style" else attribute(one, "name"): {
                    int(attribute(level, "level")): level
                    for kind in _LEVELS
                    for level in children(one, kind)
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

    def first(self, name: str, level: int) -> int:
        """The number of the first item on a level of a list."""
        start = attribute(self.numbers.get(name, {}).get(level), "start-value")
        return int(start) if start.isdecimal() else 1

    def mark(self, name: str, numbers: Sequence[int]) -> str:
        """What stands before an item of a list, such as "2.1" or "•".

        ``numbers`` are those of the items around it and its own, the outermost first.
        """
        told = self.numbers.get(name, {}).get(len(numbers))
        if not attribute(told, "num-format"):
            return BULLET
        levels = attribute(told, "display-levels")
        wanted = min(int(levels), len(numbers)) if levels.isdecimal() else 1
        shown = (
            as_shown(numbers[level - 1], attribute(self.numbers[name].get(level), "num-format"))
            for level in range(len(numbers) - wanted + 1, len(numbers) + 1)
        )
        return f"{attribute(told, 'num-prefix')}{'.'.join(shown)}{attribute(told, 'num-suffix')}"
