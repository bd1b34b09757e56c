"""What a reader hands on, whatever the format it read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from storage.records import DocumentKind, Page


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the PDF engine gives it: ``text[i]`` is its character ``i``, unrepaired.

    ``drawn_again`` has the indices of characters that the page draws over themselves, in order.
    """

    number: int
    text: str
    drawn_again: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at ``start`` in the text of its page; ``level`` 1 is the outermost."""

    page: int
    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file's cleaned pages, in order, with its own title or "" and its headings in order."""

    kind: DocumentKind
    title: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]


class Rectangle(NamedTuple):
    """A box on the page as people see it, in fractions of its width and height, 0 to 1.

    ``top`` counts from the upper edge of the page, rotation and crop box taken into account.
    """

    left: float
    top: float
    right: float
    bottom: float


def has_text(page: Page) -> bool:
    """Whether there is a letter or a digit on the page."""
    return any(character.isalnum() for character in page.text)
