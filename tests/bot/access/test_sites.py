"""Where the page is for others, and whose word on that counts."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from bot.access.sites import HERE, ForwardedHeaders, Site, site_at
from bot.commands import serving_options
from bot.errors import NoSuchSite

FORWARDED = {
    "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https",
    "x-forwarded-host": "notes.example", "forwarded": "for=203.0.113.9;proto=https",
    "x-real-ip": "203.0.113.9",
}  # fmt: skip


def passed_on(site: Site, peer: str, headers: dict[str, str]) -> Request:
    """What the page sees of a request that came from that address."""
    seen: list[Request] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(Request(scope))

    async def nothing(*_: Any) -> Message:
        return {}

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http",
        "server": ("127.0.0.1", 7860), "client": (peer, 5),
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": "127.0.0.1:7860", **headers}.items()
        ],
    }  # fmt: skip
    passing = ForwardedHeaders(page, site)(scope, nothing, nothing)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as thread:  # a browser test leaves its event loop in this one
        thread.submit(asyncio.run, passing).result()
    return seen[0]


def test_a_named_proxy_says_who_asked_for_what() -> None:
    site = site_at("", "/footnote", ("10.0.0.0/8",))
    request = passed_on(site, "10.1.2.3", FORWARDED)
    assert request.client is not None
    assert request.client.host == "203.0.113.9"
    assert site.address(request) == "https://notes.example/footnote/"


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.1", "testclient", ""])
@pytest.mark.parametrize("site", [HERE, site_at("", "", ("10.0.0.0/8",))], ids=["none", "another"])
def test_nobody_else_is_believed(peer: str, site: Site) -> None:
    request = passed_on(site, peer, FORWARDED)
    assert request.client is not None
    assert request.client.host == peer
    assert site.address(request) == "http://127.0.0.1:7860/"
    assert not set(FORWARDED) & set(request.headers)


def test_of_a_chain_of_addresses_only_what_named_proxies_added_counts() -> None:
    site = site_at("", "", ("10.0.0.1",))
    request = passed_on(site, "10.0.0.1", {"x-forwarded-for": "127.0.0.1, 203.0.113.9"})
    assert request.client is not None
    assert request.client.host == "203.0.113.9"


def test_a_public_url_is_the_address_whatever_was_asked() -> None:
    site = site_at("https://notes.example:8443/footnote/", "", ())
    assert site.public_url == "https://notes.example:8443/footnote"
    assert (site.path, site.host) == ("/footnote", "notes.example")
    assert site.origin == "https://notes.example:8443"
    request = passed_on(site, "127.0.0.1", {})
    assert site.address(request) == "https://notes.example:8443/footnote/"


@pytest.mark.parametrize(
    ("public_url", "root_path", "proxy"),
    [
        ("notes.example", "", ""), ("ftp://notes.example", "", ""), ("https://", "", ""),
        ("javascript:alert(1)", "", ""), ("", "footnote", ""), ("", "/foot note", ""),
        ("", "/a?b", ""), ("", '/a"b', ""), ("https://notes.example/a", "/b", ""),
        ("", "", "nginx"), ("", "", "10.0.0.1/8"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_site_is_refused(public_url: str, root_path: str, proxy: str) -> None:
    with pytest.raises(NoSuchSite):
        site_at(public_url, root_path, (proxy,) if proxy else ())


@pytest.mark.parametrize(
    "named",
    [
        {"public_url": "https://notes.example"}, {"root_path": "/footnote"},
        {"trusted_proxies": ["127.0.0.1"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_page_behind_a_proxy_is_never_without_passwords(named: dict[str, Any]) -> None:
    """It listens on this machine alone, and others reach it all the same."""
    assert serving_options(**named).access.needs_sign_in
    assert not serving_options().access.needs_sign_in
