"""What a search expression asks for, as ``storage.text.words.match_expression`` writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PHRASE = re.compile(r'"((?:[^"]|"")*)"(\*?)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow one another; with ``is_prefix`` the last one is only a beginning."""

    terms: tuple[str, ...]
    is_prefix: bool

    def count_in(self, terms: Sequence[str]) -> int:
        """How often a passage's terms hold the phrase."""
        *before, last = self.terms
        count = 0
        for start in range(len(terms) - len(before)):
            end = terms[start + len(before)]
            fits = end.startswith(last) if self.is_prefix else end == last
            count += fits and list(terms[start : start + len(before)]) == before
        return count


def parse_expression(expression: str) -> tuple[Phrase, ...]:
    """The phrases of an expression, any of which may match; each stands in double quotes."""
    phrases = (
        Phrase(tuple(quoted.replace('""', '"').split()), bool(star))
        for quoted, star in _PHRASE.findall(expression)
    )
    return tuple(phrase for phrase in phrases if phrase.terms)
