"""Where the page is, as whoever asked reached it."""

from __future__ import annotations

from starlette.requests import Request


def site_of(request: Request) -> str:
    """The address of the page for whoever sent the request, with a slash at its end."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}/"
