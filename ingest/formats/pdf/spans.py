"""Over which of a table's columns each head of a line of heads stands, by where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from ingest.formats.pdf.cells import Cell

_OFF_CENTRE = 0.3  # of the way from a column to the next; half of it is between two columns
_ALIKE = 0.012  # of the page's width, between edges that are one: a bracket is wide
_COVERED = 0.5  # of a column's width, by the rule below its head

Columns: TypeAlias = range
"""Those that a head stands over, by number."""


@dataclass(frozen=True, slots=True)
class Extent:
    """From where to where a column reaches across the page."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Half way between its edges."""
        return (self.left + self.right) / 2

    def meets(self, cell: Cell) -> bool:
        """Whether a cell stands above or below a part of it."""
        return cell.left < self.right and self.left < cell.right

    def joined(self, cell: Cell) -> Extent:
        """The extent and the cell's together."""
        return Extent(min(self.left, cell.left), max(self.right, cell.right))


@dataclass(frozen=True, slots=True)
class Rule:
    """A line drawn across the page at ``height``, in fractions of the page's height and width."""

    height: float
    left: float
    right: float


def one_each(heads: Sequence[Cell], extents: Sequence[Extent]) -> bool:
    """Whether each head of a line stands over the column that is as many from the left."""
    return len(heads) == len(extents) and all(
        number == own or not extent.meets(head)
        for own, head in enumerate(heads)
        for number, extent in enumerate(extents)
    )


def aligned(one: Cell, other: Cell) -> bool:
    """Whether two cells share their left edge, their right one or their middle."""
    offs = one.left - other.left, one.right - other.right, one.middle - other.middle
    return min(map(abs, offs)) <= _ALIKE


def spans_of(
    heads: Sequence[Cell],
    known: Sequence[Columns | None],
    extents: Sequence[Extent],
    names: Sequence[str],
) -> list[Columns] | None:
    """The columns that each head of a line stands over; ``None`` where that isn't sure.

    ``known`` has those that are known already, ``names`` what is below the line over each column.

    A head stands over what it covers and is in the middle of or at the edge of. Where they can be
    told so that no column is left, they are, unless each may also be over fewer columns: then only
    if no two columns are headed alike that way, but some are in the other.
    """
    found = [_choices(head, extents) for head in heads]
    both = list(zip(found, known, strict=True))
    likely = [[own] if own else _likely(middle, edge) for (middle, edge), own in both]
    nearest = [min(each, key=len, default=range(0)) for each in likely]
    whole = _without_gaps(likely, extents)
    if whole is not None and all(
        len(own) == len(least) or len(least) > 1 for own, least in zip(whole, nearest, strict=True)
    ):
        return whole
    possible = [[own] if own else [*middle, *edge] for (middle, edge), own in both]
    filled = _without_gaps(possible, extents)
    is_better = filled is not None and _tell_apart(heads, filled, names)
    if is_better and not _tell_apart(heads, nearest, names):
        return filled
    return _apart(likely, nearest, len(extents)) if whole is None else None


def _apart(
    likely: Sequence[Sequence[Columns]], nearest: Sequence[Columns], count: int
) -> list[Columns] | None:
    """The fewest columns for each head, unless several may as well be more, or heads share some."""
    if not all(nearest) or not _are_apart(nearest):
        return None
    for number, (own, each) in enumerate(zip(nearest, likely, strict=True)):
        before = nearest[number - 1].stop if number else 0
        after = nearest[number + 1].start if number + 1 < len(nearest) else count
        more = [one for one in each if len(one) > len(own)]
        if len(own) > 1 and any(one.start >= before and one.stop <= after for one in more):
            return None
    return list(nearest)


def _are_apart(spans: Sequence[Columns]) -> bool:
    return all(one.stop <= after.start for one, after in pairwise(spans))


