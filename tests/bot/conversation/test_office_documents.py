from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.conversation.library_images import LibraryImages
from bot.conversation.office_documents import (
    HELD_IN_MEMORY,
    WAITING_AT_MOST,
    Made,
    NotMade,
    OfficeDocuments,
)
from bot.errors import PagesInMaking, PageUnavailable
from storage.errors import DocumentNotFound
from storage.files.made_pages import MadePages
from storage.records import Page, TextBox
from tests.bot.page_fakes import MemoryLibrary, ready


class Unreadable(Exception):
    """What the maker says of a file that it can't make pages of."""


class Cancelled(Exception):
    """What the maker says once it must stop."""


@dataclass(frozen=True, slots=True)
class Stretch:
    page: Page
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FirstPage:
    """All stands on the second of two pages, as it is."""

    text: str
    page_count: int = 2

    def stretches(self, page: int, start: int, end: int) -> Sequence[Stretch]:
        return [Stretch(Page(2, self.text, ()), start, end)] if start < end else []

    def likely_page(self, page: int, start: int, end: int) -> int:
        return 2


@dataclass(slots=True)
class Maker:
    """Makes pages of anything but of files that begin with "bad", once it may."""

    may: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def make(
        self, original: Path, suffix: str, folder: Path, is_cancelled: Callable[[], bool]
    ) -> Path:
        content = original.read_text()
        self.asked.append(content)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while not self.may.wait(0.01):
                if is_cancelled():
                    raise Cancelled
            if content.startswith("bad"):
                raise Unreadable("it can't be opened")
            (folder / "pages.pdf").write_text(f"pages of {content}")
            return folder / "pages.pdf"
        finally:
            self.at_once -= 1

    def find_on(
        self, pages: Path, sources: Sequence[Page], is_cancelled: Callable[[], bool]
    ) -> FirstPage:
        if not pages.read_text().startswith("pages of"):
            raise Unreadable("damaged")
        return FirstPage(sources[0].text)


class Boxes:
    """One box for each stretch, as long as that."""

    def render_page(self, path: Path, number: int, pixels_wide: int) -> bytes:
        return f"{path.read_text()} {number}".encode()

    def passage_boxes(self, path: Path, page: Page, start: int, end: int) -> Sequence[TextBox]:
        raise AssertionError

    def stretch_boxes(
        self, path: Path, page: Page, stretches: Sequence[tuple[int, int]]
    ) -> Sequence[TextBox]:
        return [TextBox(0, 1, start / 100, 0.1, end / 100, 0.2) for start, end in stretches]


@dataclass(frozen=True, slots=True)
class House:
    library: MemoryLibrary
    maker: Maker
    office: OfficeDocuments
    folder: Path

    def put(self, text: str) -> str:
        return self.library.put(f"{text}.docx", text.encode(), "docx", [text]).document_id

    def settled(self, document_id: str) -> Made | NotMade:
        ends = time.monotonic() + 30
        while (state := self.office.state(document_id)) is None:
            assert time.monotonic() < ends
            time.sleep(0.01)
        return state


def documents(library: MemoryLibrary, maker: Maker, folder: Path) -> OfficeDocuments:
    return OfficeDocuments(
        ready(library), MadePages(folder), maker, unreadable=Unreadable, cancelled=Cancelled
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    library, maker = MemoryLibrary(tmp_path / "files"), Maker()
    maker.may.set()
    with closing(documents(library, maker, tmp_path / "pages")) as office:
        yield House(library, maker, office, tmp_path / "pages")


def kept_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"lock"}


def test_pages_are_made_once_and_kept(house: House) -> None:
    document_id = house.put("words")
    state = house.settled(document_id)
    assert isinstance(state, Made)
    assert state.path.read_text() == "pages of words"
    with closing(documents(house.library, house.maker, house.folder)) as next_time:
        while (again := next_time.state(document_id)) is None:
            time.sleep(0.01)
        assert isinstance(again, Made)
    assert house.maker.asked == ["words"]
    assert kept_in(house.folder) == {f"{document_id}.pdf"}


