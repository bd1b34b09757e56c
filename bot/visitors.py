"""Who asks: read off a request, for whatever is kept or allowed for each person apart."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the page.

    ``identity`` is the same for all requests of one person, also after the program's restart, and
    never shown. ``is_owner`` says whether they may change the library.
    """

    identity: str
    is_owner: bool


OWNER = Visitor("owner", is_owner=True)


def visitor_of(request: Request) -> Visitor | None:
    """Whoever sent the request; ``None`` where a login is needed and this browser has none."""
    app = request.app
    if app.auth is None:
        return OWNER
    for kind in ("", "-unsecure"):
        token = request.cookies.get(f"access-token{kind}-{app.cookie_id}")
        name = app.tokens.get(token) if token is not None else None
        if name is not None:
            return Visitor(f"name:{name}", is_owner=True)
    return None
