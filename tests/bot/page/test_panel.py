"""The library panel over parts that come late, or not at all."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access.visitors import OWNER
from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, Library
from bot.conversation.removals import Removals
from bot.errors import NotReady
from bot.html.english import ENGLISH
from bot.page.panel import BUSY_SECONDS, IDLE_SECONDS, LibraryPanel
from storage.errors import StorageError, StoreUnreachable
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering, SteppingIngestion, ready


class Desk:
    def __init__(self, folder: Path) -> None:
        self.stored = MemoryLibrary(folder / "files")
        self.stored.put("bread.txt", b"Bread.", "text", ["Bread."])
        self.library: Future[Library] = Future()
        self.assistant: Future[Answering] = Future()
        self.trouble: StorageError | None = None
        ingestion = SteppingIngestion(self.stored)
        self.panel = LibraryPanel(
            Pending(self.assistant),
            Pending(self.library, lambda: self.trouble),
            IncomingFiles(folder / "incoming", ingestion),
            Removals(ready(self.stored)),
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_library_is_opening_until_it_is_open_and_then_lists_its_documents(desk: Desk) -> None:
    before = desk.panel.news(ENGLISH, OWNER)
    assert ENGLISH.opening_library in before.documents
    assert ENGLISH.models_loading in before.status
    assert before.every_seconds == BUSY_SECONDS
    desk.library.set_result(desk.stored)
    assert "bread.txt" in desk.panel.news(ENGLISH, OWNER).documents
    desk.assistant.set_result(OverlapAnswering(desk.stored))
    after = desk.panel.news(ENGLISH, OWNER)
    assert "bread.txt" in after.documents
    assert ENGLISH.models_loading not in after.status
    assert after.every_seconds == IDLE_SECONDS


def test_a_server_that_is_away_is_said(desk: Desk) -> None:
    desk.trouble = StoreUnreachable("no server can be reached")
    news = desk.panel.news(ENGLISH, OWNER)
    assert "Something went wrong: no server can be reached" in news.status
    assert ENGLISH.no_documents in news.documents


def test_a_library_that_can_not_be_opened_is_said(desk: Desk) -> None:
    for part in (desk.library, desk.assistant):
        part.set_exception(NotReady("it was made by another encoder"))
    news = desk.panel.news(ENGLISH, OWNER)
    assert "it was made by another encoder" in news.status
    assert ENGLISH.no_documents in news.documents


def test_documents_that_would_gain_are_counted_and_read_again_with_one_click(desk: Desk) -> None:
    desk.library.set_result(desk.stored)
    assert "read-again" not in desk.panel.news(ENGLISH, OWNER).documents
    (document,) = desk.stored.documents()
    desk.stored.stored[document.document_id] = replace(document, reading="earlier")
    news = desk.panel.news(ENGLISH, OWNER)
    assert "1 document would gain from being read again." in news.documents
    assert 'data-act="read-again"' in news.documents
    desk.panel.act("read-again", "")
    assert desk.stored.document(document.document_id).reading == "now"
    assert "read-again" not in desk.panel.news(ENGLISH, OWNER).documents
