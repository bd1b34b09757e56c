"""Where a document's text stands on the pages that were made of it, found word by word."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np

from storage.records import Page

# Scripts without spaces are aligned character by character.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_WIDTHS = (4, 2, 1)  # words that must be the same in a row, and unique, to be an anchor
_COMPARED_AT_MOST = 60_000  # pairs of words between two anchors
_WHOLE = 2**31 - 1  # beyond any page's end
_NEAR = 6  # words between two others that are sure


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a made page's text."""

    page: Page
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    page: int  # the place of its page among all
    start: int
    end: int


class AlignedPages:
    """Finds passages of a document on the pages that were made of it.

    Small enough to be kept: places of words, as arrays, and the made pages.
    """

    def __init__(self, sources: Sequence[Page], made: Sequence[Page]) -> None:
        """``sources`` are the document's own pages, ``made`` those of the PDF, as they are read."""
        self.page_count = len(made)
        self._made = tuple(made)
        words = [word for at, page in enumerate(sources) for word in _words_of(page, at)]
        targets = [word for at, page in enumerate(made) for word in _drawn(page, at)]
        sure = _sure(aligned([word.said for word in words], [word.said for word in targets]))
        self._places = {page.number: at for at, page in enumerate(sources)}
        on = np.array([word.page for word in words], np.int32)
        self._firsts = np.searchsorted(on, np.arange(len(sources) + 1))
        self._starts = np.array([word.start for word in words], np.int32)
        self._found = np.full((len(words), 3), -1, np.int32)  # made page, start and end in it
        for at, to in sure.items():
            self._found[at] = targets[to].page, targets[to].start, targets[to].end

    def stretches(self, page: int, start: int, end: int) -> tuple[Stretch, ...]:
        """Where ``text[start:end]`` of the source page of that number stands, as far as is sure.

        In the order of the made pages; empty where nothing is sure.
        """
        first, last = self._between(page, start, end)
        found = sorted(tuple(row) for row in self._found[first:last].tolist() if row[0] >= 0)
        return tuple(
            stretch
            for at, words in groupby(found, key=lambda word: word[0])
            for stretch in _joined(self._made[at], [(word[1], word[2]) for word in words])
        )

    def likely_page(self, page: int, start: int, end: int) -> int:
        """The number, from 1, of the made page on which that text begins or would.

        An empty part stands for the page from there on.
        """
        first, last = self._between(page, start, end if end > start else _WHOLE)
        on = self._found[first:last, 0]
        if (counts := np.bincount(on[on >= 0])).any():
            most = int(counts.max()) if end > start else 1
            return 1 + int(np.flatnonzero(2 * counts >= most)[0])
        before = self._found[:first, 0]
        nearest = before[before >= 0][-1:]
        return 1 + int(nearest[0]) if len(nearest) else 1

    def _between(self, page: int, start: int, end: int) -> tuple[int, int]:
        """The first of the document's words in part of a page, and the first after it."""
        if page not in self._places:
            return 0, 0
        at = self._places[page]
        low, high = int(self._firsts[at]), int(self._firsts[at + 1])
        first, last = np.searchsorted(self._starts[low:high], [start, end])
        return low + int(first), low + int(last)


