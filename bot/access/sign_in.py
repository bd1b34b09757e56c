"""Signing in and out: the routes, the cookies, and which visitor a request's cookies identify."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from bot.access.circles import Circle, Circles
from bot.access.passwords import Admitted, Passwords
from bot.access.roles import Access, Role
from bot.access.sessions import SESSION_SECONDS, Sessions
from bot.access.sign_in_log import Event, SignInLog
from bot.access.sites import site_of
from bot.access.tokens import Tokens
from bot.access.visitors import OWNER, Visitor, visitor_of
from bot.errors import TokenTrouble, TriedTooOften, WrongPassword
from bot.html.access_wording import AccessWording, access_wording_for
from bot.html.sign_in_page import CONTENT_SECURITY_POLICY, sign_in_html

LOGIN = "/login"
LOGOUT = "/logout"
ME = "/footnote/me"

_BROWSER_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie at most
_LONGEST_COOKIE = 100


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who may come in; one for one run of the page.

    A session's cookie ends with it. The browser's own cookie stays, so that a person who
    comes back tomorrow, or after a restart, is the same visitor; it alone gives no access.
    """

    access: Access
    passwords: Passwords
    sessions: Sessions
    log: SignInLog | None
    visitors_may_add: bool
    tokens: Tokens | None = None
    circles: Circles | None = None

    @staticmethod
    def under(
        access: Access,
        log: SignInLog | None,
        *,
        visitors_may_add: bool,
        tokens: Tokens | None = None,
        circles: Circles | None = None,
    ) -> SignIn:
        """What lets people in as ``access`` says; sign-ins are noted in ``log``."""
        by_role: dict[Role, str] = {}
        if access.needs_sign_in:
            by_role = {"visitor": access.visitors_password, "owner": access.owner_password}
        passwords = Passwords(by_role, circles)
        return SignIn(access, passwords, Sessions(), log, visitors_may_add, tokens, circles)

    def visitor(
        self, cookies: Mapping[str, str], port: int, bearer: str | None = None
    ) -> Visitor | None:
        """The visitor whom a request identifies; ``None`` where a sign-in is needed first.

        A program's token alone counts where there is one, so that a revoked one stops at once,
        whatever else the request carries. Raises ``TokenTrouble`` where tokens can't be read.
        """
        if bearer is not None:
            return self.tokens.visitor(bearer) if self.tokens is not None else None
        if not self.access.needs_sign_in:
            return OWNER
        visitor = self.sessions.visitor(cookies.get(session_cookie(port), ""))
        if visitor is None or not visitor.circle:
            return visitor
        # What a circle may read is looked up anew, since the owner may have changed it.
        circle = self.circles.by_key(visitor.circle) if self.circles is not None else None
        return replace(visitor, collections=frozenset(circle.collections)) if circle else None

    def routes(self) -> list[Route]:
        """Routes for a Starlette application, in front of Gradio's of the same names."""
        return [
            Route(LOGIN, self._show, methods=["GET"]),
            Route(LOGIN, self._sign_in, methods=["POST"]),
            Route(LOGOUT, self._sign_out, methods=["POST"]),
            Route(ME, self._about_me, methods=["GET"]),
            Route("/robots.txt", _robots, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        if visitor_of(request) is not None:
            return RedirectResponse("./", status_code=303)
        return _page(_wording(request))

    async def _sign_in(self, request: Request) -> Response:
        """Answers programs with JSON, and browsers with the page or with what was wrong."""
        if not self.access.needs_sign_in:
            return RedirectResponse("./", status_code=303)
        form = await request.form()
        password, account = str(form.get("password", "")), str(form.get("username", ""))
        address = request.client.host if request.client else ""
        wording = _wording(request)
        try:
            admitted = await run_in_threadpool(
                self.passwords.admit, password, account=account, address=address
            )
        except WrongPassword:
            self._note("wrong password", "-", address)
            return _refusal(request, 401, wording.wrong_password)
        except TriedTooOften as often:
            self._note("tried too often", "-", address)
            seconds = round(often.seconds + 0.5)
            answer = _refusal(request, 429, wording.tried_too_often.format(seconds=seconds))
            answer.headers["Retry-After"] = str(seconds)
            return answer
        except TokenTrouble as error:
            return _refusal(request, 500, str(error))
        self._note("signed in", _known_as(admitted), address)
        return self._welcome(request, admitted)

    def _welcome(self, request: Request, admitted: Admitted) -> Response:
        port = port_of(request)
        browser = request.cookies.get(browser_cookie(port), "")
        if not browser or len(browser) > _LONGEST_COOKIE:
            browser = secrets.token_urlsafe(32)
        visitor = OWNER if admitted.role == "owner" else _visitor(browser, admitted.circle)
        answer: Response = JSONResponse({"success": True})
        if _wants_html(request):
            answer = RedirectResponse(f"./{link_query(request)}", status_code=303)
        token = self.sessions.start(visitor)
        _set_cookie(answer, request, session_cookie(port), token, SESSION_SECONDS)
        _set_cookie(answer, request, browser_cookie(port), browser, _BROWSER_SECONDS)
        return answer

    async def _sign_out(self, request: Request) -> Response:
        visitor = visitor_of(request)
        cookie = session_cookie(port_of(request))
        if self.access.needs_sign_in and visitor is not None:
            self.sessions.end(request.cookies.get(cookie, ""))
            address = request.client.host if request.client else ""
            self._note("signed out", "owner" if visitor.is_owner else "visitor", address)
        answer = RedirectResponse("./login", status_code=303)
        answer.delete_cookie(cookie, path=urlsplit(site_of(request)).path)
        return answer

    async def _about_me(self, request: Request) -> Response:
        """What the page needs to know to show no button that would be refused."""
        visitor, wording = visitor_of(request), _wording(request)
        is_owner = visitor is not None and visitor.is_owner
        sees_all = visitor is not None and visitor.collections is None
        circle = visitor and self.circles and self.circles.by_key(visitor.circle)
        name = wording.owner if is_owner else circle.name if circle else wording.visitor
        return JSONResponse({
            "owner": is_owner,
            "may_add": self.visitors_may_add and sees_all,
            "name": wording.signed_in_as.format(name=name) if self.access.needs_sign_in else "",
            "sign_out": wording.sign_out if self.access.needs_sign_in else "",
            "upload_lost": wording.upload_lost,
        })  # fmt: skip

    def _note(self, event: Event, role: str, address: str) -> None:
        if self.log is not None:
            self.log.note(event, role=role, address=address)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def link_query(request: Request) -> str:
    """What a link to the page says after "?" that must survive the sign-in: its question, or ""."""
    question = request.query_params.get("q", "")
    return f"?{urlencode({'q': question})}" if question else ""


def session_cookie(port: int) -> str:
    """The cookie of a session; a port of its own, since browsers give all ports all cookies."""
    return f"footnote-session-{port}"


def browser_cookie(port: int) -> str:
    """The cookie by which a browser is known again."""
    return f"footnote-browser-{port}"


def port_of(request: Request) -> int:
    """The port that this server listens on."""
    server: tuple[str, int | None] | None = request.scope.get("server")
    return (server[1] if server else None) or 0


def _visitor(browser: str, circle: Circle | None) -> Visitor:
    """Who came in with a browser; one browser is another person in each circle."""
    known = browser if circle is None else f"{browser} {circle.key}"
    identity = "browser:" + hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:32]
    if circle is None:
        return Visitor(identity, is_owner=False, collections=None)
    opened = frozenset(circle.collections)
    return Visitor(identity, is_owner=False, collections=opened, circle=circle.key)


def _known_as(admitted: Admitted) -> str:
    """What the log of sign-ins calls somebody: by their role, and their circle."""
    return f"{admitted.role} {admitted.circle.name}" if admitted.circle else admitted.role


def _set_cookie(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    site = urlsplit(site_of(request))
    answer.set_cookie(
        name, value, max_age=seconds, path=site.path, httponly=True, samesite="lax",
        secure=site.scheme == "https",
    )  # fmt: skip


def _refusal(request: Request, status: int, problem: str) -> Response:
    if _wants_html(request):
        return _page(_wording(request), problem=problem, status=status)
    return JSONResponse({"detail": problem}, status_code=status)


def _page(wording: AccessWording, *, problem: str = "", status: int = 200) -> Response:
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(sign_in_html(wording, problem=problem), status_code=status, headers=headers)


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _wording(request: Request) -> AccessWording:
    return access_wording_for(request.headers.get("accept-language", ""))
