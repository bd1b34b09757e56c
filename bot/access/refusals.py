"""How a request is refused: with a line for people, or with a typed problem for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

PROGRAM_PATHS = ("/api", "/mcp")
"""What programs ask; each with what lies below it."""

PROBLEM = "application/problem+json"


def is_for_programs(path: str) -> bool:
    """Whether programs are answered there, who may have a token."""
    return path.startswith(tuple(f"{one}/" for one in PROGRAM_PATHS)) or path in PROGRAM_PATHS


def bearer_of(request: Request) -> str | None:
    """The token that a program's request carries; ``None`` for none, or where none counts."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_for_programs(request.url.path):
        return None
    return token.strip()


def refusal(
    request: Request, status: int, says: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that refuses a request."""
    if is_for_programs(request.url.path):
        return problem(status, says, headers)
    return PlainTextResponse(says, status_code=status, headers=headers)


def problem(
    status: int, says: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A typed error after RFC 9457: its title is the status, its detail a line for people."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    sent = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = 'Bearer realm="footnote"'
    return JSONResponse(
        {**content, "detail": says, **more}, status_code=status, headers=sent, media_type=PROBLEM
    )
