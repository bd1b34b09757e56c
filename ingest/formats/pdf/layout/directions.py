"""From characters as they stand on a line to the order in which they are read and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import Floats, Integers
from ingest.formats.pdf.layout.frames import Frame
from ingest.formats.pdf.scripts import are_right_to_left, is_mark

_WITHIN_A_NUMBER = frozenset(".,:/-+%٫٬")
_BEFORE_A_NUMBER = frozenset("$€£₪")
_AFTER_A_NUMBER = _BEFORE_A_NUMBER | {"%"}  # in Arabic it stands, as all else, to the left
_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»"}
_TURNED = _CLOSING | {closing: opening for opening, closing in _CLOSING.items()}
_BEFORE_OPENING = frozenset("([{«\"'“„-–—/")
_AFTER_CLOSING = frozenset(")]}»\"'”.,;:!?،؛؟-–—/")
_LAM, _ALEFS = "ل", frozenset("اأإآٱ")
_Cluster = list[int]
_LEFT, _RIGHT, _NUMBER, _NEITHER = "L", "R", "N", " "


def reading_order(frame: Frame, codes: npt.NDArray[np.uint32], positions: Integers) -> Integers:
    """Positions of a segment's characters in the order in which they are read.

    ``positions`` are in the order in which PDFium has them; ``codes`` are those of all the frame's
    characters.
    """
    order = positions[np.argsort(frame.start[positions], kind="stable")]
    right_to_left = are_right_to_left(codes[order])
    if 2 * np.count_nonzero(right_to_left) > len(order):
        # A letter such as kaf may reach over the next one, to its left, but never to the right.
        order = order[np.argsort(frame.end[order], kind="stable")]
    text = [chr(code) for code in codes.tolist()]
    clusters = list(_clusters(frame, text, order))
    kinds = _kinds(clusters, text)
    runs = list(_runs(clusters, kinds))
    if kinds.count(_RIGHT) >= kinds.count(_LEFT):
        runs.reverse()
    else:
        runs = _words_turned(runs, text)
    return np.array([place for run in runs for cluster in run for place in cluster], np.int64)


def jumps(frame: Frame, order: Integers) -> dict[int, float]:
    """Where, in the order of reading, a character's neighbour on the line isn't the one before it.

    For each such place the gap that is seen there, in points, below zero where characters overlap.
    """
    line = np.argsort(frame.start[order], kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[line] = np.arange(len(order))
    starts, ends = frame.start[order][line], frame.end[order][line]
    before = starts - np.append(-np.inf, np.maximum.accumulate(ends)[:-1])
    after = np.append(before[1:], np.inf)
    # Letters of one glyph are no neighbours of each other.
    before = before[np.searchsorted(starts, starts, "left")]
    after = after[np.searchsorted(starts, starts, "right") - 1]
    found: dict[int, float] = {}
    for place in (np.flatnonzero(np.abs(np.diff(rank)) > 1) + 1).tolist():
        one, next_one = rank[place - 1], rank[place]
        to_the_left = max(before[one], after[next_one])
        found[place] = float(to_the_left if next_one < one else max(after[one], before[next_one]))
    return found


def with_right_brackets(text: str) -> str:
    """The text with each bracket the way it opens or closes, by what stands beside it.

    In lines from right to left their codes are those of what is seen, or mirrored twice.
    """
    signs = list(text)
    for place, sign in enumerate(signs):
        if sign in _TURNED:
            opening = sign if sign in _CLOSING else _TURNED[sign]
            before, after = text[place - 1 : place], text[place + 1 : place + 2]
            starts = not before or before.isspace() or before in _BEFORE_OPENING
            ends = not after or after.isspace() or after in _AFTER_CLOSING
            if starts != ends:
                signs[place] = opening if starts else _CLOSING[opening]
    return "".join(signs)


def _clusters(frame: Frame, text: Sequence[str], order: Integers) -> Iterator[_Cluster]:
    """What moves as one: the letters of one glyph, and each letter with the marks on it."""
    middles = (frame.start[order] + frame.end[order]) / 2
    boxes = list(zip(frame.start[order].tolist(), frame.end[order].tolist(), strict=True))
    alone = Counter(boxes)
    marks = {
        place for place, box in zip(order.tolist(), boxes, strict=True)
        if is_mark(text[place]) and alone[box] == 1
    }  # fmt: skip
    letters = [place for place in order.tolist() if place not in marks]
    on_letter: dict[int, list[int]] = {}
    if letters:
        centres = (frame.start[letters] + frame.end[letters]) / 2
        for place, middle in zip(order.tolist(), middles.tolist(), strict=True):
            if place in marks:
                nearest = letters[_nearest(centres, middle)]
                on_letter.setdefault(nearest, []).append(place)
    else:
        letters = order.tolist()
    glyph: _Cluster = []
    for place in letters:
        if glyph and not _one_glyph(frame, glyph[0], place):
            yield _written(glyph, text, on_letter)
            glyph = []
        glyph.append(place)
    if glyph:
        yield _written(glyph, text, on_letter)


def _nearest(centres: Floats, middle: float) -> int:
    after = int(np.searchsorted(centres, middle))
    around = [place for place in (after - 1, after) if 0 <= place < len(centres)]
    return min(around, key=lambda place: abs(float(centres[place]) - middle))


def _one_glyph(frame: Frame, first: int, second: int) -> bool:
    return bool(frame.start[first] == frame.start[second] and frame.end[first] == frame.end[second])


def _written(glyph: _Cluster, text: Sequence[str], on_letter: dict[int, list[int]]) -> _Cluster:
    """A glyph's letters as they are written: PDFium turns those from right to left round."""
    if len(glyph) > 1 and any(are_right_to_left(np.array([ord(text[p])]))[0] for p in glyph):
        glyph = sorted(glyph, reverse=True)
        if len(glyph) == 2 and text[glyph[0]] in _ALEFS and text[glyph[1]] == _LAM:
            glyph.reverse()
    return [each for place in glyph for each in (place, *on_letter.get(place, ()))]


