"""An agent on this machine, answered over standard input and output."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

from bot.access.visitor_limits import NO_ADDING, VisitorLimits
from bot.api.mcp_server import LibraryServer
from bot.api.open_library import OpenLibrary
from bot.assistant import AnswerOptions
from bot.conversation.asking import Asking
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, Library


def answer_agent(
    assistant: Future[Answering], library: Future[Library], usual: AnswerOptions, public_url: str
) -> None:
    """Answer an agent, with the owner's rights, until its input ends.

    ``public_url`` is where the page is, to which links lead, or "" for a page that isn't known.
    """
    held = Pending(library)
    asked = OpenLibrary(Asking(Pending(assistant), held), held, VisitorLimits(NO_ADDING), usual)
    asyncio.run(LibraryServer(asked, f"{public_url.rstrip('/')}/").run())
