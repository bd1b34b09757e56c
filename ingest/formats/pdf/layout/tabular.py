"""Whether columns side by side are those of a table, or of running text."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ingest.formats.pdf.layout.across import Described

ROWS_AT_LEAST = 3
# In sizes of the type.
_ALIGNED = 0.2
_ALIGNED_TEXT = 0.15  # where a column is of running text, whose lines come near others by chance
_LOOSE = 1.6  # from one row of a table to the next; text is set closer

_SHARE_ALIGNED = 0.6
_NUMBERS_SHARE = 0.5
_WORDY_CHARACTERS, _WORDY_EAST_ASIAN = 14, 7  # of a full line
_CONTINUES_SHARE = 0.4  # of a column's lines begin in the middle of a sentence
_FILLED_SHARE = 0.5  # of a column's lines reach its right edge
_HEAD_LINES_AT_MOST = 3
_HEADS_NEAR = 3.0  # in sizes, from the heads to the first values
_EDGE = 0.12  # of a column's width


def is_table(columns: Sequence[Sequence[Described]]) -> bool:
    """Whether columns side by side are those of a table, whose rows are read across."""
    has_text = any(map(is_prose, columns))
    aligned = aligned_share(columns, _ALIGNED_TEXT if has_text else _ALIGNED)
    if aligned < _SHARE_ALIGNED and sum(map(len, columns)) >= ROWS_AT_LEAST * len(columns):
        return False
    if any(_is_of_numbers(column) for column in columns):
        return True
    if has_text and all(map(is_prose, columns)):
        return False
    fewest = min(map(len, columns))
    return fewest < ROWS_AT_LEAST or _is_loose(columns) or not _is_drawn_by_column(columns)


def are_heads(columns: Sequence[Sequence[Described]], below: Sequence[Described]) -> bool:
    """Whether columns of few lines are heads: close below each stands a value, and one of its own.

    A line over several of them parts such heads from their table.
    """
    if len({len(column) for column in columns}) > 1 or len(columns[0]) > _HEAD_LINES_AT_MOST:
        return False
    lowest = max((each for column in columns for each in column), key=lambda one: one.bottom)
    near = lowest.bottom + _HEADS_NEAR * lowest.segment.size
    values = [each for each in below if each.top < near and _is_number(each)]
    over = [[_reaches_over(column, value) for column in columns] for value in values]
    return (
        all(sum(each) < 2 for each in over)
        and all(map(any, zip(*over, strict=True)))
        and bool(over and aligned_share(columns) == 1)
    )


def _reaches_over(column: Sequence[Described], value: Described) -> bool:
    start = min(each.segment.start for each in column)
    end = max(each.segment.end for each in column)
    return value.segment.start < end and start < value.segment.end


def aligned_share(columns: Sequence[Sequence[Described]], near: float = _ALIGNED_TEXT) -> float:
    """How many segments have one in another column on their own line."""
    bases = sorted(
        (each.segment.base, number) for number, column in enumerate(columns) for each in column
    )
    tolerance = near * max(each.segment.size for column in columns for each in column)
    aligned, first = 0, 0
    for place in range(1, len(bases) + 1):
        if place == len(bases) or bases[place][0] - bases[place - 1][0] > tolerance:
            row = bases[first:place]
            aligned += len(row) if len({number for _, number in row}) > 1 else 0
            first = place
    return aligned / len(bases)


def _is_of_numbers(column: Sequence[Described]) -> bool:
    return sum(map(_is_number, column)) >= _NUMBERS_SHARE * len(column)


def _is_number(each: Described) -> bool:
    return each.words.digits >= max(1, each.words.letters)


def is_prose(column: Sequence[Described]) -> bool:
    """Whether a column's lines are long, and go on in the next line or fill its width."""
    wanted = [
        _WORDY_EAST_ASIAN if each.words.is_east_asian else _WORDY_CHARACTERS for each in column
    ]
    long = sum(each.words.characters >= least for each, least in zip(column, wanted, strict=True))
    if 2 * long < len(column):
        return False
    later = [each.words for each in column[1:] if each.words.is_cased]
    if later:
        return sum(words.begins_small for words in later) >= _CONTINUES_SHARE * len(later)
    first = min(each.segment.start for each in column)
    last = max(each.segment.end for each in column)
    full = sum(each.segment.end >= last - _EDGE * (last - first) for each in column)
    return full >= _FILLED_SHARE * len(column)


def _is_loose(columns: Sequence[Sequence[Described]]) -> bool:
    longest = max(columns, key=len)
    steps = sorted(
        (after.segment.base - before.segment.base) / max(after.segment.size, 1e-6)
        for before, after in itertools.pairwise(longest)
    )
    return steps[len(steps) // 2] >= _LOOSE


def _is_drawn_by_column(columns: Sequence[Sequence[Described]]) -> bool:
    """Whether the page draws each column whole before the next one."""
    spans = sorted(
        (min(each.segment.first for each in column), max(each.segment.first for each in column))
        for column in columns
    )
    return all(before[1] < after[0] for before, after in itertools.pairwise(spans))
