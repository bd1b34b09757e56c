"""Where the words of a line end: by blanks that are drawn, and by gaps beside the line's others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import Flags, Floats, Glyphs, Integers, are_blank
from ingest.formats.pdf.layout.frames import Frame
from ingest.formats.pdf.scripts import (
    are_digits,
    are_east_asian,
    are_letters,
    are_right_to_left,
)

# Gaps in sizes of the type.
_BLANK = 0.25  # between characters that PDFium has side by side
_BLANK_BETWEEN_PIECES = 0.15
_SOME = 0.05
_RAISED = 0.08  # above its neighbour's line
_SPACED_OUT = 0.1  # the middle gap of a line whose letters stand apart
_SPACED_SHARE = 0.4  # of such a line's gaps are taken for blanks
_LIKE_THE_OTHERS = 1.4  # times the middle gap
_WORD_JUMP = 1.35  # a gap between words is that many times one between letters, or more
_WORD_STEP = 0.08
_ON_ANOTHER = 0.5  # of a blank's width, on the letter before it
_CLOSED = 0.02  # between the letters around such a blank
_PAIRS_AT_LEAST = 3  # of letters or digits side by side; fewer say nothing of a line
_EAST_ASIAN_BLANK = 0.6
_EAST_ASIAN_JUMP = 1.5


@dataclass(frozen=True, slots=True)
class Blanks:
    """What lies before each character of a frame in PDFium's own order, shape (n,) each.

    ``drawn`` is a blank of the page, ``added`` one of PDFium's, ``line_end`` a line's end of its;
    ``drawn_after`` says that a blank of the page follows.
    """

    drawn: Flags
    added: Flags
    line_end: Flags
    drawn_after: Flags


def blanks_before(glyphs: Glyphs, frame: Frame) -> Blanks:
    """The blanks around the frame's characters."""
    codes = glyphs.codes
    is_line_end = (codes == 10) | (codes == 13)
    is_blank = are_blank(codes) & ~is_line_end
    is_drawn = glyphs.is_drawn
    drawn = is_blank & is_drawn & ~_without_room(glyphs)
    index = frame.index
    before = np.append(-1, index[:-1])
    return Blanks(
        drawn=_any_between(drawn | (is_line_end & is_drawn), before, index),
        added=_any_between(is_blank & ~is_drawn, before, index),
        line_end=_any_between(is_line_end & ~is_drawn, before, index),
        drawn_after=np.append(drawn[1:], False)[index],
    )


def _without_room(glyphs: Glyphs) -> Flags:
    """Which characters lie on the one before, which reaches to the next: the page moved back.

    Some programs set a blank after the glyph of a ligature, and draw the next letter over it.
    """
    left, right = glyphs.boxes[:, 0], glyphs.boxes[:, 2]
    found = np.zeros(len(left), np.bool_)
    own_width = right[1:-1] - left[1:-1]
    lies_on = left[1:-1] < right[:-2] - _ON_ANOTHER * own_width
    is_closed = np.abs(left[2:] - right[:-2]) <= _CLOSED * glyphs.sizes[1:-1]
    is_level = (np.diff(glyphs.baselines[:, 1]) == 0) & (glyphs.angles[1:] == 0)
    of_one_object = (glyphs.owners[:-2] == glyphs.owners[1:-1]) & (
        glyphs.owners[1:-1] == glyphs.owners[2:]
    )
    found[1:-1] = lies_on & is_closed & is_level[:-1] & is_level[1:] & of_one_object
    return found


def _any_between(flags: Flags, before: Integers, index: Integers) -> Flags:
    sums = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(sums[index] > sums[np.minimum(before + 1, index)], dtype=np.bool_)


