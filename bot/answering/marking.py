"""The sentence of a passage that says most of what the question asks for."""

from __future__ import annotations

import math

import regex

from storage.text.query import Query
from storage.text.sentences import sentences
from storage.text.words import index_terms

UNENDED_WEIGHT = 0.7
"""What the words of a heading or of a row count for, against those of a whole sentence."""

_SENTENCE_END = regex.compile(r"""[.!?…。！？।॥؟]["'”’)\]」』]*\Z""")


def answering_sentence(query: Query, text: str) -> tuple[int, int]:
    """Where the sentence that answers best starts and ends in ``text``; equal if none stands out.

    It is the one that shares most words with the question, a word counting more the fewer of the
    passage's sentences have it; the earlier one at a tie. A heading has the words of what stands
    under it, so that what doesn't end as a sentence does must share more.
    """
    places = sentences(text)
    terms = [frozenset(index_terms(text[start:end]).split()) for start, end in places]
    gains = [0.0] * len(places)
    for word in query.words:
        having = [number for number, one in enumerate(terms) if not one.isdisjoint(word)]
        for number in having:
            gains[number] += math.log(1 + len(places) / len(having))
    for number, (start, end) in enumerate(places[:-1]):  # the last may only be cut off
        if not _SENTENCE_END.search(text, start, end):
            gains[number] *= UNENDED_WEIGHT
    best = max(range(len(places)), key=lambda number: gains[number], default=0)
    return places[best] if places and gains[best] > 0 else (0, 0)
