"""MCP, with which agents read a library: its tools, over either of its transports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeAlias

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from bot.access.visitors import OWNER
from bot.api.callers import Caller, caller_of
from bot.api.objects import (
    MOST_LISTED,
    USUALLY_LISTED,
    found_as_json,
    page_as_json,
    part_as_json,
)
from bot.api.open_library import OpenLibrary, Question
from bot.api.shapes import MOST_CANDIDATES
from bot.errors import BotError
from bot.html.access_wording import access_wording_for
from bot.reply_json import JsonObject, reply_as_json
from bot.version import VERSION
from storage.errors import StorageError
from storage.listing import Wanted
from storage.lookup import find_documents

PAGE_CHARACTERS = 20_000
"""How much of a page is read at once; a text file is one page, however long."""

INSTRUCTIONS = """
A library of somebody's own documents. `ask` answers a question with the passages that answer best,
each with document, page and a link; where `answered` is false, none seems to. Quote the passages
and give their links; don't answer from memory. `search` finds passages without judging them,
`read_page` reads what is around one, `list_documents` says what there is.
""".strip()

Documents: TypeAlias = Annotated[list[str], Field(description="Names or ids; none for all.")]
Collection: TypeAlias = Annotated[str, Field(description="One to ask; all for none.")]
Parameters = ParamSpec("Parameters")

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class LibraryServer:
    """One library's tools."""

    def __init__(self, library: OpenLibrary, site: str = "/") -> None:
        """``site`` is where the page is, for who asks over standard input and output."""
        self._library = library
        self._site = site
        self._server = MCPServer("footnote", instructions=INSTRUCTIONS, version=VERSION)
        for tool in (self.search, self.ask, self.read_page, self.list_documents):
            self._server.add_tool(_told(tool), annotations=_READS)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, whose guard has said who sent it."""
        manager = StreamableHTTPSessionManager(
            self._server._lowlevel_server, json_response=True, stateless=True
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    async def run(self) -> None:
        """Answer what comes over standard input, until it ends."""
        await self._server.run_stdio_async()

    async def search(
        self,
        query: str,
        context: Context[Any],
        documents: Documents = [],  # noqa: B006 - read by the protocol's package
        limit: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 12,
        collection: Collection = "",
    ) -> JsonObject:
        """Find passages by meaning and by words, best first, without judging them."""
        caller = self._caller(context)
        asked = Question(query, tuple(documents), limit, collection=collection)
        found = await self._library.search(asked, caller)
        return found_as_json(found, caller.site)

    async def ask(  # noqa: PLR0917 - the parameters are those of the tool
        self,
        question: str,
        context: Context[Any],
        documents: Documents = [],  # noqa: B006 - as above
        citations: Annotated[int | None, Field(ge=1, le=MOST_CANDIDATES)] = None,
        collection: Collection = "",
        as_typed: Annotated[
            bool,
            Field(
                description="Search the words as typed, and not only in documents that they name."
            ),
        ] = False,
    ) -> JsonObject:
        """Answer a question with the passages that answer best, each with a link to its place."""
        caller = self._caller(context)
        asked = Question(
            question, tuple(documents), citations=citations, collection=collection,
            as_typed=as_typed,
        )  # fmt: skip
        return reply_as_json(await self._library.ask(asked, caller), caller.site)

    async def read_page(
        self,
        document: Annotated[str, Field(description="Its name or id.")],
        context: Context[Any],
        page: Annotated[int, Field(ge=1)] = 1,
        start: Annotated[int, Field(ge=0, description="Where in a long page to begin.")] = 0,
    ) -> JsonObject:
        """Read the text of one page; ``next_start`` says where a long one goes on."""
        caller = self._caller(context)
        return await run_in_threadpool(self._read, document, page, start, caller)

    def _read(self, name: str, number: int, start: int, caller: Caller) -> JsonObject:
        seen = self._library.seen_by(caller)
        (document,) = find_documents(seen.documents(), [name])
        page = seen.page(document.document_id, number)
        end = min(len(page.text), start + PAGE_CHARACTERS)
        read = page_as_json(document, page, caller.site) | {"text": page.text[start:end]}
        return read | {"next_start": end if end < len(page.text) else None}

    async def list_documents(
        self,
        context: Context[Any],
        collection: Collection = "",
        find: Annotated[str, Field(description="What is in their names.")] = "",
        first: Annotated[int, Field(ge=0, description="How many to leave out.")] = 0,
        limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    ) -> JsonObject:
        """List documents by name, a part at a time, and the collections that there are.

        ``next`` is the ``first`` of the part after it.
        """
        caller, wanted = self._caller(context), Wanted(find, collection)
        return await run_in_threadpool(self._listed, wanted, first, limit, caller)

    def _listed(self, wanted: Wanted, first: int, limit: int, caller: Caller) -> JsonObject:
        collections = self._library.seen_by(caller).collections()
        listed = part_as_json(self._library.listed(wanted, caller), first, limit, caller.site)
        return listed | {"collections": [asdict(one) for one in collections]}

    def _caller(self, context: Context[Any]) -> Caller:
        """Who asks: over HTTP whoever sent the request, else who started this process."""
        request = context.request_context.request
        if request is None:
            return Caller(OWNER, access_wording_for("en"), self._site)
        return caller_of(request)


def _told(
    tool: Callable[Parameters, Awaitable[JsonObject]],
) -> Callable[Parameters, Awaitable[JsonObject]]:
    """The tool, whose errors are told to the agent."""

    @wraps(tool)
    async def telling(*given: Parameters.args, **named: Parameters.kwargs) -> JsonObject:
        try:
            return await tool(*given, **named)
        except (BotError, StorageError) as error:
            raise ToolError(str(error)) from error

    return telling
