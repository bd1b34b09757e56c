"""What a text's words are for the index of words."""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import regex
import Stemmer  # type: ignore[import-not-found]

from storage.text.function_words import FUNCTION_WORDS

Tokens: TypeAlias = tuple[tuple[str, str], ...]
"""Words and other pieces of a text, each as its kind and what is written, in lower case."""

LONGEST_TERM = 64
"""Characters; what is longer is an address or a digest, and its parts are indexed."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
_CHARACTER = r"[\p{L}\p{M}\p{N}]"
_TOKEN = regex.compile(
    rf"""
      (?P<unspaced>[{_UNSPACED}][{_UNSPACED}\p{{M}}]*)
    | (?P<named>(?<!{_CHARACTER})\p{{L}}(?:\+\+|\#)(?!{_CHARACTER}))
    | (?P<word>(?:(?![{_UNSPACED}]){_CHARACTER})+
        (?:[._\-/:@&\\](?:(?![{_UNSPACED}]){_CHARACTER})+)*)
    """,
    regex.VERBOSE,
)
UNSPACED = regex.compile(rf"[{_UNSPACED}]")
"""A character of a script that is written without spaces."""

_CONNECTOR = regex.compile(r"[._\-/:@&\\]")
_PART_BORDER = regex.compile(r"[._\-]")
_PIECE_BORDER = regex.compile(r"[/:@&\\]")
_THOUSANDS = regex.compile(r"(?<=\d)[,'’\u00a0\u202f](?=\d{3}(?!\d))")
_VERSION = regex.compile(r"v?(\d+(?:\.\d+)+)")
_SCRIPTS = (
    (regex.compile(r"\p{Cyrillic}"), "russian"),
    (regex.compile(r"\p{Arabic}"), "arabic"),
    (regex.compile(r"\p{Devanagari}"), "hindi"),
    (regex.compile(r"\p{Greek}"), "greek"),
    (regex.compile(r"\p{Tamil}"), "tamil"),
    (regex.compile(r"\p{Armenian}"), "armenian"),
    (regex.compile(r"\p{Hebrew}"), "yiddish"),
)
_LATIN_LANGUAGES = tuple(
    language for language in FUNCTION_WORDS if language not in {"russian", "arabic", "hindi"}
)
_LANGUAGES_OF = {
    word: tuple(name for name in _LATIN_LANGUAGES if word in FUNCTION_WORDS[name])
    for name in _LATIN_LANGUAGES
    for word in FUNCTION_WORDS[name]
}
_stemmers = threading.local()


def index_terms(text: str) -> str:
    """The text's terms for the full-text index, separated by single spaces.

    Words are in lower case, stemmed in the passage's own language and without accents; compounds
    such as ``RFC-2616`` or ``1.0.21`` are kept whole beside their parts; scripts written without
    spaces give overlapping pairs of characters. A term holds only ``[a-z0-9_.-]`` and letters,
    marks and digits outside ASCII. Empty for a text without words.
    """
    tokens = tokenised(text)
    return " ".join(terms_of(tokens, _language(tokens)))


def terms_in(text: str) -> frozenset[str]:
    """The text's different terms, as ``index_terms`` gives them."""
    return frozenset(index_terms(text).split())


def tokenised(text: str) -> Tokens:
    """The text's tokens in order, in one spelling, each with its kind."""
    # Before NFKC, which makes a no-break space one of many, and after it, for digits of full width.
    folded = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text)).casefold()
    normalised = unicodedata.normalize("NFC", folded).replace("‐", "-")
    found = _TOKEN.finditer(_THOUSANDS.sub("", normalised))
    return tuple((match.lastgroup or "word", match.group()) for match in found)


def terms_of(tokens: Iterable[tuple[str, str]], language: str) -> list[str]:
    """The terms that tokens are stored as in a passage of that language, in order."""
    terms: list[str] = []
    for kind, token in tokens:
        if kind == "unspaced":
            terms += [first + second for first, second in pairwise(token)] or [token]
        elif kind == "named":
            terms.append(token.replace("++", "-plus-plus").replace("#", "-sharp"))
        elif _CONNECTOR.search(token):
            terms += _compound_terms(token, language)
        else:
            terms.append(stem(token[:LONGEST_TERM], language))
    return terms


