"""Passages found by their words, best first by BM25.

The formula is that of SQLite's FTS5: Robertson's BM25 with k1 = 1.2 and b = 0.75, and an inverse
document frequency that never falls to zero.

SQLite's FTS5 was measured first: with words erased at once when a document goes, removing 100
passages took 650 ms at 1,000 stored and 1,500 ms at 10,000, and a question of eight words 22 ms at
10,000. Postings in memory, derived from the stored terms as the vector index is from the stored
vectors, make a removal a masked row and a question a few array operations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from storage.index.postings import (
    Postings,
    Terms,
    digest_of,
    merged,
    occurrences,
    phrase_digests,
    postings_of,
)
from storage.index.rows import Ids, Ranges, Rows, grown
from storage.text.expressions import Phrase

K1 = 1.2
B = 0.75
CONTEXT_K1 = 10.0
"""A document says a word again and again where a passage says it once. Measured in RETRIEVAL.md."""

_LEAST_IDF = 1e-6

TermsReader: TypeAlias = Callable[[Sequence[int]], Mapping[int, Terms]]
"""Gives the terms of the passages with these ids, as far as they are stored."""

_MERGED_AT_ONCE = 8
_MOST_MERGED = 2_000_000  # postings: merging more would keep searches waiting
_MOST_PHRASE_ROWS = 5_000  # a phrase of words that more passages share is looked for among so many


class WordIndex:
    """Postings of rows with ascending passage ids. Not safe to search while it changes."""

    def __init__(
        self, passage_ids: Ids, lengths: npt.NDArray[np.int32], parts: Sequence[Postings]
    ) -> None:
        """Hold postings whose row i is passage ``passage_ids[i]`` with ``lengths[i]`` terms."""
        if len(passage_ids) != len(lengths):
            raise ValueError("there must be a length for each passage id")
        if any(len(part.rows) and int(part.rows.max()) >= len(lengths) for part in parts):
            raise ValueError("the postings name rows that aren't there")
        self.rows = Rows(passage_ids)
        self._lengths = lengths.astype(np.int32)
        self._parts = list(parts)
        self._live_terms = int(self._lengths.sum())

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """How many terms each row has, removed ones included."""
        return self._lengths[: self.rows.count]

    def add(self, passage_ids: Ids, terms: Sequence[Terms]) -> None:
        """Append rows, terms i for id i; their ids must be greater than all before them."""
        first = self.rows.count
        self.rows.append(passage_ids)
        lengths = np.array([item.count for item in terms], dtype=np.int32)
        self._lengths = grown(self._lengths, self.rows.count)
        self._lengths[first : self.rows.count] = lengths
        self._live_terms += int(lengths.sum())
        self._parts.append(postings_of(terms, first))
        self._merge_parts()

    def remove(self, first: int, last: int) -> None:
        """Mask out the rows with ids from ``first`` to ``last``."""
        self._live_terms -= int(self._lengths[self.rows.remove(first, last)].sum())

    def matching(
        self,
        searches: Sequence[Phrase],
        limit: int,
        ranges: Ranges | None,
        read_terms: TermsReader,
    ) -> tuple[tuple[int, float], ...]:
        """The ids and BM25 of the ``limit`` best matches of any search, ties by ascending id.

        Terms are weighed by how rare they are in the whole library; ``ranges`` of ids restrict
        what is found. ``read_terms`` serves phrases, whose order the postings don't know.
        """
        if self.rows.count == self.rows.removed or limit <= 0:
            return ()
        live = self.rows.live() if self.rows.removed else None
        scores = np.zeros(self.rows.count, dtype=np.float64)
        total = self.rows.count - self.rows.removed
        for phrase in searches:
            rows, counts = self._occurrences(phrase, read_terms)
            if live is not None:
                kept = live[rows]
                rows, counts = rows[kept], counts[kept]
            lengths = self._lengths[rows] / (self._live_terms / total)
            weights = counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths))
            scores[rows] += inverse_frequency(len(rows), total) * weights
        if ranges is not None:
            bits = self.rows.bits_in(ranges)
            scores[np.unpackbits(bits, count=self.rows.count, bitorder="little") == 0] = 0.0
        found = np.flatnonzero(scores)
        if len(found) > limit:
            least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
            found = found[scores[found] >= least]
        best = found[np.lexsort((found, -scores[found]))[:limit]]
        return tuple(zip(self.rows.ids[best].tolist(), scores[best].tolist(), strict=True))

    def context(
        self, words: Sequence[Sequence[str]], documents: Sequence[tuple[int, int, Ids]]
    ) -> Mapping[int, float]:
        """How well documents hold words that some of their passages lack; see ``context_scores``.

        Each document is given as the first and last of its passages' ids and those asked about.
        """
        bounds = np.array([self.rows.between(first, last) for first, last, _ in documents])
        asked = np.concatenate([ids for _, _, ids in documents])
        owner = np.repeat(np.arange(len(documents)), [len(ids) for _, _, ids in documents])
        rows = np.searchsorted(self.rows.ids, asked)
        lengths = np.array([self._lengths[start:end].sum() for start, end in bounds])
        average = lengths.mean() or 1.0
        scores = np.zeros(len(asked), dtype=np.float64)
        for word in words:
            held = np.zeros(len(documents), dtype=np.float64)
            own = np.zeros(len(asked), dtype=np.float64)
            for term in word:
                held_rows, counts = self._find(digest_of(term))
                totals = np.concatenate([[0.0], np.cumsum(counts)])
                held += _between(held_rows, totals, bounds[:, 0], bounds[:, 1])
                own += _between(held_rows, totals, rows, rows + 1)
            weight = context_weight(int((held > 0).sum()), len(documents))
            gains = weight * held / (held + CONTEXT_K1 * (1 - B + B * lengths / average))
            scores += np.where(own > 0, 0.0, gains[owner])
        found = scores > 0
        return dict(zip(asked[found].tolist(), scores[found].tolist(), strict=True))

    def holds(self, term: str) -> bool:
        """Whether any row that isn't removed has a term."""
        rows, _ = self._find(digest_of(term))
        return bool(self.rows.live()[rows].any()) if self.rows.removed else len(rows) > 0

    def ids_with(self, term: str) -> Ids:
        """The ids of the passages that have a term, ascending; of some that are removed, too."""
        rows, _ = self._find(digest_of(term))
        return self.rows.ids[rows]

    def postings(self) -> Postings:
        """All postings as one, removed rows included."""
        return merged(self._parts) if self._parts else postings_of((), 0)

    def _occurrences(
        self, phrase: Phrase, read_terms: TermsReader
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        digests = phrase_digests(phrase)
        if len(digests) == 1:
            return self._find(int(digests[0]))
        words = [self._find(int(digest))[0] for digest in digests]
        shared = reduce(np.intersect1d, words)[:_MOST_PHRASE_ROWS]
        ids = self.rows.ids[shared].tolist()
        terms = read_terms(ids)
        counts = np.array(
            [occurrences(terms[item].digests, digests) if item in terms else 0 for item in ids],
            dtype=np.float64,
        )
        return shared[counts > 0], counts[counts > 0]

    def _find(self, digest: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        found = [part.find(digest) for part in self._parts]
        if not found:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float64)
        return (
            np.concatenate([rows for rows, _ in found]),
            np.concatenate([counts for _, counts in found]).astype(np.float64),
        )

    def _merge_parts(self) -> None:
        """Merge the last parts when they are many, so that each posting is copied a few times."""
        total, first = 0, len(self._parts)
        while first:
            size = len(self._parts[first - 1].rows)
            if total and size > min(_MOST_MERGED, 4 * total):
                break
            first, total = first - 1, total + size
        if len(self._parts) - first >= _MERGED_AT_ONCE:
            self._parts[first:] = [merged(self._parts[first:])]


def build_word_index(batches: Iterable[tuple[Ids, Sequence[Terms]]]) -> WordIndex:
    """An index over batches of ids, ascending, and their terms."""
    index = WordIndex(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), ())
    for passage_ids, terms in batches:
        index.add(passage_ids, terms)
    return index


def _between(
    rows: npt.NDArray[np.int32],
    totals: npt.NDArray[np.float64],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """How often a term stands in the rows of each span; ``totals`` sums its counts up to a row."""
    found: npt.NDArray[np.float64] = (
        totals[np.searchsorted(rows, ends)] - totals[np.searchsorted(rows, starts)]
    )
    return found


def context_weight(holding: int, documents: int) -> float:
    """How much a word says that so many of these documents hold: little where all do, never 0."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def inverse_frequency(matching: int, total: int) -> float:
    """How much a phrase says that so many of all passages hold; always above zero."""
    idf = math.log((total - matching + 0.5) / (matching + 0.5))
    return idf if idf > 0 else _LEAST_IDF
