"""REST over one library: questions, documents, pages and jobs, as the page's own rules allow.

Who may ask, and how much, was checked by the guard in front of every route; what is done is in
``open_library``. This module only maps requests to calls and results to JSON.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, FastAPI, File, Form, Query, UploadFile
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from bot.access.sites import site_of
from bot.api import shapes
from bot.api.callers import Caller, caller_of
from bot.api.changes import LibraryChanges
from bot.api.objects import (
    MOST_LISTED,
    USUALLY_LISTED,
    document_as_json,
    found_as_json,
    job_as_json,
    page_as_json,
    part_as_json,
)
from bot.api.open_library import OpenLibrary, Question
from bot.api.problems import fault, known_error, refused, status_of, wrong_request
from bot.conversation.ports import PageRenderer
from bot.errors import BotError
from bot.html.api_page import api_page_html
from bot.records import Found
from bot.reply_json import JsonObject, reply_as_json
from bot.version import VERSION
from storage.errors import StorageError
from storage.listing import Order, Wanted

API = "/api"
"""Under which all of these routes lie."""

EVENT_STREAM = "text/event-stream"
WIDEST_PIXELS = 3000
NARROWEST_PIXELS = 100

DocumentId: TypeAlias = Annotated[str, InPath(pattern="^[0-9a-f]{64}$", description="As listed.")]
PageNumber: TypeAlias = Annotated[int, InPath(ge=1, le=10_000_000)]
AskedCollection: TypeAlias = Annotated[str, Query(description="One to ask; all for none.")]


Calling: TypeAlias = Annotated[Caller, Depends(caller_of)]


def rest_application(
    library: OpenLibrary, changes: LibraryChanges, images: PageRenderer
) -> FastAPI:
    """What answers below ``API``, to be mounted there."""
    problems: dict[int | str, dict[str, Any]] = {
        "4XX": {"model": shapes.ProblemShape, "description": "It says what is wrong with it."},
        "5XX": {"model": shapes.ProblemShape, "description": "It can't be done now."},
    }
    rest = FastAPI(
        title="Footnote",
        version=VERSION,
        description="Ask your documents, and get the passages that answer best.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses=problems,
        exception_handlers={
            BotError: known_error,
            StorageError: known_error,
            RequestValidationError: wrong_request,
            HTTPException: refused,
            Exception: fault,
        },
    )
    routes = _Routes(library, changes, images, rest)
    in_steps: dict[int | str, dict[str, Any]] = {
        200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}
    }
    rest.add_api_route(
        "/ask", routes.ask, methods=["POST"], response_model=shapes.Reply, responses=in_steps
    )
    rest.add_api_route("/search", routes.search, response_model=shapes.Found)
    rest.add_api_route("/documents", routes.documents, response_model=shapes.Documents)
    rest.add_api_route(
        "/documents", routes.add, methods=["POST"], status_code=202, response_model=shapes.Jobs
    )
    one = "/documents/{document_id}"
    rest.add_api_route(one, routes.document, response_model=shapes.DocumentShape)
    rest.add_api_route(one, routes.remove, methods=["DELETE"], status_code=204)
    rest.add_api_route(
        one + "/pages/{page}.png", routes.picture, response_class=Response,
        responses={200: {"content": {"image/png": {}}, "description": "The page's picture."}},
    )  # fmt: skip
    rest.add_api_route(one + "/pages/{page}", routes.page, response_model=shapes.PageShape)
    rest.add_api_route("/collections", routes.collections, response_model=shapes.CollectionsShape)
    rest.add_api_route("/collections", routes.collect, methods=["POST"], status_code=204)
    rest.add_api_route("/jobs/{job_id}", routes.job, response_model=shapes.Job)
    rest.add_route("/openapi.json", routes.openapi, include_in_schema=False)
    rest.add_route("/", routes.described, include_in_schema=False)
    return rest


class _Routes:
    """One method for each route; its first line is what the OpenAPI document says of it."""

    def __init__(
        self,
        library: OpenLibrary,
        changes: LibraryChanges,
        images: PageRenderer,
        application: FastAPI,
    ) -> None:
        self._library = library
        self._changes = changes
        self._images = images
        self._application = application

    async def ask(self, body: shapes.Ask, caller: Calling, request: Request) -> Response:
        """Answer a question with the passages that answer best.

        With ``Accept: text/event-stream`` the answer comes in two steps: the event ``found`` has
        what was found, as a search gives it, and then ``reply`` has the reply, or ``problem`` what
        went wrong.
        """
        question = Question(
            body.question,
            tuple(body.documents),
            body.candidates,
            body.citations,
            body.collection,
            as_typed=body.as_typed,
        )
        found = await self._library.search(question, caller)
        if EVENT_STREAM in request.headers.get("accept", ""):
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            steps = self._steps(found, caller)
            return StreamingResponse(steps, media_type=EVENT_STREAM, headers=headers)
        return JSONResponse(reply_as_json(await self._library.reply(found), caller.site))

    async def _steps(self, found: Found, caller: Caller) -> AsyncIterator[str]:
        yield _event("found", found_as_json(found, caller.site))
        try:
            reply = await self._library.reply(found)
        except (BotError, StorageError) as error:
            yield _event("problem", {"status": status_of(error), "detail": str(error)})
        else:
            yield _event("reply", reply_as_json(reply, caller.site))

    async def search(
        self,
        q: Annotated[str, Query(min_length=1, max_length=2000, description="What to look for.")],
        caller: Calling,
        document: Annotated[list[str], Query(description="Names or ids to search in.")] = [],  # noqa: B006
        limit: Annotated[int, Query(ge=1, le=shapes.MOST_CANDIDATES)] = 12,
        collection: AskedCollection = "",
    ) -> JsonObject:
        """Find passages by meaning and by words, best first; no cross-encoder judges them."""
        question = Question(q, tuple(document), limit, collection=collection)
        found = await self._library.search(question, caller)
        return found_as_json(found, caller.site)

    def documents(
        self,
        caller: Calling,
        *,
        collection: AskedCollection = "",
        find: Annotated[str, Query(description="What is in their names.")] = "",
        order: Order = "name",
        first: Annotated[int, Query(ge=0, description="How many to leave out.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    ) -> JsonObject:
        """List documents, a part at a time; ``next`` is the ``first`` of the part after it."""
        held = self._library.listed(Wanted(find, collection, order), caller)
        return part_as_json(held, first, limit, caller.site)

    def collections(self, caller: Calling) -> JsonObject:
        """List the collections, by name, and how many documents are in each."""
        held = self._library.seen_by(caller).collections()
        return {"collections": [asdict(one) for one in held]}

    def collect(self, body: shapes.Collect, caller: Calling) -> None:
        """Put documents into collections, and take them out of others; only the owner may."""
        self._changes.collect(body.documents, body.into, body.out_of, caller)

    def document(self, document_id: DocumentId, caller: Calling) -> JsonObject:
        """Tell of one document."""
        return document_as_json(self._library.seen_by(caller).document(document_id), caller.site)

    async def add(
        self,
        files: Annotated[list[UploadFile], File(description="One or several.")],
        caller: Calling,
        response: Response,
        collection: Annotated[str, Form(description="Where to put them; the owner may.")] = "",
    ) -> JsonObject:
        """Add files; each becomes a job that tells how far it is."""
        jobs = await run_in_threadpool(self._add, files, collection, caller)
        response.headers["Location"] = f"{caller.site}api/jobs/{jobs[0]['job_id']}"
        return {"jobs": jobs}

    def _add(self, files: list[UploadFile], collection: str, caller: Caller) -> list[JsonObject]:
        with tempfile.TemporaryDirectory(prefix="footnote-api-") as folder:
            kept: list[tuple[Path, str]] = []
            for number, file in enumerate(files):
                path = Path(folder) / str(number)
                with path.open("wb") as stream:
                    shutil.copyfileobj(file.file, stream)
                self._changes.check_size(path, caller)
                # A quotation mark in a name travels as %22, as forms are sent by the HTML standard.
                name = (file.filename or "unnamed").replace("%22", '"')
                kept.append((path, name))
            return [job_as_json(job) for job in self._changes.add(kept, collection, caller)]

    def remove(self, document_id: DocumentId, caller: Calling) -> None:
        """Remove a document; only the owner may. The page can undo it for a while."""
        self._changes.remove(document_id, caller)

    def page(self, document_id: DocumentId, page: PageNumber, caller: Calling) -> JsonObject:
        """Give the text of one page; what has no pages is one page."""
        seen = self._library.seen_by(caller)
        return page_as_json(seen.document(document_id), seen.page(document_id, page), caller.site)

    def picture(
        self,
        document_id: DocumentId,
        page: PageNumber,
        caller: Calling,
        width: Annotated[int, Query(ge=NARROWEST_PIXELS, le=WIDEST_PIXELS)] = 1200,
    ) -> Response:
        """Draw one page, as PNG; of an Office file one of those made of it, 503 until they are."""
        self._library.seen_by(caller).document(document_id)  # nothing is drawn of any other
        png = self._images.render(document_id, page, width)
        return Response(png, media_type="image/png")

    def job(self, job_id: int, caller: Calling) -> JsonObject:
        """Tell how far a file is on its way into the library, or how it ended."""
        return job_as_json(self._changes.job(job_id, caller))

    async def openapi(self, request: Request) -> Response:
        """The OpenAPI document, for the address that was asked."""
        servers = [{"url": f"{site_of(request)}{API.strip('/')}"}]
        return JSONResponse(self._application.openapi() | {"servers": servers})

    async def described(self, request: Request) -> Response:
        """All of this as a page for people."""
        described = api_page_html(self._application.openapi(), site_of(request))
        return HTMLResponse(described)


def _event(name: str, content: JsonObject) -> str:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n"
