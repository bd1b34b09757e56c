"""Signing in over HTTP: who becomes what, what each may do, and what is never taken from anyone."""

from __future__ import annotations

import json
import re
import stat
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError

from bot.access.passwords import WRONG_FROM_AN_ADDRESS
from bot.access.request_bodies import LARGEST_BODY_BYTES, UploadLimits
from bot.access.roles import Access
from bot.access.sign_in import browser_cookie, session_cookie
from bot.access.sign_in_log import SignInLog
from bot.access.sites import site_at
from bot.access.visitor_limits import MEBIBYTE, VisitorRules
from bot.html.sign_in_page import SCRIPT
from storage.conversations import ConversationTurn
from tests.bot.served import GUARDED, OWNER_PASSWORD, PASSWORD, Served, session_of

pytestmark = pytest.mark.slow

RULES = VisitorRules(questions_a_minute=6)
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("guarded")
    log = SignInLog(folder / "sign-ins.log")
    served = Served(folder, GUARDED, visitors=RULES, sign_in_log=log)
    yield served
    served.page.close()
    log.close()
    written = log.path.read_text() if log.path.exists() else ""
    assert PASSWORD not in written
    assert OWNER_PASSWORD not in written


@pytest.fixture(autouse=True)
def uploads_of_the_guarded_page(guarded: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradio knows one folder for a whole process, which every page built sets anew."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(guarded.page._folder / "gradio"))


@pytest.fixture(scope="module")
def owner(guarded: Served) -> httpx.Client:
    return guarded.signed_in(OWNER_PASSWORD)


def port_of(served: Served) -> int:
    return int(served.address.rstrip("/").rpartition(":")[2])


def outcome(visitor: httpx.Client, joined: httpx.Response, session: str) -> dict[str, Any]:
    """How an event that was joined came out."""
    assert joined.status_code == 200, joined.text
    messages = []
    with visitor.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as said:
        for line in said.iter_lines():
            if line.startswith("data:"):
                messages.append(json.loads(line[5:]))
                if messages[-1]["msg"] == "process_completed":
                    return messages[-1] | {"all": messages}
    raise AssertionError(messages)


def run(served: Served, visitor: httpx.Client, name: str, data: list[Any], **more: Any) -> str:
    """Everything that came of an event, as JSON text."""
    joined = served.call(visitor, served.event(visitor, name), data, **more)
    return json.dumps(outcome(visitor, joined, session_of(visitor)))


def test_a_browser_without_a_session_is_shown_the_sign_in_page(guarded: Served) -> None:
    visitor = guarded.visitor(**BROWSER)
    answer = visitor.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "./login")
    page = visitor.get("/login")
    assert "Password" in page.text
    assert page.text.count("<script") == 1
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    chinese = visitor.get("/login", headers={"Accept-Language": "zh-CN"})
    assert "登录" in chinese.text


