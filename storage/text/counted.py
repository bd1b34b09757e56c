"""Numbers that a text says in several words, or in words before a unit: five percent, two hundred.

A number of one word alone is a word like others and isn't among them; see ``SINGLE_WORDS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from storage.text.magnitudes import MAGNITUDES
from storage.text.number_words import SINGLE_WORDS
from storage.text.numbers import Measured, unit_written

_ONE = frozenset(("a", "an", "one"))  # which are a number only before hundred, million and thirds
_AND = {"and": True, "y": False, "e": False}  # behind hundreds, or else behind tens
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_LARGE = {word: times for word, times in MAGNITUDES.items() if times > 1000 and len(word) > 3}
_PARTS = {
    "third": 3, "thirds": 3, "fourths": 4, "fifth": 5, "fifths": 5, "sixths": 6, "eighths": 8,
    "tenth": 10, "tenths": 10,
}  # fmt: skip
_BEHIND_ONE = frozenset((*_SCALES, *_LARGE, *_PARTS))
_MOST_WORDS = 12  # of a number with its unit
_BETWEEN = frozenset((" ", "-", "\n"))


def counted_in(plain: str, words: Sequence[regex.Match[str]]) -> Iterator[Measured]:
    """Those numbers of a text of plain characters, in order; ``words`` are its words."""
    end = 0
    for place, word in enumerate(words):
        first = word.group().partition("-")[0]
        follows = words[place + 1].group() if place + 1 < len(words) else ""
        begins = first in SINGLE_WORDS or (first in _ONE and follows in _BEHIND_ONE)
        if word.start() < end or not begins:
            continue
        if found := _counted(plain, words[place : place + _MOST_WORDS]):
            yield found
            end = found.end


def _counted(plain: str, words: Sequence[regex.Match[str]]) -> Measured | None:
    """The number that these words begin with, where it is more than a single word."""
    parts, ends = _run(plain, words)
    count, value = _value(parts)
    if not count:
        return None
    number, times, unit, is_one = str(value), 1, "", parts[:count][-1] in _ONE
    if count < len(parts) and count == 1 and parts[1] in _PARTS:
        if is_one is not parts[1].endswith("s"):
            number, count = f"{value}/{_PARTS[parts[1]]}", 2
    elif count < len(parts) and parts[count] in _LARGE:
        times, count, is_one = _LARGE[parts[count]], count + 1, False
    if "/" not in number and not is_one:
        length, unit = unit_written(parts[count:])
        count += length
    if (count == 1 and "-" not in parts[0]) or ends[count - 1] < 0:
        return None
    said = () if "/" in number else tuple(part for part in parts[:count] if part not in _AND)
    return Measured(words[0].start(), ends[count - 1], number, unit, times, written_words=said)


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
