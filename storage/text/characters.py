"""A text's characters in the one spelling in which its words are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import regex

from storage.text.magnitudes import han_digits, han_value

GROUP_MARK = "'"
"""What stands in a number for a mark or blank that can only separate its groups of digits."""

# A no-break, figure, thin or narrow blank, and the marks of Swiss, Arabic and typewritten numbers.
# Before NFKC, which makes these blanks one of many.
_GROUPING = regex.compile(r"(?<=\d)[\u00a0\u2002-\u200a\u202f'’ʼ٬](?=\d{3}(?!\d))", regex.VERSION0)
_DECIMAL_MARK = regex.compile(r"(?<=\d)٫(?=\d)")
_FOREIGN_DIGIT = regex.compile(r"(?=\P{ASCII})\p{Nd}")
_FRACTION = regex.compile(r"(?P<whole>(?<![\d.,])\d{1,3}\s?)?(?P<part>[¼-¾⅐-⅞])")
_POWER = regex.compile(r"(?<=\d)⁻?[⁰¹²³⁴-⁹]{1,2}")
# Where a line may be broken, and what joins or turns letters: no reader sees them. A Persian word
# has its non-joiner where others write a blank or nothing, so that it is parted as by a hyphen.
_UNSEEN = regex.compile(
    r"\u00ad(?:\r?\n)?|[\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_NON_JOINER = regex.compile(r"(?<=\p{Arabic})\u200c(?=\p{Arabic})")
# Devanagari: the dot under letters, which many leave out, and the nasal before a consonant of its
# kind, which is a letter, a moon or a dot.
_NUKTA = "\u093c"
_NASAL = regex.compile(r"ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])|ँ")
# サーバ and サーバー: the long vowel at the end of a longer word is a matter of the house's style.
_LONG_VOWEL = regex.compile(r"(?<=[\p{Katakana}ー]{2})ー(?![\p{Katakana}ー])")
# 20º C: the ordinal sign is on more keyboards than that of degrees, and becomes an o by NFKC.
_ORDINAL_DEGREE = regex.compile(r"(?<=\d[ \u00a0]?)º(?=[ \u00a0]?[CF](?![\p{L}\p{N}]))")
# Letters of Persian and Urdu keyboards, and the two seats of the Arabic hamza.
_ARABIC = str.maketrans({
    "ک": "ك", "ی": "ي", "ے": "ي", "ہ": "ه", "ھ": "ه", "ؤ": "ء", "ئ": "ء", "٪": "%", "آ": "ا",
})  # fmt: skip
_HAS_ARABIC = regex.compile(r"[کیےہھؤئ٪آ]")
_HAN_YEAR = regex.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
_HAN_DAY = regex.compile(
    r"(?P<month>十?[一二]|[三四五六七八九十])月(?P<day>[二三]?十?[一二三四五六七八九]|[二三]?十)(?=[日号])"
)
_HAN_FRACTION = regex.compile(
    r"(?<![一二三四五六七八九十百千万])(?P<below>[二三四五六七八九十])分[之の](?P<above>[一二三四五六七八九])"
)
_FIRST_MONTH = regex.compile(r"(?<=年)元(?=月)")
_HAN_MONTH = regex.compile(r"(?<=\d年)(?P<month>十?[一二]|[三四五六七八九十])(?=月)")
_DIGITS = "〇一二三四五六七八九"
_ERA = regex.compile(
    r"(?P<era>令和|平成|昭和|民国)\s?(?P<year>元|\d{1,3}|[一二三四五六七八九十]{1,3})\s?(?=年)"
)
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911}
_HAN = regex.compile(r"\p{Han}")
WITHOUT_BLANKS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
"""The letters, in brackets of a pattern, of scripts without blanks between words.

