"""Which language a text is in."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

ENGLISH = "en"
UNKNOWN = ""

# Those that documents come in and that people know the names of: told among all that the library
# knows, "Apple" would be Latin.
_LANGUAGES = (
    *("ar", "az", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu"),
    *("fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja"),
    *("ka", "kk", "km", "kn", "ko", "lo", "lt", "lv", "mk", "ml", "mr", "ms", "my", "ne", "nl"),
    *("no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th"),
    *("tl", "tr", "uk", "ur", "vi", "zh"),
)
_ENOUGH = 2_000
"""Characters that tell a language as surely as a whole book."""

_SURE_FROM = 0.9
"""How likely a text must be in the language named: half a dozen words are, a name isn't."""

_FEWEST_LETTERS = 12
"""Of an alphabet; fewer may be a name in any language."""

_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language, such as "de"; "" where it can't be told.

    The beginning of a long text speaks for all of it.
    """
    return _language_of(text[:_ENOUGH])


def is_english(text: str) -> bool:
    """Whether a text may well be in English: it is told to be, or can't be told, in Latin letters.

    Half its letters in another script are enough against it.
    """
    return _is_latin(text) and language_of(text) in (ENGLISH, UNKNOWN)


def in_one_language(text: str, other: str) -> bool:
    """Whether two texts may be in the same language, so that they can share words.

    Where one of them doesn't tell its language, the script of its letters speaks for it.
    """
    one, another = language_of(text), language_of(other)
    if one and another:
        return one == another
    return _is_latin(text) == _is_latin(other)


def _is_latin(text: str) -> bool:
    beginning = text[:_ENOUGH]
    return 2 * len(_LATIN.findall(beginning)) >= len(_LETTER.findall(beginning))


@lru_cache(maxsize=4096)  # the same passages are found again and again
def _language_of(text: str) -> str:
    letters = len(_LETTER.findall(text))
    if not letters:
        return UNKNOWN
    if letters < _FEWEST_LETTERS and len(_LATIN.findall(text)) == letters:
        return UNKNOWN
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE_FROM else UNKNOWN


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - reads its model

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LANGUAGES))
    return identifier
