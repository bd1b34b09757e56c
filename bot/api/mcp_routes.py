"""MCP over HTTP, behind the same guard as the page; over standard input and output for one person.

The protocol's own package is imported with the first request, since a page without agents needs
none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from bot.api.open_library import OpenLibrary

if TYPE_CHECKING:
    from bot.api.mcp_server import LibraryServer

MCP = "/mcp"
"""Where agents are answered."""


class McpApplication:
    """Answers each request for itself, so that no session outlives the token that opened it."""

    def __init__(self, library: OpenLibrary) -> None:
        """What the tools read."""
        self._library = library

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of the protocol's streamable HTTP."""
        server = await run_in_threadpool(lambda: self._server)
        await server.answer(scope, receive, send)

    @cached_property
    def _server(self) -> LibraryServer:
        from bot.api.mcp_server import LibraryServer  # noqa: PLC0415 - see above

        return LibraryServer(self._library)
