"""The sentence of a passage that says most of what the question asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import regex

from storage.text.words import index_terms, telling_words

_BORDER = regex.compile(
    r"""(?<=[.!?…])["'”’)\]]*\s+ | (?<=[。！？।॥؟])[」』”]*\s* | \n\s*\n | \n(?=[-*•\d])""",
    regex.VERBOSE,
)
_LINE = regex.compile(r"[^\n]*\S[^\n]*")
_FULL_LINE = 0.75
"""How much of its neighbours' length a line fills that was broken because the next word didn't fit;
widths of letters differ."""


def answering_sentence(question: str, text: str) -> tuple[int, int]:
    """Where the sentence that answers best starts and ends in ``text``; equal if none stands out.

    It is the one that shares most words with the question, a word counting more the fewer of the
    passage's sentences hold it; the earlier one at a tie.
    """
    places = sentences(text)
    held = [frozenset(index_terms(text[start:end]).split()) for start, end in places]
    gains = [0.0] * len(places)
    for word in telling_words(question):
        holders = [number for number, terms in enumerate(held) if not terms.isdisjoint(word)]
        for number in holders:
            gains[number] += math.log(1 + len(places) / len(holders))
    best = max(range(len(places)), key=lambda number: gains[number], default=0)
    return places[best] if places and gains[best] > 0 else (0, 0)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of each sentence, without the space between them."""
    places = []
    for start, end in _blocks(text):
        at = start
        for border in _BORDER.finditer(text, start, end):
            places.append((at, border.start()))
            at = border.end()
        places.append((at, end))
    return tuple((start, end) for start, end in places if text[start:end].strip())


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The text's parts between headings, rows of tables and paragraphs.

    A line that ends although the next word would have had room ends on purpose.
    """
    lines = list(_LINE.finditer(text))
    start = 0
    for number, (line, after) in enumerate(pairwise(lines)):
        beside = lines[max(0, number - 1) : number + 2]
        width = max(len(one.group().strip()) for one in beside)
        needed = f"{line.group().strip()} {after.group().split(maxsplit=1)[0]}"
        if len(needed) <= _FULL_LINE * width:
            yield start, line.end()
            start = after.start()
    yield start, len(text)
