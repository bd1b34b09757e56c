"""What months, quarters, halves and fiscal years are called, in lower case."""

from __future__ import annotations

_MONTHS = """
    january jan januar jänner januari janvier janv enero ene gennaio gen janeiro январь января янв
        ocak stycznia ledna january's يناير जनवरी
    february feb februar feber februari februarie février févr fevrier febrero febbraio fevereiro
        fev февраль февраля фев şubat lutego února فبراير फरवरी
    march mar märz mrz mär maart mrt mars marzo março marts maret март марта mart marca března مارس
        मार्च
    april apr avril avr abril abr aprile апрель апреля апр nisan kwietnia dubna أبريل अप्रैल
    may mai mei mayo maggio mag maio maj май мая mayıs maja května مايو मई
    june jun juni juin junio giugno giu junho июнь июня июн haziran czerwca června يونيو जून
    july jul juli juillet juil julio luglio lug julho июль июля июл temmuz lipca července يوليو जुलाई
    august aug augustus augusti août aout agosto ago agustus август августа авг ağustos sierpnia
        srpna أغسطس अगस्त
    september sep sept septembre septiembre settembre set setembro сентябрь сентября сен сент eylül
        września září سبتمبر सितंबर
    october oct oktober okt octobre octubre ottobre ott outubro октябрь октября окт ekim
        października října أكتوبر अक्टूबर
    november nov novembre noviembre novembro ноябрь ноября ноя нояб kasım listopada listopadu نوفمبر
        नवंबर
    december dec dezember dez décembre déc diciembre dic dicembre dezembro desember декабрь декабря
        дек aralık grudnia prosince ديسمبر दिसंबर
"""

_FIRST_OF_EACH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def _months() -> dict[str, int]:
    numbers: dict[str, int] = {}
    number = 0
    for word in _MONTHS.split():
        if number < 12 and word == _FIRST_OF_EACH[number]:
            number += 1
        numbers[word] = number
    return numbers


MONTHS = _months()
"""Each name of a month and its usual abbreviations, with its number."""

ORDINALS = {
    word: number
    for number, words in (
        (1, "first 1st erste ersten erstes erster premier 1er 1e primer primero primo primeiro"
            " eerste 1º 1. первый первого первом первое i"),
        (2, "second 2nd zweite zweiten zweites zweiter deuxième 2e 2ème segundo secondo tweede 2º"
            " 2. второй второго втором второе ii"),
        (3, "third 3rd dritte dritten drittes dritter troisième 3e 3ème tercer tercero terzo"
            " terceiro derde 3º 3. третий третьего третьем iii"),
        (4, "fourth 4th vierte vierten viertes vierter quatrième 4e 4ème cuarto quarto vierde 4º 4."
            " четвертый четвёртый четвертого четвёртого четвертом четвёртом iv"),
    )
    for word in words.split()
}  # fmt: skip
"""How a quarter or half is counted."""

QUARTERS = "quarter|quartals?|trimestre|kwartaal|квартал(?:а|е)?"
HALVES = "half|halbjahr(?:es|s)?|semestre|halfjaar|полугоди[еяи]"
ONE_WORD_YEARS = ("geschäftsjahr", "geschäftsjahres", "exercice", "ejercicio", "esercizio")
FISCAL = rf"fy|fiscal(?:\ years?)?|financial\ year|{'|'.join(ONE_WORD_YEARS[::-1])}"

HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
