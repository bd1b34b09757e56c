"""Which documents a question names: by what they are called and how they begin."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import numpy.typing as npt
import regex

from storage.index.rows import Ids
from storage.local.database import Session
from storage.local.packing import decode_name
from storage.text.vocabulary import Names
from storage.text.words import terms_in

BEGINS_FROM = 4
"""Passages; what is shorter has no beginning that says of the rest what it is about."""

# A word of letters without spaces between words, or any other.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]+|[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}]]+",
    regex.VERSION1,
)
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
Holding = npt.NDArray[np.bool_]


class NamedDocuments:
    """What the documents of a library are called, as it was when they were read; never changes."""

    def __init__(self, session: Session, before: NamedDocuments | None = None) -> None:
        """Read the names; what those of ``before`` come to isn't worked out anew."""
        known = before._terms if before else {}
        rows = list(
            session.rows(
                "SELECT d.document_id, d.first_passage, d.last_passage, d.title, n.name "
                "FROM documents d JOIN names n ON n.document = d.number"
            )
        )
        self._ids = [row[0] for row in rows]
        self._first, last = (np.array([row[at] for row in rows], dtype=np.int64) for at in (1, 2))
        self._begins = last - self._first + 1 >= BEGINS_FROM
        self._starts, at = np.unique(self._first, return_index=True)
        self._long = self._begins[at]
        self._names = [(decode_name(name), title) for *_, title, name in rows]
        self._terms: dict[tuple[str, str], _Called] = {
            each: known.get(each) or _Called.of(*each) for each in self._names
        }
        self._holding = self._places(lambda called: called.terms)
        self._saying = self._places(lambda called: called.file | called.title)

    def called(self, text: str) -> frozenset[str]:
        """The ids of those all of whose file name's or title's words the text has."""
        said = _words_in(text)
        places = [self._saying[word] for word in said if word in self._saying]
        near = np.unique(np.concatenate(places)) if places else ()
        return frozenset(
            self._ids[at] for at in near if self._terms[self._names[at]].is_named_by(said)
        )

    def _places(self, of: Callable[[_Called], frozenset[str]]) -> dict[str, npt.NDArray[np.intp]]:
        """Which rows have each of the words."""
        holding: dict[str, list[int]] = {}
        for at, each in enumerate(self._names):
            for word in of(self._terms[each]):
                holding.setdefault(word, []).append(at)
        return {word: np.array(places, dtype=np.intp) for word, places in holding.items()}

    def telling(
        self, names: Names, called: Names, passages_with: Callable[[str], Ids]
    ) -> frozenset[str]:
        """The ids of the documents that hold the most telling of the names; none where all do.

        A name tells the more the fewer documents are called so or begin so; what a document may be
        ``called`` counts where no name tells, and by what it is called alone. How documents begin
        counts only where most of what has the name stands in documents that have a beginning:
        among a thousand abstracts the one long paper isn't what a question names.
        ``passages_with`` gives the ids, ascending, of the passages with a term.
        """
        if not self._ids:
            return frozenset()
        chosen = _most_telling([self._by_head(name, passages_with) for name in names])
        if not chosen.any():
            chosen = _most_telling([self._by_title(name) for name in called])
        return frozenset(self._ids[at] for at in np.flatnonzero(chosen))

    def _by_title(self, name: Sequence[str]) -> Holding:
        held = np.zeros(len(self._ids), dtype=np.bool_)
        for term in name:
            if term in self._holding:
                held[self._holding[term]] = True
        return held

    def _by_head(self, name: Sequence[str], passages_with: Callable[[str], Ids]) -> Holding:
        held = self._by_title(name)
        for term in name:
            ids = passages_with(term)
            if 2 * self._in_long_documents(ids) > len(ids):
                held |= self._begins & (np.isin(self._first, ids) | np.isin(self._first + 1, ids))
        return held

    def _in_long_documents(self, ids: Ids) -> int:
        """How many of the passages are of documents that have a beginning."""
        documents = np.searchsorted(self._starts, ids, side="right") - 1
        return int(np.count_nonzero(self._long[documents]))


def _most_telling(holding: Sequence[Holding]) -> Holding:
    """Which documents hold the most, each name weighed by how few hold it; none where most do."""
    telling = np.zeros(len(holding[0]) if holding else 0)
    for held in holding:
        telling += held * math.log(len(held) / max(1, int(held.sum())))
    most = float(telling.max(initial=0.0))
    chosen: Holding = telling >= most - 1e-9
    few = 2 * int(chosen.sum()) <= len(chosen)
    return chosen if most > 0.0 and few else np.zeros_like(chosen)


@dataclass(frozen=True, slots=True)
class _Called:
    """The terms of all that a document is called, and the words of its file name and title."""

    terms: frozenset[str]
    file: frozenset[str]
    title: frozenset[str]

    @staticmethod
    def of(name: str, title: str) -> _Called:
        terms = terms_in(f"{name}\n{title}".replace("_", " ").replace("/", " "))
        return _Called(terms, _words_in(PurePath(name).stem), _words_in(title))

    def is_named_by(self, said: frozenset[str]) -> bool:
        return any(words and words <= said for words in (self.file, self.title))


def _words_in(text: str) -> frozenset[str]:
    """Its words as they are written, in lower case; of what has no spaces, each two characters."""
    words: set[str] = set()
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _UNSPACED.match(word):
            words.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            words.add(word)
    return frozenset(words)
