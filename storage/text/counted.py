"""Numbers that a text says in several words, or in words before a unit: five percent, two hundred.

A number of one word alone is a word like others and isn't among them; see ``SINGLE_WORDS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from storage.text.magnitudes import MAGNITUDES
from storage.text.number_words import SINGLE_WORDS
from storage.text.numbers import Measured
from storage.text.units import unit_written

# Which are a number only before hundred, million, thirds and percent.
_ONE = frozenset(("a", "an", "one", "un", "une", "ein", "eine"))
_AND = {"and": True, "y": False, "e": False}  # behind hundreds, or else behind tens
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_LARGE = {word: times for word, times in MAGNITUDES.items() if times > 1000 and len(word) > 3}
_PARTS = {
    "third": 3, "thirds": 3, "fourths": 4, "fifth": 5, "fifths": 5, "sixths": 6, "eighths": 8,
    "tenth": 10, "tenths": 10,
}  # fmt: skip
_PARTS_ALIKE = {
    "half": 2, "drittel": 3, "viertel": 4, "fünftel": 5, "achtel": 8, "zehntel": 10, "tiers": 3,
    "tercio": 3, "tercios": 3, "quart": 4, "quarts": 4, "cuartos": 4,
}  # fmt: skip
"""Those that are the same word of one and of more, or have no other meaning."""
_QUARTERS = frozenset(("quarter", "quarters"))
_BEHIND_ONE = frozenset((*_SCALES, *_LARGE, *_PARTS, *_PARTS_ALIKE, "quarter", "percent", "per"))
_AND_A_HALF = ["and", "a", "half"]
_HALF_A = (["half", "a"], ["half", "an"])
# Words of other meanings as well, which are numbers before million.
_BEFORE_LARGE = {"dos": 2, "due": 2, "sei": 6, "otto": 8, "acht": 8}
_FIRST_WORDS = frozenset((*SINGLE_WORDS, *_ONE, *_BEFORE_LARGE, "half"))
_MOST_WORDS = 12  # of a number with its unit
_BETWEEN = frozenset((" ", "-", "\n"))


def counted_in(plain: str, words: Sequence[regex.Match[str]]) -> Iterator[Measured]:
    """Those numbers of a text of plain characters, in order; ``words`` are its words."""
    end = 0
    for place, word in enumerate(words):
        first = word.group().partition("-")[0]
        if first not in _FIRST_WORDS or word.start() < end:
            continue
        follows = words[place + 1].group() if place + 1 < len(words) else ""
        begins = first in SINGLE_WORDS or _may_begin(first, word.group(), follows)
        if begins and (found := _counted(plain, words[place : place + _MOST_WORDS])):
            yield found
            end = found.end


def _may_begin(first: str, word: str, follows: str) -> bool:
    """Whether a word that isn't always a number may begin one."""
    if first in _ONE:
        return (word.partition("-")[2] or follows) in _BEHIND_ONE or follows == "and"
    return (word == "half" and follows in ("a", "an")) or (
        first in _BEFORE_LARGE and (follows in _LARGE or follows in _PARTS_ALIKE)
    )


def _counted(plain: str, words: Sequence[regex.Match[str]]) -> Measured | None:
    """The number that these words begin with, where it is more than a single word."""
    parts, ends = _run(plain, words)
    number, count = _number(parts, is_joined=ends[0] < 0)
    if not count:
        return None
    times, unit, is_one = 1, "", parts[count - 1] in _ONE and number == "1"
    of_a = 2 if "/" in number and parts[count : count + 2] == ["of", "a"] else 0
    if parts[count + of_a : count + of_a + 1] and parts[count + of_a] in _LARGE:
        times, count, is_one = _LARGE[parts[count + of_a]], count + of_a + 1, False
    if "/" not in number or parts[0] == "half":
        length, unit = unit_written(parts[count:])
        if is_one and unit != "pct":
            return None
        count += length
    if (count == 1 and "-" not in parts[0]) or ends[count - 1] < 0:
        return None
    if parts[0] == "half" and times == 1 and not unit and "/" in number:
        return None
    said = () if "/" in number else tuple(part for part in parts[:count] if part not in _AND)
    return Measured(words[0].start(), ends[count - 1], number, unit, times, written_words=said)


