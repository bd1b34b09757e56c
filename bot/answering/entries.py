"""Entries of glossaries and manuals: headings that are all that a question asks about."""

from __future__ import annotations

import regex

from storage.text.query import Query
from storage.text.words import terms_in

NUMBER_OF_A_HEADING = regex.compile(
    r"^[#§ ]*(?:\d+(?:\.\d+)+\.?|\d+\.|\p{Lu}(?:\.\d+)+|[IVXLC]+\.)\s+"
)
"""What a table of contents counts it by: "1.169 kievan notation", "A.2 Units", "IV. Costs"."""

_MEANING = terms_in("mean means meant meaning definition define defined")


def names_all(query: Query, heading: str) -> bool:
    """Whether a heading has all words of a question, but for those that ask what they mean."""
    terms = terms_in(heading)
    words = [word for word in query.words if _MEANING.isdisjoint(word)]
    return bool(words) and not any(terms.isdisjoint(word) for word in words)