def word_starts(  # noqa: PLR0917 - arrays that belong together
    frame: Frame,
    blanks: Blanks,
    codes: npt.NDArray[np.uint32],
    order: Integers,
    firsts: Integers,
    jumps: Mapping[int, float],
) -> Flags:
    """Which characters begin a word; those that begin a segment count as none.

    ``order`` has the places of the characters of all segments, one segment after the other, each
    as it is read; a segment begins at each of ``firsts``. ``codes`` are those of all the frame's
    characters. ``jumps`` are the gaps in points before those in ``order`` that the one read before
    isn't beside.
    """
    first, second = order[:-1], order[1:]
    size = np.maximum(np.maximum(frame.size[first], frame.size[second]), 1e-6)
    ahead = frame.start[second] - frame.end[first]
    gaps = np.append(0.0, np.maximum(ahead, frame.start[first] - frame.end[second]) / size)
    starts = np.append(False, _by_blanks(blanks, first, second, gaps[1:]))
    for place, gap in jumps.items():  # a blank that lies between them in the file may be another's
        gaps[place] = max(gap / size[place - 1], 0.0)
        one, two = order[place - 1], order[place]
        beside = blanks.drawn[max(one, two)] or blanks.drawn_after[one] or blanks.drawn[two]
        starts[place] = gaps[place] > (_SOME if beside else _BLANK_BETWEEN_PIECES)
        pair = codes[order[place - 1 : place + 1]]
        # People type no blank between a word and one of another script, but look for each alone.
        starts[place] |= bool(are_letters(pair).all()) and are_right_to_left(pair).sum() == 1
    digits = are_digits(codes[order])
    raised = np.abs(frame.base[second] - frame.base[first]) > _RAISED * size
    starts[1:] |= raised & digits[1:] & digits[:-1]  # a note's number is no digit of the figure
    starts[firsts] = False
    gaps[firsts] = 0.0
    east_asian = are_east_asian(codes[order])
    lasts = np.append(firsts[1:], len(order))
    doubtful = np.add.reduceat(gaps, firsts) > _SPACED_OUT * (lasts - firsts)
    doubtful |= np.add.reduceat(east_asian, firsts) > 1
    for number in np.flatnonzero(doubtful & (lasts - firsts > 1)).tolist():
        a, b = int(firsts[number]) + 1, int(lasts[number])
        added = blanks.added[np.maximum(order[a - 1 : b - 1], order[a:b])]
        both = east_asian[a - 1 : b - 1] & east_asian[a:b]
        starts[a:b] = _with_care(starts[a:b], gaps[a:b], added, both, codes[order[a - 1 : b]])
    return starts


def _with_care(
    starts: Flags, gaps: Floats, added: Flags, both: Flags, codes: npt.NDArray[np.uint32]
) -> Flags:
    """The word starts of one segment; ``both`` marks pairs of East Asian characters."""
    if both.any():
        wide = max(_EAST_ASIAN_BLANK, _EAST_ASIAN_JUMP * float(np.median(gaps[both])))
        starts = np.where(both, gaps > wide, starts)
    if both.all() or not starts.any():
        return starts
    return _by_gaps(starts, gaps, added, codes)


def _by_blanks(blanks: Blanks, first: Integers, second: Integers, gaps: Floats) -> Flags:
    """What PDFium and the page say of each pair."""
    later = np.maximum(first, second)
    as_read = np.where(
        blanks.drawn[later] | (blanks.added[later] & ~blanks.line_end[later]),
        True,
        gaps > np.where(blanks.line_end[later], _BLANK_BETWEEN_PIECES, _BLANK),
    )
    beside = blanks.drawn[second] | blanks.drawn_after[first]
    of_pieces = (gaps > _BLANK_BETWEEN_PIECES) | (beside & (gaps > _SOME))
    return np.where(np.abs(first - second) == 1, as_read, of_pieces)


def _by_gaps(starts: Flags, gaps: Floats, added: Flags, codes: npt.NDArray[np.uint32]) -> Flags:
    """The same, unless the line's letters stand apart: then only wider gaps part words."""
    letters, digits = are_letters(codes), are_digits(codes)
    of_words = (letters | digits)[:-1] & (letters | digits)[1:]
    if np.count_nonzero(of_words) < _PAIRS_AT_LEAST:
        return starts
    middle = float(np.median(gaps[of_words]))
    if middle < _SPACED_OUT:
        return starts
    doubtful = starts & added & (gaps <= _LIKE_THE_OTHERS * middle)
    if not doubtful.any() and np.count_nonzero(starts) < _SPACED_SHARE * len(starts):
        return starts
    upper = np.sort(gaps[gaps >= middle])
    jumps = (upper[1:] >= _WORD_JUMP * upper[:-1]) & (np.diff(upper) >= _WORD_STEP)
    if jumps.any():
        cut = upper[int(np.argmax(jumps))]
        return np.asarray(gaps > cut, dtype=np.bool_)
    is_word = np.count_nonzero(letters) * 4 >= 3 * len(codes)
    return np.zeros(len(gaps), np.bool_) if is_word else starts
