"""Our own routes: what they serve, to whom, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.conversation.ports import PlaceOnPages
from bot.conversation.sample_documents import FOLDER
from bot.errors import PagesInMaking, PageUnavailable
from bot.page.document_routes import PageRoutes, merged
from storage.records import Page
from tests.bot.page_fakes import MemoryLibrary, PdfiumImages

TEXT = "First line.\nThe second, cited one.\nThird."


@pytest.fixture
def library(tmp_path: Path) -> MemoryLibrary:
    library = MemoryLibrary(tmp_path / "files")
    pdf = (FOLDER / "Moving house.pdf").read_bytes()
    library.put("Moving house.pdf", pdf, "pdf", ["Moving house", "Boxes"])
    library.put("Notizen für später.txt", TEXT.encode(), "text", [TEXT])
    return library


def client(library: MemoryLibrary, *, signed_in: bool = True) -> TestClient:
    routes = PageRoutes(PdfiumImages(library), lambda request: library if signed_in else None)
    return TestClient(Starlette(routes=routes.routes()))


def office_client(
    library: MemoryLibrary, place: PlaceOnPages | PageUnavailable
) -> tuple[TestClient, str]:
    """A client where pages of an Office file are as told, and the file's id."""
    library.put("a.docx", b"PK", "docx", ["Report on silt."])
    images = PdfiumImages(library, {id_of(library, "docx"): place})
    routes = PageRoutes(images, lambda request: library)
    return TestClient(Starlette(routes=routes.routes())), id_of(library, "docx")


def id_of(library: MemoryLibrary, kind: str) -> str:
    return next(one.document_id for one in library.documents() if one.kind == kind)


