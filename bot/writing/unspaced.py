"""Whether a sentence in a script without spaces puts together what its passages say apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import regex

_RUN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\d]{4,}")


def misplaced_run(said: str, grounds: Sequence[str]) -> str:
    """The first run of characters that begins as one of the grounds' and ends as another, or "".

    Both have the characters between: of "李娜负责销售" and "王强负责采购" it is "王强负责销售".
    Where they have none, the second may have left out of whom it is.
    """
    stated = [run for ground in grounds for run in _RUN.findall(ground)]
    for found in _RUN.finditer(said):
        run = found[0]
        others = [one for one in stated if one not in run]
        if not any(run in one for one in stated) and any(
            _shared(run, one) + _shared(run[::-1], another[::-1]) > len(run)
            for one, another in permutations(others, 2)
        ):
            return run
    return ""


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
