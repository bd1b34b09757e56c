"""A question, analysed once for everything that asks something of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import regex

from storage.text.expressions import Phrase
from storage.text.numbers import ANY_LANGUAGE
from storage.text.passage_language import plausible_languages, without_function_words
from storage.text.tokens import UNSPACED, Token, Tokens, is_identifier, tokenised
from storage.text.words import asked_as, spellings, terms_of

MOST_WORDS = 48
"""More different words than this say nothing more about what is looked for, and cost time."""


_FILE = (
    r"[\p{L}\p{N}_-]+\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|md|txt|html?|epub|eml|msg|ipynb"
    r"|json|xml|py|png|jpe?g|tiff?)\b"
)
_CALLED = regex.compile(
    r"\b(?:the|my|our|your|this|der|die|das|dem|den|des|im|mein\p{L}*|unser\p{L}*|le|la|les|mon|ma"
    r"|notre|el|nuestr[oa]|il|lo|o|a)\s+(\p{L}+)",
    regex.IGNORECASE,
)

# A capital letter at the beginning of a sentence says nothing, but for "Tesla's"; nor does "I'm".
_NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;:)\]’'”\"] {1,2}|[(\[“„\"«])(?!I[’'])\p{Lu}[\p{L}\p{N}.&’'-]*"
    r"|\p{Lu}\p{L}+(?=[’']s\b)|[\p{L}\p{N}.,-]*\p{N}[\p{L}\p{N}.,-]*"
    rf"|{_FILE}"
)
MOST_LIKELY = 3
"""A question that may be in more languages than this has no word that tells its language."""

# "I'm", "they'd" and "couldn't" ask for no m, d or couldn, nor does "a-t-il" for a word of its own.
_CONTRACTED = regex.compile(
    r"(?<=\b(?:i|you|he|she|it|we|they|who|what|that|there|where|how))['’](?:m|d|ll|ve|re|s)\b"
    r"|\b(?:ai|are|ca|could|did|does|do|had|has|have|is|might|must|need|sha|should|was|were|wo"
    r"|would)n['’]t\b"
    r"|(?:\ba)?(?<=\p{L})-(?:t-)?(?:ils?|elles?)\b|(?<=\best)-ce\b|(?<=\b(?:peut|doit))-on\b",
    regex.IGNORECASE,
)
_LETTERS = regex.compile("[a-z]{1,6}")
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_LETTERS_AND_DIGITS = regex.compile(r"([a-z]{1,6})(\d{1,6})")
_NUMBER = regex.compile(
    rf"[\p{{L}}\p{{N}}.,-]*\p{{N}}[\p{{L}}\p{{N}}.,-]*|\b\p{{Lu}}{{2,}}\b|{_FILE}"
)
_INITIALS = regex.compile(r"(?<!\p{L})(\p{Lu}{2,5})s(?!\p{L})")  # several of them: "PDFs"
_QUOTES = '"“”„‟«»‹›「」『』《》〝〞〟＂'
_PHRASE = regex.compile(
    rf"[{_QUOTES}]([^{_QUOTES}]{{2,200}})[{_QUOTES}]|(?<!\p{{L}})[‘‚]([^{_QUOTES}‘]{{2,200}})[’‘](?!\p{{L}})"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for, in the terms of the index.

    ``words`` are its different content words, each as the terms it may be stored as: several where
    the language it is stemmed in isn't certain, or where it is a version. Where there are only
    function words, they are those, and ``has_content`` is false. At most ``MOST_WORDS``, the first.
    ``names`` are those of the words that name something: capitalised in it, with a digit, or a
    file's. ``called`` are those that a document may be called by: "the lease".
    ``phrases`` stand in double quotes in it, and ``identifiers`` are terms that name one thing
    exactly. ``searches`` are what the index of words is asked for, any of which may match.
    """

    text: str
    words: tuple[tuple[str, ...], ...]
    has_content: bool
    names: tuple[tuple[str, ...], ...]
    called: tuple[tuple[str, ...], ...]
    phrases: tuple[str, ...]
    identifiers: frozenset[str]
    searches: tuple[Phrase, ...]

    @staticmethod
    def of(question: str) -> Query:
        """The question analysed; one without any word asks for nothing."""
        tokens = tokenised(_CONTRACTED.sub(" ", question)) or tokenised(question)
        languages = plausible_languages(tokens)
        content = without_function_words(tokens, languages)
        words = _words(question, content or tokens, languages)
        phrases = tuple((match[1] or match[2]).strip() for match in _PHRASE.finditer(question))
        named = [token for token in tokens if is_identifier(token)]
        return Query(
            text=question,
            words=words,
            has_content=bool(content),
            names=_names(question, words, languages),
            called=_among(words, " ".join(_CALLED.findall(question)), languages),
            phrases=phrases,
            identifiers=frozenset(terms_of([token], "english")[0] for token in named),
            searches=_searches(phrases, content, words, languages),
        )


