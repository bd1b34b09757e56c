"""From the words of a picture to its text, each word with its box."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.ocr.records import Word
from storage.records import TextBox

_WITHOUT_BLANKS = re.compile(
    r"[\u3000-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_HYPHENATED = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]\Z")


@dataclass(frozen=True, slots=True)
class Turned:
    """How a picture of a page was turned to be read, against the clock, and the sizes of both."""

    degrees: float
    page: tuple[int, int]
    picture: tuple[int, int]

    def on_page(self, word: Word) -> tuple[float, float, float, float]:
        """The word's edges on the page as it is seen, in fractions of its width and height."""
        cosine, sine = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        middle = self.picture[0] / 2, self.picture[1] / 2
        corners = [
            (x - middle[0], y - middle[1])
            for x in (word.left, word.right)
            for y in (word.top, word.bottom)
        ]
        xs = [cosine * x - sine * y + self.page[0] / 2 for x, y in corners]
        ys = [sine * x + cosine * y + self.page[1] / 2 for x, y in corners]
        return (
            _fraction(min(xs), self.page[0]), _fraction(min(ys), self.page[1]),
            _fraction(max(xs), self.page[0]), _fraction(max(ys), self.page[1]),
        )  # fmt: skip


def written(words: Sequence[Word], turned: Turned) -> tuple[str, tuple[TextBox, ...]]:
    """The words as text, lines ending where the page's do, and the box of each.

    Words broken at a line's end are joined; no blank stands between Han characters.
    """
    pieces: list[str] = []
    boxes: list[TextBox] = []
    length = 0
    for number, word in enumerate(words):
        before = words[number - 1] if number else None
        gap = _gap(before, word) if before else ""
        if before and not gap and _HYPHENATED.search(pieces[-1]) and before.line != word.line:
            pieces[-1] = pieces[-1][:-1]
            boxes[-1] = _shorter(boxes[-1])
            length -= 1
        pieces += (gap, word.text)
        boxes.append(TextBox(length + len(gap), len(word.text), *turned.on_page(word)))
        length += len(gap) + len(word.text)
    return "".join(pieces), tuple(boxes)


def _gap(before: Word, word: Word) -> str:
    if before.block != word.block:
        return "\n\n"
    if before.line != word.line:
        is_broken = _HYPHENATED.search(before.text) and word.text[:1].islower()
        return "" if is_broken else "\n"
    joined = _WITHOUT_BLANKS.match(before.text[-1]) and _WITHOUT_BLANKS.match(word.text[0])
    return "" if joined else " "


def _shorter(box: TextBox) -> TextBox:
    return TextBox(box.start, box.length - 1, box.left, box.top, box.right, box.bottom)


def _fraction(value: float, whole: int) -> float:
    return round(min(max(value / whole, 0.0), 1.0), 5)
