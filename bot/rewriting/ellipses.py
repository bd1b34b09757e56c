"""What a follow-up leaves out and the question before has: "and the second one?", "and Flat 5?".

Each takes the place of its like: an ordinal that of an ordinal, a number that of the number behind
the same word, a word that of the one before the same noun, and what stands behind a preposition
that of what stood behind it before.
"""

from __future__ import annotations

import regex

from storage.text.calendar_words import ORDINALS
from storage.text.function_words import FUNCTION_WORDS
from storage.text.magnitudes import either

_SMALL = FUNCTION_WORDS["english"]
_OPENING = r"\W*(?:(?:and|or|but|now|und|oder|aber|et|ou|y|o|e|what about|how about)\b\W*)*"
_ORDINALS = either(word for word in ORDINALS if regex.fullmatch(r"\p{L}{3,}", word))
_ORDINAL = regex.compile(rf"\b(?:{_ORDINALS}|last|letzte[nrsm]?)\b", regex.IGNORECASE)
_ONLY_ORDINAL = regex.compile(
    rf"{_OPENING}(?:(?:for|in|on|of|at|from|im|am|beim|vom|zum|von|für|bei|pour|dans|de|en)\s+)?"
    rf"(?:(?:the|der|die|das|dem|den|le|la|el)\s+)?({_ORDINAL.pattern})(?:\s+ones?)?\W*",
    regex.IGNORECASE,
)
_COUNTED = regex.compile(r"(?<!\p{L})(\p{L}{2,}) (\d{1,3}(?:\.\d{1,3})*\p{L}?)(?![\p{L}\d]|[.,]\d)")
_ONLY_NUMBER = regex.compile(rf"{_OPENING}(\d{{1,3}}(?:\.\d{{1,3}})*)\W*", regex.IGNORECASE)
_ONLY_COUNTED = regex.compile(rf"{_OPENING}(?:the\s+)?{_COUNTED.pattern}\W*", regex.IGNORECASE)
_PREPOSITIONS = (
    "on|of|for|with|from|against|about|without|per|für|von|mit|gegen|ohne|pro|pour|avec|par|para"
    "|con|por"
)
_BORDERS = (
    rf"{_PREPOSITIONS}|in|at|by|to|during|since|until|as|than|and|or|im|am|bei|seit|bis"
    "|und|en|dans|depuis|et|do|does|did|is|are|was|were|has|have|ist|sind|war|hat"
)
_PHRASE = (
    rf"\b({_PREPOSITIONS})\s+((?!(?:{_BORDERS})\b)[\p{{L}}’'-]+"
    rf"(?:\s+(?!(?:{_BORDERS})\b)[\p{{L}}’'-]+){{0,3}})"
)
_BEHIND = regex.compile(_PHRASE, regex.IGNORECASE)
_ONLY_PHRASE = regex.compile(rf"{_OPENING}{_PHRASE}\W*", regex.IGNORECASE)

_OF_A_KIND = regex.compile(r"(?<![\p{L}\p{N}])([\p{L}\p{N}-]+) (\p{Ll}{3,})(?!\p{L})")
_ONLY_OF_A_KIND = regex.compile(rf"(?:(?i:and|the)\s+)*{_OF_A_KIND.pattern}\W*")


def with_number(before: str, message: str) -> str | None:
    """A question with the number that the message has behind the same word, or ``None``.

    A number alone takes the place of the only one that stands behind a word.
    """
    if said := _ONLY_NUMBER.fullmatch(message):
        counted = list(_COUNTED.finditer(before))
        if len(counted) != 1:
            return None
        return f"{before[: counted[0].start(2)]}{said[1]}{before[counted[0].end(2) :]}"
    numbers = {word.casefold(): number for word, number in _COUNTED.findall(message)}
    changed = _COUNTED.sub(
        lambda found: f"{found[1]} {numbers.get(found[1].casefold(), found[2])}", before
    )
    return changed if changed != before else None


def with_another_of_its_kind(before: str, message: str) -> str | None:
    """A question with the message's word before the same noun: "the Team plan?", or ``None``."""
    said = _ONLY_OF_A_KIND.fullmatch(message)
    like = [
        one for one in _OF_A_KIND.finditer(before, overlapped=True) if said and one[2] == said[2]
    ]
    if not said or not like or said[1].casefold() in _SMALL:
        return None
    start, end = like[-1].span(1)
    if like[-1][1].casefold() in _SMALL:  # "my password" becomes "my wifi password"
        start, end = end + 1, end + 1
    return f"{before[:start]}{said[1]}{' ' if start == end else ''}{before[end:]}"


def with_ellipsis(before: str, message: str) -> str | None:
    """A question with the message's ordinal, or its phrase behind a preposition, or ``None``."""
    if (said := _ONLY_ORDINAL.fullmatch(message)) and _ORDINAL.search(before):
        return _ORDINAL.sub(said[1], before)
    said = _ONLY_PHRASE.fullmatch(message)
    like = [one for one in _BEHIND.finditer(before) if said and one[1] == said[1].lower()]
    if not said or not like:
        return None
    return f"{before[: like[-1].start(2)]}{said[2]}{before[like[-1].end(2) :]}"


def with_bare_ellipsis(before: str, message: str) -> str | None:
    """A question changed by a message that asks with an ordinal, number or phrase alone.

    ``None`` for any other message, and where the question has none of the kind. "Section 5?" is
    nothing alone; without the question mark it may well be all that is looked for.
    """
    if not message.endswith(("?", "？")):
        return None
    only_number = _ONLY_COUNTED.fullmatch(message)
    return (
        with_ellipsis(before, message)
        or with_another_of_its_kind(before, message)
        or (with_number(before, message) if only_number else None)
    )
