"""Whose turn it is to compute, so that a person's question never queues behind a whole library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from storage.models.spare_memory import SpareMemory


class Turns:
    """One computation at a time, and a question before any passages that wait.

    Two computations at once would share the same cores and both take twice as long. Encoding many
    passages asks for a turn for each batch, and so gives way within one batch.
    """

    def __init__(self) -> None:
        """Nobody computes yet."""
        self._changed = Condition()
        self._taken = False
        self._questions_waiting = 0
        self._spare_memory = SpareMemory()

    @contextmanager
    def for_question(self) -> Iterator[None]:
        """A turn as soon as the computation under way ends."""
        with self._changed:
            self._questions_waiting += 1
            try:
                self._changed.wait_for(lambda: not self._taken)
                self._taken = True
            finally:
                self._questions_waiting -= 1
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def for_passages(self) -> Iterator[None]:
        """A turn once nobody computes and no question waits."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken and not self._questions_waiting)
            self._taken = True
        try:
            yield
        finally:
            self._give_back()

    def _give_back(self) -> None:
        self._spare_memory.give_back()  # while nobody computes
        with self._changed:
            self._taken = False
            self._changed.notify_all()
