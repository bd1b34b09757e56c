"""A served page over fakes with one document, and what people of each kind can do there."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import httpx

from bot.access.circles import Circles
from bot.access.roles import Access, Role
from bot.access.tokens import Tokens
from bot.page.page import WebPage, build_page
from tests.bot.page_fakes import (
    MemoryLibrary,
    OverlapAnswering,
    PdfiumImages,
    SteppingIngestion,
    new_history,
    ready,
)

PASSWORD = "correct horse battery"  # noqa: S105
OWNER_PASSWORD = "staple of the owner"  # noqa: S105
GUARDED = Access(PASSWORD, OWNER_PASSWORD)
TEXT = "Sourdough bread takes a day. The starter must be fed."


class Served:
    """The page on a free port; ``options`` go to ``WebPage.launch``. Close its ``page``."""

    def __init__(self, folder: Path, access: Access, **options: Any) -> None:
        self.library = MemoryLibrary(folder / "files")
        self.document_id = self.library.put("b.txt", TEXT.encode(), "text", [TEXT]).document_id
        self.tokens = Tokens(folder / "tokens.json")
        self.circles = Circles(folder / "circles.json")
        self._inputs: dict[int, int] = {}
        self.ingestion = SteppingIngestion(self.library, 0.05)
        self.history = new_history(folder)
        self.images = PdfiumImages(self.library)
        self.page: WebPage = build_page(
            assistant=ready(OverlapAnswering(self.library)),
            ingestion=self.ingestion,
            library=ready(self.library),
            removing=ready(self.library),
            history=ready(self.history),
            images=self.images,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = self.page.launch(
            port=port, access=access, tokens=self.tokens, circles=self.circles, **options
        ).local

    def visitor(self, **headers: str) -> httpx.Client:
        """Somebody who isn't signed in."""
        # Loading certificates, which nothing here needs, would take most of the time.
        return httpx.Client(base_url=self.address, timeout=120, headers=headers, verify=False)  # noqa: S501

    def signed_in(self, password: str = PASSWORD, **headers: str) -> httpx.Client:
        visitor = self.visitor(**headers)
        answer = visitor.post("/login", data={"username": "me", "password": password})
        assert answer.status_code == 200, answer.text
        return visitor

    def program(self, role: Role = "visitor", **headers: str) -> httpx.Client:
        """A program with a token of its own, of that role."""
        token = self.tokens.make(f"{role} {uuid4().hex}", role)
        return self.visitor(Authorization=f"Bearer {token}", **headers)

    def event(self, visitor: httpx.Client, name: str) -> int:
        """The number by which the page's own script calls one of its events."""
        dependencies = visitor.get("/config").json()["dependencies"]
        (found,) = [one for one in dependencies if one["api_name"] == name]
        self._inputs[found["id"]] = len(found["inputs"])
        return int(found["id"])

    def call(
        self, visitor: httpx.Client, event: int, data: list[Any], **more: Any
    ) -> httpx.Response:
        """Have an event run as the page's script does, without waiting for what comes of it.

        What ``data`` leaves out at its end is empty, as states are, which the server keeps.
        """
        data = [*data, *[None] * (self._inputs[event] - len(data))]
        body = {"data": data, "fn_index": event, "session_hash": session_of(visitor), **more}
        return visitor.post("/gradio_api/queue/join", json=body)


_SESSIONS: WeakKeyDictionary[httpx.Client, str] = WeakKeyDictionary()


def session_of(visitor: httpx.Client) -> str:
    """The session of a visitor's page, which nobody else's ever is, unlike the client's ``id``."""
    return _SESSIONS.setdefault(visitor, uuid4().hex)
