"""What a folded card shows of a long passage: its marked sentence, in the middle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from bot.html.text import lines_needed

FOLDED_LINES = 5
"""The most lines that a folded card shows."""

CHARACTERS_IN_A_LINE = 90
"""About how many fit into a card's line on a desktop."""

CHARACTERS_IN_A_PHONES_LINE = 40

# What every folded card leaves out above a mark, and what only a phone does.
_BEFORE = Markup('<span class="before">{}</span>')
_ABOVE = Markup('<span class="above">{}</span>')
_CUT = Markup('<i class="cut{}"></i>')  # the style puts an ellipsis there, where the card is folded
_SENTENCE_START = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？]\s*|\n\s*")
_WORD_START = re.compile(r"\s+|[。！？；，、]")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a folded card shows of a text whose ``text[start:end]`` is marked.

    It begins at ``wide``, on a phone at ``narrow``; with ``has_cuts`` an ellipsis stands there.
    """

    text: str
    start: int
    end: int
    wide: int
    narrow: int
    has_cuts: bool

    @staticmethod
    def of(text: str, start: int, end: int) -> Excerpt:
        """The excerpt around a marked sentence; all of it where nothing is marked."""
        wide = narrow = 0
        if start < end:
            shown = partial(shown_from, text, start, end)
            wide = shown(characters_in_a_line=CHARACTERS_IN_A_LINE)
            narrow = max(wide, shown(characters_in_a_line=CHARACTERS_IN_A_PHONES_LINE))
        return Excerpt(text, start, end, wide, narrow, has_cuts=True)

    def part(self, first: int, last: int) -> Markup:
        """The markup of ``text[first:last]``."""
        at = min(last, max(first, self.wide))
        then = min(last, max(at, self.narrow))
        pieces = []
        if first < at:
            pieces.append(_BEFORE.format(self.text[first:at]))
            pieces += self._cut(at == self.wide, " wide" if self.narrow > self.wide else "")
        if at < then:
            pieces.append(_ABOVE.format(self.text[at:then]))
            pieces += self._cut(then == self.narrow, " narrow")
        a, b = max(then, min(self.start, last)), min(last, max(self.end, then))
        if a >= b:
            return Markup("").join([*pieces, self.text[then:last]])
        marked = Markup("{}<mark>{}</mark>{}")
        rest = (self.text[then:a], self.text[a:b], self.text[b:last])
        return Markup("").join([*pieces, marked.format(*rest)])

    def _cut(self, is_here: bool, where: str) -> list[Markup]:
        return [_CUT.format(where)] if is_here and self.has_cuts else []


def shown_from(text: str, start: int, end: int, *, characters_in_a_line: int) -> int:
    """Where a folded card begins, so that ``text[start:end]`` is in the middle of what it shows.

    0 where nothing need be left out; else at the first sentence from which the lines above the mark
    are few enough, or at the first word.
    """
    lines = partial(lines_needed, characters_in_a_line=characters_in_a_line)
    marked = lines(text[start:end])
    room = max(0, FOLDED_LINES - marked)
    below = lines(text[end:]) if text[end:].strip() else 0
    above = max(room // 2, room - below)

    def fits(first: int) -> bool:
        return lines(text[first:end]) - marked <= above

    if fits(0):
        return 0
    nearest = max(0, start - (above + 1) * characters_in_a_line)
    for starts in (_SENTENCE_START, _WORD_START):
        for found in starts.finditer(text, nearest, start):
            if fits(found.end()):
                return found.end()
    return start
