"""What a text's words are for the index of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import regex

from storage.text.calendar_words import ORDINALS
from storage.text.english_irregulars import FORMS_OF_TWO_WORDS
from storage.text.halves import AND_A_HALF
from storage.text.measures import LONGEST_TERM, OF_MONEY, asked_measures, of_unit, stored_measures
from storage.text.number_words import (
    ENGLISH_ORDINALS,
    LATER_ORDINALS,
    SINGLE_WORDS,
    ordinal_in_digits,
)
from storage.text.numbers import ANY_LANGUAGE
from storage.text.passage_language import function_words_of, language_by
from storage.text.roman_numerals import roman_terms
from storage.text.stems import folded, stem
from storage.text.tokens import Token, Tokens, tokenised

TERMS_VERSION = 7
"""What ``index_terms`` gives for a text has this number; libraries of another are indexed anew."""

_CONNECTOR = regex.compile(r"[._\-/:@&\\]")
_PART_BORDER = regex.compile(r"[._\-]")
_PIECE_BORDER = regex.compile(r"[/:@&\\]")
_HEBREW_PREFIXES = "הובלמשכ"
_HEBREW_PREFIX = regex.compile(rf"[{_HEBREW_PREFIXES}]\p{{Hebrew}}{{3}}")
_ARABIC_PREFIX = regex.compile(r"(?P<and>[وف])?(?P<article>[بك]?ال|لل)(?=\p{Arabic}{3})")
_ARABIC_PLURAL = regex.compile(r"\p{Arabic}{3}ات\Z")
_ARABIC_AND = regex.compile(r"و(?=\p{Arabic}{4})")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MONTHS = regex.compile(r"(?:months?|mois|mes|meses|mesi|monate?n?|maand(?:en)?|месяц\w*)\Z")
_UMLAUT = regex.compile("[äöüåø]")
_INITIALS = regex.compile(r"\p{L}(?:\.\p{L})+")
_NUMBERS = SINGLE_WORDS | AND_A_HALF
# "premier" is an English word, as which every short text in Latin letters is read.
_ENGLISH_TOO = frozenset(filter(str.isascii, ORDINALS))
_ORDINALS = {word: ordinal_in_digits(value) for word, value in ORDINALS.items()} | LATER_ORDINALS
_USA = "usa"  # "us" is a word too
_RUSSIAN_ORDINAL = regex.compile(r"(\d{1,3})-(?:[йяеюх]|го|му|ми|ой|ая|ое|ый|ого)")
# As of a book or a card; two years are a range, and three numbers may be a day.
_LONG_NUMBER = regex.compile(
    r"(?!\d{4}-\d\d-\d\d\Z)(?=(?:-?\d){8})\d+(?:-\d+){2,}|(?!(?:1\d|20)\d\d-(?:1\d|20)\d\d\Z)\d{4}-\d{4}"
)
_VERSION = regex.compile(r"v?(\d+(?:\.\d+)+)")


def index_terms(text: str) -> str:
    """The text's terms for the full-text index, separated by single spaces.

    Words are in lower case, stemmed in the passage's own language and without accents; compounds
    such as ``RFC-2616`` or ``1.0.21`` are kept whole beside their parts; scripts written without
    spaces give overlapping pairs of characters; a number, measure, date, period, time of day or
    telephone number is one term however it is written, beside the words that say it. A term holds
    only ``[a-z0-9_.-]`` and letters, marks and digits outside ASCII. Empty without words.
    """
    return " ".join(terms_of_passage(tokenised(text)))


def terms_of_passage(tokens: Tokens) -> list[str]:
    """The terms of a passage's tokens, in order; see ``index_terms``."""
    counts = function_words_of(tokens)
    language = language_by(counts)
    return _terms(tokens, language, language if counts else ANY_LANGUAGE)


def terms_in(text: str) -> frozenset[str]:
    """The text's different terms, as ``index_terms`` gives them."""
    return frozenset(index_terms(text).split())


def terms_of(tokens: Iterable[Token], language: str) -> list[str]:
    """The terms that tokens are stored as in a passage of that language, in order."""
    return _terms(tokens, language, language)


def first_terms_of(tokens: Iterable[Token], language: str) -> list[str]:
    """As ``terms_of``, but of a word that has several writings only the first one's term."""
    terms: list[str] = []
    for token in tokens:
        lone = token.kind == "word" and not _CONNECTOR.search(token.text)
        terms += terms_of([token], language)[: 1 if lone else None]
    return terms


def asked_as(
    token: Token, language: str, numbers: str, following: str = ""
) -> list[tuple[str, ...]]:
    """The words that a token of a question is, each as the terms that it may be stored as.

    ``numbers`` is the language that numbers are read in, or ``ANY_LANGUAGE``, ``following`` the
    word behind it. Empty for what is inside another token, which asks for the whole.
    """
    if token.inner:
        return []
    if token.kind == "canonical":
        return [token.asked]
    if token.kind == "number":
        return [tuple(dict.fromkeys(asked_measures(token, numbers)))]
    if token.kind == "word" and (word := _asked_word(token, language)):
        # "Three months" are a period of a report, each page of which has a 3.
        is_period = token.text in SINGLE_WORDS and _MONTHS.match(following)
        return [word[:-1] if is_period else word]
    return [(term,) for term in terms_of([token], language)]


