"""What kind of thing a question asks for: a number, a date, a person, a reason."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

import regex

from storage.text.query import Query

Kind: TypeAlias = Literal["number", "date", "person", "yes or no", "reason", "thing"]

_ASKING: tuple[tuple[Kind, str], ...] = (
    # Chinese and Japanese write no spaces; Arabic and Hindi put the word anywhere.
    (
        "number",
        r"how (?:many|much|often|long|far|high|large|big|old|tall|wide|deep|fast)\b|what (?:percent"
        r"|percentage|share|number|amount|proportion|price|rate)\b|at what (?:price|rate|age)\b"
        r"|what (?:do|does|did|will|would) .{1,80}? cost\b"
        r"|what (?:is|are|was|were) (?:[^\s?]+ ){0,6}"
        r"(?:price|costs?|fees?|fares?|rates?|salary|wage|rent|percentage|number|amount|sum|total)"
        r" (?:of|for|per|in|on|to|at)\b|(?:was|wie ?viel) kostete?n?\b|wie teuer\b"
        r"|quel(?:le)? (?:est|était) (?:le|la|l['’]) ?"
        r"(?:prix|montant|taux|nombre|coût|tarif|loyer)\b"
        r"|cuál (?:es|era|fue) (?:el|la) (?:precio|importe|tasa|número|coste|costo|tarifa)\b"
        r"|wie ?viele?\b|wie (?:hoch|oft|lange|weit|groß|gross|alt|schnell)\b"
        r"|combien\b|à combien\b|cuánt[oa]s?\b|quant[oaie]\b|quant[oa]s\b|hoeveel\b"
        r"|сколько\b|как (?:часто|долго|много)\b|какой (?:процент|размер)"
        r"|كم\b|कितन[ेाी]|多少|几[个次年天人种]|幾|いくつ|いくら|何[人個回年歳]",
    ),
    (
        "date",
        r"when\b|(?:what|which|in what|in which) (?:year|date|day|month|century|decade)\b"
        r"|wann\b|(?:in |an |zu )?welche[mrsn]? (?:jahr|tag|datum|monat|jahrhundert)\b"
        r"|quand\b|(?:en )?quelle (?:année|date|heure)\b|à quelle heure\b|cuándo\b|quando\b"
        r"|когда\b|в каком (?:году|веке|месяце)\b|какого числа\b"
        r"|متى\b|(?:في )?أي (?:عام|سنة|تاريخ|يوم)|कब\b|किस (?:वर्ष|साल|तारीख)"
        r"|什么时候|何时|哪一?年|几月|哪[一]?天|いつ|何年|何月",
    ),
    (
        "person",
        r"who(?:m|se)?\b|(?:what|which) (?:person|man|woman|player|author|king|company|team)\b"
        r"|wer\b|wem\b|wen\b|wessen\b|qui\b|quién(?:es)?\b|chi\b|quem\b|wie is\b"
        r"|кто\b|кого\b|кому\b|чей\b|من (?:هو|هي|الذي|قام|كان)|مَن\b|कौन\b|किस(?:ने|को|के)|谁|誰",
    ),
    (
        "reason",
        r"why\b|for what reason\b|what (?:caused|causes|led)\b|warum\b|weshalb\b|wieso\b|pourquoi\b"
        r"|por qué\b|perché\b|por que\b|почему\b|зачем\b|لماذا\b|क्यों\b|为什么|為什麼|なぜ|どうして",
    ),
    (
        "yes or no",
        r"^(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had)\b"
        r"|^(?:ist|sind|war|waren|hat|haben|darf|dürfen|kann|können|muss|soll|gibt es)\b"
        r"|^est-ce\b|^هل\b|^क्या\b|吗[？?]?$|嗎[？?]?$|ですか[？?。]?$",
    ),
)
_PATTERNS = tuple((kind, regex.compile(words, regex.IGNORECASE)) for kind, words in _ASKING)
_ASKING_WORD = regex.compile(
    r"\b(?:what|which|where|how|was|welche[mnrs]?|wo|wie|que|qu['’]|quoi|quel(?:le)?s?|où|comment"
    r"|qué|cuál(?:es)?|dónde|cómo|che|cosa|dove|come|quale?|onde|como|qual|wat|waar|hoe|что|где"
    r"|как(?:ой|ая|ое|ие)?)(?!\p{L})",
    regex.IGNORECASE,
)
"""Words that ask; "when" or "who" after one begins a clause: "What happens when it is empty?"."""

_MONTH = (
    r"jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|févr(?:ier)?|mar(?:ch|s)?|märz|apr(?:il)?|avril|may"
    r"|mai|june?i?|juin|july?|juli|juillet|aug(?:ust)?|août|sep(?:t(?:ember|embre)?)?|o[ck]t(?:ober"
    r"|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?|déc(?:embre)?"
)
_ANSWERS: dict[Kind, regex.Pattern[str]] = {
    "date": regex.compile(
        rf"\b(?:1\d|20)\d\d\b|\b\d{{1,2}}[./:h]\d{{1,2}}|\b(?:{_MONTH})\b|\b(?:mon|tues|wednes|thurs"
        r"|fri|satur|sun)days?\b|\bcentur(?:y|ies)\b|\d\s?[年月日世]|"
        r"\b(?:18|19|20)\d\ds?\b|год[ауе]?\b|века?\b|عام|सन|वर्ष",
        regex.IGNORECASE,
    ),
    # A name begins with a capital inside a sentence; scripts without capitals say nothing here.
    "person": regex.compile(r"(?<=[\p{L}\p{N},;:\"“(]\s)\p{Lu}[\p{L}.'’-]+"),
    "reason": regex.compile(
        r"\b(?:because|due to|since|driven by|as a result|caused by|owing to|therefore|so that"
        r"|weil|da|wegen|aufgrund|denn|parce que|car|en raison|grâce à|porque|debido|perché"
        r"|потому|из-за|вследствие)\b|因为|由于|因此|ために|بسبب|لأن|क्योंकि|कारण",
        regex.IGNORECASE,
    ),
}
_NUMBER_WORD = regex.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred"
    r"|thousand|million|half|none|once|twice|eins?|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|zehn|deux|trois|quatre|cinq|два|две|три|четыре|пять)\b|[一二三四五六七八九十百千万亿两]",
    regex.IGNORECASE,
)
_VALUE = regex.compile(r"(?<![\p{L}_\p{N}])(?:\p{N}[\p{N}.,:/-]*\p{N}|\p{N})")
_PERIOD = regex.compile(r"\b(?:(?:19|20)\d\d|[QH][1-4]|FY\s?\d{2,4})\b")
_SCRIPT_WITH_CAPITALS = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}]")


@lru_cache(maxsize=256)  # each column of each row is compared with it
def asked_for(question: str) -> Kind:
    """What kind of answer the question asks for; "thing" where nothing tells."""
    plain = question.strip()
    first = [(found.start(), kind) for kind, words in _PATTERNS if (found := words.search(plain))]
    if not first:
        return "thing"
    start, kind = min(first)
    asking = _ASKING_WORD.search(plain) if kind in ("date", "person") else None
    return "thing" if asking and asking.start() < start else kind


def new_values(statement: str, question: str) -> frozenset[str]:
    """The numbers of a statement that its question doesn't name already, without their commas."""
    found, asked = (
        {value.replace(",", "") for value in _VALUE.findall(text)} for text in (statement, question)
    )
    return frozenset(found - asked)


def may_answer(kind: Kind, statement: str, question: str) -> bool:
    """Whether a statement holds what that kind of question asks for, as far as can be told.

    A number that the question names itself is no answer, nor is a year where it asks how many.
    """
    if kind == "number":
        values = new_values(_PERIOD.sub(" ", statement), question)
        return bool(values) or _NUMBER_WORD.search(statement) is not None
    if kind == "person" and not _SCRIPT_WITH_CAPITALS.search(statement):
        return True
    expected = _ANSWERS.get(kind)
    return expected is None or expected.search(statement) is not None


def telling_words(
    query: Query, terms: Sequence[frozenset[str]]
) -> Iterator[tuple[tuple[str, ...], list[int], float]]:
    """Each word that any has, the places of those that have it, and its weight.

    ``terms[i]`` are the terms at place i. A word weighs more the fewer have it.
    """
    for word in query.words:
        having = [place for place, one in enumerate(terms) if not one.isdisjoint(word)]
        if having:
            yield word, having, math.log(1 + len(terms) / len(having))
