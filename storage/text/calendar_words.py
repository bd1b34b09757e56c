"""What months, quarters, halves and fiscal years are called, in lower case."""

from __future__ import annotations

import unicodedata

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

_MORE_MONTHS = (
    "gener січень січня ιανουάριος ιανουαρίου ινουαρίου ינואר בינואר január januára ianuarie "
    "tammikuu tammikuuta มกราคม styczeń siječanj siječnja јануар јануара януари jaanuar "
    "jaanuari sausis sausio janvāris janvārī leden كانون_الثاني",
    "febrer лютий лютого φεβρουάριος φεβρουαρίου פברואר בפברואר شباط február februára februarie "
    "helmikuu helmikuuta กุมภาพันธ์ luty veljača veljače фебруар фебруара veebruar vasaris "
    "vasario februāris februārī únor",
    "març березень березня μάρτιος μαρτίου מרץ מרס במרץ במרס آذار március marca martie "
    "maaliskuu maaliskuuta มีนาคม marzec ožujak ožujka märts märtsi kovas kovo marts martā "
    "březen března",
    "квітень квітня απρίλιος απριλίου אפריל באפריל نيسان április apríla aprilie huhtikuu "
    "huhtikuuta เมษายน kwiecień travanj travnja април априла aprill aprilli balandis balandžio "
    "aprīlis aprīlī duben",
    "maig травень травня μάιος μαΐου μαίου מאי במאי أيار május mája toukokuu toukokuuta พฤษภาคม "
    "svibanj svibnja мај маја gegužė gegužės maijs maijā květen května",
    "juny червень червня ιούνιος ιουνίου יוני ביוני حزيران június júna iunie kesäkuu kesäkuuta "
    "มิถุนายน czerwiec lipanj lipnja јун јуна юни juuni birželis birželio jūnijs jūnijā červen",
    "juliol липень липня ιούλιος ιουλίου יולי ביולי تموز július júla iulie heinäkuu heinäkuuta "
    "กรกฎาคม lipiec srpanj srpnja јул јула юли juuli liepa liepos jūlijs jūlijā červenec "
    "července",
    "agost серпень серпня αύγουστος αυγούστου אוגוסט באוגוסט آب augusztus augusta elokuu "
    "elokuuta สิงหาคม sierpień kolovoz kolovoza август rugpjūtis rugpjūčio augusts augustā "
    "srpen",
    "setembre вересень вересня σεπτέμβριος σεπτεμβρίου ספטמבר בספטמבר أيلول szeptember "
    "septembrie septembra syyskuu syyskuuta กันยายน wrzesień rujan rujna септембар септембра "
    "септември rugsėjis rugsėjo septembris septembrī",
    "жовтень жовтня οκτώβριος οκτωβρίου אוקטובר באוקטובר október októbra octombrie lokakuu "
    "lokakuuta ตุลาคม październik октобар октобра октомври oktoober spalis spalio oktobris "
    "oktobrī říjen října تشرين_الأول",
    "листопад листопада νοέμβριος νοεμβρίου נובמבר בנובמבר noiembrie novembra marraskuu "
    "marraskuuta พฤศจิกายน listopad studeni studenoga studenog новембар новембра ноември "
    "lapkritis lapkričio novembris novembrī تشرين_الثاني",
    "desembre грудень грудня δεκέμβριος δεκεμβρίου דצמבר בדצמבר decembrie decembra joulukuu "
    "joulukuuta ธันวาคม grudzień prosinac децембар децембра декември detsember gruodis gruodžio "
    "decembris decembrī prosinec كانون_الأول",
)  # fmt: skip
"""Those of further languages, a month a line."""

