"""Answers that go on, whoever looks: a page that is reloaded finds its question where it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container
from contextlib import aclosing

from bot.conversation.turns import Conversation


class Run:
    """One answer on its way, in a task of its own; any number of tabs can watch it."""

    def __init__(self, growing: AsyncIterator[Conversation]) -> None:
        """Begins at once, in the event loop that is running."""
        self._grown: list[Conversation] = []
        self._changed = asyncio.Event()
        self._task = asyncio.ensure_future(self._collect(growing))

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self._task.done()

    def stop(self) -> None:
        """Have nothing more come."""
        self._task.cancel()

    async def watch(self, *, from_now: bool = False) -> AsyncIterator[Conversation]:
        """The conversation as it grows, from the beginning or from where it is now."""
        seen = max(0, len(self._grown) - 1) if from_now else 0
        while True:
            changed = self._changed
            for now in self._grown[seen:]:
                seen += 1
                yield now
            if seen < len(self._grown):
                continue
            if self._task.done():
                if not self._task.cancelled():
                    self._task.result()
                return
            await changed.wait()

    async def _collect(self, growing: AsyncIterator[Conversation]) -> None:
        try:
            async with aclosing(growing):  # type: ignore[type-var]  # it is a generator
                async for now in growing:
                    self._grown.append(now)
                    self._tell()
        finally:
            # Told after the task counts as done, so that nobody waits for more.
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Runs:
    """The answers on their way, by person and conversation; used from one event loop."""

    def __init__(self) -> None:
        """None yet."""
        self._runs: dict[tuple[str, str], dict[str, Run]] = {}

    def start(self, identity: str, conversation_id: str, key: str, run: Run) -> None:
        """Know the answer of the turn with that key, the latest of its conversation."""
        self._runs = {
            of: on_their_way
            for of, runs in self._runs.items()
            if (on_their_way := {key: run for key, run in runs.items() if not run.is_over})
        }
        self._runs.setdefault((identity, conversation_id), {})[key] = run

    def running(self, identity: str, conversation_id: str) -> Run | None:
        """The latest answer that is on its way in a person's conversation, if there is one."""
        runs = self._runs.get((identity, conversation_id), {})
        return next((run for run in reversed(runs.values()) if not run.is_over), None)

    def stop(self, identity: str, conversation_id: str, keys: Container[str] | None = None) -> None:
        """Give up the answers that are on their way there, or only those of turns with the keys."""
        runs = self._runs.get((identity, conversation_id), {})
        for key in [key for key in runs if keys is None or key in keys]:
            runs.pop(key).stop()
