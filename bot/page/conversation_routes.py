"""A kept conversation as a file to save, only for the person whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.access.sites import site_of
from bot.access.visitors import visitor_of
from bot.conversation.history import ConversationHistory
from bot.errors import BotError
from bot.html.history import conversation_markdown
from bot.html.languages import wording_for
from bot.page.document_routes import PREFIX
from storage.errors import StorageError


@dataclass(frozen=True, slots=True)
class ConversationRoutes:
    """The route over what is kept of conversations."""

    history: ConversationHistory

    def routes(self) -> list[Route]:
        """Routes for a Starlette application, in front of any that catch all paths."""
        path = PREFIX + "/conversations/{conversation_id}.md"
        return [Route(path, self._markdown, methods=["GET"])]

    async def _markdown(self, request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None:
            return PlainTextResponse("Sign in first.", status_code=401)
        wording = wording_for(request.headers.get("accept-language", ""))
        conversation_id = request.path_params["conversation_id"]
        try:
            conversation = await run_in_threadpool(self.history.open, visitor, conversation_id)
        except (StorageError, BotError) as error:
            return PlainTextResponse(str(error), status_code=404)
        text = conversation_markdown(conversation.turns, wording, site_of(request))
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="Footnote {conversation_id[:8]}.md"',
        }
        return Response(text, media_type="text/markdown", headers=headers)
