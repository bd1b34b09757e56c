"""Follow-up questions completed from the turn before them, without a language model.

A new name, year or period takes the place of the old one of its kind, so that "what about
Microsoft?" no longer searches for Amazon; what else a follow-up says stands behind the question.
"""

from __future__ import annotations

import regex

from bot.rewriting.ellipses import with_bare_ellipsis, with_ellipsis, with_number
from bot.rewriting.going_on import (
    begins_with_a_pronoun,
    goes_on,
    is_only_a_topic,
    points_back,
    without_going_on,
)
from bot.rewriting.named import SMALL_AT_FIRST, names_in, with_name
from bot.rewriting.periods import periods_in, replaced, with_periods
from bot.rewriting.relative_periods import relative_in, with_relative
from storage.text.passage_language import plausible_languages
from storage.text.query import Query
from storage.text.tokens import tokenised

_QUESTION = regex.compile(r"(?s).+?(?:[?？؟。]+\s*|$)")
_ENDED = regex.compile(r"[.?!？！؟。;:…]\W*$")
# "Europe?" may be a name, "Price?" none; of several words, or in capitals, it is one.
_ONLY_NAME = regex.compile(
    r"(?:(?:\p{Lu}[\p{L}\p{N}&.-]*\s){1,3}(?:\p{Lu}|\p{N})[\p{L}\p{N}&.-]*|\p{Lu}[\p{Lu}&]+)\s?[?？]"
)
_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.VERSION1)

MOST_WORDS_AFTER_OPENING = 6
MOST_WORDS_AROUND_POINTER = 3
"""Content words; a message with more says itself what it is about."""

MOST_PAIRS_AFTER_A_PRONOUN = 12
"""The same where no spaces part words, and pairs of characters stand for them."""

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
        before, asked = previous.strip(), message.strip()
        changed = with_bare_ellipsis(before, asked) or _with_bare_name(before, asked)
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
    if not query.has_content or is_only_a_topic(query.text) or _is_only_a_period(query.text):
        return True
    if goes_on(query.text):
        return len(query.words) <= MOST_WORDS_AFTER_OPENING
    if begins_with_a_pronoun(query.text):
        return len(query.words) <= MOST_PAIRS_AFTER_A_PRONOUN
    return len(query.words) <= MOST_WORDS_AROUND_POINTER and points_back(query.text)


def _is_only_a_period(message: str) -> bool:
    if relative := relative_in(message):
        return not Query.of(replaced(message, [(relative.span, "")])).has_content
    periods = periods_in(message)
    rest = replaced(message, [(one, "") for one in (*periods.years, *periods.parts)])
    return periods.any and not Query.of(without_going_on(rest)).has_content


def _completed(message: str, previous: str, query: Query) -> str:
    german = _is_german(previous)
    changed, left = previous, message
    relative = relative_in(message)
    if relative and (with_new := with_relative(changed, relative)):
        changed, left = with_new, replaced(message, [(relative.span, "")])
    periods = periods_in(left)
    if periods.any and (with_new := with_periods(changed, periods)):
        changed = with_new
        left = replaced(left, [(one, "") for one in (*periods.years, *periods.parts)])
    if goes_on(query.text):
        if with_new := with_ellipsis(changed, left):
            changed, left = with_new, ""
        elif with_new := with_number(changed, left):
            changed = with_new
        elif with_new := with_name(changed, left, german=german):
            changed = with_new
            left = _without_names(left, german=german)
    if changed != previous and not _says_more(left, changed):
        return changed
    before = _without_follow_ups(changed)
    return f"{before}{'' if _ENDED.search(before) else '?'} {message}"


def _with_bare_name(before: str, message: str) -> str | None:
    """A question with the name that a message asks with alone: "Model B?"; ``None`` for others."""
    first_word = message.partition(" ")[0].casefold()
    if first_word in SMALL_AT_FIRST or not _ONLY_NAME.fullmatch(message):
        return None
    changed = with_name(before, message, german=_is_german(before))
    return changed if changed != before else None


def _is_german(text: str) -> bool:
    return not _NOT_LATIN.search(text) and "german" in plausible_languages(tokenised(text))[:3]


def _without_names(message: str, *, german: bool) -> str:
    names = names_in(message, german=german)
    rest = replaced(message, [(one.span, "") for one in names])
    return "" if rest == message else rest


def _says_more(left: str, changed: str) -> bool:
    """Whether what is left of a message without its names and periods adds to the question."""
    query = Query.of(without_going_on(left))
    said = {term for word in Query.of(changed).words for term in word} | _SAYS_NOTHING
    return query.has_content and any(said.isdisjoint(word) for word in query.words)


def _without_follow_ups(previous: str) -> str:
    """A searched question without the follow-ups that stand behind it from earlier turns."""
    asked = _QUESTION.findall(previous)
    while len(asked) > 1 and leans_on_the_turn_before(Query.of(asked[-1])):
        asked.pop()
    return "".join(asked).strip()
