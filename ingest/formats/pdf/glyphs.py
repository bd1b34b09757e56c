"""The characters of a page with where and how they are drawn, in the page as people see it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ingest.formats.pdf.engine import EngineError, Page, TextCalls, TextPage, raw
from ingest.formats.pdf.placement import Placement
from ingest.formats.pdf.scripts import are_east_asian, are_right_to_left

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

# How PDFium writes a hyphen at what it takes for a line's end: in all text, and one by one.
_HYPHEN_IN_ALL_TEXT, _HYPHEN_ALONE = "\ufffe", "\x02"
_IS_BLANK = np.zeros(0x10000, np.bool_)
_IS_BLANK[[9, 10, 13, 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
           0x202F, 0x205F, 0x3000]] = True  # fmt: skip
_OFF = 0.02  # in sizes, from where a character stands to where its box begins
_SMALLEST = 1e-3  # points; what is smaller has no size
_RIGHT_ANGLE = 90.0


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's characters: ``text[i]`` is PDFium's character ``i``, and item i of each array.

    ``boxes``, shape (n, 4), are left, top, right, bottom in points from the upper left corner of
    the page as it is shown, ``width`` by ``height``; they reach from a character's own place to
    the next one's, and as high as its font. ``baselines``, shape (n, 2), are where the characters
    stand, ``sizes`` the points of their type, ``angles`` the degrees by which their line is turned
    clockwise; a character of a line at an odd angle has its own baseline, any other that of its
    object. ``owners`` numbers the text object that draws a character, in the page's order; -1 for
    spaces and line ends that PDFium adds, whose other values mean nothing. ``codes`` are the
    characters as numbers.
    """

    text: str
    width: float
    height: float
    boxes: Floats
    baselines: Floats
    sizes: Floats
    angles: Floats
    owners: Integers
    objects: tuple[int, ...]
    codes: npt.NDArray[np.uint32]

    @property
    def is_drawn(self) -> Flags:
        """Which characters the page draws itself, blanks included."""
        return np.asarray(self.owners >= 0, dtype=np.bool_)

    def between(self, start: int, end: int) -> Glyphs:
        """The characters from ``start`` to ``end``, as if they were all."""
        return Glyphs(
            self.text[start:end], self.width, self.height, self.boxes[start:end],
            self.baselines[start:end], self.sizes[start:end], self.angles[start:end],
            self.owners[start:end], self.objects, self.codes[start:end],
        )  # fmt: skip


def page_glyphs(page: Page) -> Glyphs:
    """The page's characters, in the order and number in which PDFium has them."""
    width, height = page.get_size()
    try:
        text_page = page.get_textpage()
    except EngineError:
        return no_glyphs(width, height)
    try:
        return _read(page, text_page, width, height)
    finally:
        text_page.close()


def no_glyphs(width: float, height: float) -> Glyphs:
    """A page without text."""
    none = np.zeros((0, 2))
    return Glyphs("", width, height, np.zeros((0, 4)), none, none[:, 0], none[:, 0],
                  np.zeros(0, np.int64), (), codes_of(""))  # fmt: skip


def are_blank(codes: npt.NDArray[np.uint32]) -> Flags:
    """Which characters are spaces or line ends of any kind."""
    return np.asarray(_IS_BLANK[codes & 0xFFFF], dtype=np.bool_)


def codes_of(text: str) -> npt.NDArray[np.uint32]:
    """The characters as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def raw_text(text_page: TextPage) -> str:
    """PDFium's characters, one code unit each: a pair of surrogates in the file stays two."""
    count = text_page.count_chars()
    units = ctypes.create_string_buffer(4 * count + 2)
    written = raw.FPDFText_GetText(
        text_page.raw, 0, count, ctypes.cast(units, ctypes.POINTER(ctypes.c_ushort))
    )
    text = units.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text.replace(_HYPHEN_IN_ALL_TEXT, "-")
    # Characters were left out or joined: only one by one do they keep their indices.
    characters = list(map(chr, TextCalls(text_page).codes()))
    for index in [n for n, character in enumerate(characters) if character == _HYPHEN_ALONE]:
        if raw.FPDFText_IsHyphen(text_page.raw, index) == 1:
            characters[index] = "-"
    return "".join(characters)


def _read(page: Page, text_page: TextPage, width: float, height: float) -> Glyphs:
    calls = TextCalls(text_page)
    if not calls.count:
        return no_glyphs(width, height)
    pointers = calls.owners()
    objects, owners, firsts = _numbered(pointers)
    edges = calls.loose_boxes().astype(np.float64)
    leads = _leads(edges[firsts])
    matrices = calls.matrices(firsts[leads]).astype(np.float64)
    type_sizes = calls.sizes(firsts[leads])
    placement = Placement.of(page)
    angles, heights = _angles_and_heights(matrices, placement, width, height)
    origins = calls.origins(firsts[leads])
    odd = _with_odd_boxes(edges[firsts[leads]], origins, matrices, type_sizes)
    led = np.cumsum(leads) - 1
    sizes, angles = (np.abs(type_sizes) * heights)[led], angles[led]
    origins, odd = _followed(edges[firsts], origins, led, leads), odd[led]
    points = placement.points(origins) * (width, height)
    text = raw_text(text_page)
    codes = codes_of(text)[firsts]
    odd &= ~are_east_asian(codes) & ~are_right_to_left(codes)
    _set_widths(edges, calls, np.flatnonzero(np.append(odd, False)[owners]))
    boxes = placement.boxes(edges) * (width, height, width, height)
    which = np.maximum(owners, 0)
    baselines, angles = points[which], angles[which]
    askew = np.flatnonzero((angles % _RIGHT_ANGLE != 0) & (owners >= 0))
    baselines[askew] = placement.points(calls.origins(askew)) * (width, height)
    return Glyphs(
        text=text, width=width, height=height, boxes=boxes, baselines=baselines,
        sizes=sizes[which], angles=angles, owners=_without_added_blanks(text, owners, edges),
        objects=tuple(objects.tolist()), codes=codes_of(text),
    )  # fmt: skip


