"""The visitor who sent a request: conversations and limits are kept for each one apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

from storage.collections import Collections

_KEY = "footnote.visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the page.

    ``identity`` is the same for all requests of one person, also after the program's restart, and
    never shown. ``is_owner`` says whether they may change the library. ``collections`` are those
    that they may read, or ``None`` for the whole library; ``circle`` is the key of the circle whose
    password they gave, or "".
    """

    identity: str
    is_owner: bool
    collections: Collections
    circle: str = ""


OWNER = Visitor("owner", is_owner=True, collections=None)


def visitor_of(request: Request) -> Visitor | None:
    """Whoever sent the request; ``None`` where a login is needed and this browser has none.

    The guard in front of every route notes it; without that guard there is no visitor.
    """
    return cast("Visitor | None", request.scope.get(_KEY))


def note_visitor(scope: Scope, visitor: Visitor | None) -> None:
    """Let ``visitor_of`` say so of this request from now on."""
    scope[_KEY] = visitor
