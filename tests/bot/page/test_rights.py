"""What lies outside the collections that somebody may read is found by nobody, on any route.

Walks every route of the served application, Gradio's events and the agents' tools among them, as
each kind of person, about documents in each collection. Routes, parameters, events and tools come
from the application: one that this test doesn't know how to ask fails it, whatever its method. What
isn't open by name is asked, too, and refused to everybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.access.web_guard import PUBLIC_PATHS, SIGNED_IN_FOLDERS, SIGNED_IN_PATHS
from bot.errors import PageUnavailable
from tests.bot.served import GUARDED, OWNER_PASSWORD, PASSWORD, Served, session_of
from tests.ingest.make_pdf import make_pdf, page_of

pytestmark = pytest.mark.slow

CONVERSATION = "c0ffee" * 5 + "c0"
QUESTION = "Where does the lantern stand?"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document; its word and its name stand nowhere else."""

    name: str
    word: str
    collections: tuple[str, ...]


DOCUMENTS = (
    Kept("alpha-plan.txt", "quokka", ("Alphas",)),
    Kept("beta-plan.pdf", "zephyr", ("Betas",)),
    Kept("gamma-plan.txt", "narwhal", ()),
    Kept("common-plan.txt", "wombat", ("Alphas", "Betas")),
    Kept("delta-plan.docx", "ocelot", ("Betas",)),
)
UNREADABLE, REMOVED = "unreadable-budget.pdf", "removed-budget.txt"


class House:
    """A served library with documents in two collections, and everything else that can be told."""

    def __init__(self, folder: Path) -> None:
        self.served = Served(folder, GUARDED)
        library = self.served.library
        self.ids: dict[str, str] = {}
        for kept in DOCUMENTS:
            text = f"The lantern stands beside the {kept.word}. Nobody saw it there."
            kind = {"pdf": "pdf", "docx": "docx"}.get(kept.name.rpartition(".")[2], "text")
            content = make_pdf([page_of(text)]) if kind == "pdf" else text.encode()
            report = library.put(kept.name, content, kind, [text])
            if kind == "docx":  # where its word stands is as secret as the word
                place = PageUnavailable(f"The page with the {kept.word} is too tall.")
                self.served.images.places[report.document_id] = place
            self.ids[kept.name] = report.document_id
            library.collect([report.document_id], into=kept.collections)
        removed = library.put(REMOVED, b"x y z", "text", ["x y z"]).document_id
        self.passwords = {
            name: self.served.circles.make(name, [name]) for name in ("Alphas", "Betas")
        }
        self.owner = self.served.signed_in(OWNER_PASSWORD)
        event = self.served.event(self.owner, "act")
        act = {"act": "remove", "id": removed}
        self.served.call(self.owner, event, [], event_data=act)
        heard(self.owner)
        upload = self.owner.post("/api/documents", files={"files": (UNREADABLE, b"%PDF-broken")})
        assert upload.status_code == 202, upload.text
        self.job_id = upload.json()["jobs"][0]["job_id"]

    def person(self, who: str) -> httpx.Client:
        if who == "owner":
            return self.served.signed_in(OWNER_PASSWORD)
        if who == "visitor":
            return self.served.signed_in(PASSWORD)
        if who.startswith("token of "):
            name = who.removeprefix("token of ")
            token = self.served.tokens.make(
                f"{who} {len(self.served.tokens.all())}", "visitor", [name]
            )
            return self.served.visitor(Authorization=f"Bearer {token}")
        return self.served.signed_in(self.passwords[who])

    def outside(self, who: str) -> tuple[Kept, ...]:
        if who in ("owner", "visitor"):
            return ()
        return tuple(one for one in DOCUMENTS if who.rsplit(maxsplit=1)[-1] not in one.collections)


def heard(who: httpx.Client) -> str:
    """Everything that a page's session is told until nothing more comes."""
    said: list[str] = []
    asked = f"/gradio_api/queue/data?session_hash={session_of(who)}"
    with who.stream("GET", asked) as stream:
        for line in stream.iter_lines():
            said.append(line)
            if "close_stream" in line:
                break
    return "\n".join(said)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("rights"))
    yield house
    house.served.page.close()


# ---- how each route, event and tool is asked ----

