"""Follow-up questions completed from the turn before them, without a language model."""

from __future__ import annotations

import regex

from storage.text.words import has_telling_words, telling_words

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
"""Telling words; a message with more says itself what it is about."""


def complete(message: str, previous: str | None) -> str:
    """What to search for: the message, after the previous question where it leans on that.

    ``previous`` is what was searched for in the turn before, ``None`` in the first turn. A message
    that stands alone comes back as it is.
    """
    if not previous or not leans_on_the_turn_before(message):
        return message
    return f"{previous.strip()} {message.strip()}"


def leans_on_the_turn_before(message: str) -> bool:
    """Whether a message can't be understood alone, as far as its words show.

    It has only function words ("why?"), or is short and opens as if going on ("and in 2023?"), or
    says little beside a word that points elsewhere ("when was it built?"). A message without any
    word leans on nothing.
    """
    words = telling_words(message)
    if not words:
        return False
    if not has_telling_words(message):
        return True
    if _OPENING.search(message):
        return len(words) <= MOST_WORDS_AFTER_OPENING
    return len(words) <= MOST_WORDS_AROUND_POINTER and bool(_POINTING.search(message))
