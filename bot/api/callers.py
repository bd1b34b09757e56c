"""Who asks through REST or MCP, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from bot.access.sites import site_of
from bot.access.visitors import Visitor, visitor_of
from bot.errors import NotAllowed
from bot.html.access_wording import AccessWording, access_wording_for


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a visitor, the language they are spoken to in, and where the page is for them."""

    visitor: Visitor
    wording: AccessWording
    site: str


def caller_of(request: Request) -> Caller:
    """Who sent a request; the guard lets nobody through whom it doesn't know."""
    wording = access_wording_for(request.headers.get("accept-language", ""))
    visitor = visitor_of(request)
    if visitor is None:
        raise NotAllowed(wording.sign_in_first)
    return Caller(visitor, wording, site_of(request))