def _asked_word(token: Token, language: str) -> tuple[str, ...]:
    """What a word without connectors or of initials may be stored as; nothing for other words."""
    text = token.text
    if text.isdecimal():
        return tuple(dict.fromkeys((text, text + OF_MONEY, of_unit(text))))
    if text == _USA or _INITIALS.fullmatch(text):
        return (_joined_initials(text),)
    return () if _CONNECTOR.search(text) else _with_others(token, language)


def _terms(tokens: Iterable[Token], language: str, numbers: str) -> list[str]:
    """``numbers`` is the language that numbers are read in, which nothing may tell."""
    terms: list[str] = []
    for token in tokens:
        kind, text = token.kind, token.text
        if kind == "unspaced":
            terms += [first + second for first, second in pairwise(text)] or [text]
        elif kind == "named":
            terms.append(_name(text))
        elif kind == "canonical":
            terms += token.stored
        elif kind == "number":
            terms += stored_measures(token, numbers)
        elif _CONNECTOR.search(text):
            terms += _compound_terms(text, language)
        elif text == _USA:
            terms += [_USA, "us"]  # as who types without capitals asks for it
        else:
            terms += _spelled(text, language) if token.inner else _with_others(token, language)
    return terms


def _name(written: str) -> str:
    """A name with signs in letters."""
    return written.replace(".", "dot").replace("++", "-plus-plus").replace("#", "-sharp")


def _spelled(word: str, language: str) -> tuple[str, ...]:
    """A word's stem, and where it may be written otherwise, those of the other writings too."""
    word = ENGLISH_ORDINALS.get(word, word[:LONGEST_TERM])
    if word.isascii():
        return (stem(word, language),)
    return tuple(dict.fromkeys(stem(one, language) for one in (word, *_other_writings(word))))


def _with_others(token: Token, language: str) -> tuple[str, ...]:
    """A word as it may be spelled, and what is stored beside it.

    That are the digits of one that says a number, and the word that a form may be of.
    """
    text = token.text
    spelled = _spelled(text, language)
    if text in _NUMBERS:
        return (*spelled, _NUMBERS[text])
    beside = [stem(one, language) for one in token.stored] or list(roman_terms(text))
    if language == "english" and text in FORMS_OF_TWO_WORDS:
        beside.append(stem(FORMS_OF_TWO_WORDS[text], language))
    elif not beside and text in _ORDINALS and not (language == "english" and text in _ENGLISH_TOO):
        beside.append(_ORDINALS[text])
    return (*spelled, *beside)


def _other_writings(word: str) -> Iterator[str]:
    """How else a word may be written.

    Hebrew and Arabic write "in", "the", "and" and others as letters before the word, capitals
    don't tell a Turkish dotless i from an English one, and ü is ue where the key is lacking.
    """
    if word[0] in _HEBREW_PREFIXES and _HEBREW_PREFIX.match(word):
        yield word[1:]
        if _HEBREW_PREFIX.match(word[1:]):
            yield word[2:]
            if _HEBREW_PREFIX.match(word[2:]):
                yield word[3:]
    elif prefix := _ARABIC_PREFIX.match(word) or _ARABIC_AND.match(word):
        yield (bare := word[prefix.end() :])
        if _ARABIC_PLURAL.search(bare):
            yield f"{bare[:-2]}ة"
    elif _ARABIC_PLURAL.search(word):
        yield f"{word[:-2]}ة"
    elif "ı" in word or "i\u0307" in word:
        yield word.replace("ı", "i").replace("i\u0307", "i")
    elif _UMLAUT.search(word):
        yield word.translate(_UMLAUTS)
    if word[-1] == "ى" and len(word) > len("على") + 1:
        yield f"{word[:-1]}ي"


def spellings(term: str) -> tuple[str, ...]:
    """A term as passages may write it: a version such as ``1.0.21`` also as ``v1.0.21``."""
    version = _VERSION.fullmatch(term)
    return (version[1], f"v{version[1]}") if version else (term,)


def _compound_terms(token: str, language: str) -> Iterator[str]:
    """The compound whole, its pieces between slashes whole, joined up, and every part stemmed."""
    if ordinal := ENGLISH_ORDINALS.get(token):
        yield ordinal
    if counted := _RUSSIAN_ORDINAL.fullmatch(token):
        yield from (ordinal_in_digits(int(counted[1])), counted[1])
        return
    if _INITIALS.fullmatch(token):
        yield _joined_initials(token)
    whole = _whole(token)
    parts = _PART_BORDER.split(whole)
    if len(whole) <= LONGEST_TERM:
        yield whole
        if not whole.replace(".", "").replace("-", "").isdigit():
            yield stem("".join(parts), language)
        elif _LONG_NUMBER.fullmatch(whole):
            yield whole.replace("-", "")
    pieces = _PIECE_BORDER.split(token)
    for piece in pieces if len(pieces) > 1 else ():
        if _CONNECTOR.search(piece) and len(piece) <= LONGEST_TERM:
            yield _whole(piece)
    for part in parts:
        yield stem(part[:LONGEST_TERM], language)


def _joined_initials(token: str) -> str:
    """U.K. as UK, and U.S. as USA."""
    joined = folded(token.replace(".", ""))
    return _USA if joined == "us" else joined


def _whole(token: str) -> str:
    """A compound as one term: what FTS5 would split at becomes a dot."""
    return folded(_PIECE_BORDER.sub(".", token))
