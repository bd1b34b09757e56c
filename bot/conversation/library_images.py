"""Pictures of the library's pages, drawn from its originals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from bot.conversation.office_documents import Made, NotMade, OfficeDocuments
from bot.conversation.pending import Pending
from bot.conversation.ports import Box, Library, PlacedBox, PlaceOnPages
from bot.errors import PagesInMaking, PageUnavailable
from storage.kinds import KINDS
from storage.records import DocumentKind, Page

_NO_PAGES = "No pages are made of this file."


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

    def stretch_boxes(
        self, path: Path, page: Page, stretches: Sequence[tuple[int, int]]
    ) -> Sequence[FractionBox]:
        """The rectangles that several parts of the page's text fill."""


@dataclass(frozen=True, slots=True)
class LibraryImages:
    """Page images by document id.

    ``images`` is closed by whoever made it; ``unreadable`` is what it raises for a file that it
    can't draw. ``office`` makes pages of Office files, where that can be done.
    """

    library: Pending[Library]
    images: DrawsPages
    unreadable: type[Exception]
    office: OfficeDocuments | None = None

    def render(self, document_id: str, page: int, pixels_wide: int) -> bytes:
        """A PNG of the page, for an Office file of those made of it; raises ``PageUnavailable``."""
        document = self.library.get().document(document_id)
        if self.makes_pages(document.kind):
            path = self._made(document_id).path
        else:
            path = self.library.get().original(document_id)
        try:
            return self.images.render_page(path, page, pixels_wide)
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

    def makes_pages(self, kind: DocumentKind) -> bool:
        """Whether pages can be made here of documents of a kind."""
        return self.office is not None and KINDS[kind].is_made_into_pages

    def place(
        self, document_id: str, page: int, passage: tuple[int, int], said: tuple[int, int]
    ) -> PlaceOnPages:
        """Where it stands on the made pages; raises ``PagesInMaking`` and ``PageUnavailable``."""
        if not self.makes_pages(self.library.get().document(document_id).kind):
            raise PageUnavailable(_NO_PAGES)
        made = self._made(document_id)
        leading = said if said[0] < said[1] else passage
        return PlaceOnPages(
            pages=made.found.page_count,
            page=made.found.likely_page(page, *leading),
            passage=self._boxes_on(made, page, passage),
            said=self._boxes_on(made, page, said),
        )

    def _made(self, document_id: str) -> Made:
        state = self.office.state(document_id) if self.office else NotMade(_NO_PAGES)
        if state is None:
            raise PagesInMaking("Pages of this file are being made; ask again in a moment.")
        if isinstance(state, NotMade):
            raise PageUnavailable(state.reason)
        return state

    def _boxes_on(self, made: Made, page: int, part: tuple[int, int]) -> tuple[PlacedBox, ...]:
        stretches = made.found.stretches(page, *part)
        found: list[PlacedBox] = []
        for number, group in groupby(stretches, key=lambda one: one.page.number):
            here = list(group)
            spans = [(one.start, one.end) for one in here]
            try:
                boxes = self.images.stretch_boxes(made.path, here[0].page, spans)
            except self.unreadable as error:
                raise PageUnavailable(str(error)) from error
            found += [(number, box.left, box.top, box.right, box.bottom) for box in boxes]
        return tuple(found)
