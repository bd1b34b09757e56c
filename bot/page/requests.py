"""Whom an event of the page comes from, and in which language it is answered."""

from __future__ import annotations

from bot.access.visitors import Visitor, visitor_of
from bot.html.access_wording import AccessWording, access_wording_for
from bot.html.languages import wording_for
from bot.html.wording import Wording
from bot.page.quick_gradio import gr


def person_in(request: gr.Request) -> Visitor:
    """Who asks; raises what the page shows where nobody is signed in."""
    visitor = visitor_in(request)
    if visitor is None:
        raise gr.Error(access_wording_in(request).sign_in_first)
    return visitor


def wording_in(request: gr.Request) -> Wording:
    """The page's words in the language that the browser wants."""
    return wording_for(request.headers.get("accept-language", ""))


def access_wording_in(request: gr.Request) -> AccessWording:
    """The words of signing in and of what one may do, in that language."""
    return access_wording_for(request.headers.get("accept-language", ""))


def visitor_in(request: gr.Request) -> Visitor | None:
    """Who asks, or ``None`` where nobody is signed in."""
    return visitor_of(request.request) if request.request is not None else None