def aligned(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Places in ``one`` and the places in ``other`` that say the same, both in order.

    Anchors first: words in a row that stand once in both, and of those the longest ascending row;
    then between the anchors again, at last by comparing all with all where there are few.
    """
    found: dict[int, int] = {}
    regions = [(0, len(one), 0, len(other), 0)]
    while regions:
        first, last, start, end, level = regions.pop()
        if first >= last or start >= end:
            continue
        if level == len(_WIDTHS):
            found.update(_compared(one, other, (first, last, start, end)))
            continue
        width = _WIDTHS[level]
        anchors = _anchors(one, other, (first, last, start, end), width)
        level += not anchors  # what stands often in all may stand once between two anchors
        here, there = first, start
        for at, to in anchors:
            overlaps = at < here or to < there
            if overlaps and at - to != here - there:
                continue  # it says the same by halves only
            found.update({at + step: to + step for step in range(width)})
            regions.append((here, at, there, to, level))
            here, there = max(here, at + width), max(there, to + width)
        regions.append((here, last, there, end, level))
    return found


def _anchors(
    one: Sequence[str], other: Sequence[str], region: tuple[int, int, int, int], width: int
) -> list[tuple[int, int]]:
    """Places of what stands once in both parts, ascending in both."""
    first, last, start, end = region
    ours, theirs = _once(one, first, last, width), _once(other, start, end, width)
    pairs = sorted((at, theirs[said]) for said, at in ours.items() if said in theirs)
    return _ascending(pairs)


def _once(words: Sequence[str], first: int, last: int, width: int) -> dict[tuple[str, ...], int]:
    """What stands there once, and where."""
    rows = [tuple(words[at : at + width]) for at in range(first, last - width + 1)]
    counts = Counter(rows)
    return {row: first + at for at, row in enumerate(rows) if counts[row] == 1}


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs, sorted by the first, that ascends in the second as well."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, to) in enumerate(pairs):
        place = bisect_right(tails, to)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [to]
        ends[place : place + 1] = [at]
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _compared(
    one: Sequence[str], other: Sequence[str], region: tuple[int, int, int, int]
) -> Iterator[tuple[int, int]]:
    first, last, start, end = region
    if (last - first) * (end - start) > _COMPARED_AT_MOST:
        return
    matcher = SequenceMatcher(None, one[first:last], other[start:end], autojunk=False)
    for at, to, length in matcher.get_matching_blocks():
        yield from ((first + at + step, start + to + step) for step in range(length))


def _sure(matched: dict[int, int]) -> dict[int, int]:
    """Those matches that stand beside another, or close between two.

    A single word that is the same can be another one.
    """
    places = sorted(matched)
    kept: dict[int, int] = {}
    for number, at in enumerate(places):
        to = matched[at]
        beside = matched.get(at - 1) == to - 1 or matched.get(at + 1) == to + 1
        low, high = places[max(0, number - 1)], places[min(len(places) - 1, number + 1)]
        between = low < at < high and high - low <= _NEAR and matched[high] - matched[low] <= _NEAR
        if beside or between:
            kept[at] = to
    return kept


def _words_of(page: Page, at: int) -> Iterator[_Word]:
    for found in _WORD.finditer(page.text):
        said = unicodedata.normalize("NFKC", found.group()).casefold()
        yield _Word(said, at, found.start(), found.end())


def _drawn(page: Page, at: int) -> list[_Word]:
    """The words of a made page in the order in which they were drawn, which is the document's own.

    As they are read, the lines of cells beside each other would take turns.
    """
    starts = [run.text_start for run in page.source_runs]

    def source(word: _Word) -> int:
        number = bisect_right(starts, word.start) - 1
        if number < 0:
            return -1
        run = page.source_runs[number]
        return run.source_start + min(word.start - run.text_start, run.length - 1)

    return sorted(_words_of(page, at), key=source)


def _joined(page: Page, words: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """The words with what stands between and beside them, as few stretches as lines allow."""
    text = page.text
    start, end = words[0]
    for next_start, next_end in words[1:]:
        if _WORD.search(text, end, next_start) or "\n" in text[end:next_start]:
            yield _with_marks(page, start, end)
            start = next_start
        end = next_end
    yield _with_marks(page, start, end)


def _with_marks(page: Page, start: int, end: int) -> Stretch:
    """The stretch with the punctuation that belongs to it."""
    text = page.text
    while start > 0 and _opens(text[start - 1]):
        start -= 1
    while end < len(text) and _closes(text[end]):
        end += 1
    return Stretch(page, start, end)


def _opens(character: str) -> bool:
    return character in "\"'" or unicodedata.category(character) in ("Ps", "Pi", "Sc")


def _closes(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "PS" and kind not in ("Ps", "Pi")
