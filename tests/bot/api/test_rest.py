"""REST over a served page: what each route gives, to whom, and how it refuses."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from openapi_spec_validator import validate

from bot.access.request_bodies import UploadLimits
from bot.access.roles import Access
from bot.access.visitor_limits import LONGEST_QUESTION, MEBIBYTE, VisitorRules
from bot.errors import PagesInMaking, PageUnavailable
from bot.version import VERSION
from tests.bot.served import GUARDED, OWNER_PASSWORD, TEXT, Served

pytestmark = pytest.mark.slow

QUESTION = "How often is the starter fed?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("rest"), GUARDED)
    yield served
    served.page.close()


@pytest.fixture(scope="module")
def program(served: Served) -> httpx.Client:
    return served.program()


@pytest.fixture(scope="module")
def owner(served: Served) -> httpx.Client:
    return served.program("owner")


def problem_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The typed error, which every refusal is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] and problem["title"] and problem["detail"]
    return problem


def ended(program: httpx.Client, job_id: int) -> dict[str, Any]:
    """A job, once it has ended."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = program.get(f"/api/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        if job["stage"] in ("done", "cancelled"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def test_a_question_is_answered_with_citations_that_lead_to_their_place(
    served: Served, program: httpx.Client
) -> None:
    answer = program.post("/api/ask", json={"question": QUESTION})
    assert answer.status_code == 200
    reply = answer.json()
    assert reply["answered"] is True
    best = reply["citations"][0]
    assert (best["document"], best["lines"], best["text"]) == ("b.txt", [1, 1], TEXT)
    place = f"{served.address}#/doc/{served.document_id}?page=1&at=0-{len(TEXT)}"
    assert best["url"] == reply["candidates"][0]["url"] == place


def test_a_question_is_asked_of_documents_by_name_or_id(
    served: Served, program: httpx.Client
) -> None:
    for name in ("b.txt", served.document_id):
        body = {"question": QUESTION, "documents": [name]}
        assert program.post("/api/ask", json=body).json()["citations"]
    body = {"question": QUESTION, "documents": ["nowhere.pdf"]}
    assert "nowhere.pdf" in problem_of(program.post("/api/ask", json=body), 404)["detail"]


def test_a_typing_error_is_put_right_unless_it_is_to_be_searched_as_typed(
    program: httpx.Client,
) -> None:
    body = {"question": "Feed the strater?"}
    assert program.post("/api/ask", json=body).json()["searched_for"] == "Feed the starter?"
    typed = program.post("/api/ask", json=body | {"as_typed": True}).json()
    assert typed["searched_for"] == typed["question"] == body["question"]


def test_the_numbers_of_passages_are_asked_for(served: Served, program: httpx.Client) -> None:
    many = ". ".join(f"The starter was fed on day {day}{'.' * 480}" for day in range(40))
    served.library.put("many.txt", many.encode(), "text", [many])

    def numbers(**asked: int) -> tuple[int, int]:
        body = {"question": QUESTION, "documents": ["many.txt"], **asked}
        reply = program.post("/api/ask", json=body).json()
        return len(reply["candidates"]), len(reply["citations"])

    assert numbers() == (12, 5)
    assert numbers(candidates=3) == (3, 3)
    assert numbers(citations=2) == (12, 2)
    assert numbers(citations=14) == (14, 14)
    assert numbers(candidates=20, citations=6) == (20, 6)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"question": ""}, {"question": 7}, {"question": "q", "candidates": 0},
        {"question": "q", "candidates": 51}, {"question": "q", "citations": 9, "candidates": 3},
        {"question": "x" * (LONGEST_QUESTION + 1)}, {"question": "q", "unknown": 1}, [], "q",
    ],
    ids=lambda body: json.dumps(body)[:40],
)  # fmt: skip
def test_what_is_not_a_question_is_refused_with_its_reason(
    program: httpx.Client, body: object
) -> None:
    problem_of(program.post("/api/ask", json=body), 422)
    problem_of(program.post("/api/ask", content=b"{", headers={"Content-Type": "x/y"}), 422)


