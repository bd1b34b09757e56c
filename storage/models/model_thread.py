"""The one thread in which all of PyTorch's arithmetic is done, and whose turn in it comes next.

One, because two computations at once would share the same cores and both take twice as long, and
because OpenMP gives each thread that computes helpers of its own: once those are more than there
are processors, it no longer lets them wait awake between two operations, and everything takes a
third longer (tests/benchmarks/MODELS.md).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, Generic, TypeVar

from storage.models.spare_memory import SpareMemory

Result = TypeVar("Result")
Item = TypeVar("Item")
Answer = TypeVar("Answer")


class ModelThread:
    """Computes one thing after another: questions first, then everything else as it came.

    So a person's question waits for the computation under way and for no library that is being
    added, which computes a batch at a time. Safe to use from several threads.
    """

    def __init__(self) -> None:
        """Nothing is computed yet; the thread starts with the first computation."""
        self._lock = Lock()
        self._questions: deque[QuestionBatches[Any, Any]] = deque()
        self._others: deque[Callable[[], None]] = deque()
        self._spare_memory = SpareMemory()  # before the thread, which it is to concern
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")

    def on_model_thread(self, compute: Callable[[], Result]) -> Result:
        """What ``compute`` returns, or raises, once no question waits; it must not ask for more."""
        future: Future[Result] = Future()
        with self._lock:
            self._others.append(lambda: _settle(future, compute))
        self._thread.submit(self._compute_next)
        try:
            return future.result()
        finally:
            future.cancel()  # where whoever waits was interrupted

    def batches(
        self,
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        *,
        most: int,
        size: Callable[[Item], int] = lambda item: 1,
    ) -> QuestionBatches[Item, Answer]:
        """Answers to questions that wait at the same time, computed together.

        ``compute`` gets items of together at most ``most`` by ``size``, or a single one.
        """
        return QuestionBatches(self._lock, self._enqueue, compute, most, size)

    def _enqueue(self, asked: QuestionBatches[Any, Any]) -> None:
        """Have a batch computed when its turn comes."""
        with self._lock:
            self._questions.append(asked)
        self._thread.submit(self._compute_next)

    def _compute_next(self) -> None:
        with self._lock:
            first = self._questions.popleft() if self._questions else None
            other = self._others.popleft() if first is None else None
        if first is not None:
            first.compute_next()
        elif other is not None:
            other()
        self._spare_memory.give_back()


class QuestionBatches(Generic[Item, Answer]):
    """Answers for several threads at once, first come, first served.

    Who asks alone waits for nothing, and nobody waits longer than in a line: a batch is filled up
    with the items of who comes next, it is never held back for them.
    """

    def __init__(
        self,
        lock: Lock,
        enqueue: Callable[[QuestionBatches[Item, Answer]], None],
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        most: int,
        size: Callable[[Item], int],
    ) -> None:
        """``ModelThread.batches`` makes one; the lock is the thread's own."""
        self._lock = lock
        self._enqueue = enqueue
        self._compute = compute
        self._most = most
        self._size = size
        self._waiting: deque[tuple[_Asked[Answer], int, Item]] = deque()

    def answers(self, items: Sequence[Item]) -> list[Answer]:
        """What ``compute`` makes of each item, in order; raises what it raises for any of them."""
        if not items:
            return []
        asked: _Asked[Answer] = _Asked(missing=len(items))
        with self._lock:
            self._waiting.extend((asked, number, item) for number, item in enumerate(items))
        self._enqueue(self)
        try:
            found = asked.future.result()
        finally:
            with self._lock:
                asked.future.cancel()  # where whoever waits was interrupted
        return [found[number] for number in range(len(items))]

    def compute_next(self) -> None:
        """Compute one batch and hand it out; in the model's thread."""
        batch = self._next_batch()
        if not batch:
            return
        try:
            answers = self._compute([item for _, _, item in batch])
        except BaseException as error:
            self._tell(batch, error)
        else:
            self._hand_out(batch, answers)
        if self._waiting:
            self._enqueue(self)

    def _next_batch(self) -> list[tuple[_Asked[Answer], int, Item]]:
        batch: list[tuple[_Asked[Answer], int, Item]] = []
        room = self._most
        with self._lock:
            while self._waiting:
                asked, _, item = self._waiting[0]
                if not asked.future.done():  # it failed, or nobody waits for it any more
                    room -= self._size(item)
                    if batch and room < 0:
                        break
                    batch.append(self._waiting[0])
                self._waiting.popleft()
        return batch

    def _tell(
        self, batch: Sequence[tuple[_Asked[Answer], int, Item]], error: BaseException
    ) -> None:
        with self._lock:
            for asked, _, _ in batch:
                if not asked.future.done():
                    asked.future.set_exception(error)

    def _hand_out(
        self, batch: Sequence[tuple[_Asked[Answer], int, Item]], answers: Sequence[Answer]
    ) -> None:
        with self._lock:
            for (asked, number, _), answer in zip(batch, answers, strict=True):
                asked.found[number] = answer
                asked.missing -= 1
                if not asked.missing and not asked.future.done():
                    asked.future.set_result(asked.found)


@dataclass(slots=True)
class _Asked(Generic[Answer]):
    """What one thread asked for, and how far it has come."""

    missing: int
    found: dict[int, Answer] = field(default_factory=dict)
    future: Future[dict[int, Answer]] = field(default_factory=Future)


@cache
def shared_model_thread() -> ModelThread:
    """The thread of this process, for whoever isn't given another."""
    return ModelThread()


def _settle(future: Future[Result], compute: Callable[[], Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(compute())
    except BaseException as error:
        future.set_exception(error)
