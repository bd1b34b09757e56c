"""What a page without readable text is, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from ingest.formats.pdf.page_objects import Drawn
from storage.printing import stretches

Nature: TypeAlias = Literal["text", "blank", "drawings", "fields", "codes", "picture", "scanned"]
"""What is on a page: "text" that is read, nothing, or what can't be read as text."""

_WORDS: dict[str, str] = {
    "blank": "blank",
    "drawings": "only drawings and pictures, no text",
    "fields": "only form fields that nobody filled in",
    "codes": "text without readable codes",
    "picture": "only a picture or drawing, no text",
    "scanned": "looks scanned",
}
MAY_BE_READ_BY_OCR: frozenset[str] = frozenset(("scanned", "codes", "picture", "drawings"))
"""What people may see text on: pictures of it, codes without letters, letters drawn as outlines."""

_COVERS = 0.6  # of the page
MORE_THAN_A_STAMP = 200
"""Letters and digits: with more of them over a picture of the whole page they are its text."""

_PAGES_NAMED_AT_MOST = 8


def nature_of(drawn: Iterable[Drawn], *, characters: int, has_fields: bool) -> Nature:
    """What the page is that has so many readable letters and digits besides what it draws."""
    drawn = list(drawn)
    pictures = [each for each in drawn if each.is_picture]
    covered = sum(_area(each) for each in pictures)
    if characters:
        is_stamp = characters <= MORE_THAN_A_STAMP
        return "scanned" if is_stamp and covered >= _COVERS else "text"
    if covered >= _COVERS:
        return "scanned"
    if pictures and len(pictures) == len(drawn):
        return "picture"
    if has_fields:
        return "fields"
    return "drawings" if drawn else "blank"


def notes_on(natures: Mapping[int, str]) -> tuple[str, ...]:
    """A sentence for each kind of page, by number, that has no text or not all of it."""
    pages: dict[str, list[int]] = {}
    for number, nature in natures.items():
        if nature != "text":
            pages.setdefault(nature, []).append(number)
    return tuple(f"{pages_listed(numbers)}: {_WORDS[nature]}" for nature, numbers in pages.items())


def pages_listed(numbers: Sequence[int]) -> str:
    """ "page 3", "pages 2-4, 9"; the first of very many."""
    named = [
        str(first) if first == last else f"{first}-{last}" for first, last in stretches(numbers)
    ]
    if len(named) > _PAGES_NAMED_AT_MOST:
        named = [*named[:_PAGES_NAMED_AT_MOST], "…"]
    return f"{'page' if len(numbers) == 1 else 'pages'} {', '.join(named)}"


def _area(drawn: Drawn) -> float:
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in drawn.box)
    return (right - left) * (bottom - top)
