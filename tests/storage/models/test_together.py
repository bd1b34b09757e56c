from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

import pytest

from storage.models.together import Together
from storage.models.turns import Turns

WAIT_SECONDS = 60


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


@dataclass
class Doubling:
    """Doubles numbers, notes each batch, and stands still in one that holds ``stop_at``."""

    stop_at: int = -1
    fail_at: int = -1
    batches: list[list[int]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        if self.stop_at in numbers:
            self.stopped.set()
            assert self.go_on.wait(WAIT_SECONDS)
        if self.fail_at in numbers:
            raise ZeroDivisionError("oops")
        return [2 * number for number in numbers]


def together(compute: Doubling, most: int = 4) -> Together[int, int]:
    return Together(compute, nullcontext, most=most)


def ask_behind(
    asked: Together[int, int], pool: ThreadPoolExecutor, questions: Sequence[list[int]]
) -> list[Future[list[int]]]:
    """Each question from a thread of its own, surely waiting in this order."""
    futures = []
    waiting = 0
    for question in questions:
        futures.append(pool.submit(asked.answers, question))
        waiting += len(question)
        until(lambda: len(asked._waiting) == waiting)  # noqa: B023 - it is called at once
    return futures


def test_who_asks_alone_is_answered_at_once_in_batches_that_fit() -> None:
    compute = Doubling()
    assert together(compute).answers([1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert compute.batches == [[1, 2, 3, 4], [5]]


def test_nothing_asked_is_nothing_computed() -> None:
    compute = Doubling()
    assert together(compute).answers([]) == []
    assert compute.batches == []


def test_an_item_larger_than_a_batch_goes_alone() -> None:
    compute = Doubling()
    asked = Together(compute, nullcontext, most=10, size=lambda number: number)
    assert asked.answers([3, 50, 6, 4, 1]) == [6, 100, 12, 8, 2]
    assert compute.batches == [[3], [50], [6, 4], [1]]


def test_who_asks_meanwhile_is_computed_together_in_the_order_of_coming() -> None:
    compute = Doubling(stop_at=0)
    asked = together(compute)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(asked.answers, [0])
        assert compute.stopped.wait(WAIT_SECONDS)
        others = ask_behind(asked, pool, [[1, 2, 3], [4, 5], [6]])
        compute.go_on.set()
        assert first.result(WAIT_SECONDS) == [0]
        assert [each.result(WAIT_SECONDS) for each in others] == [[2, 4, 6], [8, 10], [12]]
    assert compute.batches == [[0], [1, 2, 3, 4], [5, 6]]


def test_a_failure_is_told_to_those_it_concerns_and_to_nobody_else() -> None:
    compute = Doubling(stop_at=0, fail_at=2)
    asked = together(compute)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(asked.answers, [0])
        assert compute.stopped.wait(WAIT_SECONDS)
        others = ask_behind(asked, pool, [[1, 2, 3], [4, 5, 6], [7, 8]])
        compute.go_on.set()
        assert first.result(WAIT_SECONDS) == [0]
        for concerned in others[:2]:
            with pytest.raises(ZeroDivisionError):
                concerned.result(WAIT_SECONDS)
        assert others[2].result(WAIT_SECONDS) == [14, 16]
    assert compute.batches == [[0], [1, 2, 3, 4], [7, 8]]
    assert asked.answers([9]) == [18]


def test_it_computes_only_when_its_turn_comes() -> None:
    turns, compute = Turns(), Doubling()
    asked = Together(compute, turns.for_question, most=1)
    with ThreadPoolExecutor(1) as pool:
        with turns.for_passages():
            waiting = pool.submit(asked.answers, [1, 2])
            until(lambda: turns._questions_waiting == 1)
            assert compute.batches == []
        assert waiting.result(WAIT_SECONDS) == [2, 4]


def test_many_threads_each_get_their_own_answers() -> None:
    compute = Doubling()
    asked = together(compute, most=7)
    with ThreadPoolExecutor(16) as pool:
        questions = [[100 * thread + number for number in range(5)] for thread in range(200)]
        found = list(pool.map(asked.answers, questions, timeout=WAIT_SECONDS))
    assert found == [[2 * number for number in question] for question in questions]
    assert sum(map(len, compute.batches)) == 1000
    assert max(map(len, compute.batches)) <= 7