ABOUT_ONE = "the document asked about"
PARAMETERS: dict[str, str] = {
    "document_id": ABOUT_ONE,
    "page": "1",
    "job_id": "the job",
    "conversation_id": CONVERSATION,
    "event_id": "1",
    "session_hash": "1",
    "path": "1",
    "path_or_url": "1",
    "name": "1",
    "api_name": "ask",
    "static_path": "1",
    "environment": "1",
    "type": "1",
    "id": "1",
    "file_name": "1",
    "component_type": "1",
    "component_id": "1",
    "fn_index": "1",
    "cache_key": "1",
    "stream_id": "1",
    "key": "1",
    "session": "1",
    "run": "1",
    "segment_id": "1",
}
QUERY = {"q": "lantern", "start": "0", "end": "90", "width": "300", "session_hash": "nobody's"}
GETS = frozenset({
    "/", "/api/", "/api/collections", "/api/documents", "/api/documents/{document_id}",
    "/api/documents/{document_id}/pages/{page}", "/api/documents/{document_id}/pages/{page}.png",
    "/api/jobs/{job_id}", "/api/openapi.json", "/api/search", "/assets/{path}", "/config",
    "/favicon.ico", "/footnote/boxes/{document_id}/{page}",
    "/footnote/conversations/{conversation_id}.md", "/footnote/documents/{document_id}",
    "/footnote/labels/{document_id}/{page}", "/footnote/listing", "/footnote/listing/ids",
    "/footnote/me", "/footnote/originals/{document_id}", "/footnote/pages/{document_id}/{page}.png",
    "/footnote/places/{document_id}/{page}",
    "/footnote/text/{document_id}/{page}", "/gradio_api/app_id",
    "/gradio_api/info", "/gradio_api/startup-events",
    "/gradio_api/theme.css", "/login", "/manifest.json", "/robots.txt", "/static/{path}",
    "/svelte/{path}", "/theme.css",
})  # fmt: skip
"""What is asked as it is, about the document asked about where that is a parameter."""
UNASKED = frozenset({
    "GET /gradio_api/heartbeat/{session_hash}", "GET /gradio_api/queue/data",
    "GET /gradio_api/upload_progress",  # streams of one's own session, heard below
    "GET /gradio_api/call/{api_name}/{event_id}",  # heard where a question is asked
    "GET /logout",  # ends the session that walks
})  # fmt: skip
ASKED_BY_PROGRAMS = [{"data": [QUESTION, []]}, {"data": [QUESTION, [ABOUT_ONE]]}]
BODIES: dict[str, list[Any]] = {
    "POST /api/ask": [
        {"question": QUESTION},
        {"question": QUESTION, "documents": [ABOUT_ONE]},
        {"question": QUESTION, "collection": "Alphas"},
        {"question": QUESTION, "collection": "Betas"},
    ],
    "POST /api/collections": [{"documents": [ABOUT_ONE], "out_of": ["Nothing"]}],
    "POST /api/documents": [{}],
    "POST /footnote/listing/held": [[ABOUT_ONE]],
    "POST /gradio_api/upload": [{}],
    "POST /gradio_api/queue/join": [],  # every event, below
    "POST /gradio_api/call/{api_name}": ASKED_BY_PROGRAMS,
    "POST /gradio_api/call/{api_name}/": ASKED_BY_PROGRAMS,
    "POST /gradio_api/cancel": [{"session_hash": "1", "fn_index": 1, "event_id": "1"}],
    "POST /gradio_api/reset": [{"event_id": "1"}],
    "POST /mcp": [],  # every tool, below
    "POST /login": [],  # guesses are counted
    "POST /logout": [],  # ends the session that walks
    "DELETE /api/documents/{document_id}": [{}],
}
EVENTS: dict[str, list[list[Any]]] = {
    "greet": [[]],
    "news": [[]],
    "act": [[]],
    "add": [[[]]],
    "collect": [[{"documents": [ABOUT_ONE], "into": "", "out_of": "Nothing"}]],
    "send": [
        [{"text": QUESTION, "files": []}, {"documents": [], "conversation": CONVERSATION}],
        [{"text": QUESTION, "files": []}, {"documents": [ABOUT_ONE]}],
        [{"text": QUESTION, "files": []}, {"collection": "Alphas"}],
        [{"text": QUESTION, "files": []}, {"collection": "Betas"}],
    ],
    "ask_again": [[]],
    "ask_as_typed": [[]],
    "open": [[CONVERSATION]],
    "open_kept": [[]],
    "rename_kept": [[]],
    "delete_kept": [[]],
    "undo_deletion": [[]],
    "stop": [[]],
    "start_over": [[]],
    "ask": [[QUESTION, []], [QUESTION, [ABOUT_ONE]]],
}
EVENT_DATA = {"act": "collect", "id": ABOUT_ONE, "text": "title"}
TOOLS: dict[str, list[dict[str, Any]]] = {
    "ask": [{"question": QUESTION}, {"question": QUESTION, "documents": [ABOUT_ONE]}],
    "search": [{"query": "lantern"}, {"query": "lantern", "collection": "Betas"}],
    "read_page": [{"document": ABOUT_ONE}],
    "list_documents": [{}, {"collection": "Alphas"}, {"collection": "Betas"}],
}


