"""A guard in front of every route, Gradio's too: what isn't allowed by name is refused.

Strangers get the sign-in page; other sites' pages and foreign host names get nothing; who is
signed in gets the routes that the page is made of and no other; every answer carries headers that
keep the page to this server.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.refusals import bearer_of, refusal
from bot.access.request_bodies import BodyGuard, RefusedBody
from bot.access.roles import is_loopback
from bot.access.sign_in import LOGIN, LOGOUT, ME, SignIn, link_query, port_of
from bot.access.sites import Site, note_site
from bot.access.visitor_limits import VisitorLimits
from bot.access.visitors import Visitor, note_visitor
from bot.errors import TokenTrouble
from bot.html.access_wording import access_wording_for

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
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PUBLIC_PATHS = frozenset({
    LOGIN, LOGOUT, "/robots.txt", "/favicon.ico", "/manifest.json", "/gradio_api/startup-events",
})  # fmt: skip
"""What everybody gets; the last is how Gradio sees that its server is up."""

SIGNED_IN_PATHS = frozenset({
    "/", "/config", "/theme.css", ME, "/gradio_api/app_id", "/gradio_api/theme.css",
    "/gradio_api/info", "/gradio_api/upload", "/gradio_api/upload_progress",
    "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/cancel", "/gradio_api/reset",
    "/gradio_api/call/ask", "/mcp",
})  # fmt: skip
"""Exactly these, for who is signed in, and what lies in the folders below."""

SIGNED_IN_FOLDERS = (
    "/static/", "/assets/", "/svelte/", "/gradio_api/static/", "/gradio_api/assets/",
    "/gradio_api/heartbeat/", "/gradio_api/call/ask/", "/footnote/",
    "/api/",
)  # fmt: skip

_KEPT_BY_BROWSERS = ("/static/", "/assets/", "/svelte/", "/footnote/")


@dataclass(frozen=True, slots=True)
class WebGuard:
    """ASGI middleware.

    ``loopback_only`` says that the page listens on this machine alone: then only its own names and
    the site's are answered, so that no foreign name can be made to point here (DNS rebinding).
    """

    app: ASGIApp
    loopback_only: bool
    site: Site
    sign_in: SignIn
    limits: VisitorLimits
    bodies: BodyGuard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it: 303 to the sign-in page, 4xx, or 507 for a full disk."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").startswith("text/event-stream"):
                    headers.setdefault("X-Accel-Buffering", "no")  # proxies pass each event on
                if not request.url.path.startswith(_KEPT_BY_BROWSERS):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._foreign(request)
        try:
            visitor = self.sign_in.visitor(request.cookies, port_of(request), bearer_of(request))
        except TokenTrouble as error:
            refused, visitor = refusal(request, 500, str(error)), None
        note_visitor(scope, visitor)
        note_site(scope, self.site.address(request))
        refused = refused or self._refusal(request, visitor)
        if refused is not None:
            await refused(scope, receive, send_with_headers)
            return
        try:
            await self.bodies.pass_on(self.app, request, visitor, receive, send_with_headers)
        except RefusedBody as error:
            answer = refusal(request, error.status, str(error))
            await answer(scope, receive, send_with_headers)

    def _foreign(self, request: Request) -> Response | None:
        name = _name(request.headers.get("host", ""))
        if self.loopback_only and not is_loopback(name) and name != (self.site.host or None):
            return refusal(request, 421, "This address isn't known here.")
        if is_from_another_site(request, self.site.origin):
            return refusal(request, 403, "Another site's page asked for this.")
        return None

    def _refusal(self, request: Request, visitor: Visitor | None) -> Response | None:
        path = request.url.path
        if path in PUBLIC_PATHS:
            return None
        wording = access_wording_for(request.headers.get("accept-language", ""))
        if visitor is None:
            if path == "/" and request.method in ("GET", "HEAD"):
                return RedirectResponse(f"./login{link_query(request)}", status_code=303)
            return refusal(request, 401, wording.sign_in_first)
        if path not in SIGNED_IN_PATHS and not path.startswith(SIGNED_IN_FOLDERS):
            return refusal(request, 404, "Not found.")
        if waiting := self.limits.seconds_to_wait(visitor):
            says = wording.too_many_requests.format(seconds=round(waiting + 0.5))
            headers = {"Retry-After": str(round(waiting + 0.5))}
            return refusal(request, 429, says, headers)
        return None


def is_from_another_site(request: Request, own_origin: str = "") -> bool:
    """Whether another site's page made the browser send this, other than by a link followed.

    Browsers say so themselves on encrypted connections and to this machine; elsewhere the page's
    origin must be the host asked, or ``own_origin`` where a proxy stands in between. Programs say
    neither.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        followed = (
            request.method in ("GET", "HEAD")
            and request.headers.get("sec-fetch-mode") == "navigate"
            and request.headers.get("sec-fetch-dest") == "document"
        )
        return site not in ("same-origin", "none") and not followed
    origin = request.headers.get("origin", "")
    if not origin or (own_origin and origin.lower() == own_origin):
        return False
    return urlsplit(origin).netloc.lower() != request.headers.get("host", "")


def _name(host: str) -> str:
    """The name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
