"""What a text's words are for the full-text index, and a message's words as a search for them."""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

import regex
import Stemmer  # type: ignore[import-not-found]

from storage.text.function_words import FUNCTION_WORDS

MOST_WORDS = 48
"""More different words than this say nothing more about what is looked for, and cost time."""

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
_UNSPACED_TERM = regex.compile(rf"[{_UNSPACED}]")
_CONNECTOR = regex.compile(r"[._\-/:@&\\]")
_PART_BORDER = regex.compile(r"[._\-]")
_PIECE_BORDER = regex.compile(r"[/:@&\\]")
_THOUSANDS = regex.compile(r"(?<=\d)[,'’\u00a0\u202f](?=\d{3}(?!\d))")
_VERSION = regex.compile(r"v?(\d+(?:\.\d+)+)")
_PHRASE = regex.compile(r'["“”„«»「」『』]([^"“”„«»「」『』]{2,200})["“”„«»「」『』]')
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
    normalised = _normalised(text)
    tokens = tuple(_tokens(normalised))
    language = _language(tokens)
    return " ".join(_terms(tokens, language))


def match_expression(message: str) -> str | None:
    """A search of the full-text index for any of the message's words.

    Function words are left out where others remain; a phrase in double quotes is looked for as a
    phrase beside its words. Terms in double quotes joined by ``OR``, a lone character of a script
    without spaces with ``*`` for any pair that begins with it: safe in SQLite's FTS5 too, whatever
    the message holds. ``None`` where it holds no word.
    """
    searches: dict[str, None] = {}
    languages = _plausible_languages(tuple(_tokens(_normalised(message))))
    for phrase in quoted_phrases(message):
        tokens = tuple(_tokens(_normalised(phrase)))[:MOST_WORDS]
        for language in languages if tokens else ():
            searches.setdefault(f'"{" ".join(_terms(tokens, language))}"')
    for word in telling_words(message):
        for term in word:
            lone = len(term) == 1 and _UNSPACED_TERM.match(term)
            searches.setdefault(f'"{term}"*' if lone else f'"{term}"')
    return " OR ".join(searches) or None


def telling_words(message: str) -> tuple[tuple[str, ...], ...]:
    """The message's different words without function words, each as the terms it may be stored as.

    A word has several where the language it is stemmed in isn't certain, or where it is a version.
    Where there are only function words, those. At most ``MOST_WORDS``, the first ones.
    """
    tokens = tuple(_tokens(_normalised(message)))
    languages = _plausible_languages(tokens)
    words: dict[tuple[str, ...], None] = {}
    for kind, token in _without_function_words(tokens, languages) or tokens:
        stems = [tuple(_terms(((kind, token),), language)) for language in languages]
        for alternatives in zip(*stems, strict=True):
            written = (spelling for term in alternatives for spelling in spellings(term))
            words.setdefault(tuple(dict.fromkeys(written)))
    return tuple(words)[:MOST_WORDS]


def has_telling_words(message: str) -> bool:
    """Whether any word of the message is more than a function word."""
    tokens = tuple(_tokens(_normalised(message)))
    return bool(_without_function_words(tokens, _plausible_languages(tokens)))


def quoted_phrases(message: str) -> tuple[str, ...]:
    """The phrases that stand in double quotes of any kind in a message."""
    return tuple(str(match.group(1)).strip() for match in _PHRASE.finditer(message))


def identifiers(message: str) -> frozenset[str]:
    """The terms of a message that name one thing exactly, such as ``1.0.21`` or ``p53``.

    They are words with a digit beside a letter or a connector, words joined by underscores, and
    numbers of five digits or more; written as ``index_terms`` writes them.
    """
    return frozenset(
        next(_terms(((kind, token),), "english"))
        for kind, token in _tokens(_normalised(message))
        if _is_identifier(kind, token)
    )


def spellings(term: str) -> tuple[str, ...]:
    """A term as passages may write it: a version such as ``1.0.21`` also as ``v1.0.21``."""
    version = _VERSION.fullmatch(term)
    return (version[1], f"v{version[1]}") if version else (term,)


def _normalised(text: str) -> str:
    """The text in one spelling: compatibility forms, lower case, no thousands separators."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _THOUSANDS.sub("", unicodedata.normalize("NFC", folded).replace("‐", "-"))


def _tokens(normalised: str) -> Iterator[tuple[str, str]]:
    """Each token with its kind: ``word``, ``unspaced`` or ``named``."""
    for match in _TOKEN.finditer(normalised):
        yield match.lastgroup or "word", match.group()


def _terms(tokens: Iterable[tuple[str, str]], language: str) -> Iterator[str]:
    for kind, token in tokens:
        if kind == "unspaced":
            yield from _pairs(token)
        elif kind == "named":
            yield token.replace("++", "-plus-plus").replace("#", "-sharp")
        elif _CONNECTOR.search(token):
            yield from _compound_terms(token, language)
        else:
            yield stem(token[:LONGEST_TERM], language)


def _pairs(run: str) -> Iterator[str]:
    """Overlapping pairs of characters; a lone character is itself."""
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second


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


def _is_identifier(kind: str, token: str) -> bool:
    if kind != "word":
        return kind == "named"
    digits = sum(character.isdigit() for character in token)
    if digits == len(token):
        return digits >= 5
    return digits > 0 or "_" in token


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


def _language(tokens: tuple[tuple[str, str], ...]) -> str:
    """The language whose function words are commonest in a passage; English where none is."""
    counts = _counts(tokens)
    best = max(_LATIN_LANGUAGES, key=lambda language: counts[language])
    return best if counts[best] > counts["english"] and counts[best] >= 2 else "english"


def _plausible_languages(tokens: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The languages a message may be in: English always, as a passage's language falls back on it.

    A message without any function word may be in all of them.
    """
    counts = _counts(tokens)
    most = max(counts.values(), default=0)
    if most == 0:
        return _LATIN_LANGUAGES
    likely = [name for name in _LATIN_LANGUAGES if counts[name] == most and name != "english"]
    return ("english", *likely)


def _without_function_words(
    tokens: tuple[tuple[str, str], ...], languages: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    spoken = {*languages[:3], "russian", "arabic", "hindi"}
    return tuple(
        (kind, token)
        for kind, token in tokens
        if not any(token in FUNCTION_WORDS[language] for language in spoken)
    )
