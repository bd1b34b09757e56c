"""Units as texts write them: of measures and of money."""

from __future__ import annotations

from collections.abc import Sequence

_WORDS_OF_MONEY = {
    "eur": "€ euro euros евро євро ευρώ यूरो يورو אירו",
    "usd": "$ us$ dollar dollars dólar dólares dollari доллар доллара долларов डॉलर دولار דולר",
    "gbp": "£ sterling",
    "aud": "a$ au$", "cad": "c$ ca$", "hkd": "hk$", "nzd": "nz$", "sgd": "s$ sg$", "mxn": "mx$",
    "brl": "r$ reais",
    "yuan-or-yen": "¥ yuan renminbi cny rmb yen jpy 위안 엔",  # the sign stands for both
    "inr": "₹ rupee rupees rs रुपये रुपए रुपया", "rub": "₽ rubles roubles рубль рубля рублей руб",
    "chf": "franken sfr", "krw": "₩ 원", "lira": "₺ tl", "vnd": "₫ đồng", "pln": "zł złoty złotych",
    "sek": "kronor", "nok": "", "dkk": "", "czk": "kč korun", "ils": "₪ nis שקל שקלים",
}  # fmt: skip
_UNSPACED_WORDS_OF_MONEY = {
    "eur": "欧元 ユーロ 유로", "usd": "美元 美金 ドル 달러", "gbp": "英镑 ポンド 파운드",
    "yuan-or-yen": "元 人民币 日元 日圆 圆", "krw": "韩元", "chf": "瑞士法郎", "inr": "卢比",
    "rub": "卢布",
}  # fmt: skip
POUND = "pound"
"""The unit of what is counted in pounds: a weight or a sum of money."""

BASIS_POINT, CENT, PENNY, DEGREE = "bps", "cent", "penny", "deg"
"""Units that are part of another one, or may be of several; bp alone are base pairs or years."""

MONEY_CODE = (
    r"(?:euro?|usd|gbp|chf|jpy|cny|rmb|inr|rs|sfr|aud|cad|hkd|nzd|sgd|sek|nok|dkk|pln|czk|brl|mxn"
    r"|krw|ils|nis)"
)
"""Matches a code that stands before a sum of money, in lower case."""

MONEY = frozenset(_WORDS_OF_MONEY)
"""The units of sums of money."""

MONEY_SIGN = r"(?:(?:us|au?|ca?|nz|hk|sg?|mx|r)?\$|[€£¥₹₽₩₺₫₪])"
"""Matches a sign that stands before a sum of money, or behind it, in lower case."""

