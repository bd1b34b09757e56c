"""What a reader hands on, whatever the format it read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from storage.records import DocumentKind, Facts, Page


class Rectangle(NamedTuple):
    """A box on the page as people see it, in fractions of its width and height, 0 to 1.

    ``top`` counts from the upper edge of the page, rotation and crop box taken into account.
    """

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class RawPage:
    """A page as it is read, unrepaired.

    ``sources[i]``, int32, is the PDF engine's character that ``text[i]`` stands for; where that is
    below zero, ``text[i]`` stands in ``boxes[-1 - sources[i]]`` instead, and without ``sources``
    ``text[i]`` is the engine's character ``i``. ``nature`` says what is on the page,
    ``has_files`` that files are pinned to it, ``annotations_left_out`` how many of its stamps,
    comments and fields were too many to be read, ``lost_lines`` where lines of codes that mean
    nothing stand beside text that was read.
    """

    number: int
    text: str
    sources: npt.NDArray[np.int32] | None = None
    boxes: tuple[Rectangle, ...] = ()
    label: str = ""
    nature: str = "text"
    has_files: bool = False
    annotations_left_out: int = 0
    lost_lines: tuple[Rectangle, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at ``start`` in the text of its page; ``level`` 1 is the outermost."""

    page: int
    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, one a line: the characters from ``start`` to ``end`` of a page's text.

    ``context`` is what each row needs to be understood: column heads, unit line, title. ``cells``
    has the first and the last cell of each line, such as ("A2", "F2"), where cells have names.
    ``told_by`` are lines of the text that say the same as the context to whoever reads them.
    """

    page: int
    start: int
    end: int
    context: str
    cells: tuple[tuple[str, str], ...] = ()
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside the file, as it is called there."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file's cleaned pages, in order, with its own title or "" and its headings in order.

    ``tables`` are in order and don't overlap. ``notes`` are sentences on what is worth knowing of
    the file, ``facts`` what it says of itself. ``parts`` are the files inside it. ``unread_pages``
    are the numbers of pages of which more is seen than was read, such as a scan with a stamp,
    ``blank_pages`` those of pages on which nobody sees anything.
    ``body_start`` is where on the first page its text begins, behind facts about it.
    """

    kind: DocumentKind
    title: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Facts = ()
    parts: tuple[Part, ...] = ()
    unread_pages: tuple[int, ...] = ()
    blank_pages: tuple[int, ...] = ()
    body_start: int = 0


def has_text(page: Page) -> bool:
    """Whether there is a letter or a digit on the page."""
    return any(character.isalnum() for character in page.text)