def test_a_page_is_a_picture_as_wide_as_asked(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/pages/{id_of(library, 'pdf')}/2.png?width=640")
    assert answer.headers["content-type"] == "image/png"
    assert int.from_bytes(answer.content[16:20], "big") in (640, 641)


def test_no_picture_is_wider_than_the_limit(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/pages/{id_of(library, 'pdf')}/1.png?width=99999")
    assert int.from_bytes(answer.content[16:20], "big") <= 3001


def test_boxes_are_fractions_of_the_page(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/boxes/{id_of(library, 'pdf')}/1?start=0&end=12")
    (box,) = answer.json()
    assert all(0 <= edge <= 1 for edge in box)
    assert box[0] < box[2]
    assert box[1] < box[3]


def test_text_is_served_around_the_passage(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/text/{id_of(library, 'text')}/1?start=12&end=34")
    assert answer.json() == {
        "before": "First line.\n",
        "passage": "The second, cited one.",
        "after": "\nThird.",
        "first_line": 1,
        "headings": [],
        "has_tables": False,
    }


def test_headings_of_an_office_file_are_told_from_paragraphs(library: MemoryLibrary) -> None:
    text = "Report\n\nIt silted.\n\nCosts\n\nEast\t78000"
    library.put("a.docx", b"PK", "docx", [text])
    for identity, passage in library.passages.items():
        if passage.kind == "docx":
            path = "Report > Costs" if "East" in passage.text else "Report"
            library.passages[identity] = replace(passage, heading=path)
    answer = client(library).get(f"/footnote/text/{id_of(library, 'docx')}/1?start=0&end=6").json()
    assert answer["has_tables"]
    whole = answer["before"] + answer["passage"] + answer["after"]
    assert [whole[start:end] for start, end in answer["headings"]] == ["Report", "Costs"]


@pytest.mark.parametrize(("label", "said"), [("iii", "iii"), ("1", ""), ("", "")])
def test_a_page_says_what_is_printed_on_it_as_its_number(
    library: MemoryLibrary, label: str, said: str
) -> None:
    document_id = id_of(library, "pdf")
    library.pages[document_id, 1] = replace(library.pages[document_id, 1], label=label)
    assert client(library).get(f"/footnote/labels/{document_id}/1").json() == said


def test_originals_keep_their_name_and_are_never_sniffed(library: MemoryLibrary) -> None:
    answer = client(library).get(f"/footnote/originals/{id_of(library, 'text')}")
    assert answer.text == TEXT
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Notizen%20f%C3%BCr%20sp%C3%A4ter.txt" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "pages/{id}/1.png",
        "boxes/{id}/1",
        "places/{id}/1",
        "text/{id}/1",
        "labels/{id}/1",
        "documents/{id}",
        "originals/{id}",
    ],
)
def test_every_route_refuses_who_is_not_signed_in(library: MemoryLibrary, path: str) -> None:
    for kind in ("pdf", "text"):
        at = "/footnote/" + path.format(id=id_of(library, kind))
        assert client(library, signed_in=False).get(at).status_code == 401


def test_the_list_above_names_every_route(library: MemoryLibrary) -> None:
    routes = PageRoutes(PdfiumImages(library), lambda request: library).routes()
    assert {route.path.split("/")[2] for route in routes} == {
        "pages", "boxes", "places", "text", "labels", "documents", "originals",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("originals/..%2f..%2fetc%2fpasswd", 404),
        ("originals/../../etc/passwd", 404),
        ("originals/" + "0" * 64, 404),
        ("originals/" + "A" * 64, 404),
        ("pages/{pdf}/0.png", 404),
        ("pages/{pdf}/9.png", 404),
        ("pages/{pdf}/-1.png", 404),
        ("pages/{pdf}/1.png?width=-5", 400),
        ("pages/{pdf}/1.png?width=1e9", 400),
        ("text/{text}/2", 404),
        ("boxes/{pdf}/1?start=x", 400),
        ("labels/{pdf}/9", 404),
    ],
)
def test_what_is_not_there_is_refused_in_words(
    library: MemoryLibrary, path: str, status: int
) -> None:
    filled = path.format(pdf=id_of(library, "pdf"), text=id_of(library, "text"))
    answer = client(library).get("/footnote/" + filled)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


class CuriousLibrary(MemoryLibrary):
    """A library that remembers which documents it was asked for."""

    asked: ClassVar[list[str]] = []

    def original(self, document_id: str) -> Path:
        self.asked.append(document_id)
        return super().original(document_id)

    def page(self, document_id: str, number: int) -> Page:
        self.asked.append(document_id)
        return super().page(document_id, number)


@pytest.mark.parametrize(
    "route",
    ["pages/{}/1.png", "boxes/{}/1", "places/{}/1", "text/{}/1", "labels/{}/1", "originals/{}"],
)
def test_only_ids_ever_reach_the_library(tmp_path: Path, route: str) -> None:
    library = CuriousLibrary(tmp_path)
    for name in ("..%2f..%2fetc%2fpasswd", "%2e%2e", "x" * 64, "A" * 64, "0" * 65, "%00"):
        assert client(library).get("/footnote/" + route.format(name)).status_code == 404
    assert library.asked == []


def test_a_removed_document_is_gone_from_every_route(library: MemoryLibrary) -> None:
    gone = id_of(library, "pdf")
    library.remove(gone)
    for path in (f"pages/{gone}/1.png", f"documents/{gone}", f"originals/{gone}"):
        assert client(library).get("/footnote/" + path).status_code == 404


def test_boxes_on_a_line_become_one() -> None:
    words = [(0.1, 0.20, 0.2, 0.22), (0.21, 0.201, 0.3, 0.221), (0.1, 0.24, 0.2, 0.26)]
    assert merged(words) == ((0.1, 0.20, 0.3, 0.221), (0.1, 0.24, 0.2, 0.26))


def test_columns_stay_apart() -> None:
    columns = [(0.1, 0.2, 0.4, 0.22), (0.6, 0.2, 0.9, 0.22)]
    assert merged(columns) == tuple(columns)


def test_a_place_on_made_pages_is_told_with_its_boxes(library: MemoryLibrary) -> None:
    letters = tuple((2, left / 10, 0.5, left / 10 + 0.1, 0.52) for left in range(3))
    place = PlaceOnPages(pages=7, page=2, passage=(*letters, (3, 0.1, 0.1, 0.2, 0.12)), said=())
    visitor, document_id = office_client(library, place)
    assert visitor.get(f"/footnote/documents/{document_id}").json()["makes_pages"]
    answer = visitor.get(f"/footnote/places/{document_id}/1?start=0&end=6&from=0&to=0")
    assert answer.json() == {
        "state": "made",
        "pages": 7,
        "page": 2,
        "passage": [[2, 0.0, 0.5, 0.30000000000000004, 0.52], [3, 0.1, 0.1, 0.2, 0.12]],
        "said": [],
    }


def test_pages_in_making_and_pages_that_cannot_be_had_say_so(library: MemoryLibrary) -> None:
    visitor, document_id = office_client(library, PagesInMaking("soon"))
    answer = visitor.get(f"/footnote/places/{document_id}/1?start=0&end=6")
    assert answer.json() == {"state": "making"}
    visitor, document_id = office_client(library, PageUnavailable("it takes too long"))
    answer = visitor.get(f"/footnote/places/{document_id}/1?start=0&end=6")
    assert answer.json() == {"state": "none", "reason": "it takes too long"}


def test_without_what_makes_pages_nothing_is_offered(library: MemoryLibrary) -> None:
    library.put("a.docx", b"PK", "docx", ["Report on silt."])
    answer = client(library).get(f"/footnote/documents/{id_of(library, 'docx')}")
    assert not answer.json()["makes_pages"]