def _leads(boxes: Floats) -> Flags:
    """Which objects are to be asked how they are set: others go on in the line before them.

    ``boxes`` are those of their first characters, which are as high as their font: one after the
    other with the same upper and lower edge have the same baseline, size and direction.
    """
    leads = np.ones(len(boxes), np.bool_)
    heights = boxes[:, 1] - boxes[:, 3]
    leads[1:] = (np.diff(boxes[:, [1, 3]], axis=0) != 0).any(axis=1) | (heights[1:] <= _SMALLEST)
    return leads


def _followed(boxes: Floats, origins: Floats, led: Integers, leads: Flags) -> Floats:
    """Where the objects stand: those that lead there, the others on their line, at their boxes."""
    found = origins[led]
    offs = found[:, 0] - boxes[leads][led, 0]
    found[~leads, 0] = (boxes[:, 0] + offs)[~leads]
    return found


def _with_odd_boxes(boxes: Floats, origins: Floats, matrices: Floats, sizes: Floats) -> Flags:
    """Which level objects have boxes that don't begin where their characters stand.

    Those of fonts that are drawings ("Type 3") may be the same for all characters.
    """
    is_level = (np.abs(matrices[:, 1]) <= _SMALLEST) & (matrices[:, 0] > 0)
    off = np.abs(boxes[:, 0] - origins[:, 0])
    return np.asarray(is_level & (off > _OFF * sizes * matrices[:, 0]), dtype=np.bool_)


def _set_widths(edges: Floats, calls: TextCalls, characters: Integers) -> None:
    """Let each of these characters reach to where the next one stands, in place.

    The letters of a ligature stand in one place and keep the boxes that PDFium gives them.
    """
    if not len(characters):
        return
    origins = calls.origins(characters)
    beside = (np.diff(characters) == 1) & (np.abs(np.diff(origins[:, 1])) <= _SMALLEST)
    steps = np.diff(origins[:, 0])
    joined = beside & (np.abs(steps) <= _SMALLEST)
    alone = ~(np.append(joined, False) | np.insert(joined, 0, False))
    characters, origins = characters[alone], origins[alone]
    if not len(characters):
        return
    beside = (np.diff(characters) == 1) & (np.abs(np.diff(origins[:, 1])) <= _SMALLEST)
    steps = np.diff(origins[:, 0])
    half = (edges[characters, 1] - edges[characters, 3]) / 2
    widths = np.where(np.append(beside & (steps > 0), False), np.append(steps, 0), half)
    edges[characters, 0] = origins[:, 0]
    edges[characters, 2] = origins[:, 0] + np.minimum(widths, 2 * half)


def _without_added_blanks(text: str, owners: Integers, edges: Floats) -> Integers:
    """The owners, without those of blanks that PDFium adds within an object, which have no width.

    What the page draws has a width, but for marks that stand on other characters.
    """
    is_thin = (edges[:, 0] >= edges[:, 2]) & (owners >= 0)
    added = [place for place in np.flatnonzero(is_thin).tolist() if text[place].isspace()]
    owners[added] = -1
    return owners


def _numbered(pointers: Integers) -> tuple[Integers, Integers, Integers]:
    """The text objects, which one has each character (-1: none), and each one's first character."""
    changes = np.flatnonzero(np.diff(pointers, prepend=-1))
    changes = changes[pointers[changes] != 0]
    if not len(changes):
        return changes, np.full(len(pointers), -1), changes
    unique, first_change = np.unique(pointers[changes], return_index=True)
    order = np.argsort(first_change, kind="stable")
    objects, firsts = unique[order], changes[first_change[order]]
    rank = np.empty(len(unique), np.int64)
    rank[order] = np.arange(len(unique))
    found = np.minimum(np.searchsorted(unique, pointers), len(unique) - 1)
    return objects, np.where(pointers == 0, -1, rank[found]), firsts


def _angles_and_heights(
    matrices: Floats, placement: Placement, width: float, height: float
) -> tuple[Floats, Floats]:
    """How far each matrix turns a line, clockwise on the page as shown, and how high it scales."""
    along = placement.directions(matrices[:, 0:2]) * (width, height)
    up = placement.directions(matrices[:, 2:4]) * (width, height)
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    heights = np.hypot(up[:, 0], up[:, 1])
    nearest = np.round(angles / _RIGHT_ANGLE) * _RIGHT_ANGLE
    angles = np.where(np.abs(angles - nearest) < 1, nearest, angles) % 360
    return angles, np.where(heights > _SMALLEST, heights, 0.0)