def test_browsers_sign_in_and_out_by_the_form(guarded: Served) -> None:
    visitor = guarded.visitor(**BROWSER)
    wrong = visitor.post("/login", data={"password": "wrong again"})
    assert wrong.status_code == 401
    assert "Wrong password." in wrong.text
    right = visitor.post("/login", data={"password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "./")
    for cookie in right.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    assert visitor.get("/").status_code == 200
    assert visitor.get("/login").headers["location"] == "./"
    assert visitor.post("/logout").headers["location"] == "./login"
    assert visitor.get("/").status_code == 303


def test_cookies_are_secure_where_the_connection_is(guarded: Served, tmp_path: Path) -> None:
    """A proxy on this machine may say so only where it is named."""
    said = {"X-Forwarded-Proto": "https"}

    def secure(served: Served) -> list[bool]:
        answer = served.visitor(**said).post("/login", data={"password": PASSWORD})
        return ["Secure" in cookie for cookie in answer.headers.get_list("set-cookie")]

    assert secure(guarded) == [False, False]
    behind = Served(tmp_path, GUARDED, site=site_at("", "", ("127.0.0.1",)))
    try:
        assert secure(behind) == [True, True]
    finally:
        behind.page.close()


def test_a_browser_is_the_same_visitor_after_signing_in_again(
    guarded: Served, tmp_path: Path
) -> None:
    sessions = guarded.page.sign_in.sessions
    port = port_of(guarded)
    visitor = guarded.signed_in()
    first = sessions.visitor(visitor.cookies[session_cookie(port)])
    known = visitor.cookies[browser_cookie(port)]
    visitor.post("/logout")
    visitor.post("/login", data={"password": PASSWORD})
    second = sessions.visitor(visitor.cookies[session_cookie(port)])
    stranger = guarded.signed_in()
    third = sessions.visitor(stranger.cookies[session_cookie(port)])
    assert first is not None and first == second
    assert third is not None and third.identity != first.identity
    assert not first.is_owner
    assert known not in first.identity
    again = Served(tmp_path, GUARDED)  # as after a restart
    try:
        returning = again.visitor()
        returning.cookies.set(browser_cookie(port_of(again)), known)
        returning.post("/login", data={"password": PASSWORD})
        token = returning.cookies[session_cookie(port_of(again))]
        assert again.page.sign_in.sessions.visitor(token) == first
    finally:
        again.page.close()


def test_programs_sign_in_with_a_name_and_a_password(guarded: Served) -> None:
    client = Client(
        guarded.address, auth=("visitor", PASSWORD), verbose=False, analytics_enabled=False
    )
    reply = client.predict("How often is the starter fed?", [], api_name="/ask")
    assert reply["citations"][0]["document"] == "b.txt"
    with pytest.raises(AuthenticationError):
        Client(guarded.address, auth=("owner", PASSWORD), verbose=False, analytics_enabled=False)
    with pytest.raises(AuthenticationError):
        Client(guarded.address, verbose=False, analytics_enabled=False)


def test_visitors_chat_and_see_pages(guarded: Served) -> None:
    visitor = guarded.signed_in()
    assert visitor.get(f"/footnote/originals/{guarded.document_id}").status_code == 200
    assert visitor.get("/footnote/me").json() == {
        "owner": False, "may_add": False, "name": "Signed in as visitor", "sign_out": "Sign out",
        "upload_lost": "Your sign-in had ended, so the files were not added. Add them again.",
    }  # fmt: skip
    said = run(guarded, visitor, "send", [{"text": "starter fed", "files": []}, []])
    assert "Sourdough bread" in said


@pytest.mark.parametrize("act", ["remove", "sample", "cancel-all", "dismiss-all", "retry", "undo"])
def test_visitors_cannot_change_the_library(guarded: Served, act: str) -> None:
    before = guarded.library.documents(), guarded.ingestion.progress()
    visitor = guarded.signed_in()
    event = {"act": act, "id": guarded.document_id}
    said = run(guarded, visitor, "act", [], event_data=event)
    assert "Only the owner" in said
    assert (guarded.library.documents(), guarded.ingestion.progress()) == before


def test_visitors_cannot_add(guarded: Served) -> None:
    before = guarded.ingestion.progress()
    visitor = guarded.signed_in()
    answer = visitor.post("/gradio_api/upload", files={"files": ("note.txt", b"words")})
    assert (answer.status_code, answer.text) == (403, "Only the owner of this library can do that.")
    uploaded = guarded.signed_in(OWNER_PASSWORD).post(
        "/gradio_api/upload", files={"files": ("note.txt", b"words of the owner")}
    )
    (path,) = uploaded.json()
    file = {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "note.txt"}
    assert "Only the owner" in run(guarded, visitor, "add", [[file]])
    said = run(guarded, visitor, "send", [{"text": "words", "files": [file]}, []])
    assert "Only the owner" in said
    assert guarded.ingestion.progress() == before


def test_the_owner_can_add_and_remove(guarded: Served) -> None:
    owner = guarded.signed_in(OWNER_PASSWORD)
    assert owner.get("/footnote/me").json()["owner"] is True
    content = b"words that only the owner adds"
    (path,) = owner.post("/gradio_api/upload", files={"files": ("own.txt", content)}).json()
    file = {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "own.txt"}
    said = run(guarded, owner, "send", [{"text": "words", "files": [file]}, []])
    assert "own.txt" in said
    (added,) = [one for one in guarded.library.documents() if one.name == "own.txt"]
    run(guarded, owner, "act", [], event_data={"act": "remove", "id": added.document_id})
    assert added not in guarded.library.documents()


def test_a_conversation_belongs_to_who_began_it(guarded: Served) -> None:
    one, other = guarded.signed_in(), guarded.signed_in()
    event = guarded.event(one, "send")
    question = [{"text": "starter fed", "files": []}, []]
    joined = guarded.call(one, event, question, session_hash="theirs")
    for attempt in (
        other.get("/gradio_api/queue/data", params={"session_hash": "theirs"}),
        other.get("/gradio_api/heartbeat/theirs"),
        guarded.call(other, event, question, session_hash="theirs"),
        other.post("/gradio_api/cancel", json={
            "session_hash": "theirs", "fn_index": event, "event_id": joined.json()["event_id"],
        }),
    ):  # fmt: skip
        assert attempt.status_code == 403
        assert "another visitor" in attempt.text
    assert outcome(one, joined, "theirs")["success"]


def test_questions_are_limited_kindly(guarded: Served) -> None:
    visitor = guarded.signed_in()
    question = [{"text": "starter fed", "files": []}, []]
    said = [run(guarded, visitor, "send", question) for _ in range(RULES.questions_a_minute + 1)]
    assert "Too many questions" not in "".join(said[:-1])
    assert "Too many questions" in said[-1]
    owner = guarded.signed_in(OWNER_PASSWORD)
    assert "Too many questions" not in run(guarded, owner, "send", question)


HOSTILE_PATHS = [
    "/etc/passwd", "http://192.0.2.1/x.pdf", "https://192.0.2.1/x.pdf", "../../etc/passwd",
    "file:///etc/passwd", "//192.0.2.1/share", "\\\\192.0.2.1\\share", "{folder}/../../etc/passwd",
    "", "\0", "data:text/plain,x",
]  # fmt: skip


def test_no_path_or_address_is_taken_even_from_the_owner(
    guarded: Served, owner: httpx.Client
) -> None:
    (stored,) = owner.post("/gradio_api/upload", files={"files": ("n.txt", b"n")}).json()
    folder = str(Path(stored).parent.parent)
    before = guarded.ingestion.progress()
    adding, asking = guarded.event(owner, "add"), guarded.event(owner, "send")
    for path in [*HOSTILE_PATHS, folder + "-elsewhere/x"]:
        plain: dict[str, Any] = {"path": path.replace("{folder}", folder), "orig_name": "x.txt"}
        for file in (plain, plain | {"meta": {"_type": "gradio.FileData"}}):
            for event, data in (
                (adding, [[file]]),
                (asking, [{"text": "q", "files": [file]}, []]),
            ):
                answer = guarded.call(owner, event, data)
                assert answer.status_code == 400, (path, answer.text)
    assert guarded.ingestion.progress() == before


@pytest.mark.parametrize("beginning", [
    "/gradio_api/file=", "/gradio_api/file/", "/file=", "/gradio_api/proxy=", "/static/",
    "/assets/", "/svelte/", "/footnote/originals/", "/footnote/pages/", "/footnote/text/",
    "/footnote/documents/", "/gradio_api/stream/", "/gradio_api/custom_component/",
])  # fmt: skip
def test_no_route_leads_out_of_its_folder(owner: httpx.Client, beginning: str) -> None:
    for rest in (
        "/etc/passwd", "../../../../../../etc/passwd", "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "%2fetc%2fpasswd", "..\\..\\..\\etc\\passwd",
        "http://192.0.2.1/", "http%3A%2F%2F192.0.2.1%2F", "%00", "launch.py",
    ):  # fmt: skip
        answer = owner.get(owner.base_url.copy_with(raw_path=(beginning + rest).encode()))
        assert answer.status_code in (400, 403, 404, 405, 422), (beginning, rest)
        assert "root:" not in answer.text


def test_another_sites_page_can_ask_for_nothing(guarded: Served) -> None:
    owner = guarded.signed_in(OWNER_PASSWORD)
    at = f"/footnote/originals/{guarded.document_id}"
    cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    followed = {
        "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
    }  # fmt: skip
    from_elsewhere = {"Origin": "https://evil.example"}
    for headers in (cross, cross | {"Sec-Fetch-Site": "same-site"}, from_elsewhere):
        assert owner.get(at, headers=headers).status_code == 403
        assert owner.post("/logout", headers=headers).status_code == 403
        assert owner.post("/login", data={"password": "x"}, headers=headers).status_code == 403
    framed = followed | {"Sec-Fetch-Dest": "iframe"}
    assert owner.get("/", headers=framed).status_code == 403
    assert owner.get("/", headers=followed).status_code == 200
    assert owner.post("/logout", headers=followed).status_code == 403
    assert owner.get(at).headers["cross-origin-resource-policy"] == "same-origin"


def test_sockets_are_closed(guarded: Served) -> None:
    answer = guarded.signed_in().get(
        "/gradio_api/queue/join",
        headers={"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="},
    )  # fmt: skip
    assert answer.status_code in (400, 403, 405)


def test_what_does_not_fit_is_refused_before_it_is_read(guarded: Served) -> None:
    owner = guarded.signed_in(OWNER_PASSWORD)
    body = b'{"data": ["' + b"x" * LARGEST_BODY_BYTES + b'"]}'
    assert owner.post("/gradio_api/call/ask", content=body).status_code == 413
    pieces = (body[start : start + 100_000] for start in range(0, len(body), 100_000))
    assert owner.post("/gradio_api/call/ask", content=pieces).status_code == 413
    stranger = guarded.visitor()
    assert stranger.post("/login", data={"password": "x" * 100_000}).status_code == 413


def test_sign_ins_are_noted_without_passwords(tmp_path: Path) -> None:
    log = SignInLog(tmp_path / "sign-ins.log")
    served = Served(tmp_path, GUARDED, sign_in_log=log)
    try:
        served.signed_in().post("/logout")
        served.signed_in(OWNER_PASSWORD)
        visitor = served.visitor()
        for guess in range(20):
            answer = visitor.post("/login", data={"password": f"guess {guess}"})
            assert answer.status_code == (401 if guess < WRONG_FROM_AN_ADDRESS else 429)
        assert int(answer.headers["retry-after"]) <= 60
        assert visitor.post("/login", data={"password": OWNER_PASSWORD}).status_code == 429
    finally:
        served.page.close()
        log.close()
    events = [line.split("\t")[1:] for line in log.path.read_text().splitlines()]
    assert events[:3] == [
        ["signed in", "visitor", "127.0.0.1"],
        ["signed out", "visitor", "127.0.0.1"],
        ["signed in", "owner", "127.0.0.1"],
    ]
    assert events[3] == ["wrong password", "-", "127.0.0.1"]
    assert events[-1] == ["tried too often", "-", "127.0.0.1"]
    assert "guess" not in log.path.read_text()
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_the_shared_page_too_comes_from_this_server_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradio would load its scripts from elsewhere then, which our policy forbids."""
    monkeypatch.setattr("gradio.networking.setup_tunnel", lambda **_: "http://shared.example")
    served = Served(tmp_path, GUARDED, share=True)
    try:
        through_the_tunnel = {"Host": "shared.example", "X-Forwarded-Proto": "https"}
        page = served.signed_in().get("/", headers=through_the_tunnel)
        assert page.status_code == 200
        assert "window.gradio_config" in page.text
        assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css)"', page.text) == []
        assert "Disallow: /" in served.visitor().get("/robots.txt").text
    finally:
        served.page.close()


def test_visitors_who_may_add_have_a_quota(tmp_path: Path) -> None:
    rules = VisitorRules(may_add=True, files=1, mebibytes=2)
    served = Served(tmp_path, GUARDED, visitors=rules)
    try:
        visitor = served.signed_in()
        assert visitor.get("/footnote/me").json()["may_add"] is True
        content = b"words" * 100_000
        (path,) = visitor.post("/gradio_api/upload", files={"files": ("a.txt", content)}).json()
        file = {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "a.txt"}
        assert "Only the owner" not in run(served, visitor, "add", [[file]])
        assert [job.name for job in served.ingestion.progress()] == ["a.txt"]
        assert "1 files and 2 MiB" in run(served, visitor, "add", [[file]])
        assert "Only the owner" in run(
            served, visitor, "act", [],
            event_data={"act": "remove", "id": served.document_id},
        )  # fmt: skip
        large = {"files": ("large.txt", b"x" * 3 * MEBIBYTE)}
        assert visitor.post("/gradio_api/upload", files=large).status_code == 413
        fits = {"files": ("fits.txt", b"y" * (2 * MEBIBYTE - len(content)))}
        assert visitor.post("/gradio_api/upload", files=fits).status_code == 200
        more = {"files": ("more.txt", b"z")}
        assert visitor.post("/gradio_api/upload", files=more).status_code == 403
    finally:
        served.page.close()


def stored_bytes(served: Served) -> int:
    folder = served.page._folder
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # swept away meanwhile
            total += path.stat().st_size if path.is_file() else 0
    return total


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
def test_an_upload_over_the_limit_leaves_nothing_on_the_disk(
    tmp_path: Path, announced: bool
) -> None:
    limits = UploadLimits(file_bytes=10**9, request_bytes=3 * MEBIBYTE)
    served = Served(tmp_path, Access(), uploads=limits)
    head = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="big.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\n"
    )
    most = 0

    def pieces() -> Iterator[bytes]:
        nonlocal most
        yield head
        for _ in range(60):
            most = max(most, stored_bytes(served))
            yield b"x" * MEBIBYTE

    try:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        if announced:
            headers["Content-Length"] = str(len(head) + 60 * MEBIBYTE)
        try:
            answer = served.visitor().post("/gradio_api/upload", content=pieces(), headers=headers)
            assert answer.status_code == 413
        except httpx.TransportError:
            pass  # the connection may end before everything is sent
        assert most <= 4 * MEBIBYTE
        assert stored_bytes(served) == 0
        small = {"files": ("small.txt", b"words")}
        assert served.visitor().post("/gradio_api/upload", files=small).status_code == 200
        assert stored_bytes(served) == 5
    finally:
        served.page.close()


def test_nothing_is_uploaded_where_the_disk_is_nearly_full(tmp_path: Path) -> None:
    served = Served(tmp_path, Access(), uploads=UploadLimits(free_bytes=10**18))
    try:
        files = {"files": ("small.txt", b"words")}
        answer = served.visitor().post("/gradio_api/upload", files=files)
        assert answer.status_code == 507
        assert stored_bytes(served) == 0
    finally:
        served.page.close()


def test_a_conversation_is_saved_by_whoever_had_it_alone(
    guarded: Served, owner: httpx.Client
) -> None:
    turn = ConversationTurn("Who knows?", "Who knows?", frozenset(), False, (), "e", "r", 0.1)
    guarded.history.keep("owner", "c1", turn)
    path = "/footnote/conversations/c1.md"
    saved = owner.get(path)
    assert saved.text.startswith("## Who knows?")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert guarded.signed_in().get(path).status_code == 404
    assert guarded.visitor().get(path).status_code == 401
