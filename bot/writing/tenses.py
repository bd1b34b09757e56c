"""Whether a statement tells as done what its ground tells as to come, or the other way round.

Verbs say it by their forms: of "will leave" or "wird verlassen", "left", "verließ" and "ist
verlassen" tell what hasn't happened yet. Forms of the same verb are looked for, so that another
verb's past, which may be of another matter, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_TO_COME = regex.compile(
    r"\b(?:will|won[’']t|shall|(?:is|are) (?:going|due|set|scheduled|expected) to|wird|werden|werde"
    r"|soll(?:en)?|va a|van a|va|vont|будет|будут)\b|将(?!军)|將(?!軍)",
    regex.IGNORECASE,
)
_IS_DONE_IN_CHINESE = regex.compile(r"已|了(?=[\P{L}]|$)|过了|完成")
_IS_OVER = regex.compile(
    r"\b(?:ist|sind)\b.*\b(?:aus|weg|fort|fertig|vorbei|zu)\b"
    r"|\b(?:is|are)\s(?:\w+\s)?(?:gone|out|over|finished|complete)\b"
)
_WAS_DONE = regex.compile(r"\b(?:was|were|been|wurden?|worden|fue|fueron|été|è stat[oa]|był\w*)\b")
_WILL_BE_DONE = regex.compile(
    r"\b(?:(?:will|shall|to) be|wird|werden|sera|seront|será|serán|sarà)\b"
)
_PARTICIPLE = regex.compile(r"\b\p{Ll}{2,}(?:ed|en|t|é|ée|[ai]d[oa]|[aiu]t[oa])\b")
_WORD = regex.compile(r"\b\p{Ll}[\p{Ll}\p{M}]+")

# A verb a line: as it stands behind "will" or before "wird" at the end, then its forms of the past.
_ENGLISH_PASTS = """
become became | begin began begun | break broke broken | bring brought | build built | buy bought
choose chose chosen | come came | cut cut | draw drew drawn | drive drove driven | fall fell fallen
find found | get got gotten | give gave given | go went gone | grow grew grown | hold held
keep kept | know knew known | lead led | leave left | lend lent | lose lost | make made | meet met
pay paid | put put | rise rose risen | run ran | see saw seen | sell sold | send sent | show showed
shown | shut shut | speak spoke spoken | spend spent | stand stood | take took taken | teach taught
tell told | win won | write wrote written
"""
_GERMAN_PASTS = """
beginnen begann begonnen | bekommen bekam | bleiben blieb geblieben | brechen brach gebrochen
bringen brachte gebracht | erhalten erhielt | fallen fiel gefallen | finden fand gefunden
geben gab gegeben | gehen ging gegangen | gewinnen gewann gewonnen
halten hielt gehalten | heben hob gehoben | kommen kam gekommen | laufen lief gelaufen
lassen ließ gelassen | verlassen verließ | nehmen nahm genommen
scheiden schied geschieden | schließen schloss schloß geschlossen
schreiben schrieb geschrieben | sinken sank gesunken | sprechen sprach gesprochen
steigen stieg gestiegen | treten trat getreten | tragen trug getragen | treffen traf getroffen
ziehen zog gezogen | verlieren verlor | wachsen wuchs gewachsen
"""


def _forms(table: str) -> dict[str, frozenset[str]]:
    verbs = (line.split() for row in table.splitlines() for line in row.split("|") if line.strip())
    return {verb: frozenset(forms) for verb, *forms in verbs}


_PASTS = _forms(_ENGLISH_PASTS) | _forms(_GERMAN_PASTS)
_ROMANCE_PASTS = {  # behind "va" and its like
    "er": ("é", "ée", "és", "ées", "ido", "ió"), "re": ("u", "ue", "us", "ues"),
    "ir": ("i", "ie", "is", "ies", "ido", "ió"), "ar": ("ado", "ada", "ó", "aron"),
}  # fmt: skip
_INSEPARABLE = ("ver", "be", "er", "ent", "zer", "über")
_SEPARABLE = (
    "ab", "an", "auf", "aus", "ein", "her", "hin", "nach", "statt", "teil", "um", "vor", "weg",
    "zurück", "zusammen",
)  # fmt: skip
_ROMANCE = tuple(
    (regex.compile(rf"\b(\p{{L}}{{2,}}){to_come}\b"), past)
    for to_come, past in (
        ("ar(?:á|án|emos)", r"\b(?:{0}(?:ó|aron)|ha[ns]? {0}ado)\b"),  # Spanish
        ("[ei]r(?:á|án|emos)", r"\b(?:{0}i(?:ó|eron)|ha[ns]? {0}ido)\b"),
        ("er(?:a|ont)", r"\b(?:a|ont|est|sont|été) {0}ée?s?\b"),  # French
        ("ir(?:a|ont)", r"\b(?:a|ont|est|sont|été) {0}ie?s?\b"),
        ("r(?:a|ont)", r"\b(?:a|ont|est|sont|été) {0}ue?s?\b"),
        ("[ei]r(?:à|anno)", r"\b(?:ha|hanno|è|sono) {0}(?:at|it|ut)[oaie]\b"),  # Italian
        ("ar(?:á|ão)", r"\b{0}(?:ou|aram)\b"),  # Portuguese
    )
)


def changes_tense(said: str, ground: str) -> bool:
    """Whether one of the two tells as to come what the other tells as done."""
    return _is_done_of_coming(said, ground) or _is_done_of_coming(ground, said)


def _is_done_of_coming(done: str, coming: str) -> bool:
    done, coming = done.lower(), coming.lower()
    if any(
        regex.search(past.format(regex.escape(found[1])), done)
        for form, past in _ROMANCE
        for found in form.finditer(coming)
    ):
        return True
    if _TO_COME.search(coming) is None or _TO_COME.search(done) is not None:
        return False
    for over in (_IS_DONE_IN_CHINESE, _IS_OVER):
        if over.search(done) and not over.search(coming):
            return True
    words = set(_WORD.findall(done)) - set(_WORD.findall(coming))
    if any(not words.isdisjoint(_pasts_of(verb)) for verb in _WORD.findall(coming)):
        return True
    is_passive = _WAS_DONE.search(done) and _WILL_BE_DONE.search(coming)
    shared = set(_PARTICIPLE.findall(done)) & set(_PARTICIPLE.findall(coming))
    return bool(is_passive and shared and not _WAS_DONE.search(coming))


def _pasts_of(verb: str) -> Iterator[str]:
    """The forms of the past that a word has if it is a verb's infinitive."""
    for past in _PASTS.get(verb, ()):
        yield from (past, f"{past}en")
    yield from (f"{verb}ed", f"{verb}d", f"{verb}{verb[-1]}ed", f"{verb[:-1]}ied")
    for ending, pasts in _ROMANCE_PASTS.items():
        if verb.endswith(ending):
            yield from (verb.removesuffix(ending) + past for past in pasts)
    if verb.endswith("n"):
        stem = verb.removesuffix("n").removesuffix("e")
        yield from (f"{stem}te", f"{stem}ten", f"{stem}ete", f"{stem}eten", f"ge{stem}t")
        yield f"ge{stem}et"
        for prefix in filter(verb.startswith, _INSEPARABLE):
            yield from (f"{stem}t", f"{stem}et")
            for past in _PASTS.get(verb.removeprefix(prefix), ()):
                yield f"{prefix}{past.removeprefix('ge')}"
        for prefix in filter(verb.startswith, _SEPARABLE):
            for past in _pasts_of(verb.removeprefix(prefix)):
                yield from (past, f"{prefix}{past}")
