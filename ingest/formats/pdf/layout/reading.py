"""A page's text as people read it, from where its characters stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.glyphs import Flags, Glyphs, Integers
from ingest.formats.pdf.layout.across import Described, Words
from ingest.formats.pdf.layout.columns import Line, lines_in_order
from ingest.formats.pdf.layout.directions import jumps as jumps_of
from ingest.formats.pdf.layout.directions import reading_order, with_right_brackets
from ingest.formats.pdf.layout.frames import Frame, frames, without_tails
from ingest.formats.pdf.layout.powers import with_powers_of_ten
from ingest.formats.pdf.layout.segments import Segment, segments
from ingest.formats.pdf.layout.spacing import blanks_before, word_starts
from ingest.formats.pdf.scripts import (
    are_digits,
    are_east_asian,
    are_letters,
    are_marks,
    are_right_to_left,
)
from storage.records import CELL_END

_SIGN_OF_A_NUMBER = re.compile(r"[$€£¥]\s?\(?|US\$|\(")  # alone in a cell, before a number
_AFTER_A_NUMBER = re.compile(r"[)%]+")
_HYPHENS = "-\xad"
_BLANK = ord(" ")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Text, and for each of its characters the index of the page's own that it stands for.

    Blanks and line ends that reading puts in share the index of the character before them, or of
    the blank that PDFium has there.
    """

    text: str
    sources: npt.NDArray[np.int32]


def placed_text(glyphs: Glyphs, wanted: Flags) -> PlacedText:
    """The wanted characters, line by line; those that run another way than most come last."""
    texts: list[str] = []
    sources: list[npt.NDArray[np.int32]] = []
    for frame in frames(glyphs, wanted):
        for text, its_sources in _lines(glyphs, frame):
            texts += (text, "\n")
            sources += (its_sources, its_sources[-1:])
    if not texts:
        return PlacedText("", np.zeros(0, np.int32))
    return PlacedText("".join(texts[:-1]), np.concatenate(sources[:-1]))


def _lines(glyphs: Glyphs, frame: Frame) -> Iterator[tuple[str, npt.NDArray[np.int32]]]:
    codes = glyphs.codes[frame.index]
    right_to_left = are_right_to_left(codes)
    letters = are_letters(codes)
    frame = without_tails(frame, codes)
    found = segments(frame, right_to_left, letters, are_marks(codes))
    texts = _texts(glyphs, frame, codes, right_to_left, found)
    mirrored = np.count_nonzero(right_to_left) * 2 > np.count_nonzero(letters)
    words = _words(texts)
    described: list[Described] = []
    places: dict[int, int] = {}
    for number, (segment, _text) in enumerate(zip(found, texts, strict=True)):
        seen = replace(segment, start=-segment.end, end=-segment.start) if mirrored else segment
        places[id(seen)] = number
        described.append(Described(seen, words[number]))
    for line in lines_in_order(described, has_tables=not frame.is_vertical):
        cells = [[texts[places[id(each)]] for each in cell] for cell in line.cells]
        yield _joined(line, [_cell(its) if len(its) > 1 else its[0] for its in cells])


def _cell(lines: Sequence[PlacedText]) -> PlacedText:
    """A cell's lines in one; a line's end is left after a hyphen, which is looked at later."""
    texts, sources = [lines[0].text], [lines[0].sources]
    for before, after in pairwise(lines):
        last, first = before.text[-1:], after.text[:1]
        if last in _HYPHENS and before.text[-2:-1].isalnum() and first.isalnum():
            end = "\n"
        else:
            both = np.array([ord(last), ord(first)], np.uint32)
            end = "" if are_east_asian(both).all() else " "
        texts += (end, after.text)
        sources += (before.sources[-1:][: len(end)], after.sources)
    return PlacedText("".join(texts), np.concatenate(sources))


