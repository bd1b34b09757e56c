"""What numbers are called in words."""

from __future__ import annotations

from itertools import product

from storage.text.characters import plain_characters

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


def ordinal_in_digits(value: int) -> str:
    """An ordinal as English writes it in digits: 12th."""
    return f"{value}{'th' if value // 10 == 1 else _ENDINGS.get(value % 10, 'th')}"


ENGLISH_ORDINALS = {
    **{word: ordinal_in_digits(value) for value, word in enumerate(_ORDINALS_UP_TO_TWENTY, 1)},
    **{
        f"{word.removesuffix('y')}ieth": ordinal_in_digits(value)
        for value, word in _ENGLISH_TENS.items()
    },
    **{
        f"{word}-{_ORDINALS_UP_TO_TWENTY[one - 1]}": ordinal_in_digits(value + one)
        for (value, word), one in product(_ENGLISH_TENS.items(), range(1, 10))
    },
}
"""Each English ordinal in lower case, and how it is written in digits: 12th."""

_ORDINALS_FROM_FIVE = """
    fünfte sechste siebte achte neunte zehnte elfte zwölfte, fünften sechsten siebten achten neunten
    zehnten elften zwölften, fünfter sechster siebter achter neunter zehnter elfter zwölfter,
    fünftes sechstes siebtes achtes neuntes zehntes elftes zwölftes, cinquième sixième septième
    huitième neuvième dixième onzième douzième, quinto sexto séptimo octavo noveno décimo undécimo
    duodécimo, quinta sexta séptima octava novena décima, quinto sesto settimo ottavo nono decimo
    undicesimo dodicesimo, quinta sesta settima ottava nona decima, quinto sexto sétimo oitavo nono
    décimo, vijfde zesde zevende achtste negende tiende elfde twaalfde, пятый шестой седьмой восьмой
    девятый десятый, пятого шестого седьмого восьмого девятого десятого, пятом шестом седьмом
    восьмом девятом десятом, пятая шестая седьмая восьмая девятая десятая, пятой шестой седьмой
    восьмой девятой десятой, пятое шестое седьмое восьмое девятое десятое
"""


def _later_ordinals() -> dict[str, str]:
    return {
        plain_characters(word): ordinal_in_digits(value)
        for line in _ORDINALS_FROM_FIVE.split(",")
        for value, word in enumerate(line.split(), 5)
    }


LATER_ORDINALS = _later_ordinals()
"""Each ordinal from the fifth in other languages, and how English writes it in digits."""

_MORE_FROM_TWO = """
    due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici
        sedici diciassette diciotto diciannove,
    dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis
        dezessete dezoito dezenove,
    duas três quatro cinco seis sete oito nove dez onze doze,
    twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien
        zeventien achttien negentien,
    två tre fyra fem sex sju åtta nio tio elva tolv,
    to tre fire fem seks syv otte ni ti elleve tolv,
    kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista,
    dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście
        czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia,
    dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct,
    iki üç dört beş altı yedi sekiz dokuz on onbir oniki,
    две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать,
    двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати,
    δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα δέκα έντεκα δώδεκα,
    δύο τρεις τέσσερις πέντε έξι εφτά οχτώ εννιά δέκα έντεκα δώδεκα,
    اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة,
    اثنين ثلاث أربع خمس ست سبع ثماني تسع عشر,
    שניים שלושה ארבעה חמישה שישה שבעה שמונה תשעה עשרה,
    שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר,
    दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह,
    दो तीन चार पांच छः सात आठ नौ दस ग्यारह बारह
"""
_MORE_TENS = """
    venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento,
    vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem,
    twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd
"""
# Other words as well, in a language that isn't theirs or in their own.
_OTHER_WORDS = frozenset((
    "null", "once", "elf", "dos", "due", "sei", "otto", "cent", "cien", "acht", "to", "fire", "ti",
    "ni", "on", "sex", "tien", "negen", "altı", "ست",
))  # fmt: skip


def _german_compounds() -> dict[str, int]:
    ones = dict(enumerate(["ein", *_UP_TO_TWENTY["german"].split()[2:10]], 1))
    tens = zip(range(20, 100, 10), f"zwanzig {_TENS['german']}".split()[:8], strict=True)
    compounds = {
        f"{one}und{word}": value + more for value, word in tens for more, one in ones.items()
    }
    return compounds | {f"{one}hundert": 100 * more for more, one in ones.items()}


def _french_and_spanish_compounds() -> dict[str, int]:
    french = f"vingt {_TENS['french']}".split()
    tens = {
        20: french[0],
        30: french[1],
        40: french[2],
        50: french[3],
        60: french[4],
        80: "quatre-vingt",
    }
    ones = _UP_TO_TWENTY["french"].split()[:20]
    found = {
        f"{word}-{ones[more]}": value + more
        for value, word in tens.items()
        for more in range(2, 20 if value >= 60 else 10)
    }
    spanish = "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete"
    return found | {
        word: value for value, word in enumerate(f"{spanish} veintiocho veintinueve".split(), 21)
    }


def _single_words() -> dict[str, str]:
    words = dict(CARDINALS) | _german_compounds() | _french_and_spanish_compounds()
    for line in _MORE_FROM_TWO.split(","):
        words |= {word: value for value, word in enumerate(line.split(), 2)}
    for line in _MORE_TENS.split(","):
        words |= {word: value * 10 for value, word in enumerate(line.split(), 2)}
    return {
        plain_characters(word): str(value)
        for word, value in {**words, "dozen": 12}.items()
        if word not in _OTHER_WORDS
    }


SINGLE_WORDS = _single_words()
"""Each word of plain characters that means nothing but a number in most texts, and its digits."""
