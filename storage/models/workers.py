"""One thread a processor for all of the models' arithmetic, and what comes next on each.

Each computes alone, without helpers of OpenMP's. Those would share every single operation of a
batch and wait awake for each other some hundred times, so that whoever loses its processor to
another program holds up the rest: a question beside one busy process took three times as long, and
now takes its share (tests/benchmarks/MODELS.md).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from math import ceil
from threading import Lock
from typing import Any, Generic, TypeVar

from storage.models.spare_memory import SpareMemory

Result = TypeVar("Result")
Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Into how many batches a question is cut for each of several workers: the more, the less one that
# lost its processor to another program holds up; ``least`` says where that stops to pay.
_BATCHES_A_WORKER = 2


class Workers:
    """Compute one thing each: questions first, then everything else as it came.

    So a person's question waits for the batches under way and for no library that is being added.
    Safe to use from several threads.
    """

    def __init__(self, count: int) -> None:
        """So many threads; they start when there is something to compute."""
        self._count = count
        self._lock = Lock()
        self._questions: deque[QuestionBatches[Any, Any]] = deque()
        self._others: deque[Callable[[], None]] = deque()
        self._spare_memory = SpareMemory()  # before the threads, which it is to concern
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="model")

    def each(self, compute: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """What ``compute`` makes of each item, in order, or raises; any question goes before.

        A worker more than there are is kept supplied, so that the items are taken as they are
        needed. ``compute`` must not ask for more of the workers.
        """
        ahead = iter(items)
        under_way = deque(self._submit(compute, item) for item in islice(ahead, self._count + 1))
        try:
            while under_way:
                yield under_way[0].result()
                under_way.popleft()
                under_way.extend(self._submit(compute, item) for item in islice(ahead, 1))
        finally:
            for future in under_way:  # where one failed, or whoever waits was interrupted
                future.cancel()

    def batches(
        self,
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        *,
        most: int,
        least: int = 1,
        size: Callable[[Item], int] = lambda item: 1,
    ) -> QuestionBatches[Item, Answer]:
        """Answers to questions that wait at the same time, spread over all workers.

        ``compute`` gets items of together at most ``most`` by ``size``, or a single one; and where
        fewer would do for each worker, it gets fewer, but not less than ``least``.
        """
        cut = _Cut(self._count, least, most, size)
        return QuestionBatches(self._lock, self._enqueue, compute, cut)

    def _submit(self, compute: Callable[[Item], Result], item: Item) -> Future[Result]:
        future: Future[Result] = Future()
        with self._lock:
            self._others.append(lambda: _settle(future, compute, item))
        self._threads.submit(self._compute_next)
        return future

    def _enqueue(self, asked: QuestionBatches[Any, Any]) -> None:
        """Have a batch computed when its turn comes."""
        with self._lock:
            self._questions.append(asked)
        self._threads.submit(self._compute_next)

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

    Who asks alone has all workers, and nobody waits longer than in a line: a batch is filled up
    with the items of who comes next, it is never held back for them.
    """

    def __init__(
        self,
        lock: Lock,
        enqueue: Callable[[QuestionBatches[Item, Answer]], None],
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        cut: _Cut[Item],
    ) -> None:
        """``Workers.batches`` makes one; the lock is the workers' own."""
        self._lock = lock
        self._enqueue = enqueue
        self._compute = compute
        self._cut = cut
        self._waiting: deque[tuple[_Asked[Answer], int, Item]] = deque()
        self._waiting_size = 0

    def answers(self, items: Sequence[Item]) -> list[Answer]:
        """What ``compute`` makes of each item, in order; raises what it raises for any of them."""
        if not items:
            return []
        asked: _Asked[Answer] = _Asked(missing=len(items))
        # Longest first, so that the workers come to an end at about the same time.
        longest_first = sorted(enumerate(items), key=lambda each: -self._cut.size(each[1]))
        with self._lock:
            self._waiting.extend((asked, number, item) for number, item in longest_first)
            self._waiting_size += sum(map(self._cut.size, items))
        for _ in range(min(self._cut.workers, len(items))):
            self._enqueue(self)
        try:
            found = asked.future.result()
        finally:
            with self._lock:
                asked.future.cancel()  # where whoever waits was interrupted
        return [found[number] for number in range(len(items))]

    def compute_next(self) -> None:
        """Compute one batch and hand it out; in a worker's thread."""
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
        with self._lock:
            room = self._cut.room(self._waiting_size)
            while self._waiting:
                asked, _, item = self._waiting[0]
                size = self._cut.size(item)
                if not asked.future.done():  # it failed, or nobody waits for it any more
                    room -= size
                    if batch and room < 0:
                        break
                    batch.append(self._waiting[0])
                self._waiting.popleft()
                self._waiting_size -= size
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


@dataclass(frozen=True, slots=True)
class _Cut(Generic[Item]):
    """How what waits is cut into batches."""

    workers: int
    least: int
    most: int
    size: Callable[[Item], int]

    def room(self, waiting: int) -> int:
        """How much of so much a batch takes."""
        shares = 1 if self.workers == 1 else _BATCHES_A_WORKER * self.workers
        return min(self.most, max(self.least, ceil(waiting / shares)))


@dataclass(slots=True)
class _Asked(Generic[Answer]):
    """What one thread asked for, and how far it has come."""

    missing: int
    found: dict[int, Answer] = field(default_factory=dict)
    future: Future[dict[int, Answer]] = field(default_factory=Future)


@cache
def shared_workers(count: int) -> Workers:
    """So many workers of this process, for whoever isn't given others."""
    return Workers(count)


def _settle(future: Future[Result], compute: Callable[[Item], Result], item: Item) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(compute(item))
    except BaseException as error:
        future.set_exception(error)
