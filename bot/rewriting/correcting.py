"""Typing errors put right by the library's own words.

A word of a question that no document has is taken for an error where a word of the library is
spelt nearly the same, and where no dictionary knows it as a word. Everything else stays as it is
typed: words of the library, numbers, identifiers, short words, initials, what stands in quotes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import regex

from storage.text.function_words import FUNCTION_WORDS
from storage.text.passage_language import plausible_languages
from storage.text.stems import stem
from storage.text.tokens import tokenised
from storage.text.vocabulary import LibraryWords, Neighbour, Vocabulary

SHORTEST = 4
"""Letters; shorter words are each an edit away from many others."""

TWO_EDITS_FROM = 8
"""Letters from which a word may be two edits away."""

NAME_FROM = 5
"""Letters of the shortest word that is corrected where it is written as a name in a sentence."""

LONGEST_QUESTION = 2_000
"""Characters; what is longer was copied, and its words are those of its author."""

CLEARLY = 5
"""Times as many passages as the next have what a misspelt name is taken for, and at least two."""

FIRST_LETTER_FROM = 7
"""Letters from which a word may begin with the key beside its own."""

_KEYS = ("qwertyuiop asdfghjkl zxcvbnm", "qwertzuiop asdfghjkl yxcvbnm")
_BESIDE = frozenset(frozenset(pair) for rows in _KEYS for pair in pairwise(rows)) | frozenset(
    frozenset(pair)
    for rows in _KEYS
    for upper, lower in pairwise(rows.split())
    for pair in (*zip(upper, lower, strict=False), *zip(upper[1:], lower, strict=False))
)
"""Keys beside one another."""

# They begin and end no compound.
_SMALL_WORDS_RUN_ON = (
    "the and of from with is are was were did does how what which who when where this that their",
    "der die das den dem des und wird la le les du et dans el los las del y en una",
)
_RUN_ON = frozenset(" ".join(_SMALL_WORDS_RUN_ON).split())

_ENDING = 2
"""Letters at a word's end that tell its forms apart: -um and -en."""

_DICTIONARIES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl",
}  # fmt: skip
_MOST_LANGUAGES = 3  # a question that may be in more tells none; all are asked then
_SMALL_WORDS = frozenset().union(*FUNCTION_WORDS.values())
_UNLISTED = regex.compile(r"[^\p{Latin}\p{M}]")  # scripts of languages without a full list

