"""Headers, footers and page numbers: the lines that most pages repeat at their edges."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
_Template: TypeAlias = tuple[str, int | None]

_EDGE_LINES = 3  # at each end of a page
_LONGEST_CHARACTERS = 200
_SHARE_OF_PAGES = 0.6
_LOSS_AT_MOST = 1 / 3  # of a page's text
_PAGES_AT_LEAST = 3
_NUMBERS_AT_MOST = 6  # in a line; a row of figures is no footer
_PAGES_OF_A_BOOK = 8
_LINES_OF_A_BOOK = 20  # on a page in the median; above fewer, as on slides, stands a title
_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"\d{1,6}")


def repeated_lines(pages: Sequence[str]) -> list[list[Span]]:
    """For each page the spans of its headers and footers, line ends included, in order.

    A line counts as one where at least three pages, and most of all, of the odd or of the even
    pages have it at an edge, either to the letter or with a number that grows as the pages do, and
    nothing else stands between it and the edge. So do the lines of which most pages have one at the
    edge, each on pages that follow each other: headers that name the chapter. What has letters
    stays where it stands first, so that no word leaves the document, and on pages that would lose
    much of their text.
    """
    spans: list[list[Span]] = [[] for _ in pages]
    wanted = _templates_of_most_pages(pages)
    of_chapters = _templates_of_chapters(pages, wanted)
    met: set[_Template] = set()
    for number, text in enumerate(pages):
        removable: list[Span] = []
        for edge in _edges(text):
            looked_for = wanted | of_chapters
            for start, end in edge:
                templates = _templates(text[start:end], number)
                found = next((template for template in templates if template in looked_for), None)
                if found is None:
                    break
                if found in of_chapters:  # below it the page itself begins
                    looked_for = wanted
                if found in met or not _has_letters(text[start:end]):
                    removable.append((start, min(end + 1, len(text))))
                met.add(found)
        if not _loses_much(text, removable):
            spans[number] = sorted(removable)
    whole = [number for number, text in enumerate(pages) if _is_all(text, spans[number])]
    if 2 * len(whole) >= sum(map(bool, spans)):
        return [[] for _ in pages]  # pages of numbers are what the document is about
    return [[] if number in whole else found for number, found in enumerate(spans)]


def _edges(text: str) -> tuple[list[Span], list[Span]]:
    """The outer lines at the top and at the bottom, from the edge inwards, no line twice."""
    lines = [found.span() for found in _LINE.finditer(text)]
    top = lines[:_EDGE_LINES]
    return top, lines[len(top) :][-_EDGE_LINES:][::-1]


def _loses_much(text: str, spans: Sequence[Span]) -> bool:
    lost = "".join(text[start:end] for start, end in spans)
    return _has_letters(lost) and len(lost) > _LOSS_AT_MOST * len(text)


def _is_all(text: str, spans: Sequence[Span]) -> bool:
    """Whether nothing is left: a page with only its number is not without text."""
    return bool(spans) and sum(end - start for start, end in spans) >= len(text.strip("\n"))


def _has_letters(line: str) -> bool:
    return any(character.isalpha() for character in line)


def _templates_of_most_pages(pages: Sequence[str]) -> set[_Template]:
    seen: dict[_Template, set[int]] = defaultdict(set)
    for number, text in enumerate(pages):
        for edge in _edges(text):
            for start, end in edge:
                for template in _templates(text[start:end], number):
                    seen[template].add(number)
    classes = [set(one) for one in _all_odd_and_even(pages)]
    return {
        template
        for template, numbers in seen.items()
        if len(numbers) >= _PAGES_AT_LEAST
        and any(len(numbers & pages) >= max(_PAGES_AT_LEAST, _SHARE_OF_PAGES * len(pages))
                for pages in classes)
    }  # fmt: skip


def _all_odd_and_even(pages: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """The numbers of all pages with text, and of every second one, from 0."""
    filled = [number for number, text in enumerate(pages) if text]
    return filled, filled[0::2], filled[1::2]


def _templates_of_chapters(pages: Sequence[str], known: set[_Template]) -> set[_Template]:
    """The headers that change with the chapter: most pages of a book have one at the same edge.

    Each stands on three pages or more, some of which follow each other. ``known`` are headers and
    footers that may stand further out.
    """
    lines = [text.count("\n") + 1 for text in pages if text]
    if len(lines) < _PAGES_OF_A_BOOK or median(lines) < _LINES_OF_A_BOOK:
        return set()
    outermost = [_outermost(text, number, known) for number, text in enumerate(pages)]
    found: set[_Template] = set()
    for numbers in _all_odd_and_even(pages):
        for edge in (0, 1):
            shown = [outermost[number][edge] for number in numbers]
            seen = Counter(template for one in shown for template in one)
            together = set[_Template]().union(*(one & after for one, after in pairwise(shown)))
            repeated = {template for template in together if seen[template] >= _PAGES_AT_LEAST}
            having = sum(not repeated.isdisjoint(one) for one in shown)
            if len(numbers) >= _PAGES_AT_LEAST and having >= _SHARE_OF_PAGES * len(numbers):
                found |= repeated
    return found


def _outermost(
    text: str, number: int, known: set[_Template]
) -> tuple[frozenset[_Template], frozenset[_Template]]:
    """Of a page's first and of its last line that isn't known, what other pages may repeat."""
    top, bottom = (
        next(
            (found for start, end in edge
             if known.isdisjoint(found := frozenset(_templates(text[start:end], number)))),
            frozenset[_Template](),
        )
        for edge in _edges(text)
    )  # fmt: skip
    return top, bottom


def _templates(line: str, number: int) -> Iterator[_Template]:
    """The line as it is, and with each of its numbers taken as the page's own number.

    However wide the blanks in it are: a number gets more digits, and left pages are set otherwise.
    """
    if len(line) > _LONGEST_CHARACTERS:
        return
    line = " ".join(line.split())
    if _has_letters(line):
        yield line, None
    numbers = list(_NUMBER.finditer(line))
    if len(numbers) <= _NUMBERS_AT_MOST:
        for found in numbers:
            around = f"{line[: found.start()]}\0{line[found.end() :]}"
            yield around, int(found[0]) - number
