"""Statements that say something of what the sentence before them names: "It was built in 1934."."""

from __future__ import annotations

import regex

from bot.answering.tables import SENTENCE_END

_NAMES_ITSELF = (
    r"(?:paper|publication|document|report|chapter|section|manual|guide|book|article|page|table"
    r"|figure|appendix|licen[cs]e|agreement|policy)s?\b"
)
_REFERS = regex.compile(
    rf"""(?:
      It(?!['’]s|\ (?:is|was|may\ be|can\ be|will\ be)\ (?:\p{{L}}+\ )?\p{{L}}+\ (?:to|that|if)\b)
    | (?:Its|They|Their|He|She|His|Her|Such|If\ so|If\ not|Otherwise|The\ (?:latter|former))
    | (?:This|That|These|Those)(?!\ {_NAMES_ITSELF})
    | (?:Er|Sie|Dies(?:e[rsmn]?)?|Damit|Dazu|Dabei|Andernfalls)
    | (?:Ils?|Elles?|Celui-ci|Celle-ci|Cela|Ces)
    | (?:Él|Ella|Ellos|Ellas|Esto|Este|Esta|Estos|Estas)
    | (?:Он|Она|Оно|Они|Это|Этот|Эта|Эти)
    )(?![\p{{L}}-])""",
    regex.VERBOSE,
)


def refers_back(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether what starts there goes on about what the sentence before it, whole, names.

    It begins with a word that stands for that, in the same paragraph.
    """
    return (
        _REFERS.match(text, start) is not None
        and SENTENCE_END.search(text, *before) is not None
        and text.count("\n", before[1], start) < 2
    )
