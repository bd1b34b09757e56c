"""What the index of words is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow one another; with ``is_prefix`` the last one is only a beginning."""

    terms: tuple[str, ...]
    is_prefix: bool

    def count_in(self, terms: Sequence[str]) -> int:
        """How often a passage's terms contain the phrase."""
        *before, last = self.terms
        count = 0
        for start in range(len(terms) - len(before)):
            end = terms[start + len(before)]
            fits = end.startswith(last) if self.is_prefix else end == last
            count += fits and list(terms[start : start + len(before)]) == before
        return count
