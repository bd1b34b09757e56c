"""The words of a library as they are written, and those that are spelt much like another one."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import regex

from storage.text.tokens import Token, tokenised

Names: TypeAlias = Sequence[Sequence[str]]

LONGEST_WORD = 40
"""Characters; what is longer is no word that anybody types."""

_WORD = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}]\p{M}?(?:[\p{L}\p{M}]){2,}")
_LEVELS = 8


class LibraryWords(Protocol):
    """What a library says of single words."""

    def lacks(self, terms: Iterable[str]) -> bool:
        """Whether no passage is stored with any of these terms; false where that isn't known."""

    def documents_named(self, names: Names, called: Names) -> frozenset[str] | None:
        """The ids of the documents that the names tell from others, by name, title and beginning.

        Where none does, those whose name or title is what a document is ``called``. Each is given
        as the terms that it may be stored as. No ids where nothing tells; ``None`` where that isn't
        known.
        """

    def documents_called(self, text: str) -> frozenset[str] | None:
        """The ids of the documents whose file name, without its ending, or title the text has.

        All their words stand in it, in whatever order. ``None`` where that isn't known.
        """

    def vocabulary(self) -> Vocabulary:
        """All the words of the library's passages, names and titles."""


def written_words(tokens: Iterable[Token]) -> set[str]:
    """The words of at least three letters, in lower case, in scripts that tell upper from lower."""
    words: set[str] = set()
    for token in tokens:
        if token.kind == "word" and len(token.text) >= 3:
            if _WORD.fullmatch(token.text):
                words.add(token.text)
            else:
                words.update(_WORD.findall(token.text))
    return {word for word in words if len(word) <= LONGEST_WORD}


def packed_counts(counts: Mapping[str, int]) -> bytes:
    """A document's words with how many of its passages have each, to about a factor of two."""
    levels: list[list[str]] = [[] for _ in range(_LEVELS)]
    for word in sorted(counts):
        levels[min(_LEVELS, counts[word].bit_length()) - 1].append(word)
    return zlib.compress("\n".join(" ".join(level) for level in levels).encode(), 6)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word of the library, how many edits it is away, and about how many passages have it."""

    word: str
    edits: int
    passages: int


class Vocabulary:
    """The words of a library; never changes."""

    def __init__(self, counts: Mapping[str, int], named: Iterable[str] = ()) -> None:
        """``counts`` says how many passages have a word; ``named`` are words of documents' names.

        Those are known, and nothing is corrected to them that no passage has.
        """
        self._counts = counts
        self._named = frozenset(named)
        self._by_length: dict[int, list[str]] = {}
        for word in counts:
            self._by_length.setdefault(len(word), []).append(word)

    @staticmethod
    def unpacked(documents: Iterable[bytes], names: Iterable[str] = ()) -> Vocabulary:
        """What the documents' packed counts come to, together with their names and titles."""
        levels: list[Counter[str]] = [Counter() for _ in range(_LEVELS)]
        for packed in documents:
            lines = zlib.decompress(packed).decode().split("\n")
            for level, line in zip(levels, lines, strict=True):
                level.update(line.split())
        counts: Counter[str] = Counter()
        for number, level in enumerate(levels):
            for word, documents_with in level.items():
                counts[word] += documents_with << number
        named: set[str] = set()
        for name in names:
            named |= written_words(tokenised(name.replace("_", " ")))
        return Vocabulary(counts, named)

    def knows(self, word: str) -> bool:
        """Whether a passage, a name or a title has the word as it is written."""
        return word in self._counts or word in self._named

    def near(self, word: str, most_edits: int) -> list[Neighbour]:
        """The words that are so many edits away at most, in no promised order.

        An edit is a letter more, less or another, or two neighbours that changed places.
        """
        # Imported here, as most questions have no word that the library lacks.
        from rapidfuzz.distance import OSA  # noqa: PLC0415
        from rapidfuzz.process import extract_iter  # noqa: PLC0415

        found: list[Neighbour] = []
        for length in range(len(word) - most_edits, len(word) + most_edits + 1):
            choices = self._by_length.get(length, ())
            for other, edits, _ in extract_iter(
                word, choices, scorer=OSA.distance, score_cutoff=most_edits
            ):
                found.append(Neighbour(other, int(edits), self._counts[other]))
        return found


class UnknownWords:
    """The words of a library that can't tell any: nothing is lacking."""

    def lacks(self, terms: Iterable[str]) -> bool:
        """False."""
        del terms
        return False

    def documents_named(self, names: Names, called: Names) -> frozenset[str] | None:
        """That isn't known."""
        del names, called
        return None

    def documents_called(self, text: str) -> frozenset[str] | None:
        """That isn't known."""
        del text
        return None

    def vocabulary(self) -> Vocabulary:
        """Nothing."""
        return Vocabulary({})
