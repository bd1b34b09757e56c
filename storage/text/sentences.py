"""Where a text's sentences end, and where else it may be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import pairwise


class Strength(IntEnum):
    """How good a place for a cut is, the best last."""

    CLAUSE = 1
    LINE = 2
    SENTENCE = 3
    PARAGRAPH = 4


_CLOSING = "\"'”’»›)\\]」』）】》〉〕"
# Runs begin where nothing of their kind stands before (the look-behinds), and are given back to
# nothing (the "++"): else a million blanks or dots would take a million million steps.
_SENTENCE_END = re.compile(
    # Latin, Cyrillic, Greek: a space must follow.
    rf"(?<![.!?…‽])(?P<spaced>[.!?…‽]++[{_CLOSING}]*+)\s+"
    # Chinese, Japanese; Arabic, Devanagari, Burmese, Khmer, Ethiopic: none need follow.
    rf"|[。！？｡．]+[{_CLOSING}]*\s*"
    rf"|[؟۔।॥။៕።፧]+[{_CLOSING}]*\s*"
)
_CLAUSE_END = re.compile(
    r"[;:,–—]\s+|[、，；：،؛]\s*|(?<=[\u0e00-\u0eff])[ \u3000]+(?=[\u0e00-\u0eff])"
)
_LINE_BREAK = re.compile(r"(?<![ \t])[ \t]*+(?:\r\n|\n|\r)\s*")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_ITEM = re.compile(
    r"[•‣▪◦·○●■□►➢✓✔–—*+|-][ \t]|\|"
    r"|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)][ \t]|#{1,6} "
    r"|第[一二三四五六七八九十百\d]+[章节節条條]"
)
_WORDS_BEFORE = re.compile(r"(?:(?P<before>\w+)[ ]+)?(?P<word>[\w.]+)\Z")
_LOOK_BACK_CHARACTERS = 40

# A full stop after one of these ends no sentence, whatever follows.
_ABBREVIATIONS = frozenset((
    "mr", "mrs", "ms", "dr", "prof", "st", "rev", "hon", "gen", "col", "sgt", "capt", "lt", "sen",
    "rep", "gov", "pres", "vs", "v", "fig", "figs", "eq", "eqs", "no", "nos", "vol", "vols", "pp",
    "p", "ed", "eds", "al", "e.g", "i.e", "cf", "approx", "ca", "viz", "resp", "sec", "ch", "chap",
    "art", "dept", "est", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec", "u.s", "u.k", "a.m", "p.m", "ph.d", "inc", "ltd", "co", "corp", "jr", "sr",
    # German
    "z.b", "d.h", "u.a", "bzw", "bspw", "evtl", "ggf", "nr", "abs", "abb", "aufl", "bd", "hrsg",
    "s", "vgl", "usw", "z.t", "i.d.r", "str", "hr", "fr", "kap", "inkl", "zzgl", "mio", "mrd",
    # French, Spanish, Italian
    "m", "mm", "mme", "mlle", "p.ex", "env", "av", "sr", "sra", "srta", "ej", "pág", "núm", "ecc",
    "sig", "dott",
    # Russian
    "т.е", "т.д", "т.п", "г", "гг", "ул", "им", "стр", "рис", "табл", "др", "см",
))  # fmt: skip

_BEFORE_ORDINALS = frozenset((
    "ab", "am", "beim", "bis", "das", "dem", "den", "der", "des", "die", "im", "ins", "seit",
    "vom", "zum", "zur",
))  # fmt: skip

# "Table 324. Arrests by Sex and Age", which begins a line where no sentence goes on.
_COUNTED = re.compile(
    r"(?:\A|[.!?:;)\]][ ]*\n|\n[ ]*\n)[^\w\n]*"
    r"(?:table|figure|exhibit|chart|schedule|box|section|article|chapter|part|item|step|rule|note"
    r"|appendix|annex|tabelle|abbildung|kapitel|abschnitt|artikel|teil|schritt|anhang"
    r"|tableau|chapitre|partie|annexe|tabla|figura|cuadro|capítulo|sección|artículo|anexo|tabella"
    r"|capitolo|sezione|articolo|таблица|рисунок|глава|раздел|статья)[ ]\d{1,4}(?:\.\d{1,3})*\Z",
    re.IGNORECASE,
)
# Passages are still cut as if such a number ended a sentence, and a year that begins a line
# counted: that waits for the next version.
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d\Z")
# Some files write every stop so; passages aren't cut there: such dots lead to page numbers, too.
_STOP_AFTER_SPACE = re.compile(r"(?<=[\w)\]%]) \.\s+(?=[A-ZÀ-Þ])")
_WRITTEN_LINE = re.compile(r"[^\n]*\S[^\n]*")
_FULL_LINE = 0.75  # of its neighbours' length, of a line broken because the next word didn't fit
_PROSE_WORDS = 8  # of a line that goes on where the next begins with a small letter, or of that
_EARLY_END = 0.7  # of the page's usual line; a line that ends before that ends on purpose
_USUAL_LINE = 0.8  # the quantile of lengths that is taken as the usual line


def borders(text: str) -> tuple[list[int], list[Strength]]:
    """The places where a new stretch may begin, in order, and the strength of each.

    A place is the index of the first character after the border and after the spaces there; the
    text's own beginning and end are none.
    """
    strongest: dict[int, Strength] = {}
    for place, strength in (*_clauses(text), *_lines(text), *_sentences(text)):
        if 0 < place < len(text) and strength > strongest.get(place, 0):
            strongest[place] = strength
    places = sorted(strongest)
    return places, [strongest[place] for place in places]


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of each sentence, heading, row and item, without the space between.

    A line that ends although the next word would have had room ends on purpose, as headings and
    rows of tables do.
    """
    ends = {found.end() for found in _BLANK_LINE.finditer(text)}
    for found in _SENTENCE_END.finditer(text):
        look_back = max(0, found.start() - _LOOK_BACK_CHARACTERS)
        if found[0] == ". " and _COUNTED.search(text, look_back, found.start()):
            continue
        is_year = _YEAR.search(text, look_back, found.start()) is not None
        if found["spaced"] is None or is_year or _ends_sentence(text, found):
            ends.add(found.end())
    ends.update(_after_short_lines(text))
    ends.update(found.end() for found in _STOP_AFTER_SPACE.finditer(text))
    places: list[tuple[int, int]] = []
    for start, end in pairwise((0, *sorted(ends), len(text))):
        whole = text[start:end]
        if whole.strip():
            first = start + len(whole) - len(whole.lstrip())
            places.append((first, first + len(whole.strip())))
    return tuple(places)


