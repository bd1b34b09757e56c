"""What kind of writing characters belong to, as far as setting them in lines goes."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

_EAST_ASIAN = ((0x2E80, 0x30FF), (0x31C0, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
               (0xFF00, 0xFFEF), (0x2026, 0x2026), (0xD840, 0xD8FF))  # fmt: skip
_RIGHT_TO_LEFT = ((0x0590, 0x065F), (0x066E, 0x06EF), (0x06FA, 0x08FF), (0xFB1D, 0xFDFF),
                  (0xFE70, 0xFEFC))  # fmt: skip


def are_east_asian(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which are set without blanks between words: Han, kana and their punctuation."""
    return _within(codes, _EAST_ASIAN)


def are_right_to_left(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which are letters or marks, not digits, of a script that runs from right to left."""
    return _within(codes, _RIGHT_TO_LEFT)


def are_letters(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which are letters of any script."""
    return np.asarray(all_letters()[codes & 0xFFFF], dtype=np.bool_)


def are_digits(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which are the digits 0 to 9."""
    return np.asarray((codes >= ord("0")) & (codes <= ord("9")), dtype=np.bool_)


def are_marks(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which stand on a letter of a script that runs from left to right, such as vowel signs."""
    return np.asarray(_all_marks()[codes & 0xFFFF] & ~are_right_to_left(codes), dtype=np.bool_)


@cache
def _all_marks() -> npt.NDArray[np.bool_]:
    return np.array([unicodedata.category(chr(code)) == "Mn" for code in range(0x10000)], np.bool_)


@cache
def all_letters() -> npt.NDArray[np.bool_]:
    """For each code of the first plane whether it is a letter."""
    return np.array([chr(code).isalpha() for code in range(0x10000)], np.bool_)


def is_mark(character: str) -> bool:
    """Whether it stands on another character, as vowel points do."""
    return unicodedata.combining(character) != 0


def _within(
    codes: npt.NDArray[np.uint32], ranges: tuple[tuple[int, int], ...]
) -> npt.NDArray[np.bool_]:
    found = np.zeros(codes.shape, np.bool_)
    for first, last in ranges:
        found |= (codes >= first) & (codes <= last)
    return found
