"""The page's events: what each update sends, and in whose language."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
from starlette.requests import Request

from bot.access.visitor_limits import NO_ADDING, VisitorLimits
from bot.access.visitors import OWNER, note_visitor
from bot.conversation.answers import Answers
from bot.conversation.asking import Asking
from bot.conversation.chat import Chat
from bot.conversation.deletions import Deletions
from bot.conversation.history import ConversationHistory
from bot.conversation.incoming import IncomingFiles
from bot.conversation.removals import Removals
from bot.conversation.states import Replied
from bot.conversation.turns import Conversation, Message, Turn
from bot.html.english import ENGLISH
from bot.html.turns import turn_html
from bot.page.events import PageEvents
from bot.page.growing import as_it_grows
from bot.page.panel import LibraryPanel
from bot.page.quick_gradio import gr
from tests.bot.conversation.test_answers import run
from tests.bot.page_fakes import (
    MemoryLibrary,
    OverlapAnswering,
    SteppingIngestion,
    new_history,
    ready,
)

QUESTION = {"text": "How often must the starter be fed?", "files": []}
MOST_BYTES = 200_000


class Desk:
    def __init__(self, folder: Path) -> None:
        self.library = MemoryLibrary(folder / "files")
        for number in range(12):
            text = f"Starter {number} must be fed twice a day. " * 30
            self.library.put(f"{number}.txt", text.encode(), "text", [text])
        library, assistant = ready(self.library), ready(OverlapAnswering(self.library))
        incoming = IncomingFiles(folder / "incoming", SteppingIngestion(self.library))
        self.history = ConversationHistory(ready(new_history(folder)), library)
        answers = Answers(assistant, incoming, library)
        self.chat = Chat(answers, self.history)
        self.events = PageEvents(
            panel=LibraryPanel(assistant, library, incoming, Removals(ready(self.library))),
            incoming=incoming,
            asking=Asking(assistant, library),
            chat=self.chat,
            history=self.history,
            deletions=Deletions(self.history.history),
            limits=VisitorLimits(NO_ADDING),
        )

    def conversation(self, turns: int) -> Conversation:
        reply = OverlapAnswering(self.library).ask(QUESTION["text"])
        turn = Turn(Message(reply.question, (), frozenset()), Replied(reply))
        return Conversation("c1", tuple(turn for _ in range(turns)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.chat.close()


def from_browser(language: str = "en") -> gr.Request:
    scope = {"type": "http", "headers": [(b"accept-language", language.encode())]}
    note_visitor(scope, OWNER)
    return gr.Request(Request(scope))


async def sent(updates: AsyncIterator[list[Any]]) -> list[str]:
    """The conversation's part of each update."""
    return [str(update[0]) for update in [each async for each in updates] if update[0] != gr.skip()]


@contextmanager
def calls_of(function: FunctionType) -> Iterator[Counter[str]]:
    """How often a function is called meanwhile, on this thread."""
    counted: Counter[str] = Counter()

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is function.__code__:
            counted["calls"] += 1

    sys.setprofile(seen)
    try:
        yield counted
    finally:
        sys.setprofile(None)


def test_an_update_makes_and_sends_the_last_turn_alone(desk: Desk) -> None:
    before = desk.conversation(turns=50)

    async def asked() -> tuple[list[str], int]:
        with calls_of(turn_html) as counted:
            said = await sent(desk.events.send(QUESTION, {}, before, from_browser()))
        return said, counted["calls"]

    said, rendered = run(asked())
    assert said[-1].count("<article") == 5
    assert {one.count("data-turn") for one in said} == {1}
    assert rendered == len(said)
    assert sum(len(one.encode()) for one in said) < MOST_BYTES


def given(update: gr.MultimodalTextbox) -> dict[str, Any]:
    """What the update changes of the box."""
    return dict(update.constructor_args)


