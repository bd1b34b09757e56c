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
    r"|figure|appendix|licen[cs]e|agreement|policy|dokument|bericht|kapitel|abschnitt|handbuch|buch"
    r"|seite|tabelle|abbildung|chapitre|manuel|rapport|livre|documento|informe|capítulo|sección"
    r"|libro|página|tabla|документ|отч[её]т|глава|раздел|руководство|книга|страница)\p{L}{0,2}\b"
)
_REFERS = regex.compile(
    rf"""(?:
      It(?!['’]s|\s(?:is|was|may\sbe|can\sbe|will\sbe)\s(?:\p{{L}}+\s)?\p{{L}}+\s(?:to|that|if)\b)
    | (?:Its|They|Their|He|She|His|Her|Such|If\sso|If\snot|Otherwise|The\s(?:latter|former))
    | Er | Sie(?=\s(?:ist|wird|hat|war|kann|muss|soll|darf|wurde|hatte)\b)  # "Sie können" is you
    | (?:Damit|Dazu|Dabei|Andernfalls|Ils?|Elles?|Celui-ci|Celle-ci|Cela|Él|Ella|Ellos|Ellas|Esto)
    | (?:Он|Она|Оно|Они)
    | (?:This|That|These|Those|Dies(?:e[rsmn]?)?|Ces|Este|Esta|Estos|Estas|Это|Этот|Эта|Эти)
      (?!\s(?i:{_NAMES_ITSELF}))
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
