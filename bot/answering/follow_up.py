"""Follow-up questions completed from the turn before them, without a language model."""

from __future__ import annotations

import regex

from storage.text.query import Query

_OPENING = regex.compile(
    r"""^\W*(?:and|but|or|also|so|then|what\ about|how\ about|what\ else|who\ else|where\ else
        |und|aber|oder|et|mais|ou|y|pero|e|ma|en|och|ja)(?=[\s,])""",
    regex.VERBOSE | regex.IGNORECASE,
)
_POINTING = regex.compile(
    r"""\b(?:it|its|they|them|their|theirs|this|these|those|he|him|his|she|her|hers
        |there(?=\W*$)|the\ (?:same|former|latter|other)
        |er|ihn|ihm|dessen|deren|davon|dazu|daran|damit)\b""",
    regex.VERBOSE | regex.IGNORECASE,
)

MOST_WORDS_AFTER_OPENING = 6
MOST_WORDS_AROUND_POINTER = 3
"""Content words; a message with more says itself what it is about."""


def complete(message: str, previous: str) -> Query:
    """What to search for: the message, after the previous question where it leans on that.

    ``previous`` is what was searched for in the turn before. A message that stands alone is
    analysed as it is.
    """
    query = Query.of(message)
    if not previous or not leans_on_the_turn_before(query):
        return query
    return Query.of(f"{previous.strip()} {message.strip()}")


def leans_on_the_turn_before(query: Query) -> bool:
    """Whether a message can't be understood alone, as far as its words show.

    It has only function words ("why?"), or is short and opens as if going on ("and in 2023?"), or
    says little beside a word that points elsewhere ("when was it built?"). A message without any
    word leans on nothing.
    """
    if not query.words:
        return False
    if not query.has_content:
        return True
    if _OPENING.search(query.text):
        return len(query.words) <= MOST_WORDS_AFTER_OPENING
    return len(query.words) <= MOST_WORDS_AROUND_POINTER and bool(_POINTING.search(query.text))
