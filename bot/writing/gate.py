"""What of a written answer is let through: sentences that their quotations bear out, by rule.

A model can write anything, so nothing is taken from it on trust. A sentence stands if it quotes
passages letter by letter, if what it says is in these quotations or in the question, every number,
every name and in each of its clauses most of the other words, and if it says of them what the
whole sentences around the quotations do: no denial lost, nobody in another's place, no value of
another thing. That says nothing of whether it answers; it says that whoever follows its citations
finds it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.records import Citation, Flaw, Quotation, WrittenSentence
from bot.writing.grounds import grounds_of, is_quoted, of_another_column, plain
from bot.writing.relations import (
    contradiction,
    misplaced_kind,
    misplaced_name,
    misplaced_value,
)
from bot.writing.statements import CLAUSE, FIRST, NAME, stems_of
from bot.writing.unspaced import misplaced_run
from bot.writing.values import is_unit, numbers_in, values_in
from storage.text.passage_language import plausible_languages, without_function_words
from storage.text.tokens import tokenised

WORDS_BORNE_OUT = 0.5
"""More than this share of a clause's words must be its quotations' or the question's."""

_ADDRESS = regex.compile(
    r"(?:https?:|www\.|mailto:|javascript:|data:)\S*|\]\s*\(|<[a-z/!]|\S+@\S+\.\S+"
)
_TO_A_MODEL = regex.compile(
    r"(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:above|previous|prior|earlier|instructions?"
    r"|prompts?|rules?)\b|\b(?:system|developer) (?:prompt|message)\b|\byou are (?:now )?an? (?:ai|"
    r"assistant|language model)\b|\b(?:as|to) an? (?:ai|language model)\b|<\|?(?:im_start|system)"
    r"|(?:ignorier|vergiss)[^.\n]{0,40}(?:anweisung|oben|vorherig)|ignorez? [^.\n]{0,40}instruction"
    r"|忽略[^。\n]{0,12}(?:指令|以上|上述|之前)",
    regex.IGNORECASE,
)


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
    grounds = grounds_of(sentence.quotations, texts)
    unfounded = _unfounded(sentence, question, "\n".join(grounds))
    return unfounded if unfounded[0] else _misstated(sentence, grounds, texts)


def _unfounded(sentence: WrittenSentence, question: str, around: str) -> tuple[Flaw | None, str]:
    """What a sentence says that neither its quotations nor the question say."""
    said, proof = sentence.text, _proof(sentence)
    if (address := _ADDRESS.search(said)) and plain(address[0]) not in plain(proof):
        return "address", address[0]
    known = f"{proof}\n{question}"
    if number := _unknown_number(said, known):
        return "number", number
    if name := _unknown(said, known, around):
        return "name", name
    known_terms = _terms(known)
    for clause in CLAUSE.split(said):
        terms = _terms(clause)
        if terms and len(terms & known_terms) <= WORDS_BORNE_OUT * len(terms):
            return "words", " ".join(clause.split())
    return None, ""


def _proof(sentence: WrittenSentence) -> str:
    return "\n".join(quotation.text for quotation in sentence.quotations)


def _misstated(
    sentence: WrittenSentence, grounds: Sequence[str], texts: dict[int, str]
) -> tuple[Flaw | None, str]:
    """What a sentence says of its passages' words that these, read whole, don't."""
    said = sentence.text
    if flaw := contradiction(said, grounds):
        return flaw, ""
    cited = {one.rank: texts[one.rank] for one in sentence.quotations}
    value = of_another_column(said, grounds, cited) or misplaced_value(said, grounds)
    if value:
        return "elsewhere", value.written
    for misplaced in (misplaced_name, misplaced_kind, misplaced_run):
        if name := misplaced(said, grounds):
            return "elsewhere", name
    return None, ""


def _unknown_number(said: str, known: str) -> str:
    """The first number that isn't known, or only with another unit or in other dates; or ""."""
    meant = frozenset[str]().union(*numbers_in(known).values())
    for written, meanings in numbers_in(said).items():
        if meanings.isdisjoint(meant):
            return written
    values = values_in(known)
    for value in values_in(said):
        same = [one for one in values if value.equals(one)]
        if value.unit == "date":
            is_known = bool(same) or not any(one.unit == "date" for one in values)
        else:
            is_known = not same or not all(value.has_other_unit(one) for one in same)
        if not is_known:
            return value.written
    return ""


def _is_to_a_model(quotation: Quotation, text: str) -> bool:
    """Whether the quoted words stand at or after such as tell whoever writes what to do."""
    told = _TO_A_MODEL.search(plain(text))
    return told is not None and plain(text).rfind(plain(quotation.text)) >= told.start() - 1


def _unknown(said: str, known: str, around: str) -> str:
    """The first of a sentence's names with a word that isn't known, or "".

    Its first word is one where it isn't among the small words of its language, nor those ``around``
    its quotations.
    """
    terms, languages = stems_of(tokenised(known)), plausible_languages(tokenised(said))
    first = FIRST.match(said)
    names = [found[0] for found in NAME.finditer(said)]
    if first and stems_of(tokenised(first[1])).isdisjoint(stems_of(tokenised(around))):
        names.insert(0, first[1])
    for name in names:
        content = without_function_words(tokenised(name), languages)
        named = [token for token in content if not is_unit(token.text)]
        if any(stems_of([token]).isdisjoint(terms) for token in named):
            return name
    return ""


def _terms(text: str) -> frozenset[str]:
    """The different words that carry a meaning, as stems of the languages it may be in."""
    tokens = tuple(one for one in tokenised(text) if not is_unit(one.text))
    content = without_function_words(tokens, plausible_languages(tokens))
    return stems_of(content)