def every_route(router: Any, below: str = "") -> Iterator[tuple[str, str]]:
    """The methods and whole paths of an application, those of what it includes too."""
    for route in router.routes:
        if isinstance(route, Route):
            for method in sorted((route.methods or {"GET", "POST"}) - {"OPTIONS", "HEAD"}):
                yield method, below + re.sub(r":\w+\}", "}", route.path)
        elif isinstance(route, Mount):
            yield from every_route(route.app, below + route.path)
        else:
            yield from every_route(route.original_router, below)


def is_open(path: str) -> bool:
    return path in SIGNED_IN_PATHS | PUBLIC_PATHS or path.startswith(SIGNED_IN_FOLDERS)


def path_of(template: str, known: dict[str, str] | None = None) -> str:
    """A route's path with something for each parameter."""
    values = {name: (known or {}).get(value, value) for name, value in PARAMETERS.items()}
    return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], "1"), template)


def open_routes(application: Any) -> list[tuple[str, str]]:
    routes = dict.fromkeys(every_route(application))
    return [(method, template) for method, template in routes if is_open(path_of(template))]


def unknown_routes(application: Any) -> list[str]:
    """The open routes that this test hasn't been told how to ask."""
    known = {f"GET {path}" for path in GETS} | UNASKED | BODIES.keys()
    parameters = [
        f"{{{name}}} of {template}"
        for _, template in open_routes(application)
        for name in re.findall(r"\{(\w+)\}", template)
        if name not in PARAMETERS
    ]
    named = [f"{method} {template}" for method, template in open_routes(application)]
    return [*(one for one in named if one not in known), *parameters]


def asked_about(body: Any, document_id: str) -> Any:
    return json.loads(json.dumps(body).replace(ABOUT_ONE, document_id))


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was answered, and what they had asked about, as text."""

    asked: str
    status: int
    text: str


def walked(house: House, who: str, document_id: str) -> Iterator[Told]:
    """Everything that one person is told who asks every route about one document."""
    person = house.person(who)
    known = {ABOUT_ONE: document_id, "the job": str(house.job_id)}
    for method, template in open_routes(house.served.page.application):
        path = path_of(template, known)
        if f"{method} {template}" in UNASKED:
            continue
        if method == "GET":
            answer = person.get(path, params=QUERY)
            yield Told(f"GET {path}", answer.status_code, f"{answer.headers} {answer.text}")
            headers = person.head(path, params=QUERY).headers
            yield Told(f"HEAD {path}", answer.status_code, str(headers))
            continue
        bodies = BODIES[f"{method} {template}"]
        for body in bodies if method != "DELETE" or who != "owner" else ():
            asked = asked_about(body, document_id)
            answer = person.request(method, path, json=asked)
            said = f"{answer.headers} {answer.text}"
            yield Told(f"{method} {path} {asked}", answer.status_code, said)
            if path.startswith("/gradio_api/call/ask") and answer.status_code == 200:
                event_id = answer.json()["event_id"]
                said = person.get(f"/gradio_api/call/ask/{event_id}").text
                yield Told(f"{path} {asked}", 200, said)
    yield from events_walked(house, person, document_id, has_page="token" not in who)
    yield from tools_walked(person, document_id)


def events_walked(
    house: House, person: httpx.Client, document_id: str, *, has_page: bool
) -> Iterator[Told]:
    if not has_page:  # a token opens the routes of programs only
        assert person.get("/config").status_code == 401
        return
    for dependency in person.get("/config").json()["dependencies"]:
        name = dependency["api_name"]
        for data in EVENTS[re.sub(r"_\d+$", "", name)]:
            asked, event_data = asked_about([data, EVENT_DATA], document_id)
            event = house.served.event(person, name)
            joined = house.served.call(person, event, asked, event_data=event_data)
            if joined.status_code == 200:
                yield Told(f"{name} {asked}", 200, joined.text + heard(person))


def tools_walked(person: httpx.Client, document_id: str) -> Iterator[Told]:
    def called(method: str, **parameters: Any) -> httpx.Response:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        headers = {"Accept": "application/json, text/event-stream"}
        return person.post("/mcp", json=body, headers=headers)

    for tool in called("tools/list").json()["result"]["tools"]:
        for arguments in TOOLS[tool["name"]]:
            asked = asked_about(arguments, document_id)
            answer = called("tools/call", name=tool["name"], arguments=asked)
            yield Told(f"tool {tool['name']} {asked}", answer.status_code, answer.text)


ECHO = re.compile(r"There is no collection named \S+")
"""What a question is answered whose collection isn't there, and so when it is asked again."""

