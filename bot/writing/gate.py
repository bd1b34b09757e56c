"""What of a written answer is let through: sentences that their quotations bear out, by rule.

A model can write anything, so nothing is taken from it on trust. A sentence stands if it quotes
passages letter by letter, and if what it says is in these quotations or in the question: every
number, every name, every denial, and in each of its clauses most of the other words. That says
nothing of whether it answers; it says that whoever follows its citations finds it there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from bot.records import Citation, Flaw, Quotation, WrittenSentence
from bot.writing.values import denies, numbers_in
from storage.text.words import (
    plausible_languages,
    terms_of,
    tokenised,
    without_function_words,
)

WORDS_BORNE_OUT = 0.5
"""More than this share of a clause's words must be its quotations' or the question's."""

_ADDRESS = regex.compile(
    r"(?:https?:|www\.|mailto:|javascript:|data:)\S*|\]\s*\(|<[a-z/!]|\S+@\S+\.\S+"
)
_CLAUSE = regex.compile(
    r"[;–—()]|[,:](?!\d)|\b(?:and|but|which|who|because|while|although|so|und|aber|weil|obwohl|der|die|das"
    r"|et|mais|qui|car|y|pero|que|porque|и|но|который|потому)\b|[，、；：。]|\.\s"
)
# A capital letter begins each sentence; what is a name there is looked at apart.
_NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;:)\]’'”\"%] {1,2}|[(\[“„\"«/-])\p{Lu}[\p{L}\p{M}\p{N}&’'-]*"
)
_FIRST = regex.compile(r"^\W*(\p{Lu}[\p{L}\p{M}\p{N}&’'-]*)")
_TO_A_MODEL = regex.compile(
    r"(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:above|previous|prior|earlier|instructions?"
    r"|prompts?|rules?)\b|\b(?:system|developer) (?:prompt|message)\b|\byou are (?:now )?an? (?:ai|"
    r"assistant|language model)\b|\b(?:as|to) an? (?:ai|language model)\b|<\|?(?:im_start|system)"
    r"|(?:ignorier|vergiss)[^.\n]{0,40}(?:anweisung|oben|vorherig)|ignorez? [^.\n]{0,40}instruction"
    r"|忽略[^。\n]{0,12}(?:指令|以上|上述|之前)",
    regex.IGNORECASE,
)
_CUT = regex.compile(r"\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*")
_QUOTE_MARKS = str.maketrans("", "", "\"'“”„‟«»‹›「」『』‘’‚‛`")


def checked(
    sentence: WrittenSentence, citations: Sequence[Citation], question: str
) -> WrittenSentence:
    """The sentence with what is wrong with it, if anything is."""
    passages = {citation.rank: citation.passage for citation in citations}
    texts = {rank: f"{one.context}\n{one.text}" for rank, one in passages.items()}
    flaw, about = _flaw(sentence, texts, question)
    return replace(sentence, flaw=flaw, about=about)


def _flaw(
    sentence: WrittenSentence, texts: dict[int, str], question: str
) -> tuple[Flaw | None, str]:
    if not sentence.quotations:
        return "no proof", ""
    for quotation in sentence.quotations:
        if quotation.rank not in texts:
            return "no such passage", str(quotation.rank)
        if not is_quoted(quotation.text, texts[quotation.rank]):
            return "not quoted", quotation.text
        if _is_to_a_model(quotation, texts[quotation.rank]):
            return "instruction", quotation.text
    proof = "\n".join(quotation.text for quotation in sentence.quotations)
    return _unfounded(sentence.text, proof, question)


def _unfounded(said: str, proof: str, question: str) -> tuple[Flaw | None, str]:
    """What a sentence says that neither its quotations nor the question say."""
    if (address := _ADDRESS.search(said)) and _plain(address[0]) not in _plain(proof):
        return "address", address[0]
    known = f"{proof}\n{question}"
    if missing := sorted(numbers_in(said) - numbers_in(known)):
        return "number", missing[0]
    if name := _unknown(said, known):
        return "name", name
    if denies(said) != denies(_about_the_same(said, proof)):
        return "denial", ""
    known_terms = _terms(known)
    for clause in _CLAUSE.split(said):
        terms = _terms(clause)
        if terms and len(terms & known_terms) <= WORDS_BORNE_OUT * len(terms):
            return "words", " ".join(clause.split())
    return None, ""


def _about_the_same(said: str, proof: str) -> str:
    """The clauses of the quotations that have words of the sentence."""
    terms = _terms(said)
    return "\n".join(clause for clause in _CLAUSE.split(proof) if terms & _terms(clause))


def is_quoted(quotation: str, text: str) -> bool:
    """Whether the words stand in the text letter by letter, spaces and quote marks aside.

    Where something was left out with dots, what is on either side must stand there, in order.
    """
    at, within = 0, _plain(text)
    pieces = [_plain(piece) for piece in _CUT.split(quotation)]
    if not any(pieces):
        return False
    for piece in pieces:
        at = within.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def _plain(text: str) -> str:
    """The text in one spelling, with single spaces and without quote marks."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTE_MARKS).split())


def _is_to_a_model(quotation: Quotation, text: str) -> bool:
    """Whether the quoted words stand at or after such as tell whoever writes what to do."""
    told = _TO_A_MODEL.search(_plain(text))
    return told is not None and _plain(text).rfind(_plain(quotation.text)) >= told.start() - 1


def _unknown(said: str, known: str) -> str:
    """The first of a sentence's names with a word that isn't known, or "".

    Its first word is one where it isn't among the small words of its language.
    """
    terms, languages = _stems(tokenised(known)), plausible_languages(tokenised(said))
    first = _FIRST.match(said)
    for name in [*([first[1]] if first else []), *(found[0] for found in _NAME.finditer(said))]:
        content = without_function_words(tokenised(name), languages)
        if any(_stems([token]).isdisjoint(terms) for token in content):
            return name
    return ""


def _terms(text: str) -> frozenset[str]:
    """The different words that carry a meaning, as stems of the languages it may be in."""
    tokens = tokenised(text)
    content = without_function_words(tokens, plausible_languages(tokens))
    return _stems(content)


def _stems(tokens: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(terms_of(tokens, "english"))
