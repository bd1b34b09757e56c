"""A turn of the conversation: what it says while it waits, and what it ends with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.conversation.answers import Answers
from bot.conversation.asking import POLL_SECONDS
from bot.conversation.incoming import IncomingFiles
from bot.conversation.pending import Pending
from bot.conversation.ports import Answering, Upload
from bot.conversation.states import (
    Provisional,
    Reading,
    Refused,
    Replied,
    Searching,
    State,
    Waiting,
)
from bot.conversation.turns import Message, Turn
from bot.records import Reply
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering, SteppingIngestion, ready

Result = TypeVar("Result")

BREAD = "Sourdough bread takes a day. The starter must be fed. " * 3
BIKES = "A bicycle chain wants oil every 300 km. Wipe it off again. " * 3


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine returns, on a thread of its own: this one may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Desk:
    """Answers with their parts in reach; the assistant is there unless ``loading``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = MemoryLibrary(folder / "files")
        self.assistant: Future[Answering] = Future()
        incoming = IncomingFiles(folder / "incoming", SteppingIngestion(self.library, 0.05))
        self.answers = Answers(Pending(self.assistant), incoming, ready(self.library))

    def load(self) -> None:
        self.assistant.set_result(OverlapAnswering(self.library))

    def add(self, name: str, text: str) -> str:
        return self.library.put(name, text.encode(), "text", [text]).document_id

    def dropped(self, name: str, content: bytes) -> Upload:
        path = self.folder / name
        path.write_bytes(content)
        return Upload(path, name)

    def turns(
        self,
        question: str,
        *files: Upload,
        chosen: frozenset[str] = frozenset(),
        previous: Reply | None = None,
        as_typed: bool = False,
    ) -> list[Turn]:
        async def collect() -> list[Turn]:
            message = Message(question, files, chosen, as_typed)
            return [
                turn async for turn in self.answers.turns(message, (previous,) if previous else ())
            ]

        return run(collect())


@pytest.fixture
def loading(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def desk(loading: Desk) -> Desk:
    loading.load()
    return loading


def names(reply: Reply | None) -> set[str]:
    assert reply is not None
    return {citation.passage.document for citation in reply.citations}


def replied(state: State) -> Replied:
    assert isinstance(state, Replied)
    return state


def test_a_question_is_answered_in_steps(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    searching, found, answered = (
        turn.state for turn in desk.turns("What about the sourdough starter?")
    )
    assert searching == Searching()
    assert isinstance(found, Provisional)
    assert [one.passage.document for one in found.found.candidates] == ["bread.txt"]
    assert names(replied(answered).reply) == {"bread.txt"}


def test_ticked_documents_restrict_the_question_and_are_named(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    bikes = desk.add("bikes.txt", BIKES)
    last = desk.turns("sourdough starter", chosen=frozenset({bikes}))[-1]
    assert names(last.reply) == {"bikes.txt"}
    assert replied(last.state).documents == ("bikes.txt",)
    assert last.document_ids == {bikes}


def test_a_dropped_file_is_read_first_and_then_asked(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    turns = desk.turns("How often to oil the chain?", desk.dropped("bikes.txt", BIKES.encode()))
    first, last = turns[0], turns[-1]
    assert isinstance(first.state, Reading)
    assert first.state.question_follows
    assert [file.name for file in first.state.files] == ["bikes.txt"]
    (file,) = last.files
    assert file.report is not None
    assert (file.report.state, file.report.passages) == ("ready", 1)
    assert names(last.reply) == {"bikes.txt"}


def test_a_file_that_cant_be_read_says_why_and_nothing_else_is_asked(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    last = desk.turns("How often to oil the chain?", desk.dropped("a.pdf", b"%PDF-x"))[-1]
    assert last.files[0].report is not None
    assert last.files[0].report.reason == "the PDF is damaged"
    assert last.state == Refused("no file could be read")


def test_files_alone_are_added_without_a_question(desk: Desk) -> None:
    first, *_, last = desk.turns("", desk.dropped("bikes.txt", BIKES.encode()))
    assert isinstance(first.state, Reading)
    assert not first.state.question_follows
    assert last.state == Refused("no question")
    assert [document.name for document in desk.library.documents()] == ["bikes.txt"]


def test_an_empty_message_and_an_empty_library_have_no_reply(desk: Desk) -> None:
    assert desk.turns("")[-1].state == Refused("no question")
    assert desk.turns("What?")[-1].state == Refused("library is empty")


def test_a_question_waits_for_the_models_and_is_then_answered(loading: Desk) -> None:
    loading.add("bread.txt", BREAD)
    timer = threading.Timer(2 * POLL_SECONDS, loading.load)
    timer.start()
    turns = loading.turns("sourdough")
    assert turns[0].state == Waiting(for_models=True)
    assert names(turns[-1].reply) == {"bread.txt"}


def test_models_that_cant_be_loaded_are_said(loading: Desk) -> None:
    loading.add("bread.txt", BREAD)
    loading.assistant.set_exception(OSError("the weights are damaged"))
    assert loading.turns("sourdough")[-1].state == Refused("failed", "the weights are damaged")


def test_a_follow_up_is_given_the_reply_before_it(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    first = desk.turns("Must the sourdough starter be fed?")[-1]
    followed = desk.turns("How often?", previous=first.reply)[-1]
    assert followed.reply is not None
    assert followed.reply.searched_for == "Must the sourdough starter be fed? How often?"


def test_a_question_can_be_meant_as_typed(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    first = desk.turns("Must the sourdough starter be fed?")[-1]
    as_typed = desk.turns("How often?", previous=first.reply, as_typed=True)[-1]
    assert as_typed.reply is not None
    assert as_typed.reply.searched_for == "How often?"