def _after_short_lines(text: str) -> Iterator[int]:
    """Where the lines begin that stand after one with room left, and items of lists."""
    lines = list(_WRITTEN_LINE.finditer(text))
    for number, (line, after) in enumerate(pairwise(lines)):
        beside = lines[max(0, number - 1) : number + 2]
        if after[0].lstrip()[:1].islower() and _is_begun(line[0], after[0]):
            continue
        width = max(len(one[0].strip()) for one in beside)
        needed = f"{line[0].strip()} {after[0].split(maxsplit=1)[0]}"
        if len(needed) <= _FULL_LINE * width or _ITEM.match(text, after.start()):
            yield after.start()


def _is_begun(line: str, after: str) -> bool:
    """Whether a line goes on in one that begins with a small letter, as items of lists don't."""
    is_name = line.lstrip()[:1].isupper() and len(line.split()) > 1
    return len(line.split()) >= _PROSE_WORDS or (is_name and len(after.split()) >= _PROSE_WORDS)


def _clauses(text: str) -> Iterator[tuple[int, Strength]]:
    return ((found.end(), Strength.CLAUSE) for found in _CLAUSE_END.finditer(text))


def _sentences(text: str) -> Iterator[tuple[int, Strength]]:
    for found in _SENTENCE_END.finditer(text):
        if found["spaced"] is None or _ends_sentence(text, found):
            yield found.end(), Strength.SENTENCE


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    """Whether a mark with a space behind it really ends a sentence."""
    following = text[found.end() : found.end() + 1]
    before = text[max(0, found.start() - _LOOK_BACK_CHARACTERS) : found.start()]
    words = _WORDS_BEFORE.search(before)
    if following.islower() or following == ".":  # dots that lead to a page number
        return False
    if found["spaced"].rstrip("\"'”’»›)]") != ".":
        return True
    if before[-1:].isspace() or words is None:  # a dot on its own leads to a page number, too
        return not before[-1:].isspace()
    word = words["word"].lower()
    if not word.isdecimal():
        return not (len(word) == 1 and word.isalpha()) and word not in _ABBREVIATIONS
    # A number with a dot may count: "1. Introduction" on a line, "am 3. Oktober".
    if words["before"]:
        return words["before"].lower() not in _BEFORE_ORDINALS
    return before[: words.start("word")].rstrip(" ")[-1:] not in ("", "\n")


def _lines(text: str) -> Iterator[tuple[int, Strength]]:
    usual = _usual_line(text)
    line_start = 0
    for found in _LINE_BREAK.finditer(text):
        length = found.start() - line_start
        line_start = found.end()
        if _BLANK_LINE.search(found[0]):
            yield found.end(), Strength.PARAGRAPH
        elif _ITEM.match(text, found.end()) or (
            length < _EARLY_END * usual and not text[found.end() : found.end() + 1].islower()
        ):
            yield found.end(), Strength.SENTENCE
        else:
            yield found.end(), Strength.LINE


def _usual_line(text: str) -> int:
    lengths = sorted(len(line) for line in text.splitlines() if line)
    return lengths[int(_USUAL_LINE * (len(lengths) - 1))] if lengths else 0
