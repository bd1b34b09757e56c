"""The numbers that a sentence names, in digits or in words, and whether it denies something."""

from __future__ import annotations

import unicodedata
from itertools import product

import regex

_DIGITS = regex.compile(r"\p{N}(?:[\p{N}.,'’\u00a0\u202f](?=\p{N}))*\p{N}|\p{N}")
_SEPARATOR = regex.compile(r"[,'’\u00a0\u202f ]")
_UNITS = {
    "english": "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "german": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "french": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize dix-sept dix-huit dix-neuf vingt",
    "spanish": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte",
    "russian": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать "
    "двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать "
    "девятнадцать двадцать",
}
_TENS = {
    "english": "thirty forty fifty sixty seventy eighty ninety hundred",
    "german": "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "french": "trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
    "spanish": "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "russian": "тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто",
}
_LARGE = {
    **dict.fromkeys(["thousand", "thousands", "tausend", "mille", "mil"], "1000"),
    **dict.fromkeys(["million", "millions", "millionen", "millones"], "1000000"),
    **dict.fromkeys(["billion", "billions", "milliarde", "milliarden"], "1000000000"),
    "dozen": "12",
}
# "One" and its like are articles and pronouns more often than numbers.
_ARTICLES = {"one", "un", "uno", "один"}
_VALUE_OF = {
    **{
        word: str(value)
        for words in _UNITS.values()
        for value, word in enumerate(words.split())
        if word not in _ARTICLES
    },
    **{
        word: str(value)
        for words in _TENS.values()
        for value, word in zip(range(30, 101, 10), words.split(), strict=True)
    },
    **_LARGE,
    **{
        f"{ten}-{unit}": str(value + one)
        for (value, ten), (one, unit) in product(
            zip(range(20, 100, 10), f"twenty {_TENS['english']}".split()[:8], strict=True),
            list(enumerate(_UNITS["english"].split()))[1:10],
        )
    },
}
_HAN = dict(zip("〇一二三四五六七八九十", map(str, range(11)), strict=True))
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*")
_HAN_NUMBER = regex.compile(r"[〇一二三四五六七八九十](?=[个年月日天人元次倍%岁個歳回])")

_DENIAL = regex.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|excluded?|excludes|except"
    r"|unless|unable|lacks?|refus\w+|prohibit\w+|forbid\w*|den(?:y|ies|ied)"
    r"|nicht|kein\w*|nie|niemals|ohne|weder|verboten|ausgeschlossen"
    r"|pas|jamais|aucun\w*|sans|nunca|sin|jamás|ningun\w*|non|mai|senza|não|sem"
    r"|не|нет|без|никогда)\b|n[’']t\b|[不没沒無无未非]|ない|ません|\bلا\b|\bليس|\bلم\b|नहीं",
    regex.IGNORECASE,
)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text, in digits without separators of thousands.

    Number words count as their digits, so that "forty" isn't taken for "fourteen".
    """
    plain = unicodedata.normalize("NFKC", text)
    digits = {_SEPARATOR.sub("", found).strip(".") for found in _DIGITS.findall(plain)}
    words = {found.casefold() for found in _WORD.findall(plain)}
    written = {_VALUE_OF[word] for word in words if word in _VALUE_OF}
    return frozenset(digits | written | {_HAN[one] for one in _HAN_NUMBER.findall(plain)})


def denies(text: str) -> bool:
    """Whether a text says that something isn't so, by its words; two denials are still one."""
    return _DENIAL.search(text) is not None
