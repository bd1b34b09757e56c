"""Routes of our own for the list of documents, which no tab has whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.conversation.listings import Listings
from bot.conversation.ports import Library
from bot.errors import BotError
from bot.html.languages import wording_for
from bot.html.library import rows_html
from bot.page.document_routes import PREFIX, RequestError, SeenBy, number_in
from storage.errors import StorageError
from storage.listing import Order, Wanted

ROWS = 100
"""Rows that are shown at once, and again with each "Show more"."""

MOST_ROWS = 1_000
"""Rows that a tab gets at once, however many it showed before the list changed."""

_NOT_OURS = "Not what the page sends."
_FRESH = {"Cache-Control": "no-store"}
_Answer: TypeAlias = Callable[[Library, Request, Any], dict[str, object]]


@dataclass(frozen=True, slots=True)
class ListingRoutes:
    """The list of one library's documents, over what ``seen_by`` says of it."""

    listings: Listings
    seen_by: SeenBy

    def routes(self) -> list[Route]:
        """Routes for a Starlette application, in front of any that catch all paths."""
        return [
            Route(f"{PREFIX}/listing", self._answered(self._rows), methods=["GET"]),
            Route(f"{PREFIX}/listing/ids", self._answered(self._ids), methods=["GET"]),
            Route(f"{PREFIX}/listing/held", self._answered(self._held), methods=["POST"]),
        ]

    def _answered(self, answer: _Answer) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            try:
                seen = self.seen_by(request)
                if seen is None:
                    return PlainTextResponse("Sign in first.", status_code=401)
                sent = await request.json() if request.method == "POST" else None
                answered = await run_in_threadpool(answer, seen, request, sent)
            except json.JSONDecodeError:
                return PlainTextResponse(_NOT_OURS, status_code=400)
            except RequestError as refused:
                return PlainTextResponse(str(refused), status_code=refused.status)
            except (StorageError, BotError) as error:
                return PlainTextResponse(str(error), status_code=503)
            return JSONResponse(answered, headers=_FRESH)

        return endpoint

    def _rows(self, library: Library, request: Request, _sent: object) -> dict[str, object]:
        """The rows from one on, as HTML, and how many are found in all."""
        wanted = _wanted(request)
        found = self.listings.of(library).listing.found(wanted)
        first, count = number_in(request, "first", 0), number_in(request, "count", ROWS)
        shown = found[first : first + min(count, MOST_ROWS)]
        wording = wording_for(request.headers.get("accept-language", ""))
        before = found[first - 1] if 0 < first <= len(found) else None
        rows = rows_html(shown, wording, by_folder=wanted.order == "folder", after=before)
        return {"rows": rows, "found": len(found), "shown": first + len(shown)}

    def _ids(self, library: Library, request: Request, _sent: object) -> dict[str, object]:
        """The ids of all that are found, to be ticked."""
        found = self.listings.of(library).listing.found(_wanted(request))
        return {"ids": [one.document_id for one in found]}

    def _held(self, library: Library, _request: Request, sent: object) -> dict[str, object]:
        """Those of the ids sent whose documents are still there."""
        if not isinstance(sent, list):
            raise RequestError(400, _NOT_OURS)
        held: Collection[str] = self.listings.of(library).listing.ids
        return {"ids": [one for one in sent if isinstance(one, str) and one in held]}


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    order = asked.get("order", "name")
    if order not in get_args(Order):
        raise RequestError(400, _NOT_OURS)
    return Wanted(asked.get("find", ""), asked.get("collection", ""), order)  # type: ignore[arg-type]
