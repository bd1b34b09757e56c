"""From pages to passages: cut at sentence borders, to a size that the encoder reads whole."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ingest.formats.records import ReadDocument, Table
from ingest.headings import heading_paths
from ingest.rows import PageTables
from storage.records import Page, Passage, PassageDraft
from storage.text.sentences import Strength, borders

SPLITTING_VERSION = 1
"""Raise it with every change after which the same file gives other passages."""

TokenSpans: TypeAlias = Callable[[str], Sequence[tuple[int, int]]]

_SPECIAL_TOKENS = 2  # that the encoder puts around every text
_CHARACTERS_A_TOKEN = 8  # a text with more is one endless word, or nothing a model could read
_BLOCK_CHARACTERS = 200_000  # tokenised at once
_LATE = 0.6  # of a passage; a paragraph that ends after it is a better end than a later sentence
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_STAYS_WITH_ITS_LETTER = re.compile("[\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\n]")


@dataclass(frozen=True, slots=True)
class SplittingOptions:
    """How large passages are, in the encoder's own word pieces.

    ``max_tokens`` counts the special ones too; ``overlap_tokens`` is how much of the end of a
    passage the next one may repeat, in whole sentences.
    """

    max_tokens: int = 256
    overlap_tokens: int = 32

    def __post_init__(self) -> None:
        """Refuse sizes that can't be kept."""
        if self.max_tokens < 16:
            raise ValueError("max_tokens must be 16 or more")
        if not 0 <= self.overlap_tokens <= (self.max_tokens - _SPECIAL_TOKENS) // 2:
            raise ValueError("overlap_tokens must lie between 0 and half of max_tokens")

    @property
    def budget(self) -> int:
        """How many of the text's own word pieces fit into a passage."""
        return self.max_tokens - _SPECIAL_TOKENS


def split(
    document: ReadDocument, *, token_spans: TokenSpans, options: SplittingOptions
) -> tuple[PassageDraft, ...]:
    """The document's passages in order, each an exact slice of its page.

    What stands between two passages of a page is white space or has no letter or digit in it; no
    passage reaches over a heading or a page's end. What stands before the document's body is in
    none.
    """
    sections = _sections_by_page(document)
    tables: dict[int, list[Table]] = {page.number: [] for page in document.pages}
    for table in document.tables:
        tables[table.page].append(table)
    passages: list[PassageDraft] = []
    for page in document.pages:
        stretch = _Stretch.of(PageTables.of(page, tables[page.number]), token_spans, options)
        for section in sections[page.number]:
            passages += stretch.passages(section)
    return tuple(passages)