def test_an_answer_comes_in_two_steps(program: httpx.Client) -> None:
    headers = {"Accept": "text/event-stream"}
    with program.stream("POST", "/api/ask", json={"question": QUESTION}, headers=headers) as said:
        assert said.headers["content-type"].startswith("text/event-stream")
        events = [part.split("\ndata: ") for part in said.read().decode().strip().split("\n\n")]
    names = [name for name, _ in events]
    assert names == ["event: found", "event: reply"]
    found, reply = (json.loads(data) for _, data in events)
    assert found["passages"][0]["text"] in [one["text"] for one in reply["citations"]]
    whole = program.post("/api/ask", json={"question": QUESTION}).json()
    assert {**reply, "seconds": 0} == {**whole, "seconds": 0}


def test_a_search_gives_candidates_with_their_texts(program: httpx.Client) -> None:
    asked = {"q": "sourdough starter", "document": "b.txt", "limit": 3}
    found = program.get("/api/search", params=asked).json()
    (passage,) = found["passages"]
    assert passage["text"] == TEXT
    assert "logit" not in passage and "#/doc/" in passage["url"]
    problem_of(program.get("/api/search"), 422)
    problem_of(program.get("/api/search", params={"q": "x", "limit": 51}), 422)
    problem_of(program.get("/api/search", params={"q": "x", "document": "nowhere"}), 404)


def test_a_file_is_added_listed_read_and_removed(owner: httpx.Client) -> None:
    content = b"Yeast sleeps in the cold."
    sent = owner.post("/api/documents", files={"files": ("y.txt", content)})
    assert sent.status_code == 202
    (job,) = sent.json()["jobs"]
    assert sent.headers["location"].endswith(f"/api/jobs/{job['job_id']}")
    done = ended(owner, job["job_id"])
    assert (done["name"], done["report"]["state"]) == ("y.txt", "ready")
    document_id = hashlib.sha256(content).hexdigest()
    assert done["report"]["document_id"] == document_id
    listed = {one["document_id"]: one for one in owner.get("/api/documents").json()["documents"]}
    one = f"/api/documents/{document_id}"
    assert listed[document_id] == owner.get(one).json()
    assert listed[document_id]["name"] == "y.txt"
    page = owner.get(f"{one}/pages/1").json()
    assert (page["text"], page["pages"], page["picture"]) == (content.decode(), 1, None)
    assert owner.delete(one).status_code == 204
    for gone in (owner.get(one), owner.delete(one), owner.get(f"{one}/pages/1")):
        problem_of(gone, 404)


def test_several_files_are_several_jobs_and_a_failure_is_one_of_them(owner: httpx.Client) -> None:
    files = [("files", ("a.txt", b"words of a")), ("files", ("bad.bin", b"\xff\xfe\x00"))]
    jobs = owner.post("/api/documents", files=files).json()["jobs"]
    states = [ended(owner, job["job_id"])["report"]["state"] for job in jobs]
    assert states == ["ready", "failed"]


def test_how_a_job_ended_is_known_long_after_it_left_the_page(
    served: Served, owner: httpx.Client
) -> None:
    sent = owner.post("/api/documents", files={"files": ("later.txt", b"asked for later")})
    (job,) = sent.json()["jobs"]
    ended(owner, job["job_id"])
    served.ingestion.forget(job["job_id"])  # as the page does some seconds later
    assert ended(owner, job["job_id"])["report"]["state"] == "ready"
    problem_of(owner.get("/api/jobs/987654"), 404)
    problem_of(owner.get("/api/jobs/one"), 422)


