"""The page behind a real nginx, with TLS, another name and a path of its own."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, Playwright, expect

from bot.access.sign_in_log import SignInLog
from bot.access.sites import site_at
from bot.conversation.sample_documents import FOLDER
from tests.bot.served import GUARDED, OWNER_PASSWORD, PASSWORD, TEXT, Served
from tests.browser.conftest import CHROMIUM_OPTIONS, free_port, launched
from tests.browser.driving import ask, cards, document, visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
NAME = "notes.example"

# As .github/PROXY.md says it; what else is here keeps this nginx to the test's own folder.
CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} ssl; server_name {name};
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
    {location}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Behind:
    """A page behind nginx; ``address`` is where others find it."""

    served: Served
    address: str
    folder: Path

    def visitor(self, **headers: str) -> httpx.Client:
        """Somebody who comes through the proxy, under its name."""
        context = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        transport = httpx.HTTPTransport(verify=context)
        client = httpx.Client(base_url=self.address, transport=transport, timeout=60)
        client.headers.update(headers)
        return client


@pytest.fixture(params=["public URL", "forwarded headers"])
def behind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Behind]:
    if NGINX is None:
        pytest.skip("no nginx on this machine")
    certify(tmp_path)
    port, page_port = free_port(), free_port()
    public = f"https://{NAME}:{port}/footnote" if request.param == "public URL" else ""
    log = SignInLog(tmp_path / "sign-ins.log")
    served = Served(
        tmp_path, GUARDED, site=site_at(public, "/footnote", ("127.0.0.1",)), sign_in_log=log
    )
    page_port = int(served.address.rstrip("/").rpartition(":")[2])
    configuration = CONFIGURATION.format(
        folder=tmp_path, port=port, name=NAME, location=recommended(page_port)
    )
    (tmp_path / "nginx.conf").write_text(configuration)
    nginx = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        wait_for(port, nginx)
        yield Behind(served, f"https://{NAME}:{port}/footnote/", tmp_path)
    finally:
        nginx.terminate()
        nginx.wait(timeout=30)
        served.page.close()
        log.close()


def recommended(page_port: int) -> str:
    """The part of nginx's configuration that is recommended to people."""
    text = (Path(__file__).parents[2] / ".github" / "PROXY.md").read_text(encoding="utf-8")
    (location,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert "127.0.0.1:7860" in location
    return str(location).replace("127.0.0.1:7860", f"127.0.0.1:{page_port}")


def certify(folder: Path) -> None:
    """A certificate of the name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, "nginx ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx doesn't answer")


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads to this machine, for this process; the browser is told so by an option."""
    known = socket.getaddrinfo

    def found(host: Any, *rest: Any, **named: Any) -> Any:
        return known("127.0.0.1" if host in (NAME, NAME.encode()) else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    browser = launched(playwright, *CHROMIUM_OPTIONS, rules)
    context = browser.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    failed: list[str] = []
    asked: list[str] = []
    page.on("requestfailed", lambda one: failed.append(f"{one.url}: {one.failure}"))
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    browser.close()
    assert [one for one in failed if "ERR_ABORTED" not in one] == []
    outside = [
        url for url in asked if not re.match(rf"https://{NAME}:\d+/footnote|data:|blob:", url)
    ]
    assert outside == []


def test_the_whole_page_works_under_another_name_and_path(
    behind: Behind, page: Page, screenshot: Callable[[Page, str], None]
) -> None:
    passage = f"{behind.address}#/doc/{behind.served.document_id}?page=1&at=0-32"
    page.goto(passage)
    expect(page).to_have_url(re.compile("/footnote/login"))
    screenshot(page, "sign-in")
    page.locator("#password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".viewer mark")).to_have_text(TEXT[:32])
    expect(page.locator("#box textarea")).to_be_visible()
    page.set_input_files("#drop input[type=file]", [str(FOLDER / "Moving house.pdf")])
    expect(document(page, "Moving house.pdf")).to_be_visible()
    reply = ask(page, "How many boxes does a family of four need?")
    card = cards(reply).filter(has_text="Moving house.pdf").first
    card.locator(".place").click()
    expect(page.locator(".viewer .hit").first).to_be_visible()
    assert page.evaluate("document.querySelector('.viewer .sheet img').naturalWidth") > 200
    assert card.locator("[data-link]").get_attribute("data-link") in page.url
    cookies = page.context.cookies()
    assert {cookie["path"] for cookie in cookies} == {"/footnote/"}
    assert all(cookie["secure"] and cookie["httpOnly"] for cookie in cookies)
    visit(page, page.url)  # a reload, and everything is there again
    expect(page.locator(".viewer .hit").first).to_be_visible()
    expect(page.locator("#conversation .turn")).to_have_count(1)
    page.locator('[data-view="close"]').click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/footnote/login"))


def test_programs_are_answered_there_with_links_that_lead_there(behind: Behind) -> None:
    token = behind.served.tokens.make("program", "visitor")
    program = behind.visitor(Authorization=f"Bearer {token}")
    reply = program.post("api/ask", json={"question": "starter"}).json()
    assert reply["citations"][0]["url"].startswith(f"{behind.address}#/doc/")
    described = program.get("api/openapi.json").json()
    assert described["servers"] == [{"url": f"{behind.address}api"}]
    steps = {"Accept": "text/event-stream"}
    with program.stream("POST", "api/ask", json={"question": "q"}, headers=steps) as said:
        assert "event: reply" in said.read().decode()
    listed = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
              "params": {"name": "list_documents", "arguments": {}}}  # fmt: skip
    accepted = {"Accept": "application/json, text/event-stream"}
    answer = program.post("mcp", json=listed, headers=accepted).json()
    (document,) = json.loads(answer["result"]["content"][0]["text"])["documents"]
    assert document["url"].startswith(f"{behind.address}#/doc/")


def test_another_sites_page_is_refused_there_too(behind: Behind) -> None:
    visitor = behind.visitor()
    signed_in = visitor.post("login", data={"password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.text
    own = {"Origin": behind.address.removesuffix("/footnote/")}
    ask = {"question": "starter"}
    assert visitor.post("api/ask", json=ask, headers=own).status_code == 200
    for origin in ("https://evil.example", "null", f"https://{NAME}.evil.example"):
        assert visitor.post("api/ask", json=ask, headers={"Origin": origin}).status_code == 403


def test_who_signs_in_is_noted_by_the_address_that_the_proxy_saw(behind: Behind) -> None:
    """What a stranger says of themselves to the proxy doesn't count."""
    liar = behind.visitor(**{"X-Forwarded-For": "203.0.113.9"})
    liar.post("login", data={"password": "wrong one"})
    (line,) = (behind.folder / "sign-ins.log").read_text().splitlines()
    assert line.split("\t")[1:] == ["wrong password", "-", "127.0.0.1"]