def _words(
    question: str, tokens: Tokens, languages: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    initials = {f"{one}s".lower(): one.lower() for one in _INITIALS.findall(question)}
    words: dict[tuple[str, ...], None] = {}
    told = len(languages) <= MOST_LIKELY
    following = [*(token.text for token in tokens[1:]), ""]
    before = ""
    for token, after in zip(tokens, following, strict=False):
        readings = [
            asked_as(token, language, language if told else ANY_LANGUAGE, after)
            for language in languages
        ]
        for alternatives in zip(*readings, strict=True):
            terms = list(chain.from_iterable(alternatives))
            terms += [initials[term] for term in terms if term in initials]
            terms += [before + token.text] if _is_counted(before, token) else []
            written = (spelling for term in terms for spelling in spellings(term))
            words.setdefault(tuple(dict.fromkeys(written)))
        before = token.text if token.kind == "word" else ""
    return tuple(words)[:MOST_WORDS]


def _is_counted(before: str, token: Token) -> bool:
    """Whether a number may be written on to the word before it, as ABC 123 is; a year isn't."""
    is_number = token.kind == "word" and token.text.isdecimal()
    return is_number and not _YEAR.fullmatch(token.text) and bool(_LETTERS.fullmatch(before))


def _names(
    question: str, words: Sequence[tuple[str, ...]], languages: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Those of the words that a question writes as names are written.

    German gives every noun a capital letter, so that there only numbers and initials tell.
    """
    is_german = "german" in languages and len(languages) <= MOST_LIKELY
    pattern = _NUMBER if is_german else _NAME
    written = " ".join(found[0] for found in pattern.finditer(question))
    valued = [token for token in tokenised(question) if token.kind in ("number", "canonical")]
    return _among(words, written, languages, valued)


def _among(
    words: Sequence[tuple[str, ...]],
    written: str,
    languages: Sequence[str],
    besides: Sequence[Token] = (),
) -> tuple[tuple[str, ...], ...]:
    """Those of the words that a text of some of them has, or that are tokens besides."""
    tokens = [*tokenised(written), *besides]
    found = {term for language in languages for term in terms_of(tokens, language)}
    return tuple(word for word in words if not found.isdisjoint(word))


def _searches(
    phrases: Sequence[str],
    content: Tokens,
    words: Sequence[tuple[str, ...]],
    languages: Sequence[str],
) -> tuple[Phrase, ...]:
    """The phrases, then the words, each once; a lone character begins any pair of characters.

    ABC123 is a phrase of two words as well.
    """
    searches: dict[Phrase, None] = {}
    for phrase in phrases:
        tokens = tokenised(phrase)[:MOST_WORDS]
        for language in languages if tokens else ():
            searches[Phrase(tuple(terms_of(tokens, language)), is_prefix=False)] = None
    for token in content:
        if token.kind == "word" and (parted := _LETTERS_AND_DIGITS.fullmatch(token.text)):
            searches[Phrase(tuple(parted.groups()), is_prefix=False)] = None
    for word in words:
        for term in word:
            lone = len(term) == 1 and UNSPACED.match(term) is not None
            searches[Phrase((term,), is_prefix=lone)] = None
    return tuple(searches)
