"""Times of day as texts write them, each as one term: 3 p.m., 15:00 and 15 Uhr are ``clock15-00``.

Where a text says 3:30 p.m., a question for 3:30 finds it too, by a term of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from storage.text.canonical import Canonical
from storage.text.magnitudes import han_value

_FORENOON = (
    r"morgens|vormittags|früh|in\ the\ morning|du\ matin|de\ la\ mañana|da\ manhã|di\ mattina"
    r"|del\ mattino|утра|صباح\u064b?ا\u064b?"
)
_AFTERNOON = (
    r"nachmittags|abends|in\ the\ afternoon|in\ the\ evening|de\ l['’]après-midi|du\ soir"
    r"|de\ la\ tarde|de\ la\ noche|da\ tarde|da\ noite|di\ sera|del\ pomeriggio|часа\ дня"
    r"|часов\ дня|вечера|مساء\u064b?|بعد\ الظهر"
)
_UNSPACED_FORENOON = "上午|早上|凌晨|清晨|午前|오전"
_UNSPACED_AFTERNOON = "下午|晚上|傍晚|晚间|午后|오후"
_HINDI_FORENOON, _HINDI_AFTERNOON = "सुबह", "दोपहर|शाम|रात"
_CLOCK_WORDS = frozenset(("kl", "klo", "ore", "godz", "klokken", "klockan"))
_NAMED = {"noon": 12, "midday": 12, "midnight": 0}
_HOURS_IN_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_PAST = {
    "half past": 30, "quarter past": 15, "quarter to": -15, "five past": 5, "ten past": 10,
    "twenty past": 20, "twenty-five past": 25, "twenty to": -20, "twenty-five to": -25,
}  # fmt: skip
_WORD = "|".join(_HOURS_IN_WORDS)
_GERMAN_HOURS = {
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
}  # fmt: skip
_GERMAN_PAST = {"halb": -30, "viertel nach": 15, "viertel vor": -15}
_GERMAN_WORD = "|".join(_GERMAN_HOURS)
_IN_WORDS = regex.compile(
    rf"(?:(?P<past>{'|'.join(_PAST)})\ (?P<hour>{_WORD}|1[0-2]|[1-9])(?:\ o['’]clock)?"
    rf"|(?P<hour>{_WORD})\ ?o['’]clock"
    rf"|(?P<past>{'|'.join(_GERMAN_PAST)})\ (?P<hour>{_GERMAN_WORD}|1[0-2]|[1-9])"
    r")(?![\p{L}\p{N}])"
)
_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
_MINUTE = r"(?P<minute>[0-5]\d)"
_BEHIND = rf"(?:\s(?P<said>{_FORENOON}|{_AFTERNOON})(?!\p{{L}}))"
_ALONE = r"(?![\p{L}\p{N}]|[:.]\d)"
_TIME = regex.compile(
    rf"""
    (?:(?<![\p{{L}}\p{{N}}])(?<![\p{{N}}][.,:/])|(?<=\d\dt))(?:
      {_HOUR}(?:[:.]{_MINUTE})?\s?(?P<said>[ap])(?:\.m|m|\.\s?m\.)(?![\p{{L}}\p{{N}}])
    | {_HOUR}:{_MINUTE}(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?(?:{_BEHIND}|(?=z|\suhr)|{_ALONE})
    | {_HOUR}(?:\.{_MINUTE})?\s?(?:uhr|o['’]clock)(?!\p{{L}})
        (?:\s{_MINUTE}(?![\d.,:])|{_BEHIND})?
    | {_HOUR}\s?h\s?{_MINUTE}{_ALONE}
    | (?:{"|".join(_CLOCK_WORDS)})\.?\s{_HOUR}(?:\.{_MINUTE})?{_ALONE}
    | (?<=(?P<said>{_HINDI_FORENOON}|{_HINDI_AFTERNOON})\s){_HOUR}(?:[:.]{_MINUTE})?\sबजे
    | (?P<long>(?P<hour>[01]\d|2[0-3]){_MINUTE}\s?(?:hours|hrs))(?!\p{{L}})
    | (?P<long>(?P<hour>1[3-9]|2[0-3])\s?(?:h|uur|heures|часов))(?![\p{{L}}\p{{N}}])
    | {_HOUR}(?:\s?(?:heures?|h|uur|часа|часов|час))?{_BEHIND}
    | (?<=(?<!\p{{L}})(?:à|às|dès|vers)\ ){_HOUR}\s?h(?:eures)?(?!\p{{L}})
    | (?:12\s)?(?P<named>{"|".join(_NAMED)})(?!\p{{L}})
    )
    """,
    regex.VERBOSE,
)
_HAN = "[一二两三四五六七八九十]{1,3}"
_UNSPACED_HOUR = rf"(?<!\d)(?P<hour>\d\d?|{_HAN})\s?"
_UNSPACED_MINUTE = rf"(?:\s?(?:(?P<minute>\d\d?|{_HAN})\s?[分분]|(?P<minute>[半반])))"
_UNSPACED_TIME = regex.compile(
    rf"""
      (?P<said>{_UNSPACED_FORENOON}|{_UNSPACED_AFTERNOON}|中午)\s?{_UNSPACED_HOUR}
        (?:[点时시](?![间候]){_UNSPACED_MINUTE}?|:{_MINUTE}(?!\d))
    | {_UNSPACED_HOUR}[点时시]{_UNSPACED_MINUTE}
    | (?<!\d)(?P<hour>\d\d?)\s?[时시](?![间候간])
    """,
    regex.VERBOSE,
)
_DIGITS, _DASHES = frozenset("0123456789"), frozenset("-–")
_LONGEST_TO = 7  # characters
_TO = regex.compile(r"\s?[-–]\s?(?=\d)")
_BEGIN_OF_RANGE = regex.compile(r"\d\d?(?:[:.]\d\d)?\s?[-–]\s?(?=\d)")
_HOURS = regex.compile(r"\d+")
_ISO_DATE = regex.compile(r"\d{4}-\d\d-\d\dt")
_MAY_BE_UNSPACED = regex.compile("[点时시午晚]")
_IS_FORENOON = regex.compile(f"a|{_FORENOON}|{_HINDI_FORENOON}|{_UNSPACED_FORENOON}")
_IS_AFTERNOON = regex.compile(f"p|{_AFTERNOON}|{_HINDI_AFTERNOON}|{_UNSPACED_AFTERNOON}")
_NOON = 12
_FIRST_WORDS = frozenset(
    (
        *_NAMED,
        *_CLOCK_WORDS,
        *_HOURS_IN_WORDS,
        "half",
        "quarter",
        "twenty",
        "twenty-five",
        "halb",
        "viertel",
    )
)


def may_begin_time(word: str) -> bool:
    """Whether a time of day may begin with a word of plain characters."""
    return word[0] in _DIGITS or word in _FIRST_WORDS


def times_at(plain: str, starts: Iterable[int]) -> Iterator[Canonical]:
    """The times of day that begin at these places of plain text, or behind an ISO date there."""
    for start in starts:
        if plain[start] not in _DIGITS and (said := _IN_WORDS.match(plain, start)):
            yield _said(said)
            continue
        iso = _ISO_DATE.match(plain, start) if plain[start + 4 : start + 5] == "-" else None
        place = iso.end() if iso else start
        found = _TIME.match(plain, place)
        if time := found and _time(found):
            yield time
            place = time.end
        # The end of a range, such as 9-17 Uhr and 9:00-17:00.
        if _DASHES.isdisjoint(plain[place : place + _LONGEST_TO]):
            continue
        to = _TO.match(plain, place) if time else _BEGIN_OF_RANGE.match(plain, place)
        if to and (found := _TIME.match(plain, to.end())) and (time := _time(found)):
            yield time


def unspaced_times_in(plain: str) -> Iterator[Canonical]:
    """The times of day in Chinese, Japanese or Korean, in order."""
    if _MAY_BE_UNSPACED.search(plain):
        for found in _UNSPACED_TIME.finditer(plain):
            if time := _time(found):
                yield time


def _said(found: regex.Match[str]) -> Canonical:
    """Half past three: of the night or the day, as 3:30 is."""
    said = found["hour"]
    hour = _HOURS_IN_WORDS.get(said) or _GERMAN_HOURS.get(said) or int(said)
    past = found["past"]
    minutes = 60 * hour + (_PAST.get(past) or _GERMAN_PAST.get(past, 0))
    time = f"{minutes // 60 % 24:02}-{minutes % 60:02}"
    return Canonical(*found.span(), (f"clock{time}",), (f"clock{time}", f"clockface{time}"))


def _time(found: regex.Match[str]) -> Canonical | None:
    part = found.groupdict(default="")
    said, named = part["said"], part.get("named", "")
    written = _NAMED[named] if named else _number(part["hour"])
    minute, second = _number(part["minute"] or "0"), int(part.get("second") or 0)
    hour = written % 24
    if _IS_AFTERNOON.fullmatch(said) and written < _NOON:
        hour = written + _NOON
    elif _IS_FORENOON.fullmatch(said) and written == _NOON:
        hour = 0
    if written > 24 or minute > 59:
        return None
    exact = f"clock{hour:02}-{minute:02}"
    stored, asked = [exact], [exact]
    if second:
        asked = [f"{exact}-{second:02}"]
        stored += asked
    elif hour != written % 24:
        stored.append(f"clockface{written % 24:02}-{minute:02}")
    elif not said and not named and part["hour"][0] != "0":
        asked.append(f"clockface{hour:02}-{minute:02}")
    if part.get("long"):  # or so many hours
        count = _HOURS.match(part["long"])[0].lstrip("0") or "0"  # type: ignore[index]
        stored, asked = [exact, f"{count}h", f"{count}unit"], [exact, f"{count}h"]
    if not said and regex.fullmatch(r"\d+:[\d:]+", found.group()):
        asked.append(found.group().replace(":", "."))  # as 15.00 is written, which may be a price
    return Canonical(*found.span(), tuple(stored), tuple(asked))


def _number(written: str) -> int:
    """What a number of an hour or a minute is; half an hour is 30 minutes."""
    if written in ("半", "반"):
        return 30
    return int(written) if written.isdecimal() else han_value(written, digits_alone=True) or 0