def embedding_text(passage: PassageDraft | Passage, title: str) -> str:
    """What the encoder reads for a passage: its own text alone.

    This is the one place to put the title or the heading before it; ``SplittingOptions`` must then
    leave room for them.
    """
    return passage.text


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands under one heading on one page: the characters from ``start`` to ``end``."""

    start: int
    end: int
    path: str


def _sections_by_page(document: ReadDocument) -> dict[int, list[_Section]]:
    """Each page's sections in order; what stands above a page's first heading continues the last.

    A heading with nothing but its own line under it goes with the next one.
    """
    on_page: dict[int, list[tuple[int, str]]] = {page.number: [] for page in document.pages}
    for heading, path in zip(document.headings, heading_paths(document.headings), strict=True):
        on_page[heading.page].append((heading.start, path))
    sections: dict[int, list[_Section]] = {}
    path = ""
    for page in document.pages:
        sections[page.number] = found = []
        start, begins_with_heading = document.body_start if page is document.pages[0] else 0, False
        for heading_start, heading_path in on_page[page.number]:
            above = page.text[start:heading_start].strip()
            if above and (not begins_with_heading or _LINE_BREAK.search(above)):
                found.append(_Section(start, heading_start, path))
                start = heading_start
            path, begins_with_heading = heading_path, True
        found.append(_Section(start, len(page.text), path))
    return sections


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A page's text with what cutting it needs: its borders, tokens and lines, all in order."""

    page: Page
    tables: PageTables
    options: SplittingOptions
    token_spans: TokenSpans
    token_starts: Sequence[int]
    places: Sequence[int]
    strengths: Sequence[Strength]
    line_ends: Sequence[int]

    @staticmethod
    def of(tables: PageTables, token_spans: TokenSpans, options: SplittingOptions) -> _Stretch:
        page = tables.page
        places, strengths = tables.borders(*borders(page.text))
        return _Stretch(
            page=page,
            tables=tables,
            options=options,
            token_spans=token_spans,
            token_starts=_token_starts(page.text, token_spans),
            places=places,
            strengths=strengths,
            line_ends=[found.end() for found in _LINE_BREAK.finditer(page.text)],
        )

    def passages(self, section: _Section) -> Iterator[PassageDraft]:
        """The section's passages in order; one without a letter or a digit is left out."""
        start, reached = section.start, section.start
        while reached < section.end:
            cut = self._cut(start, reached, section.end)
            if cut <= reached:  # the overlap leaves no room for anything new
                start = reached
                continue
            if passage := self._draft(start, cut, section.path):
                yield passage
            start, reached = self._next_start(start, cut), cut

    def _draft(self, start: int, cut: int, path: str) -> PassageDraft | None:
        text = self.page.text[start:cut]
        if not any(character.isalnum() for character in text):
            return None
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
        return PassageDraft(
            page=self.page.number,
            start=start,
            end=end,
            first_line=bisect_right(self.line_ends, start) + 1,
            last_line=bisect_right(self.line_ends, end - 1) + 1,
            heading=path,
            text=self.page.text[start:end],
            context=self.tables.context(start, end),
            place=self.tables.place(start, end),
        )

    def _cut(self, start: int, reached: int, end: int) -> int:
        """Where a passage from ``start`` ends: after ``reached``, and small enough for the encoder.

        The tokens of a slice can differ from those of the whole where the cut goes through a word,
        so the slice itself is counted before it is let through.
        """
        limit = self._limit(start, end, self._balanced_budget(start, end))
        while True:
            cut = end if limit >= end else self._best_place(start, reached, limit)
            count = len(self.token_spans(self.page.text[start:cut]))
            if count <= self.options.budget or cut <= reached + 1:
                return cut
            fitting = start + (cut - start) * self.options.budget // count
            limit = max(start + 1, min(cut - 1, fitting))

    def _balanced_budget(self, start: int, end: int) -> int:
        """Half of what is left where two passages are enough for it, else a whole passage."""
        left, whole = self._tokens(start, end), self.options.budget
        if whole < left <= 2 * whole - self.options.overlap_tokens:
            return min(whole, (left + self.options.overlap_tokens) * 11 // 20)
        return whole

    def _limit(self, start: int, end: int, budget: int) -> int:
        """The end of the longest slice from ``start`` that is within the budget."""
        beyond = bisect_left(self.token_starts, start) + budget
        limit = self.token_starts[beyond] if beyond < len(self.token_starts) else end
        limit = max(limit, start + 1)  # several tokens may share a character
        return min(end, limit, start + self.options.budget * _CHARACTERS_A_TOKEN)

    def _best_place(self, start: int, reached: int, limit: int) -> int:
        """The best place for a cut in (reached, limit]: a sentence's end, or the next best."""
        first, last = bisect_right(self.places, reached), bisect_right(self.places, limit)
        for wanted in sorted(Strength, reverse=True):
            for index in range(last - 1, first - 1, -1):
                if self.strengths[index] < wanted:
                    continue
                is_late = self.places[index] - start >= _LATE * (limit - start)
                if wanted < Strength.PARAGRAPH or is_late:
                    return self.places[index]
                break
        return self._word_border(reached, limit)

    def _word_border(self, reached: int, limit: int) -> int:
        text = self.page.text
        for place in range(limit, reached, -1):
            if text[place - 1].isspace():
                return place
        place = limit
        while place > reached + 1 and _STAYS_WITH_ITS_LETTER.match(text, place):
            place -= 1
        return place

    def _next_start(self, start: int, cut: int) -> int:
        """Where the next passage starts: at the first sentence of the overlap, or at the cut."""
        first, last = bisect_right(self.places, start), bisect_left(self.places, cut)
        found = cut
        for index in range(last - 1, first - 1, -1):
            place = self.places[index]
            if self._tokens(place, cut) > self.options.overlap_tokens:
                break
            if self.strengths[index] >= Strength.SENTENCE:
                found = place
        return found if self._reaches_beyond(found, cut) else cut

    def _reaches_beyond(self, start: int, cut: int) -> bool:
        """Whether a passage from ``start`` can end at a sentence's end that lies after the cut."""
        end = len(self.page.text)
        limit = self._limit(start, end, self.options.budget)
        if limit >= end:
            return True
        first, last = bisect_right(self.places, cut), bisect_right(self.places, limit)
        return any(self.strengths[index] >= Strength.SENTENCE for index in range(first, last))

    def _tokens(self, start: int, end: int) -> int:
        return bisect_left(self.token_starts, end) - bisect_left(self.token_starts, start)


def _token_starts(text: str, token_spans: TokenSpans) -> array[int]:
    """Where each token of the text starts; a long text is taken in blocks cut between words."""
    starts = array("q")
    block_start = 0
    while block_start < len(text):
        block_end = _block_end(text, block_start)
        spans = token_spans(text[block_start:block_end])
        starts.extend(block_start + start for start, _ in spans)
        block_start = block_end
    return starts


def _block_end(text: str, start: int) -> int:
    end = start + _BLOCK_CHARACTERS
    if end >= len(text):
        return len(text)
    for place in range(end, start + _BLOCK_CHARACTERS // 2, -1):
        if text[place - 1].isspace():
            return place
    return end
