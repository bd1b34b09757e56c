"""Which passage each row of an index in memory is, and which rows can still be found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Ids: TypeAlias = npt.NDArray[np.int64]
Bits: TypeAlias = npt.NDArray[np.uint8]
Ranges: TypeAlias = Sequence[tuple[int, int]]
"""Passage ids, first and last included, ascending."""

_Item = TypeVar("_Item", bound=np.generic)


class Rows:
    """Rows with ascending passage ids: added at the end, masked out, never moved.

    Adding and removing cost time by how much is added or removed, not by how much is there.
    """

    def __init__(self, passage_ids: Ids) -> None:
        """Start with these rows, all of them live."""
        if len(passage_ids) > 1 and not np.all(np.diff(passage_ids) > 0):
            raise ValueError("the passage ids aren't ascending")
        self.count = len(passage_ids)
        self.removed = 0
        self._ids = passage_ids.astype(np.int64)
        self._live = np.full((self.count + 7) // 8, 255, dtype=np.uint8)

    @property
    def ids(self) -> Ids:
        """The passage id of each row, removed ones included."""
        return self._ids[: self.count]

    @property
    def live_bits(self) -> Bits:
        """A bit for each row, lowest first: 1 where it can be found."""
        return self._live[: (self.count + 7) // 8]

    def live(self) -> npt.NDArray[np.bool_]:
        """Whether each row can be found."""
        return np.unpackbits(self.live_bits, count=self.count, bitorder="little").astype(bool)

    def live_ids(self) -> Ids:
        """The passage ids that can be found, ascending."""
        return self.ids[self.live()]

    def append(self, passage_ids: Ids) -> None:
        """Add rows; their ids must be greater than all before them."""
        if not len(passage_ids):
            return
        if self.count and passage_ids[0] <= self._ids[self.count - 1]:
            raise ValueError("passage ids must ascend")
        total = self.count + len(passage_ids)
        self._ids = grown(self._ids, total)
        self._live = grown(self._live, (total + 7) // 8)
        self._ids[self.count : total] = passage_ids
        _set_bits(self._live, self.count, total, True)
        self.count = total

    def remove(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """Mask out the rows with ids from ``first`` to ``last``; returns those that were live."""
        start, end = self.between(first, last)
        if start >= end:
            return np.empty(0, dtype=np.int64)
        low = start // 8
        bits = np.unpackbits(self._live[low : (end + 7) // 8], bitorder="little")
        gone = start + np.flatnonzero(bits[start - 8 * low : end - 8 * low])
        self.removed += len(gone)
        _set_bits(self._live, start, end, False)
        return gone

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The rows with ids from ``first`` to ``last``, the end row not included."""
        start = int(np.searchsorted(self.ids, first))
        return start, int(np.searchsorted(self.ids, last, side="right"))

    def bits_in(self, ranges: Ranges) -> Bits:
        """A bit for each row, lowest first: 1 where it is live and in one of the ranges."""
        if not ranges:
            return np.zeros_like(self.live_bits)
        borders = np.array(ranges, dtype=np.int64)  # of thousands of documents, in milliseconds
        starts = np.searchsorted(self.ids, borders[:, 0])
        ends = np.searchsorted(self.ids, borders[:, 1], side="right")
        length = self.count + 1
        steps = np.bincount(starts, minlength=length) - np.bincount(ends, minlength=length)
        inside = np.cumsum(steps[:-1]) > 0
        return np.packbits(inside, bitorder="little") & self.live_bits


def grown(array: npt.NDArray[_Item], count: int) -> npt.NDArray[_Item]:
    """The array with room for ``count`` items, doubled where it had too little."""
    if count <= len(array):
        return array
    larger = np.zeros(max(count, 2 * len(array), 1024), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


def _set_bits(bits: Bits, start: int, end: int, value: bool) -> None:
    if start >= end:
        return
    first, last = start // 8, (end + 7) // 8
    unpacked = np.unpackbits(bits[first:last], bitorder="little")
    unpacked[start - first * 8 : end - first * 8] = value
    bits[first:last] = np.packbits(unpacked, bitorder="little")
