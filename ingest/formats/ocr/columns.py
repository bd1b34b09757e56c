"""Columns that stand so close that their lines were taken for one: told apart by the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.formats.ocr.records import Word

_LINES_AT_LEAST = 3
_WORDS_A_LINE = 2.5  # on each side of the gap; cells of a table have fewer
_GAP_HEIGHTS = 0.8  # of a line's height, at least: word spaces are about a third


def columns_apart(words: Sequence[Word]) -> list[Word]:
    """The words with columns one after the other, lines and blocks counted anew."""
    lines = [list(line) for _, line in groupby(words, key=lambda word: word.line)]
    ordered: list[list[Word]] = []
    while lines:
        count, gap = _common_gap(lines)
        if count < _LINES_AT_LEAST:
            ordered.append(lines.pop(0))
            continue
        run, lines = lines[:count], lines[count:]
        left = [[word for word in line if word.right <= gap] for line in run]
        right = [[word for word in line if word.right > gap] for line in run]
        if _is_prose(left) and _is_prose(right):
            first = run[0][0].block
            ordered += [_in_block(line, first) for line in left if line]
            ordered += [_in_block(line, -first - 1) for line in right if line]
        else:
            ordered += run
    return [
        replace(word, line=number) for number, line in enumerate(ordered, start=1) for word in line
    ]


def _common_gap(lines: Sequence[Sequence[Word]]) -> tuple[int, float]:
    """How many of the first lines share a gap, and where it is; the longest run counts."""
    best = (0, 0.0)
    for first in _gaps(lines[0]):
        (low, high), count = first, 0
        for line in lines:
            fitting = [gap for gap in _gaps(line) if gap[0] < high and gap[1] > low]
            if not fitting:
                break
            low, high = max(low, fitting[0][0]), min(high, fitting[0][1])
            count += 1
        best = max(best, (count, (low + high) / 2))
    return best


def _gaps(line: Sequence[Word]) -> list[tuple[float, float]]:
    ordered = sorted(line, key=lambda word: word.left)
    height = max((word.height for word in line), default=0.0)
    return [
        (one.right, other.left)
        for one, other in pairwise(ordered)
        if other.left - one.right > _GAP_HEIGHTS * height
    ]


def _is_prose(lines: Sequence[Sequence[Word]]) -> bool:
    return sum(map(len, lines)) >= _WORDS_A_LINE * len(lines)


def _in_block(line: Sequence[Word], block: int) -> list[Word]:
    return [replace(word, block=block) for word in line]
