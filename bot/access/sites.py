"""Where the page is for others: behind which proxies, under which path and name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TypeAlias, cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.errors import NoSuchSite

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_KEY = "footnote.site"
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip")


@dataclass(frozen=True, slots=True)
class Site:
    """The page as others reach it, through a proxy that takes ``path`` off their addresses.

    ``public_url`` is where it is for them, without a slash at its end, or "" where the host that
    they ask says it; ``proxies`` are those whose word on who asked is taken.
    """

    public_url: str = ""
    path: str = ""
    proxies: tuple[Network, ...] = ()

    @property
    def is_behind_a_proxy(self) -> bool:
        """Whether others may reach it, wherever it listens itself."""
        return bool(self.public_url or self.path or self.proxies)

    @property
    def names_are_known(self) -> bool:
        """Whether it is known by which names the page is asked for."""
        return bool(self.public_url) or not self.is_behind_a_proxy

    @property
    def host(self) -> str:
        """The name by which others ask for it, or ""."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def origin(self) -> str:
        """What browsers call the page that others see, or ""."""
        return self.public_url.removesuffix(self.path)

    def address(self, request: Request) -> str:
        """Where the page is for whoever sent the request, with a slash at its end."""
        asked = f"{request.url.scheme}://{request.headers.get('host', '')}{self.path}"
        return f"{self.public_url or asked}/"

    def trusts(self, address: str) -> bool:
        """Whether a proxy that is named has that address."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.proxies)


HERE = Site()
"""No proxy, no name but the one that is asked for."""

THIS_MACHINE: tuple[Network, ...] = (
    ipaddress.ip_network("127.0.0.0/8"),
    ipaddress.ip_network("::1/128"),
)


def site_at(public_url: str, root_path: str, proxies: tuple[str, ...]) -> Site:
    """The site that these name; raises ``NoSuchSite``."""
    parts = urlsplit(public_url)
    if public_url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise NoSuchSite(
            "A public URL is like https://notes.example or https://notes.example/footnote."
        )
    path = (root_path or parts.path).rstrip("/")
    if not _PATH.fullmatch(path):
        raise NoSuchSite("A root path is like /footnote.")
    if public_url and parts.path.rstrip("/") != path:
        raise NoSuchSite(f"The public URL's path isn't {path}.")
    try:
        networks = tuple(map(ipaddress.ip_network, proxies))
    except ValueError as error:
        raise NoSuchSite(f"A proxy is named by its address or network: {error}.") from error
    origin = f"{parts.scheme}://{parts.netloc}{path}" if public_url else ""
    return Site(origin, path, networks)


class ForwardedHeaders:
    """ASGI middleware: what proxies say of a request counts where they are trusted, else never."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """``app`` hears of no forwarding that a stranger made up."""
        self._app = app
        self._site = site
        trusted = [str(network) for network in site.proxies]
        self._trusting = ProxyHeadersMiddleware(cast("object", app), trusted)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as it was sent in the first place."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        # Gradio notes here what the proxy has taken off; routes would take it off once more.
        scope = {**scope, "root_path": ""}
        peer = (scope.get("client") or ("",))[0]
        if self._site.trusts(peer):
            trusting = cast("ASGIApp", self._trusting)
            await trusting(_as_the_proxy_was_asked(scope), receive, send)
            return
        headers = [one for one in scope["headers"] if not one[0].lower().startswith(_FORWARDED)]
        await self._app({**scope, "headers": headers}, receive, send)


def _as_the_proxy_was_asked(scope: Scope) -> Scope:
    """The request with the host that the proxy was asked for, where it says so."""
    headers = dict(scope["headers"])
    asked = headers.get(b"x-forwarded-host", b"").split(b",")[0].strip()
    if not asked:
        return scope
    kept = [one for one in scope["headers"] if one[0] != b"host"]
    return {**scope, "headers": [*kept, (b"host", asked)]}


def note_site(scope: Scope, address: str) -> None:
    """Let ``site_of`` say so of this request from now on."""
    scope[_KEY] = address


def site_of(request: Request) -> str:
    """The address of the page for whoever sent the request, with a slash at its end.

    The guard in front of every route notes it.
    """
    return cast("str", request.scope[_KEY])
