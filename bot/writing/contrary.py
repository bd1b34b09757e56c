"""Whether two statements say the contrary: one denies, or has a word such as "fell" for "rose"."""

from __future__ import annotations

from itertools import product
from string import ascii_lowercase

import regex

_DENIAL = regex.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|cannot"
    r"|nicht|kein\w*|nie|niemals|weder|pas|jamais|aucun\w*|nunca|jamás|ningun\w*|non|não"
    r"|не|нет|никогда)\b|n[’']?t\b(?<=\b(?:do|does|did|is|are|was|were|wo|ca|ha[ds]?|have|must|need"
    r"|should|would|could|might|may)n[’']?t)|[不没沒无無未非]|ない|ません|\bلا\b|\bليس|\bلم\b|नहीं",
    regex.IGNORECASE,
)
_LACK = regex.compile(
    r"\b(?:without|excluded?|excludes|except|unless|unable|lacks?|refus\w+|prohibit\w+|forbid\w*"
    r"|den(?:y|ies|ied)|ohne|verboten|ausgeschlossen|sans|sin|senza|sem|без)\b",
    regex.IGNORECASE,
)

_UNSURE = regex.compile(
    r"\b(?:expect(?:s|ed)?|anticipat\w+|planned|plans to|intend(?:s|ed)? to|forecast\w*|might"
    r"|(?-i:may)|could|should|would|possibl[ey]|perhaps|probabl[ey]|likely|alleged\w*|reportedly|proposed"
    r"|estimated|hopes? to|aims? to|if|can|will|shall|must|ha(?:s|ve) to"
    r"|voraussichtlich|möglicherweise|vielleicht|wahrscheinlich|geplant|erwartet|soll(?:te)?n?"
    r"|könnten?|dürften?|kann|können|darf|dürfen|peut-être|probablement|devrai(?:en)?t"
    r"|pourrai(?:en)?t|prévue?s?|peut|quizás|probablemente|previst[oa]|podría|puede"
    r"|возможно|вероятно|ожидается|может)\b|可能|预计|預計|计划|计劃|或许|或許|应该|应|可以",
    regex.IGNORECASE,
)
_GUESSED = regex.compile(
    r"\b(?:expect(?:s|ed)?|anticipated|planned|plans to"
    r"|intend(?:s|ed)? to|forecast|might|possibly|perhaps|probably|(?:un)?likely|alleged(?:ly)?"
    r"|reportedly|proposed|hopes? to|voraussichtlich|möglicherweise|vielleicht|wahrscheinlich"
    r"|geplant|könnten?|peut-être|probablement|pourrai(?:en)?t|quizás|probablemente|podría"
    r"|возможно|вероятно|ожидается)\b|可能|预计|預計|计划|或许|或許",
    regex.IGNORECASE,
)

_COMING = regex.compile(r"\b(?:will|shall|wird|werden|werde)\b", regex.IGNORECASE)
_DONE = regex.compile(
    r"\b(?:has|have|had|was|were|did|hat|haben|hatten?|wurden?|war|waren)\b", regex.IGNORECASE
)

