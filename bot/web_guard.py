"""A guard in front of every route, Gradio's too: what isn't allowed by name is refused.

Strangers get the login page and what it is drawn with; other sites' pages and foreign host names
get nothing; every answer carries headers that keep the page to this server.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access import is_loopback
from bot.visitors import visitor_of

# Gradio's page needs inline scripts, and its HTML component evaluates templates; everything
# must still come from this server, so that nothing can be sent or fetched elsewhere.
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PUBLIC_PATHS = frozenset({
    "/", "/login", "/logout", "/config", "/theme.css", "/robots.txt", "/manifest.json",
    "/favicon.ico", "/gradio_api/user", "/gradio_api/login_check", "/gradio_api/app_id",
    "/gradio_api/startup-events", "/gradio_api/theme.css",
})  # fmt: skip
"""What the login page consists of; Gradio puts nothing of the library there for strangers."""

PUBLIC_FOLDERS = ("/static/", "/assets/", "/svelte/", "/gradio_api/static/", "/gradio_api/assets/")

CLOSED_BEGINNINGS = (
    "/monitoring", "/gradio_api/dev/", "/gradio_api/runs", "/gradio_api/deep_link",
    "/gradio_api/proxy=", "/gradio_api/custom_component", "/gradio_api/process_recording",
    "/gradio_api/vibe", "/gradio_api/undo-vibe",
)  # fmt: skip
"""Parts of Gradio that this page has no use for, and that nobody gets."""

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class WebGuard:
    """ASGI middleware.

    ``loopback_only`` says that the page listens on this machine alone: then only its own names
    are answered, so that no foreign name can be made to point here (DNS rebinding).
    ``check_origin`` refuses changes that another site's page asks for; a tunnel, which may
    rewrite the host's name, can't have it.
    """

    app: ASGIApp
    loopback_only: bool
    check_origin: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 401, 403, 404 or 421."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _refusal(self, request: Request) -> PlainTextResponse | None:
        host, path = request.headers.get("host", ""), request.url.path
        if self.loopback_only and not is_loopback(_name(host)):
            return PlainTextResponse("This address isn't known here.", status_code=421)
        origin = request.headers.get("origin")
        foreign = origin and urlsplit(origin).netloc.lower() != host.lower()
        if self.check_origin and request.method in _CHANGING and foreign:
            return PlainTextResponse("Another site's page asked for this.", status_code=403)
        if path.startswith(CLOSED_BEGINNINGS):
            return PlainTextResponse("Not found.", status_code=404)
        public = path.startswith(PUBLIC_FOLDERS) or (path.rstrip("/") or "/") in PUBLIC_PATHS
        if not public and not is_signed_in(request):
            return PlainTextResponse("Sign in first.", status_code=401)
        return None


def is_signed_in(request: Request) -> bool:
    """Whether the login, if there is one, let this browser in."""
    return visitor_of(request) is not None


def _name(host: str) -> str:
    """The name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
