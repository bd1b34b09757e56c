"""A turn of the conversation: what it says while it waits, and what it ends with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.conversation.incoming import IncomingFiles
from bot.conversation.ports import Readiness, Upload
from bot.conversation.turns import POLL_SECONDS, Answer, Conversation, Message, ids_of
from bot.errors import NotReady, UnknownDocument
from bot.html.wording import ENGLISH
from bot.records import Reply
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering, SteppingIngestion

Result = TypeVar("Result")

BREAD = "Sourdough bread takes a day. The starter must be fed. " * 3
BIKES = "A bicycle chain wants oil every 300 km. Wipe it off again. " * 3


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine returns, on a thread of its own: this one may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Desk:
    """A conversation with its parts in reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = MemoryLibrary(folder / "files")
        self.answering = OverlapAnswering(self.library)
        incoming = IncomingFiles(folder / "incoming", SteppingIngestion(self.library, 0.05))
        self.conversation = Conversation(self.answering, incoming, self.library)

    def add(self, name: str, text: str) -> str:
        return self.library.put(name, text.encode(), "text", [text]).document_id

    def dropped(self, name: str, content: bytes) -> Upload:
        path = self.folder / name
        path.write_bytes(content)
        return Upload(path, name)

    def turn(
        self,
        question: str,
        *files: Upload,
        chosen: frozenset[str] = frozenset(),
        previous: Reply | None = None,
        as_typed: bool = False,
    ) -> list[Answer]:
        async def collect() -> list[Answer]:
            message = Message(question, files, chosen, as_typed)
            answers = self.conversation.answer(message, previous, ENGLISH)
            return [answer async for answer in answers]

        return run(collect())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def names(reply: Reply | None) -> set[str]:
    assert reply is not None
    return {citation.passage.document for citation in reply.citations}


def test_a_question_is_answered_in_steps(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    searching, found, answered = desk.turn("What about the sourdough starter?")
    assert ENGLISH.searching in searching.html
    assert "Reading it closely" in found.html
    assert "Sourdough bread" in found.html
    assert searching.reply is found.reply is None
    assert names(answered.reply) == {"bread.txt"}
    assert "<article" in answered.html


def test_ticked_documents_restrict_the_question_and_are_named(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    bikes = desk.add("bikes.txt", BIKES)
    answered = desk.turn("sourdough starter", chosen=frozenset({bikes}))[-1]
    assert names(answered.reply) == {"bikes.txt"}
    assert "Asked of bikes.txt only." in answered.html


def test_a_dropped_file_is_read_first_and_then_asked(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    answers = desk.turn("How often to oil the chain?", desk.dropped("bikes.txt", BIKES.encode()))
    assert ENGLISH.reading_files in answers[0].html
    assert "ready: 1 page, 1 passage" in answers[-1].html
    assert names(answers[-1].reply) == {"bikes.txt"}


def test_a_file_that_cant_be_read_says_why_and_nothing_else_is_asked(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    last = desk.turn("How often to oil the chain?", desk.dropped("a.pdf", b"%PDF-x"))[-1]
    assert "the PDF is damaged" in last.html
    assert last.reply is None
    assert "wasn&#39;t asked" in last.html


def test_files_alone_are_taken_in_without_a_question(desk: Desk) -> None:
    last = desk.turn("", desk.dropped("bikes.txt", BIKES.encode()))[-1]
    assert ENGLISH.ask_something in last.html
    assert [document.name for document in desk.library.documents()] == ["bikes.txt"]


def test_an_empty_message_and_an_empty_library_have_sensible_replies(desk: Desk) -> None:
    assert ENGLISH.empty_question in desk.turn("")[-1].html
    assert ENGLISH.library_empty in desk.turn("What?")[-1].html


def test_a_question_waits_for_the_models_and_is_then_answered(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    desk.answering.state = Readiness("loading", "soon")
    ready = threading.Timer(
        2 * POLL_SECONDS, lambda: setattr(desk.answering, "state", Readiness("ready"))
    )
    ready.start()
    answers = desk.turn("sourdough")
    assert "still loading" in answers[0].html
    assert names(answers[-1].reply) == {"bread.txt"}


def test_models_that_cant_be_loaded_are_said_in_the_reply(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    desk.answering.state = Readiness("failed", "the weights are <damaged>")
    last = desk.turn("sourdough")[-1]
    assert "the weights are &lt;damaged&gt;" in last.html
    assert last.reply is None


def test_a_follow_up_is_given_the_reply_before_it(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    first = desk.turn("Must the sourdough starter be fed?")[-1]
    followed = desk.turn("How often?", previous=first.reply)[-1]
    assert followed.reply is not None
    assert followed.reply.searched_for == "Must the sourdough starter be fed? How often?"
    assert "Searched for" in followed.html


def test_a_question_can_be_meant_as_typed(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    first = desk.turn("Must the sourdough starter be fed?")[-1]
    as_typed = desk.turn("How often?", previous=first.reply, as_typed=True)[-1]
    assert as_typed.reply is not None
    assert as_typed.reply.searched_for == "How often?"
    assert "Searched for" not in as_typed.html


def test_questions_over_the_api_are_restricted_by_name(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    desk.add("bikes.txt", BIKES)
    asked = run(desk.conversation.ask("sourdough starter", ["bikes.txt"]))
    assert names(asked) == {"bikes.txt"}
    assert names(run(desk.conversation.ask("sourdough", []))) == {"bikes.txt", "bread.txt"}


def test_unknown_names_are_named(desk: Desk) -> None:
    desk.add("bread.txt", BREAD)
    with pytest.raises(UnknownDocument, match=r"nothing\.txt"):
        ids_of(["bread.txt", "nothing.txt"], desk.library)


def test_over_the_api_failed_models_are_an_error(desk: Desk) -> None:
    desk.answering.state = Readiness("failed", "no weights")
    with pytest.raises(NotReady, match="no weights"):
        run(desk.conversation.ask("sourdough", []))