def is_identifier(kind: str, token: str) -> bool:
    """Whether a token names one thing exactly, such as ``1.0.21`` or ``p53``.

    It is a word with a digit beside a letter or a connector, words joined by underscores, or a
    number of five digits or more.
    """
    if kind != "word":
        return kind == "named"
    digits = sum(character.isdigit() for character in token)
    if digits == len(token):
        return digits >= 5
    return digits > 0 or "_" in token


def spellings(term: str) -> tuple[str, ...]:
    """A term as passages may write it: a version such as ``1.0.21`` also as ``v1.0.21``."""
    version = _VERSION.fullmatch(term)
    return (version[1], f"v{version[1]}") if version else (term,)


def _compound_terms(token: str, language: str) -> Iterator[str]:
    """The compound whole, its pieces between slashes whole, joined up, and every part stemmed."""
    whole = _whole(token)
    parts = _PART_BORDER.split(whole)
    if len(whole) <= LONGEST_TERM:
        yield whole
        if not whole.replace(".", "").replace("-", "").isdigit():
            yield "".join(parts)
    pieces = _PIECE_BORDER.split(token)
    for piece in pieces if len(pieces) > 1 else ():
        if _CONNECTOR.search(piece) and len(piece) <= LONGEST_TERM:
            yield _whole(piece)
    for part in parts:
        yield stem(part[:LONGEST_TERM], language)


def _whole(token: str) -> str:
    """A compound as one term: what FTS5 would split at becomes a dot."""
    return _folded(_PIECE_BORDER.sub(".", token))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The word's stem, unaccented: in its script's language, for Latin letters in ``language``."""
    for script, script_language in _SCRIPTS:
        if script.match(word):
            return _folded(_stemmer(script_language).stemWord(word))
    return _folded(_stemmer(language).stemWord(word)) or word


def _stemmer(language: str) -> Stemmer.Stemmer:
    """This thread's stemmer: one can't be used by two threads at once."""
    found: Stemmer.Stemmer | None = getattr(_stemmers, language, None)
    if found is None:
        found = Stemmer.Stemmer(language, 0)
        setattr(_stemmers, language, found)
    return found


_MARKS = regex.compile(r"(?<=[\p{Latin}\p{Greek}][\u0300-\u036f]*)[\u0300-\u036f]+")


def _folded(word: str) -> str:
    """The word without accents where they are ornament: on Latin and Greek letters, and on ё."""
    if word.isascii():
        return word
    bare = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).replace("ё", "е")


def _counts(tokens: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many of the tokens are function words of each Latin-script language."""
    counts: Counter[str] = Counter()
    for kind, token in tokens:
        if kind == "word":
            for language in _LANGUAGES_OF.get(token, ()):
                counts[language] += 1
    return counts


def _language(tokens: Tokens) -> str:
    """The language whose function words are commonest in a passage; English where none is."""
    counts = _counts(tokens)
    best = max(_LATIN_LANGUAGES, key=lambda language: counts[language])
    return best if counts[best] > counts["english"] and counts[best] >= 2 else "english"


def plausible_languages(tokens: Tokens) -> tuple[str, ...]:
    """The languages a message may be in: English always, as a passage's language falls back on it.

    A message without any function word may be in all of them.
    """
    counts = _counts(tokens)
    most = max(counts.values(), default=0)
    if most == 0:
        return _LATIN_LANGUAGES
    likely = [name for name in _LATIN_LANGUAGES if counts[name] == most and name != "english"]
    return ("english", *likely)


def without_function_words(tokens: Tokens, languages: tuple[str, ...]) -> Tokens:
    """The tokens that are no function word of the languages; empty where all are."""
    spoken = {*languages[:3], "russian", "arabic", "hindi"}
    return tuple(
        (kind, token)
        for kind, token in tokens
        if not any(token in FUNCTION_WORDS[language] for language in spoken)
    )
