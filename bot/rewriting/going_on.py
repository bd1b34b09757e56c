"""How a message goes on from the one before it: "and ...", "was ist mit ...?", with "it"."""

from __future__ import annotations

import regex

_WORDS = {
    "english": r"now(?=\s\p{L}+\s\d)|and|but|or|also|so(?!\s\p{L}+\ssie\b)|then"
    "|(?:what|how) about|(?:what|who|where) else|(?:the )?same for|likewise for",
    "german": r"und|aber|oder|was ist (?:mit|bei)(?=.*\s(?-i:\p{Lu})\p{L}*\W*$)"
    "|wie (?:ist|sieht|steht) es (?:mit|bei|für|um)",
    "french": "et|mais|ou|qu['’]en est-il (?:de|du|des|pour)",
    "spanish": "y|pero|(?:y )?qué (?:hay|pasa|tal) (?:de|del|con)",
    "italian": "e|ma|(?:e )?(?:per )?quanto (?:a|al|alla|riguarda)|che ne è (?:di|del|della)",
    "portuguese": "(?:e )?quanto (?:a|ao|à)|(?:e )?que tal",
    "dutch": "en|maar|hoe zit het met",
    "scandinavian": "och|og|men|hur är det med|hvad med|hva med|ja",
    "finnish": "entä|mutta",
    "hungarian": "és|mi a helyzet",
    "romanian": "și|dar|ce zici de",
    # "a" alone begins an English question.
    "polish, czech, slovak": "a (?:co z|co ze|co s|w|we|u|v|ve|na|dla|pro|za)|ale|oraz",
    "russian, ukrainian": "а|и|но|або|але|та"
    "|(?:а )?(?:как|что|як|що) (?:насчет|насчёт|щодо|с|со|з)",
    "greek": "και|κι|τι γίνεται με",
    "turkish": "peki|peki ya",
    "arabic, persian": "و?ماذا عن|و?ما عن|چطور",
    "hebrew": "ו?מה (?:עם|לגבי)",
    "hindi": "और|तथा|लेकिन",
    "indonesian": "dan|bagaimana dengan",
    "vietnamese": "còn|thế còn|vậy còn",
}

# Scripts that write no space there; a word of Arabic that begins with its "and" must be alone.
_UNSPACED = r"""
    那么?|还有|以及|แล้ว
    |و(?=(?:في|عام|سنة|\d))|و(?=\p{Arabic}{2,}(?:\s\p{Arabic}+)?\s*[؟?]\W*$)|וב?-?(?=\d|\W*$)
    |(?:그럼|그리고|그러면|그렇다면)(?=\s)
"""
_GOES_ON = regex.compile(
    rf"^\W*(?:(?:{'|'.join(_WORDS.values()).replace(' ', '[ ]')})(?=[\s,])|{_UNSPACED})",
    regex.VERBOSE | regex.IGNORECASE,
)
_ONLY_TOPIC = regex.compile(
    r"\W*(?:では|じゃあ|それでは|それと|あと)?[\p{Han}\p{Katakana}\p{Latin}\p{N}ー・]{1,14}"
    r"(?:は|については|の場合は|は?どう\p{Hiragana}{0,5})[？?]\s*"
    r"|\W*(?:(?:그럼|그리고|그러면)\s+)?[\p{Hangul}\p{Latin}\p{N}]{1,12}[은는]요?[?？]\s*"
)
_ENDS_SO = regex.compile(r"(?:呢|ล่ะ|ไหมล่ะ)\W*$")
_PARTICLES = regex.compile(
    r"(?:(?:については|の場合は|は?どう\p{Hiragana}{0,5}|は)|(?<=\p{Hangul}|\d)[은는]요?|ล่ะ)\W*$"
)

_POINTING = regex.compile(
    r"""\b(?:it|its|they|them|their|theirs|this|these|those|he|him|his|she|her|hers
        |there(?=\W*$)|the\ (?:same|former|latter|other)
        |er|ihn|ihm|dessen|deren|davon|dazu|daran|damit
        |elle|elles|ils|cela|ça|ellos|ellas|él|ella|eso|ele|ela|eles|elas|isso
        |lei|essi|esse|hij|hem
        |(?:où|quand|comment|pourquoi|combien|que|qui)\ \p{L}+-(?:t-)?(?:ils?|elles?)
        |он|она|оно|они|его|её|ее|их|ему|него|неё|нее|них|він|вона|вони|його|її|їх
        |onu|onun|onlar|onlara|onların|वह|वो|उसका|उसकी|उसके|उनका|उनकी|उनके|उसे|उन्हें)\b
""",
    regex.VERBOSE | regex.IGNORECASE,
)
_PRONOUN_FIRST = regex.compile(
    r"^\W*(?:那么?)?(?:[它他她]们?|(?:それ|これ|彼女?)(?:ら|たち)?[はがのをにも]|그(?:것|녀|들)?[는은이가의를을])"
)


def points_back(message: str) -> bool:
    """Whether a message has a pronoun that stands for what was spoken of before."""
    return bool(_POINTING.search(message))


def begins_with_a_pronoun(message: str) -> bool:
    """The same of languages that write no spaces, or few, where it must stand first."""
    return bool(_PRONOUN_FIRST.search(message))


def goes_on(message: str) -> bool:
    """Whether a message opens, or ends, as if it went on from the one before."""
    return bool(_GOES_ON.search(message) or _ENDS_SO.search(message)) or is_only_a_topic(message)


def is_only_a_topic(message: str) -> bool:
    """Whether a message of Japanese or Korean names a subject and asks nothing of it."""
    return bool(_ONLY_TOPIC.fullmatch(message))


def without_going_on(message: str) -> str:
    """What a message says beside that: "and in 2021?" says "in 2021?"."""
    return _PARTICLES.sub("", _GOES_ON.sub(" ", message))