def test_every_update_says_all_of_the_box_and_the_first_two_empty_it(desk: Desk) -> None:
    async def sent() -> list[list[Any]]:
        updates = desk.events.send(QUESTION, {}, Conversation(), from_browser())
        return [one async for one in updates]

    said = run(sent())
    boxes = [given(one[2]) for one in said]
    assert [box.pop("value", "as it is") for box in boxes[:3]] == [None, None, "as it is"]
    replied = next(at for at, one in enumerate(said) if 'class="reply' in str(one[0]))
    asking, after = [{"submit_btn": on, "stop_btn": not on} for on in (False, True)]
    assert boxes == [asking] * replied + [after] * (len(boxes) - replied)


def test_what_is_overtaken_before_it_says_anything_takes_nothing_away(desk: Desk) -> None:
    """Gradio would send null for every part of it, and the page's box fail on that."""
    left = asyncio.Event()
    left.set()

    async def overtaken() -> list[list[Any]]:
        opening = desk.chat.reopen("", OWNER, otherwise=Conversation())
        return [one async for one in as_it_grows(opening, ENGLISH, left, whole=True, typed=False)]

    assert run(overtaken()) == [[gr.skip()] * 3]


def test_a_question_that_begins_a_conversation_is_in_none_that_the_tab_had_before(
    desk: Desk,
) -> None:
    before, own = desk.conversation(turns=1), "a" * 32

    async def last(sent: dict[str, Any]) -> Conversation:
        updates = [one async for one in desk.events.send(QUESTION, sent, before, from_browser())]
        return [one[1] for one in updates if isinstance(one[1], Conversation)][-1]

    begun = run(last({"conversation": own, "begins": True}))
    assert (begun.conversation_id, len(begun.turns)) == (own, 1)
    assert len(run(last({"conversation": own})).turns) == 2


def test_asking_again_is_sent_in_the_place_of_the_last_turn(desk: Desk) -> None:
    before = desk.conversation(turns=3)
    said = run(sent(desk.events.ask_again(before, from_browser())))
    assert all(f'data-turn="{before.turns[-1].key}"' in one for one in said)


def test_a_kept_conversation_is_shown_in_the_language_of_whoever_opens_it(desk: Desk) -> None:
    run(sent(desk.events.send(QUESTION, {}, Conversation(), from_browser("en"))))
    (kept,) = desk.history.list(OWNER)

    async def opened_in(language: str) -> list[Any]:
        browser = from_browser(language)
        return await anext(aiter(desk.events.open(kept.conversation_id, Conversation(), browser)))

    opened, conversation, _ = run(opened_in("zh-CN"))
    assert "匹配" in opened
    assert "match" not in opened
    assert len(conversation.turns) == 1
    again, _, _ = run(opened_in("en-GB"))
    assert "match in" in again


def test_a_conversation_that_is_deleted_while_it_is_being_opened_is_not_shown(desk: Desk) -> None:
    """The tab's state says nothing of it until it has been opened."""
    run(sent(desk.events.send(QUESTION, {}, Conversation(), from_browser())))
    (kept,) = desk.history.list(OWNER)
    chosen = gr.EventData(None, {"id": kept.conversation_id})

    async def deleted() -> list[Any]:
        opening = aiter(desk.events.open_kept(Conversation(), chosen, from_browser()))
        opened = asyncio.ensure_future(anext(opening))
        await asyncio.sleep(0)
        shown = await desk.events.delete_kept(Conversation(), chosen, from_browser())
        await opened
        assert [one async for one in opening] == []
        return shown

    _, conversation, _ = run(deleted())
    assert conversation == Conversation()


def test_stopping_sends_the_turn_that_was_given_up(desk: Desk) -> None:
    async def stopped_at_once() -> list[Any]:
        sending = aiter(desk.events.send(QUESTION, {}, Conversation(), from_browser()))
        _, waiting, _ = await anext(sending)
        return await desk.events.stop(waiting, from_browser())

    shown, stopped, _ = run(stopped_at_once())
    assert "Stopped." in shown
    assert stopped.turns[-1].key in shown
    assert run(desk.events.stop(Conversation(), from_browser()))[0] == gr.skip()