def by_rule(
    head: Cell, lower: Sequence[Cell], rules: Sequence[Rule], extents: Sequence[Extent]
) -> Columns | None:
    """The columns over the nearest rule below a head, if it is in its middle or at its edge.

    Over several there are heads below the rule, some of ``lower``; else it is the table's own.
    """
    below = [
        rule for rule in rules
        if rule.height > head.middle_height and rule.left <= head.middle <= rule.right
    ]  # fmt: skip
    if not below:
        return None
    rule = min(below, key=lambda one: one.height)
    found = [
        number for number, extent in enumerate(extents)
        if min(rule.right, extent.right) - max(rule.left, extent.left)
        >= _COVERED * (extent.right - extent.left)
    ]  # fmt: skip
    if not found:
        return None
    whole = Extent(rule.left, rule.right)
    is_at_edge = len(found) < len(extents) and _shares_an_edge(head, whole)
    is_centred = abs(head.middle - whole.middle) <= _OFF_CENTRE * (
        (rule.right - rule.left) / len(found)
    )
    if not is_centred and not is_at_edge:
        return None
    has_lower = any(
        cell.middle_height > rule.height and extents[number].meets(cell)
        for cell in lower
        for number in found
    )
    return range(found[0], found[-1] + 1) if len(found) == 1 or has_lower else None


def _choices(head: Cell, extents: Sequence[Extent]) -> tuple[list[Columns], list[Columns]]:
    """The columns beside each other that a head may stand over: in their middle, and at an edge."""
    met = [number for number, extent in enumerate(extents) if extent.meets(head)]
    middles = [extent.middle for extent in extents]
    steps = [after - before for before, after in pairwise(middles)]
    near = _OFF_CENTRE * (median(steps) if steps else extents[0].right - extents[0].left)
    centred, at_edge = [], []
    for first in range(met[0] + 1 if met else len(extents)):
        for last in range(max(first, met[-1] if met else 0), len(extents)):
            whole = Extent(extents[first].left, extents[last].right)
            if first == last and not _has_room(head, first, extents):
                continue
            if abs(head.middle - whole.middle) <= near:
                centred.append(range(first, last + 1))
            elif _shares_an_edge(head, whole):
                at_edge.append(range(first, last + 1))
    return centred, at_edge


def _likely(centred: Sequence[Columns], at_edge: Sequence[Columns]) -> Sequence[Columns]:
    """The columns in whose middle a head stands, and those at whose edge, where it may be at one's.

    What stands at the edge of one column may also be at the edge of several.
    """
    if not centred or any(len(columns) == 1 for columns in at_edge):
        return [*centred, *at_edge]
    return centred


def _shares_an_edge(head: Cell, whole: Extent) -> bool:
    return min(abs(head.left - whole.left), abs(head.right - whole.right)) <= _ALIKE


def _has_room(head: Cell, column: int, extents: Sequence[Extent]) -> bool:
    """Whether a head comes no nearer to the columns beside its own than half way."""
    extent = extents[column]
    left = (extents[column - 1].right + extent.left) / 2 if column else 0.0
    is_last = column + 1 == len(extents)
    right = 1.0 if is_last else (extent.right + extents[column + 1].left) / 2
    return left <= head.left and head.right <= right


def _tell_apart(heads: Sequence[Cell], spans: Sequence[Columns], names: Sequence[str]) -> bool:
    """Whether no two columns have the same heads if those of a line stand over these."""
    whole = list(names)
    for head, columns in zip(heads, spans, strict=True):
        for column in columns:
            whole[column] = f"{head.text} {whole[column]}"
    return _are_apart(spans) and len(set(whole)) == len(whole)


def _without_gaps(
    choices: Sequence[Sequence[Columns]], extents: Sequence[Extent]
) -> list[Columns] | None:
    """A choice for each head so that every column is below one; ``None`` if there is none."""
    ways: dict[int, list[Columns]] = {0: []}  # by the first column that is left
    for each in choices:
        ways = {
            one.stop: [*way, one] for left, way in ways.items() for one in each if one.start == left
        }
    return ways.get(len(extents))
