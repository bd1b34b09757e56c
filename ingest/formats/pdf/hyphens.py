"""Whether a hyphen at a line's end belongs to its word, or only to the line."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.models.weights import ALL_MINILM_L6

_SHARE_OF_ENGLISH = 0.5  # of a document's different words are in an English vocabulary
_SET_WIDE_AT_LEAST = 4
_WORD_AT_LEAST = 2  # letters; of less nobody can say whether it is a word
_ENDINGS = ("s", "es", "ed", "ing", "ly", "'s")


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words of a document, and those of English where it is in English."""

    own: frozenset[str]
    english: frozenset[str]

    @staticmethod
    def of(words: Iterable[str]) -> KnownWords:
        """What is known of a document that has these words in it, in small letters."""
        own = frozenset(words)
        english = _english()
        known = len(own & english)
        return KnownWords(own, english if known >= _SHARE_OF_ENGLISH * len(own) else frozenset())

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether two halves, in small letters, are a compound and no broken word.

        The document's own words say it first. Else a compound is two English words that make no
        third; in other languages a line's end is the likelier reason.
        """
        if first + second in self.own:
            return False
        if f"{first}-{second}" in self.own:
            return True
        if self._is_english(first + second):
            return False
        halves = (first, second)
        return all(len(half) >= _WORD_AT_LEAST and self._is_english(half) for half in halves)

    def is_known(self, word: str) -> bool:
        """Whether this is a word, in small letters, of at least four; fewer may be a list."""
        return len(word) >= _SET_WIDE_AT_LEAST and (word in self.own or word in self.english)

    def _is_english(self, word: str) -> bool:
        if word in self.english:
            return True
        stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
        return any(len(stem) > _WORD_AT_LEAST and stem in self.english for stem in stems)


@cache
def _english() -> frozenset[str]:
    """The whole words that the English encoder knows by heart, some 24,000; none without it."""
    package = importlib.util.find_spec(ALL_MINILM_L6.package)
    if package is None or not package.submodule_search_locations:
        return frozenset()
    path = Path(package.submodule_search_locations[0]) / ALL_MINILM_L6.folder / "vocab.txt"
    try:
        pieces = path.read_text(encoding="utf-8").split()
    except OSError:
        return frozenset()
    return frozenset(piece for piece in pieces if piece.isalpha())
