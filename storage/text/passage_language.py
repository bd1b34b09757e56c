"""The language that a passage or a message is stemmed in, told by its function words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from storage.text.function_words import FUNCTION_WORDS
from storage.text.tokens import Token, Tokens

_LATIN_LANGUAGES = tuple(
    language for language in FUNCTION_WORDS if language not in {"russian", "arabic", "hindi"}
)
_LANGUAGES_OF = {
    word: tuple(name for name in _LATIN_LANGUAGES if word in FUNCTION_WORDS[name])
    for name in _LATIN_LANGUAGES
    for word in FUNCTION_WORDS[name]
}


def function_words_of(tokens: Iterable[Token]) -> Counter[str]:
    """How many of the tokens are function words of each Latin-script language."""
    counts: Counter[str] = Counter()
    for token in tokens:
        if token.kind == "word" and not token.inner:
            for language in _LANGUAGES_OF.get(token.text, ()):
                counts[language] += 1
    return counts


def language_by(counts: Counter[str]) -> str:
    """The language whose function words are commonest in a passage; English where none is."""
    best = max(_LATIN_LANGUAGES, key=lambda language: counts[language])
    return best if counts[best] > counts["english"] and counts[best] >= 2 else "english"


def plausible_languages(tokens: Tokens) -> tuple[str, ...]:
    """The languages a message may be in: English always, as a passage's language falls back on it.

    A message without any function word may be in all of them.
    """
    counts = function_words_of(tokens)
    most = max(counts.values(), default=0)
    if most == 0:
        return _LATIN_LANGUAGES
    likely = [name for name in _LATIN_LANGUAGES if counts[name] == most and name != "english"]
    return ("english", *likely)


def without_function_words(tokens: Tokens, languages: tuple[str, ...]) -> Tokens:
    """The tokens that are no function word of the languages; empty where all are."""
    spoken = {*languages[:3], "russian", "arabic", "hindi"}
    return tuple(
        token
        for token in tokens
        if token.kind != "word"
        or token.stored
        or not any(token.text in FUNCTION_WORDS[language] for language in spoken)
    )