def _joined(line: Line, cells: Sequence[PlacedText]) -> tuple[str, npt.NDArray[np.int32]]:
    texts: list[str] = []
    sources: list[npt.NDArray[np.int32]] = []
    for cell, after in zip_longest(cells, cells[1:]):
        is_sign = _SIGN_OF_A_NUMBER.fullmatch(cell.text) and after and not after.text[0].isalpha()
        end = CELL_END if line.of_table and not is_sign else " "
        if texts and line.of_table and _AFTER_A_NUMBER.fullmatch(cell.text):
            texts[-1] = " "
        texts += (cell.text, end)
        sources += (cell.sources, cell.sources[-1:])
    return "".join(texts[:-1]), np.concatenate(sources[:-1])


def _texts(
    glyphs: Glyphs,
    frame: Frame,
    codes: npt.NDArray[np.uint32],
    right_to_left: Flags,
    found: Sequence[Segment],
) -> list[PlacedText]:
    """Each segment's text."""
    order, firsts = _orders(found)
    jumps: dict[int, float] = {}
    if right_to_left.any():
        lasts = np.append(firsts[1:], len(order))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            if right_to_left[order[first:last]].any():
                order[first:last] = reading_order(frame, codes, order[first:last])
                found_jumps = jumps_of(frame, order[first:last])
                jumps |= {first + place: gap for place, gap in found_jumps.items()}
    codes = with_powers_of_ten(frame, codes, order)
    starts = word_starts(frame, blanks_before(glyphs, frame), codes, order, firsts, jumps)
    index = frame.index[order]
    at = np.flatnonzero(starts)
    own_blank = np.isin(glyphs.codes[np.minimum(index + 1, len(glyphs.text) - 1)], (_BLANK, 0xA0))
    blank_sources = np.where(own_blank, index + 1, index)[at - 1]
    text = np.insert(codes[order], at, _BLANK).astype("<u4").tobytes()
    whole = text.decode("utf-32-le", "surrogatepass")
    sources = np.insert(index, at, blank_sources).astype(np.int32)
    bounds = firsts + np.searchsorted(at, firsts, side="left")
    ends = [*bounds[1:].tolist(), len(whole)]
    texts = [whole[first:last] for first, last in zip(bounds.tolist(), ends, strict=True)]
    if right_to_left.any():
        texts = [_bracketed(text) for text in texts]
    return [
        PlacedText(text, sources[first:last])
        for text, first, last in zip(texts, bounds.tolist(), ends, strict=True)
    ]


def _bracketed(text: str) -> str:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return with_right_brackets(text) if are_right_to_left(codes).any() else text


def _orders(found: Sequence[Segment]) -> tuple[Integers, Integers]:
    """The places of all segments' characters, and where each segment begins among them."""
    pieces = np.array([piece[2:4] for one in found for piece in one.pieces], np.int64)
    lengths = pieces[:, 1] - pieces[:, 0]
    before = np.cumsum(lengths) - lengths
    order = np.arange(int(lengths.sum())) + np.repeat(pieces[:, 0] - before, lengths)
    counts = np.array([one.count for one in found], np.int64)
    return order, np.cumsum(counts) - counts


def _words(texts: Sequence[PlacedText]) -> list[Words]:
    """What the order of the lines asks of each segment's text."""
    lengths = np.array([len(placed.text) for placed in texts])
    firsts = np.cumsum(lengths) - lengths
    whole = "".join([placed.text for placed in texts])
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = np.add.reduceat(are_letters(codes), firsts, dtype=np.int64)
    digits = np.add.reduceat(are_digits(codes), firsts, dtype=np.int64)
    east_asian = np.add.reduceat(are_east_asian(codes), firsts, dtype=np.int64) * 2 > lengths
    rows = zip(texts, letters.tolist(), digits.tolist(), east_asian.tolist(), strict=True)
    return [_described(placed.text, *counts) for placed, *counts in rows]


def _described(text: str, letters: int, digits: int, east_asian: bool) -> Words:
    first = next(filter(str.isalpha, text), "")
    return Words(len(text), letters, digits, east_asian, first.islower(),
                 first.lower() != first.upper())  # fmt: skip
