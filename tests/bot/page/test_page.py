"""The served page over HTTP: who gets in, what is refused, what every answer carries."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from starlette.routing import Mount, Route

from bot.access.request_bodies import UploadLimits
from bot.access.roles import Access
from bot.access.web_guard import PUBLIC_PATHS, SIGNED_IN_FOLDERS, SIGNED_IN_PATHS
from tests.bot.served import GUARDED, TEXT, Served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("open"), Access())
    yield served
    served.page.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, GUARDED)
    yield served
    served.page.close()


def test_the_page_is_served_with_headers_that_keep_it_to_itself(open_page: Served) -> None:
    answer = open_page.visitor().get("/")
    assert answer.status_code == 200
    assert "Footnote" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "", "127.0.0.1.evil.com"])
def test_a_foreign_name_that_points_here_is_refused(open_page: Served, host: str) -> None:
    assert open_page.visitor().get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machines_own_names_are_answered(open_page: Served, host: str) -> None:
    assert open_page.visitor().get("/", headers={"Host": f"{host}:7860"}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_another_sites_page_can_change_nothing(open_page: Served, origin: str) -> None:
    answer = open_page.visitor().post(
        "/gradio_api/call/ask", json={"data": ["q", []]}, headers={"Origin": origin}
    )
    assert answer.status_code == 403


def test_a_question_over_the_api_gives_the_documented_object(open_page: Served) -> None:
    client = Client(open_page.address, verbose=False)
    reply = client.predict("How often is the sourdough starter fed?", [], api_name="/ask")
    assert set(reply) == {
        "question", "searched_for", "asked_of", "answered", "answer", "written", "about",
        "candidates", "citations", "models", "seconds",
    }  # fmt: skip
    assert reply["citations"][0]["document"] == "b.txt"
    with pytest.raises(AppError, match=r"nothing\.txt"):
        client.predict("q", ["nothing.txt"], api_name="/ask")
    assert client.view_api(return_format="dict", print_info=False)["named_endpoints"].keys() == {
        "/ask"
    }


def test_nothing_of_the_library_is_given_without_the_password(guarded: Served) -> None:
    visitor = guarded.visitor()
    for page in (visitor.get("/"), visitor.get("/", follow_redirects=True)):
        assert TEXT not in page.text
        assert "b.txt" not in page.text
    for path in ("originals/{}", "text/{}/1", "documents/{}"):
        at = "/footnote/" + path.format(guarded.document_id)
        assert visitor.get(at).status_code == 401
    asked = visitor.post("/gradio_api/call/ask", json={"data": ["q", []]})
    assert asked.status_code == 401


def test_the_password_opens_everything_under_any_name(guarded: Served) -> None:
    visitor = guarded.signed_in()
    assert visitor.get(f"/footnote/originals/{guarded.document_id}").text == TEXT
    assert visitor.post("/gradio_api/call/ask", json={"data": ["q", []]}).status_code == 200
    assert visitor.post("/logout").status_code == 303
    assert visitor.get(f"/footnote/originals/{guarded.document_id}").status_code == 401


def test_a_made_up_session_opens_nothing(guarded: Served) -> None:
    visitor = guarded.visitor()
    cookie = guarded.page.cookie_name
    for value in ("", "None", "x" * 22):
        visitor.cookies.set(cookie, value)
        at = f"/footnote/originals/{guarded.document_id}"
        assert visitor.get(at).status_code == 401


def every_route(router: object, below: str = "") -> Iterator[tuple[str, Route]]:
    """The routes of an application with their whole paths, those of what it includes too."""
    for route in router.routes:  # type: ignore[attr-defined]
        if isinstance(route, Route):
            yield below + filled(route), route
        elif isinstance(route, Mount):
            yield from every_route(route.app, below + route.path)
        else:
            yield from every_route(route.original_router, below)


def filled(route: Route) -> str:
    path = route.path
    for parameter in route.param_convertors:
        for spelled in (f"{{{parameter}:path}}", f"{{{parameter}:int}}", f"{{{parameter}}}"):
            path = path.replace(spelled, "1")
    return path


def test_the_walk_sees_gradios_own_routes(guarded: Served) -> None:
    paths = {path for path, _ in every_route(guarded.page.application)}
    assert {"/gradio_api/upload", "/gradio_api/queue/join", "/config"} <= paths
    assert {"/api/ask", "/api/documents/1/pages/1.png", "/api/openapi.json", "/mcp"} <= paths
    assert len(paths) > 60


def test_every_route_is_public_by_name_or_refuses_a_stranger(guarded: Served) -> None:
    """Walks the route table: what a new version of Gradio brings is refused by default."""
    visitor = guarded.visitor()
    wrong = set()
    for path, route in every_route(guarded.page.application):
        for method in sorted((route.methods or {"GET"}) - {"OPTIONS"}):
            with visitor.stream(method, path) as answer:
                expected = 303 if path == "/" and method in ("GET", "HEAD") else 401
                if path not in PUBLIC_PATHS and answer.status_code != expected:
                    wrong.add(f"{method} {path}: {answer.status_code}")
    assert wrong == set()


def test_every_route_is_used_by_the_page_or_closed_to_everybody(open_page: Served) -> None:
    """Walks the table as the owner: nobody gets what the page isn't made of."""
    visitor = open_page.visitor()
    wrong = set()
    for path, route in every_route(open_page.page.application):
        known = path in SIGNED_IN_PATHS | PUBLIC_PATHS or path.startswith(SIGNED_IN_FOLDERS)
        if known:
            continue
        for method in sorted((route.methods or {"GET"}) - {"OPTIONS"}):
            with visitor.stream(method, path) as answer:
                if answer.status_code != 404:
                    wrong.add(f"{method} {path}: {answer.status_code}")
    assert wrong == set()


def test_what_a_stranger_gets_holds_nothing_of_the_library(guarded: Served) -> None:
    visitor = guarded.visitor()
    for path in PUBLIC_PATHS - {"/gradio_api/startup-events"}:
        text = visitor.get(path).text
        assert "b.txt" not in text
        assert "Sourdough" not in text


@pytest.mark.parametrize("path", ["/gradio_api/vibe-code", "/monitoring", "/gradio_api/runs"])
def test_parts_of_gradio_without_a_use_here_are_closed(open_page: Served, path: str) -> None:
    assert open_page.visitor().get(path).status_code == 404


def test_a_page_that_nobody_has_open_leaves_the_processor_alone(open_page: Served) -> None:
    open_page.visitor().get("/")
    before = time.process_time()
    time.sleep(3)
    assert time.process_time() - before < 0.05 * 3


def test_uploads_are_gone_when_the_page_is_closed(tmp_path: Path) -> None:
    served = Served(tmp_path, Access())
    files = {"files": ("note.txt", b"some text")}
    (stored,) = served.visitor().post("/gradio_api/upload", files=files).json()
    assert Path(stored).read_bytes() == b"some text"
    served.page.close()
    assert not Path(stored).exists()


def test_uploads_over_the_limit_are_refused(tmp_path: Path) -> None:
    served = Served(tmp_path, Access(), uploads=UploadLimits(file_bytes=10_000))
    try:
        files = {"files": ("big.txt", b"x" * 50_000)}
        answer = served.visitor().post("/gradio_api/upload", files=files)
        assert answer.status_code == 413
    finally:
        served.page.close()