_WORDS_OF_UNITS = {
    "pct": "% percent prozent pourcent procent procenta procentů procenty procentów prosent"
           " prosenttia százalék процент процента процентов відсотків"
           " प्रतिशत फीसदी אחוז אחוזים persen vh",
    "permille": "‰ promille",
    "pctpoint": "pp prozentpunkt prozentpunkte prozentpunkten procentenheter",
    BASIS_POINT: "basispunkt basispunkte basispunkten",
    CENT: "cents ¢ céntimos centavos центов", PENNY: "pence",
    "kb": "kilobyte kilobytes кб", "mb": "megabyte megabytes mo мб",
    "gb": "gigabyte gigabytes go гб",
    "tb": "terabyte terabytes тб", "pb": "petabyte petabytes", "kib": "kibibyte kibibytes kio",
    "mib": "mebibyte mebibytes mio", "gib": "gibibyte gibibytes gio",
    "kbit": "kilobit kilobits", "mbit": "megabit megabits", "gbit": "gigabit gigabits",
    "kbps": "", "mbps": "mbit/s mb/s", "gbps": "gbit/s", "bit": "bits", "px": "pixel pixels",
    "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "dpi": "",
    "nm": "nanometer nanometers nanometre nanometres",
    "μm": "micrometer micrometers micrometre micrometres micron microns",
    "mm": "millimeter millimeters millimetre millimetres millimètres milímetros millimetri мм",
    "cm": "centimeter centimeters centimetre centimetres zentimeter centimètre centimètres"
          " centímetro centímetros centimetri см сантиметр сантиметра сантиметров",
    "m": "meter meters metre metres metern mètres metros metri метр метра метров",
    "km": "kilometer kilometers kilometre kilometres kilometern kilomètres kilómetros chilometri"
          " quilômetros км километр километра километров километрах كم"
          " किमी किलोमीटर",
    "mi": "mile miles", "ft": "foot feet", "mph": "", "km/h": "kmh kph kmph км/ч",
    "m2": "qm sqm", "m3": "cbm", "km2": "", "cm2": "", "cm3": "ccm cc", "mm2": "",
    "ha": "hectare hectares hektar",
    "μg": "mcg microgram micrograms", "mg": "milligram milligrams milligramm мг",
    "g": "gram grams gramm gramme grammes gramos grammi gramas г грамм грамма граммов",
    "kg": "kilogram kilograms kilogramm kilo kilos kilogramme kilogrammes kilogramos chilogrammi"
          " chilogrammo quilogramas кг килограмм килограмма килограммов",
    "t": "tonne tonnes tonnen ton tons toneladas tonnellate тонн тонна тонны",
    "lb": "lbs", POUND: "pounds", "oz": "ounce ounces",
    "ml": "milliliter milliliters millilitre millilitres",
    "l": "liter liters litre litres litern litros litri литр литра литров",
    "ms": "millisecond milliseconds millisekunden", "s": "sec sec. second seconds sekunden секунд",
    "min": "mins minute minutes minuten minutos minuti мин минута минуты минут",
    "h": "hour hours hr hrs stunde stunden heures horas ore uren час часа часов ч",
    "mw": "megawatt megawatts", "kw": "kilowatt kilowatts квт", "gw": "gigawatt gigawatts",
    "w": "watt watts", "kwh": "", "mwh": "", "gwh": "", "v": "volt volts", "kv": "", "mah": "",
    "celsius": "°c", "fahrenheit": "°f", "bar": "", "kpa": "", "mpa": "", "psi": "",
    "db": "decibel decibels", "mmhg": "", "rpm": "", "fps": "", "ppm": "", "ppb": "",
    DEGREE: "° degree degrees grad grados gradi graus градус градуса градусов",
}  # fmt: skip
UNITS_OF_MORE_WORDS = {
    word.strip(): unit
    for unit, words in {
        "pct": "per cent, pour cent, por ciento, por cento, per cento, phần trăm, τοις εκατό"
        ", في المئة, في المائة, بالمئة, بالمائة, v. h., v.h.",
        "permille": "per mille, per mill",
        "pctpoint": "percentage point, percentage points"
        ", points de pourcentage, puntos porcentuales, punti percentuali, pontos percentuais",
        BASIS_POINT: "basis point, basis points, points de base, puntos básicos, punti base"
        ", pontos base, базисных пунктов",
        "m2": "sq m, sq. m, sq metres, sq. metres, sq meters, sq. meters"
        ", square meter, square meters"
        ", square metre, square metres, кв. м, кв м, кв.м"
        ", quadratmeter, quadratmetern, mètres carrés, metros cuadrados, metri quadrati"
        ", metros quadrados",
        "km2": "sq km, sq. km, square kilometer, square kilometers, square kilometre"
        ", square kilometres, кв. км, кв.км, quadratkilometer, kilomètres carrés"
        ", kilómetros cuadrados, chilometri quadrati",
        "m3": "cubic meter, cubic meters, cubic metre, cubic metres, kubikmeter, куб. м"
        ", mètres cubes, metros cúbicos",
        "cm3": "cubic centimeter, cubic centimeters, cubic centimetre, cubic centimetres",
        "mph": "miles per hour, mile per hour, miles an hour, m.p.h.",
        "kwh": "kilowatt hour, kilowatt hours, kilowatt-hour, kilowatt-hours",
        "psi": "pounds per square inch",
        "mmhg": "mm hg",
        "t": "metric ton, metric tons",
        "rpm": "revolutions per minute",
        "fps": "frames per second",
        "ppm": "parts per million",
        "ppb": "parts per billion",
        "mbps": "megabits per second",
        "gbps": "gigabits per second",
        "km/h": "kilometers per hour, kilometres per hour, km per hour, kilometer pro stunde"
        ", km pro stunde, kilomètres par heure, kilómetros por hora, chilometri all'ora",
        "ft2": "sq ft, sq. ft, square foot, square feet",
        "celsius": "° c, degrees c, degree c, deg c, degrees celsius, degree celsius"
        ", grad celsius, degrés celsius, grados celsius",
        "fahrenheit": "° f, degrees f, degree f, deg f, degrees fahrenheit"
        ", degree fahrenheit, grad fahrenheit",
    }.items()
    for word in words.split(",")
}
"""Each name of several words, with its unit."""

UNSPACED_UNITS = {
    word: unit
    for table in (_UNSPACED_WORDS_OF_MONEY, {
        "pct": "パーセント 퍼센트", BASIS_POINT: "基点 个基点",
        "km": "公里 千米 キロメートル 킬로미터",
        "m": "米 メートル 미터", "cm": "厘米 センチ 센티미터", "mm": "毫米 ミリ 밀리미터",
        "kg": "公斤 千克 キログラム 킬로그램",
        "g": "克 グラム 그램", "t": "吨 トン 톤", "l": "升 リットル 리터", "ml": "毫升",
        "m3": "立方米 立方メートル",
        "m2": "平方米 平米 平方メートル 제곱미터", "km2": "平方公里 平方千米",
        "h": "小时 时间 시간",
        "min": "分钟", "celsius": "摄氏度", "w": "瓦", "kw": "千瓦", "v": "伏",
    })
    for unit, words in table.items()
    for word in words.split()
}  # fmt: skip
"""Each name in a script without blanks, with its unit."""

UNITS = {
    **{
        word: unit
        for table in (_WORDS_OF_UNITS, _WORDS_OF_MONEY)
        for unit, words in table.items()
        for word in (unit, *words.split())
    },
    **UNITS_OF_MORE_WORDS,
    **UNSPACED_UNITS,
}
"""Each name, sign and abbreviation in lower case, with its unit."""

_SHORT_UNITS = frozenset(("km", "kg", "cm", "mm", "mb", "gb", "tb"))


def unit_called(word: str) -> str:
    """The unit that a word or sign in lower case names, or ""."""
    unit = UNITS.get(word, "")
    return "lb" if unit == POUND else unit


def unit_written(words: Sequence[str]) -> tuple[int, str]:
    """The unit that words behind a number word begin with, and how many it has; 0 and "" for none.

    Short ones are words of their own: "in one go", "two in three".
    """
    both = " ".join(words[:2])
    if both in UNITS_OF_MORE_WORDS:
        return 2, UNITS[both]
    first = words[0] if words else ""
    if first in UNITS and first != "second" and (len(first) > 3 or first in _SHORT_UNITS):
        return 1, UNITS[first]
    return 0, ""