_UNSPACED_PAIRS = tuple(
    (regex.compile(one), regex.compile(other))
    for one, other in (
        ("增长|增加|上升|上涨|提高|上调", "下降|减少|降低|下滑|下跌|下调"),
        ("翻倍|翻番", "减半"),
        ("开始|开放|开门", "结束|关闭|关门"),
        ("至少|不少于", "至多|最多|不超过"),
        ("支持|赞成|同意", "反对|拒绝"),
        ("买入|购买|收购", "卖出|出售"),
        ("盈利", "亏损"),
        ("之前|以前", "之后|以后"),
    )
)
_PAIRS = _UNSPACED_PAIRS + tuple(
    (
        regex.compile(rf"\b(?:{one})\b", regex.IGNORECASE),
        regex.compile(rf"\b(?:{other})\b", regex.IGNORECASE),
    )
    for one, other in (
        (
            r"rose|rise[ns]?|rising|increas\w*|grew|grow(?:s|n|ing|th)?|climb\w*|up(?=\W+(?:by\W+)?\p{N})"
            r"|(?:ge)?stieg\w*|steig\w*|zugenommen|gewachsen|wuchs\w*|zunahme|anstieg|augment\w*"
            r"|hausse|subi(?:ó|eron)|sub(?:e|en|ida)|aument\w*|crec\w*|выросл\w*|увелич\w*|раст\w*",
            r"fell|fall(?:s|en|ing)?|decreas\w*|declin\w*|drop(?:s|ped|ping)?|shr[aiu]nk\w*"
            r"|down(?=\W+(?:by\W+)?\p{N})|(?:ge)?s[iau]nk\w*|gefallen|fiel\w*|abgenommen|abnahme"
            r"|rückgang|baiss\w*|diminu\w*|cay(?:ó|eron)|baj(?:a|ó|aron)|disminu\w*|упал\w*"
            r"|сниз\w*|уменьш\w*",
        ),
        (r"more|mehr|plus|más|больше", r"less|fewer|weniger|moins|menos|меньше"),
        (
            r"larger|bigger|greater|größer\w*|plus grande?s?|mayor(?:es)?",
            r"smaller|kleiner\w*|plus petite?s?|menor(?:es)?",
        ),
        (r"high(?:er|est)?|höher\w*|höchste\w*", r"low(?:er|est)?|niedrig\w*"),
        (r"long(?:er|est)|länger\w*|längste\w*", r"short(?:er|est)|kürzer\w*|kürzeste\w*"),
        (r"older|oldest|älter\w*|älteste\w*", r"younger|youngest|newer|newest|jünger\w*|neuer"),
        (r"heavier|heaviest|schwerer|schwerste\w*", r"lighter|lightest|leichter|leichteste\w*"),
        (r"better|best|besser\w*|beste\w*", r"worse|worst|schlechter\w*|schlechteste\w*"),
        (r"faster|fastest|schneller\w*", r"slower|slowest|langsamer\w*"),
        (r"before|vor|avant|antes|до", r"after|nach|après|después|после"),
        (r"earl(?:y|ier|iest)|früh\w*", r"lat(?:er|est)|spät\w*"),
        (
            r"at least|minimum|no (?:less|fewer) than|mindestens|au moins|al menos|не менее",
            r"at most|maximum|no more than|up to|höchstens|maximal|au plus|como máximo|не более",
        ),
        (r"open(?:s|ed|ing)?|öffne\w*|geöffnet|ouvr\w*|abr\w+", r"clos\w+|schließ\w*|geschlossen"
            r"|ferm\w+|cierr\w*"),
        (
            r"begin(?:s|ning)?|beg[au]n|start(?:s|ed|ing)?|beginn\w*|begann\w*|commenc\w*|empiez\w*"
            r"|starten|startet\w*",
            r"end(?:s|ed|ing)?|finish\w*|expir\w*|ende[tn]?|endete\w*|fini\w*|termin\w*",
        ),
        (r"buy(?:s|ing)?|bought|purchas\w*|kauft?e?n?|gekauft", r"sells?|selling|sold|verkauf\w*"),
        (r"lends?|lent|lending", r"borrow\w*"),
        (
            r"first|erste\w*|premi(?:er|ère)s?|primer\w*",
            r"last|letzte\w*|derni(?:er|ère)s?|últim\w*",
        ),
        (r"above|over|über", r"below|under|unter"),
        (r"inside|indoors?|within", r"outside|outdoors?"),
        (r"wins?|won|gewann\w*|gewonnen", r"los(?:es?|t|ing)|verlor\w*"),
        (r"profits?|gains?|gewinne?", r"loss(?:es)?|verluste?"),
        (r"arriv\w+|ankunft", r"depart\w*|leav(?:e|es|ing)|left|abfahrt|abreise"),
        (r"imports?|imported|importiert\w*", r"exports?|exported|exportiert\w*"),
        (r"full|voll\w*", r"empty|leer\w*"),
        (r"always|immer|toujours|siempre", r"sometimes|manchmal|parfois|a veces"),
        (r"all|every|alle\w*", r"some|few|einige\w*|wenige\w*"),
        (r"since|seit|depuis|desde", r"until|till|bis|jusqu\w*|hasta"),
        (
            r"new|neue[nrsm]?|nouve(?:au|lle)s?|nuev[oa]s?|новый|новая",
            r"old|alte[nrsm]?|ancien(?:ne)?s?|viej[oa]s?|antigu[oa]s?|старый|старая",
        ),
        (
            r"support(?:s|ed|ing)?|back(?:s|ed)|favou?r(?:s|ed)?|unterstütz\w*|befürwort\w*"
            r"|soutien\w*|soutenu\w*|apoy\w+|поддерж\w*",
            r"oppos(?:e[sd]?|ing)|objected|against|abgelehnt|lehn\w*|opuso|против",
        ),
        (
            r"accept\w*|approv\w+|angenommen|nahm(?:en)?|genehmigt\w*|genehmigen|approuv\w+|acept\w+|aprob\w+"
            r"|одобр\w*",
            r"reject\w*|refus\w+|declined|abgelehnt\w*|ablehn\w*|lehn\w*|rejet\w*|rechaz\w+"
            r"|отклон\w*",
        ),
        (r"doubl(?:e[sd]?|ing)|verdoppel\w*|doublé\w*|duplic\w+|удво\w*", r"halv\w+|halbier\w*"),
        (
            r"rais(?:e[sd]?|ing)|erhöh\w*|angehoben|anheb\w*",
            r"lower(?:ed|ing|s)|cuts?|cutting|reduc\w+|gesenkt|senk\w*|reduzier\w*|rédui\w*"
            r"|reduj\w*",
        ),
        (
            r"improv\w+|verbesser\w*|amélior\w*|mejor(?:ó|a|aron)",
            r"worsen\w*|deteriorat\w+|verschlechter\w*|empeor\w+",
        ),
        (r"hir(?:ed|es|ing)|eingestellt", r"dismiss\w*|fired|laid off|entlassen"),
        (r"succe(?:ed(?:s|ed)?|ss\w*)|erfolgreich|réussi\w*", r"fail\w*|gescheitert|échou\w*"),
    )
)  # fmt: skip


