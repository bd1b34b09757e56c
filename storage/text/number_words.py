"""What numbers are called in words."""

from __future__ import annotations

from itertools import product

_UP_TO_TWENTY = {
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
_ENGLISH = _UP_TO_TWENTY["english"].split()
_ENGLISH_TENS = dict(zip(range(20, 100, 10), f"twenty {_TENS['english']}".split()[:8], strict=True))

# "One" and its like are articles and pronouns more often than numbers.
_ARTICLES = {"one", "un", "uno", "один"}

CARDINALS = {
    **{
        word: value
        for words in _UP_TO_TWENTY.values()
        for value, word in enumerate(words.split())
        if word not in _ARTICLES
    },
    **{
        word: value
        for words in _TENS.values()
        for value, word in zip(range(30, 101, 10), words.split(), strict=True)
    },
    **{
        f"{word}-{_ENGLISH[one]}": value + one
        for (value, word), one in product(_ENGLISH_TENS.items(), range(1, 10))
    },
}
"""Each number word in lower case, without those that are articles as well, and its value."""

_ORDINALS_UP_TO_TWENTY = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def _in_digits(value: int) -> str:
    return f"{value}{'th' if value // 10 == 1 else _ENDINGS.get(value % 10, 'th')}"


ENGLISH_ORDINALS = {
    **{word: _in_digits(value) for value, word in enumerate(_ORDINALS_UP_TO_TWENTY, 1)},
    **{f"{word.removesuffix('y')}ieth": _in_digits(value) for value, word in _ENGLISH_TENS.items()},
    **{
        f"{word}-{_ORDINALS_UP_TO_TWENTY[one - 1]}": _in_digits(value + one)
        for (value, word), one in product(_ENGLISH_TENS.items(), range(1, 10))
    },
}
"""Each English ordinal in lower case, and how it is written in digits: 12th."""
