"""A conversation that grows, as Gradio's updates of the conversation, its state and the box."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

from bot.conversation.states import Refused, Replied
from bot.conversation.turns import Conversation
from bot.html.turns import conversation_html, turn_html
from bot.html.wording import Wording
from bot.page.quick_gradio import gr

Updates: TypeAlias = list[Any]
"""What a handler returns to Gradio: one value or update for each output."""

TABS_REMEMBERED = 2_000

EMPTIED_BY = 2
"""Updates that empty the box: one may not be drawn, later ones would lose what is typed next."""


class Tabs:
    """Which conversation each tab shows now; whoever follows another one is told to stop.

    To be used from the server's event loop.
    """

    def __init__(self) -> None:
        """No tab has shown anything yet."""
        self._latest: OrderedDict[str, tuple[str, asyncio.Event]] = OrderedDict()

    def shows(self, tab: str, opening: str = "") -> asyncio.Event:
        """What is set once the tab shows something else than what it is shown from now on.

        ``opening`` is the conversation that it is to show, where its state may not say so yet.
        """
        if before := self._latest.pop(tab, None):
            before[1].set()
        left = asyncio.Event()
        self._latest[tab] = opening, left
        if len(self._latest) > TABS_REMEMBERED:
            self._latest.popitem(last=False)
        return left

    def opens(self, tab: str, conversation_id: str) -> bool:
        """Whether the tab is showing this conversation because it opened it last."""
        return tab in self._latest and self._latest[tab][0] == conversation_id


async def as_it_grows(
    growing: AsyncIterator[Conversation],
    wording: Wording,
    left: asyncio.Event,
    *,
    whole: bool = False,
    typed: bool = True,
) -> AsyncIterator[Updates]:
    """The last turn at each step; with ``whole`` all turns at the first one.

    ``typed`` says that what is in the box was sent, which is empty from then on. Nothing more comes
    once the tab shows something else.

    Of updates that come close together Gradio's page draws only the last: each says all of the box,
    which can send again from the moment a reply is shown. Where nothing at all were said, it would
    take every part for null, and the box fail on it.
    """
    emptied = EMPTIED_BY if typed else 0
    said = False
    async for now in _until(growing, left):
        html = conversation_html(now, wording) if whole else last_turn(now, wording)
        asking = _is_growing(now)
        yield [html, now, _box(asking, emptied=emptied > 0) if typed or asking else gr.skip()]
        whole, emptied, said = False, emptied - 1, True
    if not left.is_set():
        yield [gr.skip(), gr.skip(), box_after_asking()]
    elif not said:
        yield [gr.skip()] * 3


async def _until(
    growing: AsyncIterator[Conversation], left: asyncio.Event
) -> AsyncIterator[Conversation]:
    """What comes before the event is set."""
    leaving = asyncio.ensure_future(left.wait())
    try:
        while True:
            step = asyncio.ensure_future(anext(growing, None))
            try:
                await asyncio.wait({step, leaving}, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                step.cancel()
                raise
            if left.is_set():
                step.cancel()
                return
            now = step.result()
            if now is None:
                return
            yield now
    finally:
        leaving.cancel()


def _is_growing(conversation: Conversation) -> bool:
    state = conversation.turns[-1].state if conversation.turns else None
    return state is not None and not isinstance(state, Replied | Refused)


def _box(asking: bool, *, emptied: bool = False) -> gr.MultimodalTextbox:
    """The box while an answer is on its way, which can be stopped, or as it takes a question."""
    emptying: dict[str, Any] = {"value": None} if emptied else {}
    return gr.MultimodalTextbox(submit_btn=not asking, stop_btn=asking, **emptying)


def box_after_asking() -> gr.MultimodalTextbox:
    """The box when nothing is on its way; what is typed stays."""
    return _box(asking=False)


def last_turn(conversation: Conversation, wording: Wording) -> Any:
    """The one turn that an update changes, as HTML; nothing where there is none."""
    return turn_html(conversation.turns[-1], wording) if conversation.turns else gr.skip()