_IN_A_MONTH = (
    "январе styczniu lednu januárban tammikuussa siječnju січні",
    "феврале lutym únoru februárban helmikuussa veljači лютому",
    "марте marcu březnu márciusban maaliskuussa ožujku березні",
    "апреле kwietniu dubnu áprilisban huhtikuussa travnju квітні",
    "мае maju květnu májusban toukokuussa svibnju травні",
    "июне czerwcu červnu júniusban kesäkuussa lipnju червні",
    "июле lipcu červenci júliusban heinäkuussa srpnju липні",
    "августе sierpniu srpnu augusztusban elokuussa kolovozu серпні",
    "сентябре wrześniu szeptemberben syyskuussa rujnu вересні setiembre",
    "октябре październiku říjnu októberben lokakuussa listopadu жовтні",
    "ноябре listopadzie novemberben marraskuussa studenome листопаді",
    "декабре grudniu prosinci decemberben joulukuussa prosincu грудні",
)
"""What languages that bend them call the months behind "in", a month a line."""

ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
"""The months in order."""


def _months() -> dict[str, int]:
    numbers: dict[str, int] = {}
    number = 0
    for word in _MONTHS.split():
        if number < 12 and word == ENGLISH_MONTHS[number]:
            number += 1
        numbers[word] = number
    for further, words in enumerate(zip(_MORE_MONTHS, _IN_A_MONTH, strict=True), 1):
        for word in " ".join(words).split():
            numbers.setdefault(unicodedata.normalize("NFC", word.replace("_", " ")), further)
    return numbers


MONTHS = _months()
"""Each name of a month and its usual abbreviations, with its number."""

ROMAN_MONTHS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12,
}  # fmt: skip
"""As between a day and a year: 5.I.2023."""

ORDINALS = {
    word: number
    for number, words in (
        (1, "first 1st erste ersten erstes erster premier 1er 1e primer primero primo primeiro"
            " eerste 1º 1. первый первого первом первое i"
            " pierwszy pierwszego birinci första første الأول"),
        (2, "second 2nd zweite zweiten zweites zweiter deuxième 2e 2ème segundo secondo tweede 2º"
            " 2. второй второго втором второе ii"
            " drugi drugiego ikinci andra anden andre الثاني"),
        (3, "third 3rd dritte dritten drittes dritter troisième 3e 3ème tercer tercero terzo"
            " terceiro derde 3º 3. третий третьего третьем iii trzeci trzeciego üçüncü tredje"
            " الثالث"),
        (4, "fourth 4th vierte vierten viertes vierter quatrième 4e 4ème cuarto quarto vierde 4º 4."
            " четвертый четвёртый четвертого четвёртого четвертом четвёртом iv"
            " czwarty czwartego dördüncü fjärde fjerde الرابع"),
    )
    for word in words.split()
}  # fmt: skip
"""How a quarter or half is counted."""

QUARTERS = (
    r"quarter|quartals?|trimestre|kwartaal|kvartal(?:et)?|kwartał(?:u|y)?|квартал(?:а|е)?|кв\."
    r"|çeyre[kğ]\p{L}*|čtvrtletí|negyedév\p{L}*|neljännes|trimestru|τρίμηνο|तिमाही|רבעון"
)
HALVES = (
    r"half(?:[\ -]year)?|halbjahr(?:es|s)?|semestre|halfjaar|halvår(?:et)?|półrocz[ea]"
    r"|полугоди[еяи]|yarıyıl\p{L}*|pololetí|félév\p{L}*"
)
NAMED_QUARTERS = ("quarter", "quartal", "kwartał", "kwartaal", "kvartal", "квартал")
"""What stands before a quarter's number, as in "Quartal 3/2023"."""
ONE_WORD_YEARS = (
    "geschäftsjahr", "geschäftsjahres", "wirtschaftsjahr", "exercice", "ejercicio", "esercizio",
    "boekjaar", "räkenskapsår", "räkenskapsåret", "regnskabsår", "regnskapsår", "gj",
)  # fmt: skip
_FISCAL_YEARS = r"fiscal(?:[\ -]years?)?|financial[\ -]year|финансов\p{L}+\ год"
FISCAL = rf"fy|{_FISCAL_YEARS}|{'|'.join(ONE_WORD_YEARS[::-1])}"

HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "상": 1, "하": 2}