Not Hangul: Korean has them, and so perhaps where its lines end.
"""
_GOES_ON = rf"[{WITHOUT_BLANKS}、-】〔-〛！-･]"
_END_OF_ITS_LINE = regex.compile(rf"(?<=\S{_GOES_ON})[ \t]*\r?\n[ \t]*(?={_GOES_ON}\S)")


def is_shown(character: str) -> bool:
    """Whether a name can have it: printable, or a joiner, which emoji and Persian words need."""
    return character.isprintable() or character in "\u200c\u200d"


def without_line_ends(text: str) -> str:
    """The text, its lines joined where a script without blanks between words goes on.

    There a line ends within a word as well as between two. An empty line and a single character,
    as in a cell of a table, stay apart.
    """
    return text if text.isascii() else _END_OF_ITS_LINE.sub("", text)


def plain_characters(text: str) -> str:
    """The text in lower case and NFC, with ASCII digits and simplified Chinese characters.

    Years, months and days in Chinese characters or of an era are in digits of the common calendar.
    """
    if text.isascii():
        return text.casefold()
    seen = _UNSEEN.sub("", _NON_JOINER.sub("-", text))
    if "º" in seen:
        seen = _ORDINAL_DEGREE.sub("°", seen)
    marked = _POWER.sub(_with_exponent, _FRACTION.sub(_with_decimals, seen))
    marked = _DECIMAL_MARK.sub(".", _GROUPING.sub(GROUP_MARK, marked))
    folded = unicodedata.normalize("NFKC", marked).casefold()
    plain = unicodedata.normalize("NFC", folded).replace("‐", "-").replace(_NUKTA, "")
    plain = _LONG_VOWEL.sub("", _NASAL.sub("ं", plain))
    plain = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), plain)
    if _HAS_ARABIC.search(plain):
        plain = plain.translate(_ARABIC)
    return _with_common_dates(plain.translate(_simplified())) if _HAN.search(plain) else plain


def _with_decimals(found: regex.Match[str]) -> str:
    """½ as .5: NFKC would make eleven halves of 1½."""
    part = f"{round(unicodedata.numeric(found['part']), 3):g}"
    return f"{(found['whole'] or '0').rstrip()}{part.removeprefix('0')}"


def _with_exponent(found: regex.Match[str]) -> str:
    """10⁶ as 10^6, and the mark of a note behind a number apart: NFKC would make 106 of it."""
    return f"^{unicodedata.normalize('NFKC', found[0]).replace('−', '-')}"


def _with_common_dates(plain: str) -> str:
    """Simplified Chinese characters with dates as of the common calendar, in digits."""
    plain = _ERA.sub(_of_common_era, plain)
    plain = _HAN_YEAR.sub(lambda found: han_digits(found[0]), plain)
    plain = _HAN_FRACTION.sub(_fraction_in_digits, plain)
    plain = _FIRST_MONTH.sub("1", plain)
    plain = _HAN_DAY.sub(
        lambda found: f"{_up_to_99(found['month'])}月{_up_to_99(found['day'])}", plain
    )
    return _HAN_MONTH.sub(lambda found: str(_up_to_99(found["month"])), plain)


def _fraction_in_digits(found: regex.Match[str]) -> str:
    return f"{_up_to_99(found['above'])}/{_up_to_99(found['below'])}"


def _up_to_99(written: str) -> int:
    return _DIGITS.index(written) if written in _DIGITS else han_value(written) or 0


def _of_common_era(found: regex.Match[str]) -> str:
    said = found["year"]
    year = 1 if said == "元" else int(said) if said.isdecimal() else _up_to_99(said)
    return f"{found['era']} {_BEFORE_ERA[found['era']] + year}"


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Each traditional or Japanese character with its simplified one, by OpenCC's tables.

    Characters and not phrases, as the index holds pairs of characters wherever they stand.
    """
    simplified = {traditional: forms[0] for traditional, forms in _table("TSCharacters.txt")}
    pairs = {ord(traditional): plain for traditional, plain in simplified.items()}
    chinese = {*simplified, *simplified.values()}
    for traditional, (japanese, *_) in _table("JPVariants.txt"):
        if japanese not in chinese:
            pairs[ord(japanese)] = simplified.get(traditional, traditional)
    return pairs


def _table(name: str) -> Iterator[tuple[str, list[str]]]:
    """The characters of a table, each with the forms that it stands for."""
    table = resources.files("opencc").joinpath("dictionary", name)
    for line in table.read_text(encoding="utf-8").splitlines():
        character, _, forms = line.partition("\t")
        if len(character) == 1 and forms:
            yield character, forms.split()
