"""Statements that say little without what stands before them.

Entries of glossaries and manuals, below a heading that is all that a question asks about, and
sentences such as "It was built in 1934."
"""

from __future__ import annotations

import regex

from bot.answering.tables import SENTENCE_END
from storage.text.query import Query
from storage.text.words import terms_in

NUMBER_OF_A_HEADING = regex.compile(
    r"^[#§ ]*(?:\d+(?:\.\d+)+\.?|\d+\.|\p{Lu}(?:\.\d+)+|[IVXLC]+\.)\s+"
)
"""What a table of contents counts it by: "1.169 kievan notation", "A.2 Units", "IV. Costs"."""

_MEANING = terms_in("mean means meant meaning definition define defined")
_NAMES_ITSELF = (
    r"(?:paper|publication|document|report|chapter|section|manual|guide|book|article|page|table"
    r"|figure|appendix|licen[cs]e|agreement|policy)s?\b"
)
_REFERS = regex.compile(
    rf"""(?:
      It(?!['’]s|\s(?:is|was|may\sbe|can\sbe|will\sbe)\s(?:\p{{L}}+\s)?\p{{L}}+\s(?:to|that|if)\b)
    | (?:Its|They|Their|He|She|His|Her|Such|If\sso|If\snot|Otherwise|The\s(?:latter|former))
    | (?:This|That|These|Those)(?!\s{_NAMES_ITSELF})
    | (?:Er|Sie|Dies(?:e[rsmn]?)?|Damit|Dazu|Dabei|Andernfalls)
    | (?:Ils?|Elles?|Celui-ci|Celle-ci|Cela|Ces)
    | (?:Él|Ella|Ellos|Ellas|Esto|Este|Esta|Estos|Estas)
    | (?:Он|Она|Оно|Они|Это|Этот|Эта|Эти)
    )(?![\p{{L}}-])""",
    regex.VERBOSE,
)


def names_all(query: Query, heading: str) -> bool:
    """Whether a heading has all words of a question, but for those that ask what they mean."""
    terms = terms_in(heading)
    words = [word for word in query.words if _MEANING.isdisjoint(word)]
    return bool(words) and not any(terms.isdisjoint(word) for word in words)


def refers_back(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether what starts there goes on about what the sentence before it, whole, names.

    It begins with a word that stands for that, in the same paragraph.
    """
    return (
        _REFERS.match(text, start) is not None
        and SENTENCE_END.search(text, *before) is not None
        and text.count("\n", before[1], start) < 2
    )