def _number(parts: Sequence[str], *, is_joined: bool) -> tuple[str, int]:
    """The number that the words begin with and how many of them it is; 0 words for none.

    ``is_joined`` says whether a hyphen is between the first two.
    """
    if list(parts[:2]) in _HALF_A:
        return ("6", 3) if parts[2:3] == ["dozen"] else ("1/2", 2)
    if list(parts[1:4]) == _AND_A_HALF and parts[0] in _ONE:
        return "1.5", 4
    count, value = _value(parts)
    if list(parts[count : count + 3]) == _AND_A_HALF and count:
        return f"{value}.5", count + 3
    below = _part_of(parts[1:4], is_one=parts[0] in _ONE, is_joined=is_joined)
    if count == 1 and below:
        return f"{value}/{below}", 2
    return str(value), count


def _part_of(parts: Sequence[str], *, is_one: bool, is_joined: bool) -> int:
    """What the words behind a number make parts of, as 3 of thirds; 0 for none.

    A quarter may be one of a year, but for those of something else.
    """
    part = parts[0] if parts else ""
    if part in _PARTS and is_one is not part.endswith("s"):
        return _PARTS[part]
    of_something = parts[1:2] == ["of"] and len(parts) > 2 and not parts[2].isdecimal()
    if part in _QUARTERS and is_one is not part.endswith("s") and (is_joined or of_something):
        return 4
    return _PARTS_ALIKE.get(part, 0)


def _run(plain: str, words: Sequence[regex.Match[str]]) -> tuple[list[str], list[int]]:
    """The words side by side, those with a hyphen in two, and where each ends; -1 for a half."""
    parts: list[str] = []
    ends: list[int] = []
    for place, word in enumerate(words):
        if place and plain[words[place - 1].end() : word.start()] not in _BETWEEN:
            break
        written = word.group()
        pieces = [written] if written in SINGLE_WORDS else written.split("-")
        if "-".join(pieces[:2]) in SINGLE_WORDS:
            pieces = ["-".join(pieces[:2]), *pieces[2:]]
        parts += pieces
        ends += [-1] * (len(pieces) - 1) + [word.end()]
    return parts, ends


def _value(parts: Sequence[str]) -> tuple[int, int]:
    """How many of the words are a number, and which; 0 words where they begin with none."""
    total, section, count, before = 0, 0, 0, ""
    for place, part in enumerate(parts):
        follows = parts[place + 1] if place + 1 < len(parts) else ""
        if part in _SCALES and before and (before not in _SCALES or _is_larger(part, before)):
            section *= _SCALES[part]
            if part == "thousand":
                total, section = total + section, 0
        elif _AND.get(part) is (before in _SCALES) and follows in SINGLE_WORDS and before:
            continue
        elif part in SINGLE_WORDS and _goes_on(before, part):
            section += int(SINGLE_WORDS[part])
        elif not place and part in _ONE and follows in _BEHIND_ONE:
            section = 1
        elif not place and part in _BEFORE_LARGE:
            section = _BEFORE_LARGE[part]
        else:
            break
        count, before = place + 1, part
    return count, total + section


def _is_larger(scale: str, before: str) -> bool:
    return _SCALES[scale] > _SCALES[before] and before != "dozen"


def _goes_on(before: str, part: str) -> bool:
    """Whether a number word may stand behind another within one number."""
    if before in _SCALES:
        return before != "dozen" and part not in _SCALES
    value = int(SINGLE_WORDS.get(before, 0))
    return not before or (value in range(20, 100, 10) and int(SINGLE_WORDS[part]) in range(2, 10))
