"""Which rows hold a term and how often: immutable arrays that can be merged and saved.

Terms are kept as 32-bit digests, so that building postings is array work and no file of them holds
a word. Two different words share a digest about once in a library of 100,000 different words, and
then count as one.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from storage.text.expressions import Phrase

Digests = npt.NDArray[np.uint32]

_FIRST_UNSPACED = "\u0e00"  # Thai; the scripts written without spaces come from here on
_ROW_BITS = np.uint64(32)
_ROW_MASK = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Terms:
    """A passage's terms as they are stored: ``count`` digests in order, then those of prefixes."""

    count: int
    content: bytes

    @property
    def digests(self) -> Digests:
        """The digests of the terms in order."""
        return np.frombuffer(self.content, dtype="<u4", count=self.count)


@dataclass(frozen=True, slots=True)
class Postings:
    """Term ``digests[i]`` is in ``rows[starts[i]:starts[i + 1]]``, ``counts`` times in each.

    Digests ascend, and so do the rows of each.
    """

    digests: Digests
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]

    def find(self, digest: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        """The rows that hold a term, ascending, and how often each does."""
        key = np.uint32(digest)
        place = int(np.searchsorted(self.digests, key))
        if place == len(self.digests) or self.digests[place] != key:
            return self.rows[:0], self.counts[:0]
        span = slice(self.starts[place], self.starts[place + 1])
        return self.rows[span], self.counts[span]


def encode_terms(terms: Sequence[str]) -> Terms:
    """A passage's terms as they are stored."""
    prefixes = [term[0] + "*" for term in terms if term[0] >= _FIRST_UNSPACED and len(term) < 3]
    digests = [digest_of(term) for term in (*terms, *prefixes)]
    return Terms(len(terms), np.array(digests, dtype="<u4").tobytes())


def phrase_digests(phrase: Phrase) -> Digests:
    """The digests of a phrase's terms.

    A single character with a star stands for every term of an unspaced script that begins with it;
    other beginnings of words aren't indexed and count as whole words.
    """
    *before, last = phrase.terms
    if phrase.is_prefix and len(last) == 1 and last >= _FIRST_UNSPACED and not before:
        last += "*"
    return np.array([digest_of(term) for term in (*before, last)], dtype=np.uint32)


def occurrences(digests: Digests, phrase: Digests) -> int:
    """How often terms hold a phrase, both as digests in order."""
    places = len(digests) - len(phrase) + 1
    if places <= 0:
        return 0
    fits = np.ones(places, dtype=bool)
    for offset, digest in enumerate(phrase):
        fits &= digests[offset : offset + places] == digest
    return int(fits.sum())


def postings_of(terms: Sequence[Terms], first_row: int) -> Postings:
    """The postings of passages given by their terms, passage i being row ``first_row + i``."""
    digests = np.frombuffer(b"".join(item.content for item in terms), dtype="<u4")
    sizes = [len(item.content) // 4 for item in terms]
    rows = np.repeat(np.arange(first_row, first_row + len(terms), dtype=np.uint64), sizes)
    # Digest above row in one number: sorting such numbers is many times faster than sorting pairs.
    keys = np.sort((digests.astype(np.uint64) << _ROW_BITS) | rows)
    firsts = _first_of_each(keys)
    counts = np.diff(np.append(firsts, len(keys)))
    return _grouped(keys[firsts], np.minimum(counts, 65_535).astype(np.uint16))


def merged(parts: Sequence[Postings]) -> Postings:
    """One set of postings with all the rows of the parts, none of which is in two of them."""
    keys = np.concatenate(
        [
            (np.repeat(part.digests, np.diff(part.starts)).astype(np.uint64) << _ROW_BITS)
            | part.rows.astype(np.uint64)
            for part in parts
        ]
    )
    order = np.argsort(keys)
    return _grouped(keys[order], np.concatenate([part.counts for part in parts])[order])


def _grouped(keys: npt.NDArray[np.uint64], counts: npt.NDArray[np.uint16]) -> Postings:
    digests = (keys >> _ROW_BITS).astype(np.uint32)
    starts = _first_of_each(digests)
    return Postings(
        digests=digests[starts],
        starts=np.append(starts, len(keys)),
        rows=(keys & _ROW_MASK).astype(np.int32),
        counts=counts,
    )


def _first_of_each(ascending: npt.NDArray[np.uint32 | np.uint64]) -> npt.NDArray[np.int64]:
    """Where each different number begins."""
    changes = np.ones(len(ascending), dtype=bool)
    changes[1:] = ascending[1:] != ascending[:-1]
    return np.flatnonzero(changes).astype(np.int64)


def digest_of(term: str) -> int:
    """A term's 32 bits."""
    return zlib.crc32(term.encode())
