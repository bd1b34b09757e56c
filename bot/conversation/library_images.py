"""Pictures of the library's pages, drawn from its originals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.conversation.pending import Pending
from bot.conversation.ports import Box, Library
from bot.errors import PageUnavailable
from storage.records import Page


class FractionBox(Protocol):
    """A rectangle on a page, in fractions of the page as shown."""

    @property
    def left(self) -> float:
        """Where it begins from the left."""

    @property
    def top(self) -> float:
        """Where it begins from above."""

    @property
    def right(self) -> float:
        """Where it ends."""

    @property
    def bottom(self) -> float:
        """Where it ends below."""


class DrawsPages(Protocol):
    """What draws the pages of a file."""

    def render_page(self, path: Path, number: int, pixels_wide: int) -> bytes:
        """A PNG of the page."""

    def passage_boxes(self, path: Path, page: Page, start: int, end: int) -> Sequence[FractionBox]:
        """The rectangles that part of the page's text fills."""


@dataclass(frozen=True, slots=True)
class LibraryImages:
    """Page images by document id.

    ``images`` is closed by whoever made it; ``unreadable`` is what it raises for a file that it
    can't draw.
    """

    library: Pending[Library]
    images: DrawsPages
    unreadable: type[Exception]

    def render(self, document_id: str, page: int, pixels_wide: int) -> bytes:
        """A PNG of the page; raises ``PageUnavailable``."""
        original = self.library.get().original(document_id)
        try:
            return self.images.render_page(original, page, pixels_wide)
        except self.unreadable as error:
            raise PageUnavailable(str(error)) from error

    def boxes(self, document_id: str, page: int, start: int, end: int) -> Sequence[Box]:
        """The rectangles that part of the page's text fills; raises ``PageUnavailable``."""
        original = self.library.get().original(document_id)
        stored = self.library.get().page(document_id, page)
        try:
            found = self.images.passage_boxes(original, stored, start, end)
        except self.unreadable as error:
            raise PageUnavailable(str(error)) from error
        return [(box.left, box.top, box.right, box.bottom) for box in found]