def _kinds(clusters: Sequence[_Cluster], text: Sequence[str]) -> list[str]:
    """How each cluster runs; signs run as their neighbours do where both agree."""
    kinds = [_kind(text[cluster[0]]) for cluster in clusters]
    for place, kind in enumerate(kinds):
        if kind != _NEITHER:
            continue
        before = kinds[place - 1] if place else ""
        after = kinds[place + 1] if place + 1 < len(kinds) else ""
        sign = text[clusters[place][0]]
        if (
            (before == after == _NUMBER and sign in _WITHIN_A_NUMBER)
            or (before == _NUMBER and sign in _AFTER_A_NUMBER)
            or (after == _NUMBER and sign in _BEFORE_A_NUMBER)
        ):
            kinds[place] = _NUMBER
        elif _LEFT in (before, after) and {before, after} <= {_LEFT, _NUMBER}:
            kinds[place] = _LEFT
    return kinds


def _kind(character: str) -> str:
    if are_right_to_left(np.array([ord(character)]))[0]:
        return _RIGHT
    if character.isdigit():
        return _NUMBER
    return _LEFT if character.isalpha() else _NEITHER


def _words_turned(runs: list[list[_Cluster]], text: Sequence[str]) -> list[list[_Cluster]]:
    """The runs of a line from left to right, with the words in it turned that run the other way."""
    turned: list[list[_Cluster]] = []
    others: list[list[_Cluster]] = []
    for run in runs:
        kind = _kind(text[run[0][0]])
        if kind == _RIGHT or (others and kind != _LEFT):
            others.append(run)
            continue
        turned += _turned_round(others, text)
        others = []
        turned.append(run)
    return turned + _turned_round(others, text)


def _turned_round(runs: list[list[_Cluster]], text: Sequence[str]) -> list[list[_Cluster]]:
    """The runs in reverse up to the last that runs from right to left, then the others."""
    end = len(runs)
    while end and _kind(text[runs[end - 1][0][0]]) != _RIGHT:
        end -= 1
    return runs[:end][::-1] + runs[end:]


def _runs(clusters: Sequence[_Cluster], kinds: Sequence[str]) -> Iterator[list[_Cluster]]:
    """Stretches that run one way, each in its reading order, in the order along the line."""
    run: list[_Cluster] = []
    kind = ""
    for cluster, its_kind in zip(clusters, kinds, strict=True):
        is_left = its_kind in (_LEFT, _NUMBER)
        if run and not (is_left and kind == "left"):
            yield run
            run = []
        kind = "left" if is_left else "right"
        run.append(cluster)
    if run:
        yield run
