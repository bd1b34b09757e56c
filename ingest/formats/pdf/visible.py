"""Which characters a person sees: on the page, with ink on another ground, and drawn once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.formats.pdf.engine import Page, fill_colours, raw, render_modes
from ingest.formats.pdf.glyphs import Flags, Floats, Glyphs, Integers, are_blank
from ingest.formats.pdf.page_objects import Colour, Drawn, drawn_objects

_INVISIBLE = (3, 7)  # text render modes without ink
_TOO_SMALL = 0.0006  # of the page's longer side: half a point of a letter page
_WHITE: Colour = (255, 255, 255)
_ALIKE = 4  # of 255; closer colours can't be told apart
_BLACKISH = 40
_OPAQUE = 255
_LIGHT = 200  # of 255: text as light as that is looked at on every page
_OBJECTS_LOOKED_AT = 150  # for text in another colour
_POINTS_AT_ONCE = 100

# Of one character drawn over itself, in sizes of its type. The letters of a ligature share one
# place too, but they are of one object and exactly there; no letter is as narrow as a shadow falls.
_SHADOW = 0.13
_EXACT = 0.005
_SIZE_ALIKE = 0.1
_SHADOW_AT_MOST = 20.0  # points
_LANE = 2.0  # points


def visible(page: Page, glyphs: Glyphs) -> Flags:
    """Which of the page's characters, blanks left out, a person sees."""
    seen = inked(glyphs) & _on_page(glyphs)
    if not seen.any():
        return seen
    seen &= ~_without_ink(page, glyphs, seen)
    return np.asarray(seen & ~drawn_again(glyphs), dtype=np.bool_)


def inked(glyphs: Glyphs) -> Flags:
    """Which characters the page draws that are no blanks."""
    return np.asarray(glyphs.is_drawn & ~are_blank(glyphs.codes), dtype=np.bool_)


def drawn_again(glyphs: Glyphs) -> Flags:
    """Which characters stand where the same one was drawn before, as for a bold face or a shadow.

    What is drawn twice in one go PDFium leaves out by itself.
    """
    again = np.zeros(len(glyphs.text), np.bool_)
    index = np.flatnonzero(inked(glyphs))
    codes_of, left = glyphs.codes, glyphs.boxes[:, 0]
    codes = codes_of[index].astype(np.int64)
    places = np.clip(left[index] * 8, 0, 0xFFFFF).astype(np.int64)
    begins = _begins_object(glyphs)
    for shift in (0.0, 0.5):
        lanes = np.floor(glyphs.baselines[index, 1] / _LANE + shift).astype(np.int64)
        keys = (codes << 40) + ((lanes & 0xFFFFF) << 20) + places
        ordered = index[np.argsort(keys, kind="stable")]
        for step in (1, 2):
            first, second = ordered[:-step], ordered[step:]
            near = codes_of[first] == codes_of[second]
            across = np.abs(left[first] - left[second])
            near &= (across <= _SHADOW * glyphs.sizes[first]) | (begins[first] & begins[second])
            near &= across <= _SHADOW_AT_MOST
            first, second = first[near], second[near]
            again[np.maximum(first, second)[_stand_alike(glyphs, begins, first, second)]] = True
    return again


def _stand_alike(glyphs: Glyphs, begins: Flags, first: Integers, second: Integers) -> Flags:
    size = glyphs.sizes[first]
    apart = np.abs(glyphs.boxes[first, 0:2] - glyphs.boxes[second, 0:2]).max(axis=1)
    # A blurred shadow's box is larger than its letter's; where both begin an object, that stands.
    begin = np.abs(glyphs.baselines[first] - glyphs.baselines[second]).max(axis=1)
    apart = np.where(begins[first] & begins[second], np.minimum(apart, begin), apart)
    of_one_glyph = (glyphs.owners[first] == glyphs.owners[second]) & (apart <= _EXACT * size)
    alike = np.abs(glyphs.sizes[second] - size) <= _SIZE_ALIKE * size
    return np.asarray(alike & (apart <= _SHADOW * size) & ~of_one_glyph, dtype=np.bool_)


def _begins_object(glyphs: Glyphs) -> Flags:
    """Which characters are the first of their text object, whose baseline begins with them."""
    return np.asarray(np.diff(glyphs.owners, prepend=-2) != 0, dtype=np.bool_)


