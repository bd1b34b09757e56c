"""A conversation as it goes on: shown first, kept after, and each turn kept once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.access.visitors import Visitor
from bot.conversation.answers import Answers
from bot.conversation.chat import Chat, stopped
from bot.conversation.history import ConversationHistory
from bot.conversation.incoming import IncomingFiles
from bot.conversation.keeping import THREADS
from bot.conversation.states import Refused, Replied, Waiting
from bot.conversation.turns import Conversation, Message, Turn
from bot.records import Found, Reply
from storage.conversations import ConversationSummary, ConversationTurn
from storage.errors import StoreError
from tests.bot.conversation.test_answers import BIKES, BREAD, run
from tests.bot.page_fakes import (
    MemoryLibrary,
    OverlapAnswering,
    SteppingIngestion,
    new_history,
    ready,
)

ID = "c" * 32
NOTHING = Conversation("nothing of that id")


ME = Visitor("me", is_owner=False, collections=None)


class SlowHistory:
    """A history on a disk that can be busy, or full."""

    def __init__(self, folder: Path) -> None:
        self.disk = new_history(folder)
        self.free = threading.Event()
        self.free.set()
        self.full = False

    def keep(
        self,
        identity: str,
        conversation_id: str,
        turn: ConversationTurn,
        *,
        replacing: int = 0,
        and_following: bool = False,
    ) -> int:
        assert self.free.wait(30)
        if self.full:
            raise StoreError("the disk is full")
        return self.disk.keep(
            identity, conversation_id, turn, replacing=replacing, and_following=and_following
        )

    def conversations(self, identity: str) -> tuple[ConversationSummary, ...]:
        return self.disk.conversations(identity)

    def turns(self, identity: str, conversation_id: str) -> tuple[ConversationTurn, ...]:
        return self.disk.turns(identity, conversation_id)

    def rename(self, identity: str, conversation_id: str, title: str) -> None:
        self.disk.rename(identity, conversation_id, title)

    def delete(self, identity: str, conversation_id: str) -> None:
        self.disk.delete(identity, conversation_id)


@dataclass(slots=True)
class CountingAnswering(OverlapAnswering):
    """Counts the replies that were asked of it."""

    asked: int = 0

    def reply(self, found: Found) -> Reply:
        self.asked += 1
        return super(CountingAnswering, self).reply(found)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.names_new = True
        self.library = MemoryLibrary(folder / "files")
        self.history = SlowHistory(folder)
        for name, text in (("bread.txt", BREAD), ("bikes.txt", BIKES)):
            self.library.put(name, text.encode(), "text", [text])
        self.incoming = IncomingFiles(folder / "incoming", SteppingIngestion(self.library))
        self.answering = CountingAnswering(self.library)
        self.start_again()

    def start_again(self) -> None:
        """As after a crash: nothing is known but what is on disk."""
        library = ready(self.library)
        self.chat = Chat(
            Answers(ready(self.answering), self.incoming, library),
            ConversationHistory(ready(self.history), library),
        )

    def ask(self, question: str, before: Conversation) -> AsyncIterator[Conversation]:
        """The first question of a new conversation begins the one that is called ``ID``."""
        message = Message(question, (), frozenset())
        new = ID if self.names_new else ""
        self.names_new = False
        return self.chat.ask(message, before, ME, conversation_id=new)

    def reopen(
        self, conversation_id: str, person: Visitor | None = None
    ) -> AsyncIterator[Conversation]:
        return self.chat.reopen(conversation_id, person or ME, otherwise=NOTHING)

    def kept(self) -> list[list[str]]:
        """The questions kept of each conversation, the latest first."""
        self.chat.close()
        return [
            [turn.question for turn in self.history.turns("me", one.conversation_id)]
            for one in self.history.conversations("me")
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def to_the_end(growing: AsyncIterator[Conversation]) -> Conversation:
    return [now async for now in growing][-1]


async def until_replied(growing: AsyncIterator[Conversation]) -> Conversation:
    """The conversation as soon as its reply is shown; nothing is asked of the rest, as on Stop."""
    async for now in growing:
        if now.turns[-1].reply is not None:
            return now
    raise AssertionError("there was no reply")


def test_a_turn_grows_from_waiting_to_kept(desk: Desk) -> None:
    async def states() -> list[Conversation]:
        return [now async for now in desk.ask("Feed the starter?", Conversation())]

    first, *_, shown, last = run(states())
    assert first.turns[-1].state == Waiting()
    assert shown.turns[-1].reply is last.turns[-1].reply is not None
    assert (shown.turns[-1].turn_id, last.turns[-1].turn_id > 0) == (0, True)
    assert len({now.conversation_id for now in (first, shown, last)} - {""}) == 1
    assert desk.kept() == [["Feed the starter?"]]


def test_a_reply_is_shown_while_the_disk_is_busy(desk: Desk) -> None:
    async def seconds_until_shown() -> float:
        growing = desk.ask("Feed the starter?", Conversation())
        started = time.monotonic()
        await until_replied(growing)
        return time.monotonic() - started

    desk.history.free.clear()
    freeing = threading.Timer(3.0, desk.history.free.set)
    freeing.start()
    assert run(seconds_until_shown()) < 0.2
    desk.history.free.set()
    freeing.cancel()
    assert desk.kept() == [["Feed the starter?"]]


def test_a_reply_that_can_not_be_kept_is_shown_with_why(desk: Desk) -> None:
    desk.history.full = True
    last = run(to_the_end(desk.ask("Feed the starter?", Conversation())))
    state = last.turns[-1].state
    assert isinstance(state, Replied)
    assert state.not_kept == "the disk is full"
    desk.history.full = False
    run(to_the_end(desk.chat.ask_again(last, ME)))
    assert desk.kept() == [["Feed the starter?"]]


def test_what_has_no_reply_is_not_kept(desk: Desk) -> None:
    last = run(to_the_end(desk.ask("", Conversation())))
    assert last.turns[-1].state == Refused("no question")
    assert desk.kept() == []


def test_stopping_while_a_reply_is_kept_loses_nothing(desk: Desk) -> None:
    async def stop_and_go_on() -> None:
        shown = stopped(await until_replied(desk.ask("Feed the starter?", Conversation())))
        assert shown.turns[-1].reply is not None
        asking = asyncio.ensure_future(to_the_end(desk.ask("Oil the chain?", shown)))
        await asyncio.sleep(0.1)
        desk.history.free.set()
        last = await asking
        assert len(last.turns) == 2

    desk.history.free.clear()
    run(stop_and_go_on())
    assert desk.kept() == [["Feed the starter?", "Oil the chain?"]]


def test_nothing_is_lost_where_all_stop_while_the_disk_is_busy(desk: Desk) -> None:
    async def ask_and_stop() -> None:
        asking = [
            asyncio.ensure_future(to_the_end(desk.ask(f"Oil chain {n}?", Conversation())))
            for n in range(2 * THREADS)
        ]
        await asyncio.wait(asking, timeout=1.0)
        for one in asking:
            assert one.cancel()
        await asyncio.wait(asking)
        desk.history.free.set()

    desk.history.free.clear()
    run(ask_and_stop())
    assert sorted(desk.kept()) == [[f"Oil chain {n}?"] for n in range(2 * THREADS)]


def test_asking_again_while_a_reply_is_kept_keeps_the_question_once(desk: Desk) -> None:
    async def stop_twice_and_ask_again() -> None:
        shown = await until_replied(desk.ask("Feed the starter?", Conversation()))
        again = await until_replied(desk.chat.ask_again(shown, ME))
        given_up = await anext(aiter(desk.chat.ask_again(again, ME)))
        asking = asyncio.ensure_future(to_the_end(desk.chat.ask_again(stopped(given_up), ME)))
        await asyncio.sleep(0.1)
        desk.history.free.set()
        await asking

    desk.history.free.clear()
    run(stop_twice_and_ask_again())
    assert desk.kept() == [["Feed the starter?"]]


def test_asking_again_replaces_the_last_turn_alone_also_after_it_was_given_up(desk: Desk) -> None:
    async def talk() -> Conversation:
        first = await to_the_end(desk.ask("Feed the starter?", Conversation()))
        second = await to_the_end(desk.ask("Oil the chain?", first))
        given_up = stopped(await anext(aiter(desk.chat.ask_again(second, ME))))
        assert given_up.turns[-1].state == Refused("stopped")
        return await to_the_end(desk.chat.ask_again(given_up, ME))

    last = run(talk())
    assert [turn.message.question for turn in last.turns] == ["Feed the starter?", "Oil the chain?"]
    assert desk.kept() == [["Feed the starter?", "Oil the chain?"]]


def test_a_conversation_that_is_reopened_has_what_is_being_kept(desk: Desk) -> None:
    async def reload() -> Conversation:
        shown = await until_replied(desk.ask("Feed the starter?", Conversation()))
        threading.Timer(0.3, desk.history.free.set).start()
        return await to_the_end(desk.reopen(shown.conversation_id))

    desk.history.free.clear()
    opened = run(reload())
    assert [turn.message.question for turn in opened.turns] == ["Feed the starter?"]
    theirs = run(
        to_the_end(
            desk.reopen(
                opened.conversation_id, Visitor("somebody else", is_owner=False, collections=None)
            )
        )
    )
    assert theirs == NOTHING


@pytest.mark.parametrize("reloads", [1, 3])
def test_a_question_is_answered_after_a_reload_at_any_moment(desk: Desk, reloads: int) -> None:
    """Whoever asked is gone, as a tab that is reloaded is; the answer goes on and is found."""

    async def ask_and_reload() -> Conversation:
        asking = asyncio.ensure_future(to_the_end(desk.ask("Feed the starter?", Conversation())))
        await asyncio.sleep(0.05)
        asking.cancel()
        for _ in range(reloads - 1):
            watching = asyncio.ensure_future(to_the_end(desk.reopen(ID)))
            await asyncio.sleep(0.02)
            watching.cancel()
        return await to_the_end(desk.reopen(ID))

    desk.answering.seconds = 0.4
    shown = run(ask_and_reload())
    assert [turn.reply is not None for turn in shown.turns] == [True]
    assert desk.kept() == [["Feed the starter?"]]
    assert desk.answering.asked == 1


def test_a_question_is_kept_before_it_is_answered(desk: Desk) -> None:
    """As a crash leaves it; the next process asks it when its conversation is opened."""

    async def ask_and_crash() -> None:
        asking = desk.ask("Feed the starter?", Conversation())
        await anext(aiter(asking))
        await asyncio.sleep(0.2)
        assert [turn.state for turn in desk.history.turns("me", ID)] == ["asked"]

    desk.answering.seconds = 1.0
    run(ask_and_crash())
    desk.answering.seconds = 0.0
    desk.start_again()
    shown = run(to_the_end(desk.reopen(ID)))
    assert shown.turns[0].reply is not None
    assert desk.kept() == [["Feed the starter?"]]
    assert [turn.state for turn in desk.history.turns("me", ID)] == ["replied"]


def test_a_question_that_was_stopped_is_not_asked_again(desk: Desk) -> None:
    async def ask_and_stop() -> Conversation:
        waiting = await anext(aiter(desk.ask("Feed the starter?", Conversation())))
        await asyncio.sleep(0.1)
        return await desk.chat.stop(waiting, "me")

    desk.answering.seconds = 0.5
    assert run(ask_and_stop()).turns[-1].state == Refused("stopped")
    shown = run(to_the_end(desk.reopen(ID)))
    assert shown.turns[-1].state == Refused("stopped")
    assert desk.kept() == [["Feed the starter?"]]
    assert [turn.state for turn in desk.history.turns("me", ID)] == ["stopped"]


def test_tabs_of_one_conversation_are_answered_one_after_the_other(desk: Desk) -> None:
    async def both() -> list[Conversation]:
        begun = await to_the_end(desk.ask("Feed the starter?", Conversation()))
        asking = [
            asyncio.ensure_future(to_the_end(desk.ask(question, begun)))
            for question in ("Oil the chain?", "Feed it when?")
        ]
        await asyncio.sleep(0)  # both have asked; a third tab is opened now
        opened = await to_the_end(desk.reopen(ID))
        return [*[await one for one in asking], opened]

    first, second, opened = run(both())
    asked = ["Feed the starter?", "Oil the chain?", "Feed it when?"]
    for seen, count in ((first, 2), (second, 3), (opened, 3)):
        assert [turn.message.question for turn in seen.turns] == asked[:count]
        assert all(turn.reply is not None for turn in seen.turns)
    assert desk.kept() == [asked]


def test_stop_in_one_tab_leaves_the_answer_of_another(desk: Desk) -> None:
    async def stop_the_first() -> tuple[Conversation, Conversation]:
        begun = await to_the_end(desk.ask("Feed the starter?", Conversation()))
        first = await anext(aiter(desk.ask("Oil the chain?", begun)))
        second = asyncio.ensure_future(to_the_end(desk.ask("Feed it when?", begun)))
        await asyncio.sleep(0)
        return await desk.chat.stop(first, "me"), await second

    given_up, answered = run(stop_the_first())
    assert given_up.turns[-1].state == Refused("stopped")
    assert answered.turns[-1].reply is not None
    assert desk.kept() == [["Feed the starter?", "Oil the chain?", "Feed it when?"]]


def test_a_corrected_question_is_searched_as_typed_with_one_click(desk: Desk) -> None:
    first = run(to_the_end(desk.ask("Feed the strater?", Conversation())))
    assert first.turns[-1].reply is not None
    assert first.turns[-1].reply.searched_for == "Feed the starter?"
    again = run(to_the_end(desk.chat.ask_again(first, ME, as_typed=True)))
    assert again.turns[-1].reply is not None
    assert again.turns[-1].reply.searched_for == "Feed the strater?"
    assert desk.kept() == [["Feed the strater?"]]


def test_an_edited_question_replaces_itself_and_what_followed(desk: Desk) -> None:
    async def talk() -> Conversation:
        now = Conversation()
        for question in ("Feed the starter?", "Oil the chain?", "Bake the bread?"):
            now = await to_the_end(desk.ask(question, now))
        message = Message("Wash the chain?", (), frozenset(), replaces=now.turns[1].key)
        return await to_the_end(desk.chat.ask(message, now, ME))

    last = run(talk())
    questions = [turn.message.question for turn in last.turns]
    assert questions == ["Feed the starter?", "Wash the chain?"]
    assert desk.kept() == [questions]


def test_a_conversation_that_is_deleted_stays_deleted_though_it_was_on_its_way(desk: Desk) -> None:
    async def ask_and_delete() -> None:
        asking = asyncio.ensure_future(to_the_end(desk.ask("Feed the starter?", Conversation())))
        await asyncio.sleep(0.1)
        await desk.chat.forget(ID, "me")
        desk.history.delete("me", ID)
        await asyncio.sleep(0.5)
        asking.cancel()

    desk.answering.seconds = 0.3
    run(ask_and_delete())
    assert desk.kept() == []


def test_nothing_is_remembered_of_what_was_handed_over(desk: Desk) -> None:
    run(to_the_end(desk.ask("Feed the starter?", Conversation())))
    assert desk.chat._keeping._latest == {}


def test_only_an_answer_without_a_reply_can_be_stopped() -> None:
    message = Message("q", (), frozenset())
    waiting = Conversation("c", (Turn(message, Waiting()),))
    assert stopped(waiting).turns[-1].state == Refused("stopped")
    assert stopped(waiting).turns[-1].key == waiting.turns[-1].key
    assert stopped(Conversation()) == Conversation()
