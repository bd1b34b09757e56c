"""Words such as million, lakh or 万 behind a number, and how many times they make it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import regex

_HUNDRED, _THOUSAND, _MILLION = 10**2, 10**3, 10**6

_WORDS_OF_MAGNITUDES = {
    _THOUSAND: "thousand thousands k tsd tsd. tausend duizend tusen tusind тыс тыс. тысяч тысячи"
    " тысяча tys. tis. ألف آلاف אלף हज़ार हजार nghìn ngàn ribu",
    10**5: "lakh lakhs lac lacs लाख",
    _MILLION: "million millions mn mln mln. mio mio. millionen millionen millón millon millones"
    " milione milioni milhão milhões milhao milhoes miljoen miljon miljoner millioner miljoona"
    " miljoonaa milion miliony milionów milionu milionů millió milyon milioane млн млн. миллион"
    " миллиона миллионов мільйон мільйони мільйонів εκατομμύριο εκατομμύρια εκατ. מיליון مليون"
    " ملايين triệu juta",
    10**7: "crore crores cr करोड़",
    10**9: "billion billions bn bln milliarde milliarden mrd mrd. milliard milliards mds miliardo"
    " miliardi miljard miljarder milliarder miljardi miljardia miliard miliardy miliardów miliarda"
    " mld mld. milliárd milyar miliarde млрд млрд. миллиард миллиарда миллиардов мільярд мільярди"
    " мільярдів δισεκατομμύριο δισεκατομμύρια δισ. מיליארד مليار مليارات अरब tỷ miliar",
    10**12: "trillion trillions tn trn billionen bio bio. трлн трлн. триллион триллиона"
    " триллионов τρισ. טריליון تريليون",
}
_OF_TWO_WORDS = {
    "mil millones": 10**9, "mil milhões": 10**9, "mil milhoes": 10**9, "lakh crore": 10**12,
}  # fmt: skip
_UNSPACED = {
    "百": _HUNDRED, "千": _THOUSAND, "万": 10**4, "百万": _MILLION, "千万": 10**7, "亿": 10**8,
    "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "만": 10**4, "백만": _MILLION,
    "천만": 10**7, "억": 10**8, "조": 10**12, "兆": 10**12, "ล้าน": _MILLION, "พันล้าน": 10**9,
}  # fmt: skip
_BEHIND_MONEY = {"m": _MILLION, "mm": _MILLION, "b": 10**9, "t": 10**12}

MAGNITUDES = {
    unicodedata.normalize("NFC", word).replace("\u093c", ""): times
    for table in (
        {word: times for times, words in _WORDS_OF_MAGNITUDES.items() for word in words.split()},
        _OF_TWO_WORDS,
        _UNSPACED,
        _BEHIND_MONEY,
    )
    for word, times in table.items()
} | {"mil": _THOUSAND}
"""Each word and abbreviation in lower case, with how many times it makes the number before it."""


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))


_SPACED = {
    word: times
    for word, times in MAGNITUDES.items()
    if word not in _UNSPACED and word not in _BEHIND_MONEY
}
MAGNITUDE = (
    rf"(?:(?:{either(_SPACED)}|mil(?=\ (?:euros|dólares|dolares|pesos|reais|soles)))"
    rf"(?![\p{{L}}\p{{M}}])|(?:{either(_UNSPACED)})(?![克米瓦])"
    r"|(?<=(?:[$€£¥₹]|(?<!\p{L})(?:usd|eur|gbp|chf|cny|rmb))\ ?[\d.,']+\ ?)"
    rf"(?:{either(_BEHIND_MONEY)})(?![\p{{L}}\p{{M}}]))"
)
"""Matches one of them behind a number; a bare m or b only behind an amount of money."""

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_HAN_DIGITS |= {"零": 0, "两": 2}
_HAN_PLACES = {"十": 10, "百": _HUNDRED, "千": _THOUSAND}
_HAN_GROUPS = {"万": 10**4, "亿": 10**8}
HAN_NUMBER = r"[一二三四五六七八九十两百千][〇零一二三四五六七八九十百千万亿两]+"
"""Matches what may be a number in simplified Chinese characters, of two or more."""


def multiplied(number: str, times: int | Decimal) -> str:
    """A number in digits with a point, so many times, without needless noughts.

    One with several points, as of a version, stays as it is.
    """
    if times == 1 or number.count(".") > 1:
        return number
    product = Decimal(number) * times
    return f"{product.normalize():f}"


def han_digits(written: str) -> str:
    """Chinese digits as those of other scripts."""
    return "".join(str(_HAN_DIGITS[digit]) for digit in written)


def han_value(written: str, *, digits_alone: bool = False) -> int | None:
    """What a number in Chinese characters is; ``None`` where it is none.

    Digits alone, as of a year, are none without ``digits_alone``: they may as well be two numbers
    side by side.
    """
    total = section = digit = 0
    least_place, least_group = 10**4, 10**12
    for character in written:
        if character in _HAN_DIGITS:
            if digit:
                return None
            digit = _HAN_DIGITS[character]
        elif place := _HAN_PLACES.get(character):
            if place >= least_place:
                return None
            section, digit, least_place = section + (digit or 1) * place, 0, place
        else:
            group = _HAN_GROUPS[character]
            if group >= least_group or not section + digit:
                return None
            total += (section + digit) * group
            section, digit, least_place, least_group = 0, 0, 10**4, group
    has_place = any(character not in _HAN_DIGITS for character in written)
    return total + section + digit if has_place or digits_alone else None
