"""Words that stand for a number, such as twelve or fünfundzwanzig, and for a place, such as third.

Each is found by its digits and the other way round. "One" and its like are articles and pronouns
more often than numbers and aren't among them.
"""

from __future__ import annotations

from itertools import product

_FROM_TWO = {
    "english": "two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "german": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
    " sechzehn siebzehn achtzehn neunzehn",
    "french": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize dix-sept dix-huit dix-neuf",
    "spanish": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve",
    "italian": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
    " quindici sedici diciassette diciotto diciannove",
    "portuguese": "dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze"
    " dezesseis dezessete dezoito dezenove",
    "dutch": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
    " zestien zeventien achttien negentien",
    "russian": "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
    " тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
}
_TENS = {
    "english": "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "german": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "french": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts"
    " quatre-vingt-dix cent",
    "spanish": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "italian": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "portuguese": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "dutch": "twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "russian": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто",
}
_UP_TO_TWENTIETH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ONLY_IN = {
    **dict.fromkeys(["once", "dos", "seis"], "spanish"),
    **dict.fromkeys(["due", "sei", "sette", "tre"], "italian"),
    **dict.fromkeys(["vier", "elf"], "german"), "cent": "french", "dix": "french",
}  # fmt: skip
"""What other languages have as words of another meaning, or as names."""
_JOINED = {
    "english": "{ten}-{unit}", "french": "{ten}-{unit}", "italian": "{ten}{unit}",
    "german": "{unit}und{ten}", "dutch": "{unit}en{ten}",
}  # fmt: skip


def digits_of(word: str, language: str) -> str:
    """The digits of a number word in lower case, in that language or any; "" for another word.

    That of a place has an ending: 3rd.
    """
    if _ONLY_IN.get(word, language) != language:
        return ""
    return NUMBER_WORDS.get(word) or _PLACES.get(word, "")


def _numbers() -> dict[str, str]:
    numbers: dict[str, str] = {}
    for language, words in _FROM_TWO.items():
        units = dict(enumerate(words.split(), start=2))
        tens = dict(zip(range(20, 101, 10), _TENS[language].split(), strict=True))
        joined = _JOINED.get(language, "")
        for (ten, first), (unit, second) in product(tens.items(), units.items()):
            if joined and ten < 100 and unit < 10:
                numbers[joined.format(ten=first, unit=second)] = str(ten + unit)
        for value, word in (units | tens).items():
            numbers[word] = str(value)
    return {word.casefold(): digits for word, digits in numbers.items()}


NUMBER_WORDS = _numbers()
"""Each number word in lower case, of any of the languages, with its digits."""


def _places() -> dict[str, str]:
    counted = dict(enumerate(_UP_TO_TWENTIETH.split(), start=1))
    tens = dict(zip(range(20, 100, 10), _TENS["english"].split(), strict=False))
    for (ten, first), unit in product(tens.items(), range(1, 10)):
        counted[ten + unit] = f"{first}-{counted[unit]}"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return {
        word: f"{number}{endings.get(number % 10 if number // 10 != 1 else 0, 'th')}"
        for number, word in counted.items()
    }


_PLACES = _places()
