"""Conversations kept and opened: the passages as the library has them, or said to be gone."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access.visitors import OWNER, Visitor
from bot.conversation.history import ConversationHistory
from bot.conversation.pending import Pending
from bot.conversation.ports import History
from bot.conversation.states import Replied
from bot.conversation.turns import Message, Turn
from bot.errors import NotReady
from bot.records import AskedDocument, Reply
from storage.errors import ConversationNotFound, StoreDamaged
from storage.local.conversations import CONVERSATIONS_FILE
from tests.bot.page_fakes import MemoryLibrary, OverlapAnswering, new_history, ready

BREAD = "Sourdough bread takes a day. The starter must be fed. " * 3
BIKES = "A bicycle *chain* wants oil.\n# Wipe it off again. " * 3
BOB = Visitor("name:bob", is_owner=False, collections=None)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.library = MemoryLibrary(folder / "files")
        self.bread = self.library.put("bread.txt", BREAD.encode(), "text", [BREAD]).document_id
        self.bikes = self.library.put("bikes.txt", BIKES.encode(), "text", [BIKES]).document_id
        self.history = ConversationHistory(ready(new_history(folder)), ready(self.library))

    def reply(self, question: str, *documents: str, previous: Reply | None = None) -> Reply:
        return OverlapAnswering(self.library).ask(
            question, document_ids=frozenset(documents) or None, previous=previous
        )

    def keep(
        self, conversation_id: str, reply: Reply, *documents: str, identity: str = "owner"
    ) -> int:
        ids = frozenset(documents)
        turn = Turn(Message(reply.question, (), ids), Replied(reply), document_ids=ids)
        return self.history.keep(identity, conversation_id, turn, replacing=0)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_was_kept_is_opened_as_it_was_shown(desk: Desk) -> None:
    first = desk.reply("Feed the starter?", desk.bread)
    then = desk.reply("And then?", previous=first)
    ids = [desk.keep("c1", first, desk.bread), desk.keep("c1", then)]
    opened = desk.history.open(OWNER, "c1")
    assert [turn.turn_id for turn in opened.turns] == ids
    for old, turn in zip((first, then), opened.turns, strict=True):
        new = turn.reply
        assert new is not None
        assert turn.message.question == old.question
        assert (old.question, old.searched_for) == (new.question, new.searched_for)
        for one, other in zip(old.citations, new.citations, strict=True):
            assert replace(one.passage, passage_id=0) == other.passage
            assert replace(one, passage=other.passage) == other
    state = opened.turns[0].state
    assert isinstance(state, Replied)
    assert state.documents == ("bread.txt",)
    assert opened.turns[0].document_ids == {desk.bread}


def test_a_conversation_is_titled_by_its_question_and_what_answered_it(desk: Desk) -> None:
    desk.keep("c1", replace(desk.reply("What is it?", desk.bread), answered=True))
    desk.keep("c2", replace(desk.reply("Is bread.txt long?", desk.bread), answered=True))
    desk.keep("c3", replace(desk.reply("Feed the starter?", desk.bread), answered=False))
    assert [one.title for one in desk.history.list(OWNER)] == [
        "Feed the starter?", "Is bread.txt long?", "What is it? – bread.txt",
    ]  # fmt: skip
    stranger = Visitor("owner", is_owner=False, collections=frozenset({"Other"}))
    assert desk.history.list(stranger)[-1].title == "What is it?"
    desk.library.remove(desk.bread)
    assert desk.history.list(OWNER)[-1].title == "What is it?"
    desk.history.rename("owner", "c1", "Mine")
    assert desk.history.list(OWNER)[-1].title == "Mine"


def test_what_stands_around_a_passage_and_the_answer_come_back(desk: Desk) -> None:
    for identity, passage in desk.library.passages.items():
        desk.library.passages[identity] = replace(
            passage, context="Dough\tDays", place="Bread!A2:B9", page_label="iii", by_ocr=True
        )
    reply = desk.reply("How long does sourdough bread take?", desk.bread)
    sure = replace(reply.citations[0], certainty=0.9)
    desk.keep("c1", replace(reply, citations=(sure, *reply.citations[1:])))
    opened = desk.history.open(OWNER, "c1").turns[0].reply
    assert opened is not None
    assert opened.citations[0] == replace(sure, passage=replace(sure.passage, passage_id=0))
    assert opened.citations[0].passage.context == "Dough\tDays"
    assert [answer.rank for answer in opened.answers] == [1]


def test_what_documents_are_about_is_told_again(desk: Desk) -> None:
    reply = desk.reply("Summarize this", desk.bread)
    central = replace(reply, models=replace(reply.models, reranker=""))
    desk.keep("c1", central, desk.bread)
    opened = desk.history.open(OWNER, "c1").turns[0].reply
    assert opened is not None
    assert [about.name for about in opened.about] == ["bread.txt"]


def test_a_reply_of_a_named_document_is_still_of_that_when_it_is_opened(desk: Desk) -> None:
    reply = desk.reply("What does bread.txt say?", desk.bread)
    desk.keep("c1", replace(reply, asked_of=(AskedDocument(desk.bread, "bread.txt"),)))
    state = desk.history.open(OWNER, "c1").turns[0].state
    assert isinstance(state, Replied)
    assert state.documents == ("bread.txt",)


def test_a_removed_document_is_said_to_be_gone(desk: Desk) -> None:
    reply = desk.reply("Feed the starter?")
    desk.keep("c1", reply)
    desk.library.remove(desk.bread)
    (turn,) = desk.history.open(OWNER, "c1").turns
    assert isinstance(turn.state, Replied)
    assert {one.passage.document for one in turn.state.reply.citations} == {"bikes.txt"}
    (gone,) = turn.state.gone
    assert reply.citations[gone.rank - 1].passage.document == "bread.txt"
    assert "Sourdough" not in repr(turn.state)


def test_another_persons_conversation_is_not_found(desk: Desk) -> None:
    desk.keep("c1", desk.reply("Feed the starter?"), identity="name:ada")
    with pytest.raises(ConversationNotFound):
        desk.history.open(BOB, "c1")
    with pytest.raises(ConversationNotFound):
        desk.keep("c1", desk.reply("Feed it again?"), identity="name:bob")
    assert desk.history.list(BOB) == ()


def test_a_history_that_is_not_there_yet_looks_empty(desk: Desk) -> None:
    future: Future[History] = Future()
    history = ConversationHistory(Pending(future), desk.history.library)
    assert history.list(OWNER) == ()
    with pytest.raises(NotReady):
        history.open(OWNER, "c1")
    desk.keep("c1", desk.reply("Feed the starter?"))
    future.set_result(desk.history.history.get())
    assert [kept.conversation_id for kept in history.list(OWNER)] == ["c1"]


def test_a_damaged_history_looks_empty_and_says_so_when_it_is_used(tmp_path: Path) -> None:
    """The list is asked for with all that a page shows, which must not fail with it."""
    new_history(tmp_path).close()
    file = tmp_path / CONVERSATIONS_FILE
    content = file.read_bytes()
    page_bytes = int.from_bytes(content[16:18], "big")
    file.write_bytes(content[:page_bytes] + b"Z" * (len(content) - page_bytes))
    damaged = new_history(tmp_path)  # its first page is whole, so that it opens
    history = ConversationHistory(ready(damaged), ready(MemoryLibrary(tmp_path / "files")))
    assert history.list(OWNER) == ()
    with pytest.raises(StoreDamaged, match=CONVERSATIONS_FILE):
        history.open(OWNER, "c1")
    damaged.close()