def test_what_cannot_be_made_is_tried_once(house: House) -> None:
    document_id = house.put("bad words")
    for _ in range(3):
        assert house.settled(document_id) == NotMade("it can't be opened")
    assert house.maker.asked == ["bad words"]
    assert kept_in(house.folder) == set()


def test_damaged_pages_are_made_again(house: House) -> None:
    document_id = house.put("words")
    house.folder.mkdir()
    (house.folder / f"{document_id}.pdf").write_text("half")
    assert isinstance(house.settled(document_id), Made)
    assert house.maker.asked == ["words"]


def test_one_is_made_at_a_time_and_the_latest_first(house: House) -> None:
    house.maker.may.clear()
    ids = [house.put(f"words {number}") for number in range(WAITING_AT_MOST + 4)]
    assert [house.office.state(one) for one in ids] == [None] * len(ids)
    assert house.office.state(ids[0]) is None  # asking twice is asking once
    house.maker.may.set()
    house.settled(ids[-1])
    house.settled(ids[-2])
    assert house.maker.most_at_once == 1
    assert len(house.maker.asked) == len(set(house.maker.asked))


def test_it_remembers_so_many(house: House) -> None:
    ids = [house.put(f"words {number}") for number in range(HELD_IN_MEMORY + 1)]
    for one in ids:
        house.settled(one)
    house.settled(ids[0])
    assert len(house.maker.asked) == len(ids)  # the rest lies on disk


def test_pages_of_what_was_removed_meanwhile_are_not_kept(house: House) -> None:
    house.maker.may.clear()
    document_id = house.put("words")
    assert house.office.state(document_id) is None
    while not house.maker.asked:
        time.sleep(0.01)
    house.library.remove(document_id)
    house.maker.may.set()
    other = house.put("others")
    house.settled(other)
    assert kept_in(house.folder) == {f"{other}.pdf"}


def test_closing_stops_what_is_being_made(tmp_path: Path) -> None:
    library, maker = MemoryLibrary(tmp_path / "files"), Maker()
    document_id = library.put("a.docx", b"words", "docx", ["words"]).document_id
    office = documents(library, maker, tmp_path / "pages")
    assert office.state(document_id) is None
    while not maker.asked:
        time.sleep(0.01)
    office.close()
    assert kept_in(tmp_path / "pages") == set()


def test_a_folder_that_cannot_be_written_is_a_reason(tmp_path: Path) -> None:
    library, maker = MemoryLibrary(tmp_path / "files"), Maker()
    document_id = library.put("a.docx", b"words", "docx", ["words"]).document_id
    (tmp_path / "pages").write_text("in the way")
    house = House(library, maker, documents(library, maker, tmp_path / "pages"), tmp_path)
    with closing(house.office):
        state = house.settled(document_id)
    assert isinstance(state, NotMade)
    assert "can't be written" in state.reason


def test_made_pages_are_drawn_and_searched(house: House) -> None:
    document_id = house.put("Some words that answer.")
    images = LibraryImages(ready(house.library), Boxes(), Unreadable, house.office)
    assert images.makes_pages("docx")
    assert not images.makes_pages("pdf")
    with pytest.raises(PagesInMaking):
        images.place(document_id, 1, (0, 10), (5, 10))
    house.settled(document_id)
    place = images.place(document_id, 1, (0, 10), (5, 10))
    assert (place.pages, place.page) == (2, 2)
    assert place.passage == ((2, 0.0, 0.1, 0.1, 0.2),)
    assert place.said == ((2, 0.05, 0.1, 0.1, 0.2),)
    assert images.render(document_id, 2, 100) == b"pages of Some words that answer. 2"
    bad = house.put("bad words")
    house.settled(bad)
    with pytest.raises(PageUnavailable, match="can't be opened"):
        images.place(bad, 1, (0, 1), (0, 0))
    with pytest.raises(DocumentNotFound):
        images.place("0" * 64, 1, (0, 1), (0, 0))
