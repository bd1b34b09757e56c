"""Words without the endings that tell their forms apart."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache

import regex
import Stemmer  # type: ignore[import-not-found]

from storage.text.english_irregulars import IRREGULAR_FORMS
from storage.text.english_spellings import american
from storage.text.irregulars import IRREGULAR

_SCRIPTS = (
    (regex.compile(r"\p{Cyrillic}"), "russian"),
    (regex.compile(r"\p{Arabic}"), "arabic"),
    (regex.compile(r"\p{Devanagari}"), "hindi"),
    (regex.compile(r"\p{Greek}"), "greek"),
    (regex.compile(r"\p{Tamil}"), "tamil"),
    (regex.compile(r"\p{Armenian}"), "armenian"),
    (regex.compile(r"\p{Hebrew}"), "yiddish"),
)
_stemmers = threading.local()


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The word's stem, unaccented: in its script's language, for Latin letters in ``language``."""
    for script, script_language in _SCRIPTS:
        if script.match(word):
            known = IRREGULAR.get(script_language, {}).get(word, word)
            return folded(_stemmer(script_language).stemWord(known))
    if language == "english":
        spelled = _in_one_english(word)
    else:
        spelled = IRREGULAR.get(language, {}).get(word, word)
    stemmed = folded(_stemmer(language).stemWord(spelled)) or word
    # Spanish writes vez, and veces.
    return f"{stemmed[:-1]}c" if language == "spanish" and stemmed[-1] == "z" else stemmed


def _in_one_english(word: str) -> str:
    """An English word in the spelling and form that all its others are found by."""
    spelled = american(word.translate(_LIGATURES))
    return IRREGULAR_FORMS.get(spelled, spelled)


def _stemmer(language: str) -> Stemmer.Stemmer:
    """This thread's stemmer: one can't be used by two threads at once."""
    found: Stemmer.Stemmer | None = getattr(_stemmers, language, None)
    if found is None:
        found = Stemmer.Stemmer(language, 0)
        setattr(_stemmers, language, found)
    return found


_PLAIN_LETTERS = str.maketrans({
    "ё": "е", "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ħ": "h",
})  # fmt: skip
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe"})
_MARKS = regex.compile(r"(?<=[\p{Latin}\p{Greek}][\u0300-\u036f]*)[\u0300-\u036f]+")


def folded(word: str) -> str:
    """The word without accents and strokes where they are ornament, and with œ as two letters."""
    if word.isascii():
        return word
    bare = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN_LETTERS)
