"""The library panel over parts that come late, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
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
from bot.html.chinese import CHINESE
from bot.html.english import ENGLISH
from bot.html.wording import Wording
from bot.page.panel import BUSY_SECONDS, IDLE_SECONDS, LibraryPanel
from storage.errors import StorageError, StoreUnreachable
from storage.language_advice import Advice, ReencodingState
from storage.records import Document
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
    assert "1 document, 1 passage" in desk.panel.news(ENGLISH, OWNER).documents
    desk.assistant.set_result(OverlapAnswering(desk.stored))
    after = desk.panel.news(ENGLISH, OWNER)
    assert "1 document, 1 passage" in after.documents
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


class OneAdvice:
    """A library with German documents, which is re-encoded step by step."""

    def __init__(self) -> None:
        advice = Advice(("de", "zh"), documents=12, passages=340, encoder="other", seconds=200)
        self.now: ReencodingState | None = ReencodingState(advice)

    def state(self, documents: Sequence[Document]) -> ReencodingState | None:
        return self.now

    def start(self) -> None:
        assert self.now is not None
        self.now = replace(self.now, done=85, total=340, seconds_left=30.0)


@pytest.mark.parametrize(
    ("wording", "says", "takes", "going_on"),
    [
        (
            ENGLISH,
            "12 documents (German, Chinese) are found by their words only",
            "about 3 min",
            "Preparing passage 85 of 340 for all languages, about 30 s left",
        ),
        (CHINESE, "12 个文档（德语, 中文）", "约需 3 分钟", "第 85 段，共 340 段"),
    ],
    ids=["en", "zh"],
)
def test_documents_in_other_languages_are_said_and_prepared_with_one_click(
    desk: Desk, wording: Wording, says: str, takes: str, going_on: str
) -> None:
    reencoding = OneAdvice()
    desk.panel = replace(desk.panel, reencoding=ready(reencoding))
    desk.library.set_result(desk.stored)
    desk.assistant.set_result(OverlapAnswering(desk.stored))
    shown = desk.panel.news(wording, OWNER).documents
    assert says in shown
    assert takes in shown
    assert 'data-act="prepare-languages"' in shown
    desk.panel.act("prepare-languages", "")
    news = desk.panel.news(wording, OWNER)
    assert going_on in news.documents
    assert "prepare-languages" not in news.documents
    assert news.every_seconds == BUSY_SECONDS
    reencoding.now = None
    assert going_on not in desk.panel.news(wording, OWNER).documents


def test_what_stopped_the_preparing_is_said_without_markup(desk: Desk) -> None:
    reencoding = OneAdvice()
    assert reencoding.now is not None
    reencoding.now = replace(reencoding.now, trouble="<b>the disk is full</b>")
    desk.panel = replace(desk.panel, reencoding=ready(reencoding))
    desk.library.set_result(desk.stored)
    shown = desk.panel.news(ENGLISH, OWNER).documents
    assert "stopped: &lt;b&gt;the disk is full&lt;/b&gt;" in shown
