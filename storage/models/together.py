"""Questions that wait at the same time go through a model together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Condition
from typing import Generic, TypeVar

from storage.models.arithmetic import computed

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Together(Generic[Item, Answer]):
    """Answers for several threads at once, first come, first served.

    Whoever finds nobody computing computes: what waits by then, from whomever, up to ``most``. So
    somebody who asks alone waits for nothing, and nobody waits longer than in a line: a batch is
    filled up with the items of who comes next, it is never held back for them.
    """

    def __init__(
        self,
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        turn: Callable[[], AbstractContextManager[None]],
        *,
        most: int,
        size: Callable[[Item], int] = lambda item: 1,
    ) -> None:
        """``compute`` gets items of together at most ``most`` by ``size``, or a single one.

        It is called within a ``turn``, in the thread of arithmetic, never twice at once.
        """
        self._compute = compute
        self._turn = turn
        self._most = most
        self._size = size
        self._changed = Condition()
        self._computing = False
        self._waiting: deque[tuple[_Asked[Answer], int, Item]] = deque()

    def answers(self, items: Sequence[Item]) -> list[Answer]:
        """What ``compute`` makes of each item, in order; raises what it raises for any of them."""
        asked: _Asked[Answer] = _Asked(missing=len(items))
        with self._changed:
            self._waiting.extend((asked, number, item) for number, item in enumerate(items))
        while self._is_to_compute(asked):
            self._compute_next()
        if asked.error is not None:
            raise asked.error
        return [asked.found[number] for number in range(len(items))]

    def _is_to_compute(self, asked: _Asked[Answer]) -> bool:
        """Wait until the answer is there, which is False, or this thread is to work for it."""
        with self._changed:
            self._changed.wait_for(lambda: asked.is_over or not self._computing)
            if asked.is_over:
                return False
            self._computing = True
            return True

    def _compute_next(self) -> None:
        batch: list[tuple[_Asked[Answer], int, Item]] = []
        answers: Sequence[Answer] = ()
        failure: BaseException | None = None
        try:
            with self._turn():
                batch = self._next_batch()  # only now, so that all who came meanwhile are in it
                answers = computed(lambda: self._compute([item for _, _, item in batch]))
        except BaseException as error:
            failure = error
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_out(batch, answers, failure)

    def _next_batch(self) -> list[tuple[_Asked[Answer], int, Item]]:
        batch: list[tuple[_Asked[Answer], int, Item]] = []
        room = self._most
        with self._changed:
            while self._waiting:
                asked, _, item = self._waiting[0]
                if asked.error is None:
                    room -= self._size(item)
                    if batch and room < 0:
                        break
                    batch.append(self._waiting[0])
                self._waiting.popleft()
        return batch

    def _hand_out(
        self,
        batch: Sequence[tuple[_Asked[Answer], int, Item]],
        answers: Sequence[Answer],
        failure: BaseException | None,
    ) -> None:
        with self._changed:
            self._computing = False
            for place, (asked, number, _) in enumerate(batch):
                if failure is not None:
                    asked.error = failure
                else:
                    asked.found[number] = answers[place]
                    asked.missing -= 1
            self._changed.notify_all()


@dataclass(slots=True)
class _Asked(Generic[Answer]):
    """What one thread asked for, and how far it has come."""

    missing: int
    found: dict[int, Answer] = field(default_factory=dict)
    error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self.missing == 0 or self.error is not None