def _on_page(glyphs: Glyphs) -> Flags:
    """Whether a character's middle lies on the page, and it isn't too small to be made out."""
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = glyphs.baselines[:, 1]
    right_angled = glyphs.angles % 90 == 0
    y = np.where(right_angled, (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2, y)
    inside = (x >= 0) & (x <= glyphs.width) & (y >= 0) & (y <= glyphs.height)
    large = glyphs.sizes >= _TOO_SMALL * max(glyphs.width, glyphs.height)
    return np.asarray(inside & large, dtype=np.bool_)


def _without_ink(page: Page, glyphs: Glyphs, seen: Flags) -> Flags:
    """Which have no ink and no picture under them, or the colour of the ground behind them."""
    has_object = np.zeros(len(glyphs.objects), np.bool_)
    has_object[glyphs.owners[seen]] = True
    numbers = np.flatnonzero(has_object)
    pointers = np.array(glyphs.objects, np.int64)[numbers].tolist()
    unpainted = set(numbers[np.isin(render_modes(pointers), _INVISIBLE)].tolist())
    colours = fill_colours(pointers)
    objects = numbers.tolist()
    is_pale = (colours[:, :3].max(axis=1) > _BLACKISH) & (colours[:, 3] == _OPAQUE)
    if not unpainted and not is_pale.any():
        return np.zeros(len(glyphs.text), np.bool_)
    if not unpainted and colours[:, :3].min(axis=1).max() < _LIGHT and _has_many_objects(page):
        return np.zeros(len(glyphs.text), np.bool_)
    pale: dict[int, Colour] = {
        objects[place]: tuple(colours[place, :3].tolist())
        for place in np.flatnonzero(is_pale).tolist()
        if objects[place] not in unpainted
    }
    drawn = drawn_objects(page) if unpainted or pale else []
    grounds = [_WHITE, *(each.fill for each in drawn if each.fill is not None)]
    on_such_ground = {
        colour for colour in set(pale.values()) if any(_alike(colour, one) for one in set(grounds))
    }
    doubtful = unpainted | {number for number in pale if pale[number] in on_such_ground}
    asked = sorted(doubtful)
    points = _middles(glyphs, seen, np.array(asked, np.int64))
    topmost = _topmost(points, [each for each in drawn if not each.is_line])
    on_picture = _topmost(points, [each for each in drawn if each.is_picture])
    hidden = [
        number for number, ground, picture in zip(asked, topmost, on_picture, strict=True)
        if _is_hidden(pale.get(number), ground, picture)
    ]  # fmt: skip
    return np.asarray(np.isin(glyphs.owners, hidden), dtype=np.bool_)


def _has_many_objects(page: Page) -> bool:
    """Whether looking at all of them would cost more than it is likely to find."""
    return int(raw.FPDFPage_CountObjects(page.raw)) > _OBJECTS_LOOKED_AT


def _middles(glyphs: Glyphs, seen: Flags, numbers: Integers) -> Floats:
    """Where one of the middle characters of each object stands, in fractions of the page."""
    places = np.flatnonzero(seen)
    places = places[np.argsort(glyphs.owners[places], kind="stable")]
    owners = glyphs.owners[places]
    first, last = np.searchsorted(owners, numbers), np.searchsorted(owners, numbers, side="right")
    boxes = glyphs.boxes[places[(first + last) // 2]]
    middles = (boxes[:, 0:2] + boxes[:, 2:4]) / 2 / (glyphs.width, glyphs.height)
    return np.asarray(middles, np.float64)


def _topmost(points: Floats, drawn: Sequence[Drawn]) -> list[Drawn | None]:
    """What is drawn last at each point."""
    if not drawn:
        return [None] * len(points)
    boxes = np.array([each.box for each in reversed(drawn)])
    found: list[Drawn | None] = []
    for start in range(0, len(points), _POINTS_AT_ONCE):
        some = points[start : start + _POINTS_AT_ONCE, None, :]
        covers = ((boxes[:, 0:2] <= some) & (boxes[:, 2:4] >= some)).all(axis=2)
        which = np.where(np.any(covers, axis=1), covers.argmax(axis=1), -1).tolist()
        found += [drawn[-1 - place] if place >= 0 else None for place in which]
    return found


def _is_hidden(colour: Colour | None, ground: Drawn | None, picture: Drawn | None) -> bool:
    """Whether nothing shows: without colour there must be a picture, else another ground."""
    if colour is None:
        return picture is None
    behind = ground.fill if ground else _WHITE
    return behind is not None and _alike(behind, colour)


def _alike(first: Colour, second: Colour) -> bool:
    return all(abs(a - b) < _ALIKE for a, b in zip(first, second, strict=True))