PEOPLE = ("owner", "visitor", "Alphas", "Betas", "token of Alphas", "token of Betas")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("asked", DOCUMENTS, ids=lambda kept: kept.name)
def test_nobody_is_told_of_what_they_may_not_read(house: House, who: str, asked: Kept) -> None:
    outside = house.outside(who)
    everything = list(walked(house, who, house.ids[asked.name]))
    leaked = []
    for told in everything:
        for kept in outside:
            secrets = {kept.word, kept.name, house.ids[kept.name]}
            names = set(kept.collections) - set(who.split())
            leaked += [
                f"{secret}: {told.asked}"
                for secret in secrets | names
                if secret in ECHO.sub("", told.text) and secret not in told.asked
            ]
        if outside:
            leaked += [one for one in (UNREADABLE, REMOVED) if one in told.text]
    assert leaked == []
    if asked in outside:
        named = [
            one for one in everything if re.match(rf"\w+ /\S*{house.ids[asked.name]}", one.asked)
        ]
        assert {one.status for one in named} <= {401, 403, 404}
        assert len(named) > 8
    else:
        assert sum(asked.word in told.text for told in everything) > 5


def test_every_open_route_is_known(house: House) -> None:
    assert unknown_routes(house.served.page.application) == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_route_that_is_new_is_noticed(method: str) -> None:
    async def nothing(_request: Any) -> None: ...

    new = [Route("/api/new", nothing, methods=[method]), Route("/admin", nothing)]
    new.append(Route("/api/jobs/{unheard_of}", nothing, methods=[method]))
    named = [f"{method} /api/new", f"{method} /api/jobs/{{unheard_of}}"]
    unknown = ["{unheard_of} of /api/jobs/{unheard_of}"]
    assert unknown_routes(Starlette(routes=new)) == [*named, *unknown]


@pytest.mark.parametrize("who", ["owner", "visitor", "Alphas", "token of Alphas"])
def test_what_is_not_open_by_name_is_refused_to_everybody(house: House, who: str) -> None:
    person = house.person(who)
    closed = [
        (method, path_of(template))
        for method, template in every_route(house.served.page.application)
        if not is_open(path_of(template))
    ]
    statuses = {one: person.request(*one).status_code for one in closed}
    assert len(closed) > 30
    refused = {401, 403, 404}
    assert {one: status for one, status in statuses.items() if status not in refused} == {}


def test_counts_are_those_of_what_one_may_read(house: House) -> None:
    for who, count in (("owner", 6), ("visitor", 6), ("Alphas", 2), ("Betas", 3)):
        person = house.person(who)
        house.served.call(person, house.served.event(person, "news"), [])
        assert f"{count} documents" in heard(person), who
        assert len(person.get("/api/documents").json()["documents"]) == count
