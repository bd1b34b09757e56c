"""Follow-up questions completed from the turn before them, without a language model.

A new name, year or period takes the place of the old one of its kind, so that "what about
Microsoft?" no longer searches for Amazon; what else a follow-up says stands behind the question.
"""

from __future__ import annotations

import regex

from bot.answering.ellipses import with_bare_ellipsis, with_ellipsis, with_number
from bot.answering.named import names_in, with_name
from bot.answering.periods import periods_in, replaced, with_periods
from bot.answering.relative_periods import relative_in, with_relative
from storage.text.passage_language import plausible_languages
from storage.text.query import Query
from storage.text.sentences import sentences
from storage.text.tokens import tokenised

_OPENING = regex.compile(
    r"""^\W*(?:and|but|or|also|so|then|what\ about|how\ about|what\ else|who\ else|where\ else
        |und|aber|oder|et|mais|ou|y|pero|e|ma|en|och|ja)(?=[\s,])
        |^\W*(?:那么?|还有|以及)|呢\W*$""",
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

_SAYS_NOTHING = frozenset(
    ("呢", "怎么", "么样", "那呢", "年呢", "year", "quarter", "jahr", "quartal")
)


def complete(message: str, previous: str) -> Query:
    """What to search for: the message, completed from the previous question where it leans on that.

    ``previous`` is what was searched for in the turn before. A message that stands alone is
    analysed as it is.
    """
    query = Query.of(message)
    if not previous:
        return query
    if not leans_on_the_turn_before(query):
        changed = with_bare_ellipsis(previous.strip(), message.strip())
        return Query.of(changed) if changed else query
    return Query.of(_completed(message.strip(), previous.strip(), query))


def leans_on_the_turn_before(query: Query) -> bool:
    """Whether a message can't be understood alone, as far as its words show.

    It has only function words ("why?") or a period ("Q2 2023?", "the year before?"), or is short
    and opens as if going on ("and in 2023?"), or says little beside a word that points elsewhere
    ("when was it built?"). A message without any word leans on nothing.
    """
    if not query.words:
        return False
    if not query.has_content or _is_only_a_period(query.text):
        return True
    if _OPENING.search(query.text):
        return len(query.words) <= MOST_WORDS_AFTER_OPENING
    return len(query.words) <= MOST_WORDS_AROUND_POINTER and bool(_POINTING.search(query.text))


def _is_only_a_period(message: str) -> bool:
    if relative := relative_in(message):
        return not Query.of(replaced(message, [(relative.span, "")])).has_content
    periods = periods_in(message)
    rest = replaced(message, [(one, "") for one in (*periods.years, *periods.parts)])
    return periods.any and not Query.of(rest).has_content


def _completed(message: str, previous: str, query: Query) -> str:
    german = "german" in plausible_languages(tokenised(previous))[:3]
    changed, left = previous, message
    relative = relative_in(message)
    if relative and (with_new := with_relative(changed, relative)):
        changed, left = with_new, replaced(message, [(relative.span, "")])
    periods = periods_in(left)
    if periods.any and (with_new := with_periods(changed, periods)):
        changed = with_new
        left = replaced(left, [(one, "") for one in (*periods.years, *periods.parts)])
    if _OPENING.search(query.text):
        if with_new := with_ellipsis(changed, left):
            changed, left = with_new, ""
        elif with_new := with_number(changed, left):
            changed = with_new
        elif with_new := with_name(changed, left, german=german):
            changed = with_new
            left = _without_names(left, german=german)
    if changed != previous and not _says_more(left, changed):
        return changed
    return f"{_without_follow_ups(changed)} {message}"


def _without_names(message: str, *, german: bool) -> str:
    names = names_in(message, german=german)
    rest = replaced(message, [(one.span, "") for one in names])
    return "" if rest == message else rest


def _says_more(left: str, changed: str) -> bool:
    """Whether what is left of a message without its names and periods adds to the question."""
    query = Query.of(left)
    said = {term for word in Query.of(changed).words for term in word} | _SAYS_NOTHING
    return query.has_content and any(said.isdisjoint(word) for word in query.words)


def _without_follow_ups(previous: str) -> str:
    """A searched question without the follow-ups that stand behind it from earlier turns."""
    places = sentences(previous)
    while len(places) > 1:
        start, end = places[-1]
        if not leans_on_the_turn_before(Query.of(previous[start:end])):
            break
        places = places[:-1]
    return previous[: places[-1][1]] if places else previous
