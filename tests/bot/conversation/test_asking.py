"""Single questions: restricted by name or id, answered once the models are there."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.access.visitors import OWNER
from bot.conversation.asking import POLL_SECONDS, Asking, ids_of
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, Library
from bot.errors import NotReady, UnknownDocument
from bot.records import Reply
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering

BREAD = "Sourdough bread takes a day. The starter must be fed."
BIKES = "A chain lasts 3,000 km. Oil it when it rains."


class Desk:
    """A question's parts, each there once it is given."""

    def __init__(self, folder: Path) -> None:
        self.stored = MemoryLibrary(folder / "files")
        for name, text in (("bread.txt", BREAD), ("bikes.txt", BIKES)):
            self.stored.put(name, text.encode(), "text", [text])
        self.assistant: Future[Answering] = Future()
        self.library: Future[Library] = Future()
        self.asking = Asking(Pending(self.assistant), Pending(self.library))

    def open(self) -> None:
        self.library.set_result(self.stored)
        self.assistant.set_result(OverlapAnswering(self.stored))

    def ask(self, question: str, *names: str) -> Reply:
        with ThreadPoolExecutor(1) as thread:  # a browser test leaves its event loop in this one
            return thread.submit(
                asyncio.run, self.asking.ask(question, names, person=OWNER)
            ).result()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def documents(reply: Reply) -> set[str]:
    return {citation.passage.document for citation in reply.citations}


def test_a_question_is_restricted_by_name_or_id(desk: Desk) -> None:
    desk.open()
    assert documents(desk.ask("sourdough starter", "bikes.txt")) == {"bikes.txt"}
    (bikes,) = [one.document_id for one in desk.stored.documents() if one.name == "bikes.txt"]
    assert documents(desk.ask("sourdough starter", bikes)) == {"bikes.txt"}
    assert documents(desk.ask("sourdough")) == {"bikes.txt", "bread.txt"}


def test_unknown_names_are_named(desk: Desk) -> None:
    with pytest.raises(UnknownDocument, match=r"nothing\.txt"):
        ids_of(["bread.txt", "nothing.txt"], desk.stored)


def test_names_are_looked_up_once_the_library_is_open(desk: Desk) -> None:
    opening = threading.Timer(2 * POLL_SECONDS, desk.open)
    opening.start()
    assert documents(desk.ask("sourdough", "bread.txt")) == {"bread.txt"}
    opening.join()


def test_models_that_cannot_be_loaded_are_an_error(desk: Desk) -> None:
    desk.assistant.set_exception(OSError("no weights"))
    with pytest.raises(NotReady, match="no weights"):
        desk.ask("sourdough")