_MAY = regex.compile(
    r"\b(?:may|can|could|is allowed to|are allowed to|darf|dürfen|kann|können|peut|peuvent"
    r"|puede[ns]?)\b|可以|可能",
    regex.IGNORECASE,
)
_MUST = regex.compile(
    r"\b(?:must|ha(?:s|ve) to|(?:is|are) required to|muss|muß|müssen|doit|doivent|debe[ns]?)\b"
    r"|必须|应当",
    regex.IGNORECASE,
)


_LIMITS = tuple(
    (regex.compile(pattern, regex.IGNORECASE), limit)
    for pattern, limit in (
        (r"\b(?:not|never|no)\s(?:\w+\s){0,2}?more\sthan\b", "at most"),
        (r"\b(?:not|never|no)\s(?:\w+\s){0,2}?(?:less|fewer)\sthan\b", "at least"),
        (r"\b(?:not|never|no)\s(?:\w+\s){0,2}?later\sthan\b", "by"),
        (r"\bnicht\smehr\sals\b", "höchstens"),
        (r"\bnicht\sspäter\sals\b", "bis"),
        (r"\bnicht\sweniger\sals\b", "mindestens"),
        (r"\bpas\splus\sde\b", "au plus"),
        (r"\bno\s(?:\w+\s)?más\sde\b", "como máximo"),
        (r"\b(?:is|are|stays?)\sopen\s(?:until|till)\b", "closes at"),
        (r"\b(?:ist|sind|hat|haben)\s(?:geöffnet\sbis|bis(?=[^.;]*\sgeöffnet))", "schließt um"),
        (r"\b(?:est|sont)\souverte?s?\sjusqu['’](?:à|au)(?!\p{L})", "ferme à"),
    )
)


def with_limits(text: str) -> str:
    """The text with "do not take more than" as a limit, which isn't a denial: "take at most"."""
    for pattern, limit in _LIMITS:
        text = pattern.sub(limit, text)
    return text


def denies(text: str) -> bool:
    """Whether a statement says that something isn't so: "no child without" says it twice."""
    return (_DENIAL.search(text) is not None) != (_LACK.search(text) is not None)


def changes_duty(text: str, other: str) -> bool:
    """Whether one says that something may be done, and the other that it must."""
    if denies(text) or denies(other):
        return False  # "may not" and "must not" say the same
    return _are_opposed(_MAY, _MUST, text, other)


def has_opposite(text: str, other: str) -> bool:
    """Whether one has a word of which the other has only the opposite."""
    return any(_are_opposed(one, another, text, other) for one, another in _PAIRS)


def in_one_word_for_opposites(text: str) -> str:
    """The text with both of two opposite words written as the same made-up one."""
    for letters, (one, other) in zip(product(ascii_lowercase, repeat=2), _PAIRS, strict=False):
        word = f"opposing{''.join(letters)}"
        text = other.sub(word, one.sub(word, text))
    return text


def is_surer(said: str, ground: str) -> bool:
    """Whether what is only expected, guessed or to come is said as if it were so, or done."""
    if _UNSURE.search(said):
        return False
    is_done = _DONE.search(said) is not None and _DONE.search(ground) is None
    return _GUESSED.search(ground) is not None or (is_done and _COMING.search(ground) is not None)


def _are_opposed(
    one: regex.Pattern[str], another: regex.Pattern[str], text: str, other: str
) -> bool:
    """Whether only one is in one of the texts, and only the other in the other."""
    return (_only(one, another, text) and _only(another, one, other)) or (
        _only(another, one, text) and _only(one, another, other)
    )


def _only(one: regex.Pattern[str], other: regex.Pattern[str], text: str) -> bool:
    return one.search(text) is not None and other.search(text) is None
