"""The list of documents: a part at a time, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.conversation.listings import REMEMBERED, Listings
from bot.conversation.seen import library_seen
from bot.page.listing_routes import MOST_ROWS, ROWS, ListingRoutes
from storage.records import Document
from tests.bot.page_fakes import MemoryLibrary

MANY = MOST_ROWS + 1


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> MemoryLibrary:
    library = MemoryLibrary(tmp_path_factory.mktemp("files"))
    for number in range(MANY):
        text = f"text {number}"
        library.put(f"folder {number % 2}/{number:04}.txt", text.encode(), "text", [text])
    return library


def client(library: MemoryLibrary | None) -> TestClient:
    routes = ListingRoutes(Listings(), lambda request: library)
    return TestClient(Starlette(routes=routes.routes()))


def names(rows: str) -> list[str]:
    return re.findall(r'<li class="document"[^>]*data-name="([^"]*)"', rows)


def test_a_part_is_listed_and_how_many_there_are(library: MemoryLibrary) -> None:
    answer = client(library).get("/footnote/listing").json()
    assert len(names(answer["rows"])) == answer["shown"] == ROWS
    assert answer["found"] == MANY
    following = client(library).get(f"/footnote/listing?first={ROWS}").json()
    assert names(following["rows"])[0] > names(answer["rows"])[-1]
    assert following["shown"] == 2 * ROWS


def test_never_is_the_whole_library_listed(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/listing?count={10 * MANY}").json()
    assert len(names(answer["rows"])) == MOST_ROWS


def test_what_is_sought_is_found_and_ticked(library: MemoryLibrary) -> None:
    found = client(library).get("/footnote/listing?find=FOLDER 0/000").json()
    assert [name[-8:] for name in names(found["rows"])] == [f"000{n}.txt" for n in (0, 2, 4, 6, 8)]
    ids = client(library).get("/footnote/listing/ids?find=folder 0/000").json()["ids"]
    assert re.findall(r'data-choose="(\w+)"', found["rows"]) == ids


def test_a_folder_that_goes_on_is_not_named_again(library: MemoryLibrary) -> None:
    first = client(library).get("/footnote/listing?order=folder").json()["rows"]
    second = client(library).get(f"/footnote/listing?order=folder&first={ROWS}").json()["rows"]
    assert re.findall('class="folder">([^<]+)', first + second) == ["folder 0"]


def test_ticks_on_what_is_gone_are_told(library: MemoryLibrary) -> None:
    there = library.documents()[0].document_id
    asked = client(library).post("/footnote/listing/held", json=[there, "0" * 64, 7])
    assert asked.json()["ids"] == [there]


@pytest.mark.parametrize("query", ["order=size", "first=-1", "count=x", "first=" + "9" * 30])
def test_what_no_page_asks_is_refused(library: MemoryLibrary, query: str) -> None:
    assert client(library).get(f"/footnote/listing?{query}").status_code == 400


@pytest.mark.parametrize("body", [b"{", b"{}", b'"x"'])
def test_what_no_page_sends_is_refused(library: MemoryLibrary, body: bytes) -> None:
    answer = client(library).post("/footnote/listing/held", content=body)
    assert answer.status_code == 400


def test_strangers_are_told_nothing() -> None:
    for path in ("listing", "listing/ids"):
        assert client(None).get(f"/footnote/{path}").status_code == 401
    assert client(None).post("/footnote/listing/held", json=[]).status_code == 401


def test_a_listing_is_made_once_for_all_tabs(library: MemoryLibrary) -> None:
    listings = Listings()
    first = listings.of(library)
    assert listings.of(library).listing is first.listing
    assert len({listings.of(library).stamp for _ in range(REMEMBERED)}) == 1


def test_another_list_has_another_stamp(tmp_path: Path) -> None:
    library, listings = MemoryLibrary(tmp_path), Listings()
    stamps = []
    for number in range(REMEMBERED + 2):
        stamps.append(listings.of(library).stamp)
        library.put(f"{number}.txt", b"text %d" % number, "text", ["text"])
    assert len(set(stamps)) == REMEMBERED + 2


def test_while_the_library_is_as_it_was_nobodys_part_of_it_is_looked_for_again(
    tmp_path: Path,
) -> None:
    class Kept(MemoryLibrary):
        looks = 0
        listed: tuple[Document, ...] | None = None

        def documents(self) -> tuple[Document, ...]:
            self.looks += 1
            self.listed = self.listed or super().documents()
            return self.listed

    library, listings = Kept(tmp_path), Listings()
    inside, outside = (
        library.put(name, name.encode(), "text", [name]).document_id for name in ("a.txt", "b.txt")
    )
    library.collect([inside], into=["Few"])
    few = library_seen(library, frozenset({"Few"}))
    stamped, whole = listings.of(few), listings.of(library)
    assert [one.document_id for one in stamped.listing.documents] == [inside]
    assert len(whole.listing.documents) == 2
    looks = library.looks
    assert listings.of(few) is stamped and listings.of(library) is whole
    assert library.looks == looks + 2  # one at the whole each, and none at what is inside
    library.collect([outside], into=["Few"])
    library.listed = None
    assert len(listings.of(few).listing.documents) == 2