_LETTER = r"[\p{L}\p{M}]"
# What loses its vowel before the next word, as in l'appartement, qu'une, dell'ambiente.
_ELIDED = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|(?:[dns]|qu|)ell|(?:a|da|su)ll)"
_WORD = regex.compile(
    rf"(?<![\p{{N}}_@.\-/\\]|{_LETTER})(?<!(?<!(?<!{_LETTER}){_ELIDED})['’]){_LETTER}++"
    rf"(?![\p{{N}}_@\\/]|-{_LETTER}|['’](?!s\b){_LETTER})"
)
_QUOTED = regex.compile(r"[\"“”„«»‹›「」『』《》][^\"“”„«»‹›「」『』《》]+[\"“”„«»‹›「」『』《》]")
_CASED = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{M}]+")
_BEGINS = regex.compile(r"(?:^|[.!?:]\s)\W*$")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A word of a question that may be an error, where it stands."""

    start: int
    end: int
    text: str
    is_name: bool


def corrected(question: str, words: LibraryWords) -> str:
    """The question with what must be typing errors put right; itself where there are none."""
    if len(question) > LONGEST_QUESTION:
        return question
    languages = plausible_languages(tokenised(question))
    unknown = [
        one
        for one in _typed(question)
        if words.lacks({stem(one.text.casefold(), language) for language in languages})
        and not _is_a_word(one.text.lower(), languages)
    ]
    if not unknown:
        return question
    vocabulary = words.vocabulary()
    for one in reversed(unknown):
        better = _better(one, vocabulary, languages)
        question = question[: one.start] + better + question[one.end :]
    return question


def _typed(question: str) -> Iterator[_Typed]:
    """The words that may be errors, in order."""
    quoted = [found.span() for found in _QUOTED.finditer(question)]
    for found in _WORD.finditer(question):
        word = found[0]
        in_quotes = any(start <= found.start() < end for start, end in quoted)
        initials = len(word) > 1 and word.isupper() and not question.isupper()
        if len(word) < SHORTEST or word.casefold() in _SMALL_WORDS or not _CASED.fullmatch(word):
            continue
        if in_quotes or initials:
            continue
        begins = _BEGINS.search(question, 0, found.start()) is not None
        yield _Typed(found.start(), found.end(), word, not word.islower() and not begins)


def _better(typed: _Typed, vocabulary: Vocabulary, languages: Sequence[str]) -> str:
    """The word that must be meant, or the one that was typed."""
    word = typed.text.casefold()
    # German writes every noun as a name; a name that nobody here has may well be right.
    careful = typed.is_name and "german" not in languages
    if vocabulary.knows(word) or (careful and len(word) < NAME_FROM):
        return typed.text
    most = 2 if len(word) >= TWO_EDITS_FROM and not careful else 1
    near = [one for one in vocabulary.near(word, most) if _may_be_meant(word, one)]
    near.sort(key=lambda one: (one.edits, -one.passages, one.word))
    parted = "" if near and near[0].edits == 1 else _parted(typed.text, vocabulary)
    if parted or not near:
        return parted or typed.text
    best, *others = near
    if careful and best.passages < max(
        2, CLEARLY * max((one.passages for one in others), default=0)
    ):
        return typed.text
    if typed.text.isupper():
        return best.word.upper()
    return best.word.capitalize() if typed.text[0].isupper() else best.word


def _parted(written: str, vocabulary: Vocabulary) -> str:
    """Two words that were written without a blank, one of them a small one, or ""."""
    for end in range(2, len(written) - 1):
        first, second = written[:end].casefold(), written[end:].casefold()
        both_small = first in _SMALL_WORDS and second in _RUN_ON
        if written[0].islower() and (
            both_small
            or (first in _RUN_ON and _is_longer(second, vocabulary))
            or (second in _RUN_ON and _is_longer(first, vocabulary))
        ):
            return f"{written[:end]} {written[end:]}"
    return ""


def _is_longer(word: str, vocabulary: Vocabulary) -> bool:
    return len(word) >= SHORTEST and vocabulary.knows(word)


def _may_be_meant(word: str, other: Neighbour) -> bool:
    """Whether people make such an error: they seldom get a word's first letter wrong.

    In a long word they may have hit the key beside it.
    What has letters more in front is another word, such as "unpaused"; so is a short one with
    another letter in it, one with two letters more, as compounds have, and another form of it, as
    is what has another ending. "doesnt" many write.
    """
    swapped = len(word) == len(other.word) and sorted(word) == sorted(other.word)
    first_missed = other.word[1:] == word and len(word) > SHORTEST
    key_beside = (
        len(word) >= FIRST_LETTER_FROM
        and word[1:] == other.word[1:]
        and {word[0], other.word[0]} in _BESIDE
    )
    if word[0] != other.word[0] and not (
        other.edits == 1 and (swapped or first_missed or key_beside)
    ):
        return False
    if other.edits > 1 and (
        abs(len(word) - len(other.word)) > 1 or other.word.startswith(word[:-_ENDING])
    ):
        return False
    if len(word) == SHORTEST and not swapped and len(other.word) <= len(word):
        return False
    if _UNLISTED.search(word) and set(word) != set(other.word):
        return False  # it may well be another form of the word
    return not (word.endswith("nt") and other.word == word[:-1])


def _is_a_word(word: str, languages: Sequence[str]) -> bool:
    """Whether a dictionary of the question's language, or of English, has the word."""
    if _UNLISTED.search(word):
        return _in_dictionary(word, "ru")
    told = languages if len(languages) <= _MOST_LANGUAGES else tuple(_DICTIONARIES)
    asked = {"en", *(_DICTIONARIES[one] for one in told if one in _DICTIONARIES)}
    return any(_in_dictionary(word, code) for code in asked)


def _in_dictionary(word: str, code: str) -> bool:
    # Looked for in the file's own bytes: the words as objects would take 20 times the memory.
    return f"{json.dumps(word, ensure_ascii=False)}:".encode() in _dictionary(code)


@cache
def _dictionary(code: str) -> bytes:
    """The words of a language as JSON, by the lists of pyspellchecker; only those are used."""
    packed = resources.files("spellchecker").joinpath("resources", f"{code}.json.gz").read_bytes()
    return gzip.decompress(packed)
