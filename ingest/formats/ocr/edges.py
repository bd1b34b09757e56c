"""Boxes of words that end where their ink does: the engine's cut through a wide letter at times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingest.formats.ocr.records import Word

_GROWTH_AT_MOST = 0.7
"""How far an edge may move, in heights of the word: a letter's width, and no rule under a line."""


def to_ink(words: Sequence[Word], ink: npt.NDArray[np.bool_]) -> list[Word]:
    """The words, each as wide as the ink that its edges cut through; ``ink`` is (height, width).

    An edge moves until a column has no ink, not into another word of its line, and not at all
    where none such comes within a letter's width.
    """
    return [_grown(words, number, ink) for number in range(len(words))]


def _grown(words: Sequence[Word], number: int, ink: npt.NDArray[np.bool_]) -> Word:
    word = words[number]
    top, bottom = max(0, int(word.top)), int(word.bottom)
    furthest = round(_GROWTH_AT_MOST * word.height)
    left, right = int(word.left), int(word.right)
    around = [
        words[other]
        for other in (number - 1, number + 1)
        if 0 <= other < len(words) and words[other].line == word.line
    ]
    first = max([0, left - furthest, *(int(one.right) for one in around if one.right <= left)])
    last = min(
        [ink.shape[1], right + furthest, *(int(one.left) for one in around if one.left >= right)]
    )
    before = _columns(ink[top:bottom, first:left])[::-1]
    after = _columns(ink[top:bottom, right:last])
    return replace(
        word, left=word.left - _until_blank(before), right=word.right + _until_blank(after)
    )


def _until_blank(columns: npt.NDArray[np.bool_]) -> int:
    """How many columns have ink before the first without; 0 where there is no such."""
    return int(np.argmin(columns)) if columns.size and not columns.all() else 0


def _columns(ink: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.asarray(ink.any(axis=0), dtype=np.bool_)