def test_a_page_is_drawn(served: Served, program: httpx.Client) -> None:
    sheet = pypdfium2.PdfDocument.new()
    sheet.new_page(200, 300)
    buffer = io.BytesIO()
    sheet.save(buffer)
    put = served.library.put("p.pdf", buffer.getvalue(), "pdf", ["words"])
    at = f"/api/documents/{put.document_id}/pages/1"
    picture = program.get(f"{at}.png", params={"width": 300})
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert program.get(at).json()["picture"].endswith(f"{at}.png")
    problem_of(program.get(f"/api/documents/{put.document_id}/pages/2.png"), 404)
    problem_of(program.get(f"{at}.png", params={"width": 99_999}), 422)


def test_pages_of_an_office_file_are_asked_for_again_until_they_are_made(
    served: Served, program: httpx.Client
) -> None:
    put = served.library.put("a.docx", b"PK", "docx", ["words"])
    at = f"/api/documents/{put.document_id}/pages/1.png"
    served.images.places[put.document_id] = PagesInMaking("Ask again.")
    answer = program.get(at)
    problem_of(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    served.images.places[put.document_id] = PageUnavailable("It takes too long.")
    problem_of(program.get(at), 404)


def test_documents_are_listed_a_part_at_a_time(owner: httpx.Client) -> None:
    sent = [("files", (f"part {n}.txt", b"listed in parts %d" % n)) for n in range(5)]
    for job in owner.post("/api/documents", files=sent).json()["jobs"]:
        ended(owner, job["job_id"])
    asked = "/api/documents?find=PART&limit=2"
    first = owner.get(asked).json()
    assert [one["name"] for one in first["documents"]] == ["part 0.txt", "part 1.txt"]
    assert (first["found"], first["next"]) == (5, 2)
    last = owner.get(f"{asked}&first=4").json()
    assert ([one["name"] for one in last["documents"]], last["next"]) == (["part 4.txt"], None)
    newest = owner.get("/api/documents?find=part&order=added&limit=1").json()["documents"]
    assert newest[0]["added_at"] == max(one["added_at"] for one in first["documents"] + newest)
    problem_of(owner.get("/api/documents?limit=1001"), 422)


@pytest.mark.parametrize("beginning", ["/api/documents/", "/api/jobs/", "/api/", "/mcp/", "/api"])
def test_no_path_leads_out_of_the_library(owner: httpx.Client, beginning: str) -> None:
    for rest in (
        "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd", "%00", "..\\..\\launch.py", f"{'0' * 64}/pages/..%2f..%2f1",
        f"{'0' * 64}/pages/-1", f"{'G' * 64}", "http://192.0.2.1/",
    ):  # fmt: skip
        answer = owner.get(owner.base_url.copy_with(raw_path=(beginning + rest).encode()))
        assert answer.status_code in (401, 404, 405, 422), (beginning, rest, answer.text)
        assert "root:" not in answer.text


def test_visitors_may_ask_and_read_but_not_change(served: Served, program: httpx.Client) -> None:
    before = served.library.documents(), served.ingestion.progress()
    problem_of(program.delete(f"/api/documents/{served.document_id}"), 403)
    problem_of(program.post("/api/documents", files={"files": ("v.txt", b"words")}), 403)
    assert (served.library.documents(), served.ingestion.progress()) == before


ROUTES = [
    ("POST", "/api/ask"), ("GET", "/api/search?q=x"), ("GET", "/api/documents"),
    ("POST", "/api/documents"), ("GET", "/api/documents/{id}"), ("DELETE", "/api/documents/{id}"),
    ("GET", "/api/documents/{id}/pages/1"), ("GET", "/api/documents/{id}/pages/1.png"),
    ("GET", "/api/jobs/1"), ("GET", "/api/collections"),
    ("POST", "/api/collections"), ("GET", "/api/"), ("GET", "/api/openapi.json"), ("POST", "/mcp"),
    ("GET", "/mcp"), ("DELETE", "/mcp"),
]  # fmt: skip


def test_the_walk_below_leaves_no_route_out(owner: httpx.Client) -> None:
    paths = owner.get("/api/openapi.json").json()["paths"]
    walked = {(method, path.partition("?")[0]) for method, path in ROUTES}
    for path, operations in paths.items():
        for method in operations:
            known = "/api" + path.replace("{document_id}", "{id}").replace("{page}", "1")
            assert (method.upper(), known.replace("{job_id}", "1")) in walked


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_gets_past_without_a_valid_token(served: Served, method: str, path: str) -> None:
    at = path.replace("{id}", served.document_id)
    for headers in (
        {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer footnote_wrong"},
        {"Authorization": "Basic bWU6bWU="}, {"Authorization": f"Bearer {OWNER_PASSWORD}"},
    ):  # fmt: skip
        answer = served.visitor(**headers).request(method, at)
        problem_of(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_revoked_token_stops_at_once_whatever_else_is_sent(
    served: Served, method: str, path: str
) -> None:
    token = served.tokens.make("soon gone", "owner")
    signed_in = served.signed_in(OWNER_PASSWORD, Authorization=f"Bearer {token}")
    assert signed_in.get("/api/documents").status_code == 200
    served.tokens.revoke("soon gone")
    problem_of(signed_in.request(method, path.replace("{id}", served.document_id)), 401)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_sites_page_gets_nothing(served: Served, method: str, path: str) -> None:
    owner = served.signed_in(OWNER_PASSWORD)
    at = path.replace("{id}", served.document_id)
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        {"Origin": "https://evil.example"}, {"Origin": "null"},
    ):  # fmt: skip
        problem_of(owner.request(method, at, headers=headers), 403)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_foreign_name_that_leads_here_gets_nothing(
    served: Served, method: str, path: str
) -> None:
    program = served.program("owner", Host="evil.example")
    problem_of(program.request(method, path.replace("{id}", served.document_id)), 421)


def test_a_token_opens_what_programs_need_and_no_more(served: Served) -> None:
    program = served.program("owner")
    for path in ("/", "/config", "/gradio_api/info", f"/footnote/originals/{served.document_id}"):
        assert program.get(path, follow_redirects=False).status_code in (303, 401)


def test_a_page_that_needs_no_sign_in_still_refuses_a_wrong_token(tmp_path: Path) -> None:
    served = Served(tmp_path, Access())
    try:
        assert served.visitor().get("/api/documents").status_code == 200
        wrong = served.visitor(Authorization="Bearer footnote_wrong")
        problem_of(wrong.get("/api/documents"), 401)
        problem_of(served.program().delete(f"/api/documents/{served.document_id}"), 403)
    finally:
        served.page.close()


def test_questions_of_programs_are_limited_as_the_pages_are(tmp_path: Path) -> None:
    served = Served(tmp_path, GUARDED, visitors=VisitorRules(questions_a_minute=2))
    try:
        program, other = served.program(), served.program()
        assert program.post("/api/ask", json={"question": "one"}).status_code == 200
        assert program.get("/api/search", params={"q": "two"}).status_code == 200
        refused = program.post("/api/ask", json={"question": "three"})
        assert "Too many questions" in problem_of(refused, 429)["detail"]
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert other.get("/api/search", params={"q": "one"}).status_code == 200
        chinese = program.get("/api/search?q=x", headers={"Accept-Language": "zh"})
        assert "提问" in problem_of(chinese, 429)["detail"]
    finally:
        served.page.close()


def test_uploads_of_programs_have_the_pages_quota_and_limits(tmp_path: Path) -> None:
    rules = VisitorRules(may_add=True, files=2, mebibytes=2)
    limits = UploadLimits(file_bytes=MEBIBYTE, request_bytes=4 * MEBIBYTE)
    served = Served(tmp_path, GUARDED, visitors=rules, uploads=limits)
    try:
        program, owner = served.program(), served.program("owner")
        sent = program.post("/api/documents", files={"files": ("a.txt", b"words" * 1000)})
        assert sent.status_code == 202
        many = [("files", (f"{number}.txt", b"w")) for number in range(2)]
        assert "2 files" in problem_of(program.post("/api/documents", files=many), 403)["detail"]
        large = {"files": ("l.txt", b"x" * (MEBIBYTE + 1))}
        problem_of(owner.post("/api/documents", files=large), 413)
        larger = {"files": ("l.txt", b"x" * 6 * MEBIBYTE)}
        problem_of(owner.post("/api/documents", files=larger), 413)
        problem_of(program.post("/api/documents", files=larger), 413)
        assert [job.name for job in served.ingestion.progress()] == ["a.txt"]
    finally:
        served.page.close()


def test_a_file_name_is_only_ever_a_name(served: Served, owner: httpx.Client) -> None:
    for name in ("../../etc/cron.d/x", "/etc/passwd", "a\\b\\..\\c.txt"):
        sent = owner.post("/api/documents", files={"files": (name, name.encode())})
        (job,) = sent.json()["jobs"]
        shown = ended(owner, job["job_id"])["name"]
        assert "/" not in shown and "\\" not in shown


def test_a_quotation_mark_in_a_file_name_arrives(owner: httpx.Client) -> None:
    sent = owner.post("/api/documents", files={"files": ('"Lease".txt', b"the lease")})
    assert ended(owner, sent.json()["jobs"][0]["job_id"])["name"] == '"Lease".txt'


def test_what_is_sent_without_files_is_refused(owner: httpx.Client) -> None:
    problem_of(owner.post("/api/documents", data={"files": "words"}), 422)
    problem_of(owner.post("/api/documents", json={}), 422)
    problem_of(owner.put("/api/documents", json={}), 405)
    problem_of(owner.get("/api/nowhere"), 404)
    body = b'{"question": "' + b"x" * 5 * MEBIBYTE + b'"}'
    problem_of(owner.post("/api/ask", content=body), 413)


def test_the_openapi_document_is_valid_and_says_the_shapes(
    served: Served, owner: httpx.Client
) -> None:
    described = owner.get("/api/openapi.json").json()
    validate(described)
    assert described["info"]["version"] == VERSION
    assert described["servers"] == [{"url": f"{served.address}api"}]
    schemas = described["components"]["schemas"]
    for name in ("Reply", "Found", "DocumentShape", "PageShape", "Jobs", "ProblemShape"):
        assert schemas[name]["properties"], name


def test_answers_are_of_the_shapes_that_are_described(served: Served, owner: httpx.Client) -> None:
    """A field that an answer gains must be described, or nobody knows of it."""
    schemas = owner.get("/api/openapi.json").json()["components"]["schemas"]

    def described(name: str, content: dict[str, Any]) -> None:
        assert set(content) == set(schemas[name]["properties"]), name

    reply = owner.post("/api/ask", json={"question": QUESTION}).json()
    described("Reply", reply)
    if reply["answer"]:
        described("Statement", reply["answer"][0])
    described("Candidate", reply["candidates"][0])
    described("Citation", reply["citations"][0])
    described("ModelNames", reply["models"])
    described("Times", reply["seconds"])
    found = owner.get("/api/search", params={"q": QUESTION}).json()
    described("Found", found)
    described("FoundPassage", found["passages"][0])
    one = f"/api/documents/{served.document_id}"
    described("DocumentShape", owner.get(one).json())
    described("PageShape", owner.get(f"{one}/pages/1").json())
    (job,) = owner.post("/api/documents", files={"files": ("s.txt", b"shape")}).json()["jobs"]
    described("Job", job)
    described("Report", ended(owner, job["job_id"])["report"])


def test_the_page_about_the_api_loads_nothing_and_names_every_route(owner: httpx.Client) -> None:
    page = owner.get("/api/")
    assert page.headers["content-type"].startswith("text/html")
    for unwanted in ("<script", "src=", "http-equiv", "@import", "url("):
        assert unwanted not in page.text
    for path in owner.get("/api/openapi.json").json()["paths"]:
        assert f"/api{path}" in page.text
    assert "list of {" in page.text
