"""Each worker computes alone, questions first, spread over all, and those that wait together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, Event, Lock, current_thread
from typing import Any

import pytest
import torch

from storage.models.bert import Bert
from storage.models.encoder import open_encoder
from storage.models.precision import Compute
from storage.models.reranker import open_reranker
from storage.models.workers import QuestionBatches, Workers
from tests.tiny_models import write_cross_encoder, write_encoder

WAIT_SECONDS = 60


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


@contextmanager
def busy(workers: Workers) -> Iterator[None]:
    """A worker computes something as long as this lasts."""
    begun, over = Event(), Event()

    def compute(_: int) -> None:
        begun.set()
        assert over.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        computing = pool.submit(list, workers.each(compute, [0]))
        assert begun.wait(WAIT_SECONDS)
        try:
            yield
        finally:
            over.set()
        computing.result(WAIT_SECONDS)


def noted_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sequences go through a BERT at once, from now on."""
    batches: list[int] = []
    compute_layers = Bert._before_the_last

    def noting(bert: Bert, sequences: list[list[int]], *others: Any) -> Any:
        batches.append(len(sequences))
        return compute_layers(bert, sequences, *others)

    monkeypatch.setattr(Bert, "_before_the_last", noting)
    return batches


@dataclass
class Doubling:
    """Doubles numbers and notes each batch; fails on ``fail_at``, waits for others ``at_once``."""

    fail_at: int = -1
    batches: list[list[int]] = field(default_factory=list)
    at_once: Barrier | None = None

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        if self.at_once is not None:
            self.at_once.wait(WAIT_SECONDS)
        if self.fail_at in numbers:
            raise ZeroDivisionError("oops")
        return [2 * number for number in numbers]


def ask_behind(
    asked: QuestionBatches[int, int], pool: ThreadPoolExecutor, questions: Sequence[list[int]]
) -> list[Future[list[int]]]:
    """Each question from a thread of its own, surely waiting in this order."""
    futures = []
    waiting = len(asked._waiting)
    for question in questions:
        futures.append(pool.submit(asked.answers, question))
        waiting += len(question)
        until(lambda: len(asked._waiting) == waiting)  # noqa: B023 - it is called at once
    return futures


def test_who_asks_alone_is_answered_at_once_in_batches_that_fit() -> None:
    compute = Doubling()
    asked = Workers(1).batches(compute, most=4)
    assert asked.answers([1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert compute.batches == [[1, 2, 3, 4], [5]]


def test_nothing_asked_is_nothing_computed() -> None:
    compute = Doubling()
    assert Workers(1).batches(compute, most=4).answers([]) == []
    assert compute.batches == []


def test_an_item_larger_than_a_batch_goes_alone() -> None:
    compute = Doubling()
    asked = Workers(1).batches(compute, most=10, size=lambda number: number)
    assert asked.answers([3, 50, 6, 4, 1]) == [6, 100, 12, 8, 2]
    assert compute.batches == [[50], [6, 4], [3, 1]]


def test_who_asks_meanwhile_is_computed_together_in_the_order_of_coming() -> None:
    workers, compute = Workers(1), Doubling()
    asked = workers.batches(compute, most=4)
    with ThreadPoolExecutor(4) as pool:
        with busy(workers):
            others = ask_behind(asked, pool, [[1, 2, 3], [4, 5], [6]])
        assert [each.result(WAIT_SECONDS) for each in others] == [[2, 4, 6], [8, 10], [12]]
    assert compute.batches == [[1, 2, 3, 4], [5, 6]]


def test_a_failure_is_told_to_those_it_concerns_and_to_nobody_else() -> None:
    workers, compute = Workers(1), Doubling(fail_at=2)
    asked = workers.batches(compute, most=4)
    with ThreadPoolExecutor(4) as pool:
        with busy(workers):
            others = ask_behind(asked, pool, [[1, 2, 3], [4, 5, 6], [7, 8]])
        for concerned in others[:2]:
            with pytest.raises(ZeroDivisionError):
                concerned.result(WAIT_SECONDS)
        assert others[2].result(WAIT_SECONDS) == [14, 16]
    assert compute.batches == [[1, 2, 3, 4], [7, 8]]
    assert asked.answers([9]) == [18]


def test_a_question_goes_before_passages_that_wait_longer() -> None:
    workers, order = Workers(1), list[str]()

    def note(words: Sequence[str]) -> Sequence[str]:
        order.extend(words)
        return words

    asked = workers.batches(note, most=1)
    with ThreadPoolExecutor(4) as pool:
        with busy(workers):
            passages = [
                pool.submit(list, workers.each(order.append, ["passages"])) for _ in range(2)
            ]
            until(lambda: len(workers._others) == 2)
            question = pool.submit(asked.answers, ["question", "its second batch"])
            until(lambda: len(asked._waiting) == 2)
        for future in (question, *passages):
            future.result(WAIT_SECONDS)
    assert order == ["question", "its second batch", "passages", "passages"]


def test_two_models_questions_take_turns_by_the_batch() -> None:
    workers, order = Workers(1), list[int]()

    def note(numbers: Sequence[int]) -> Sequence[int]:
        order.extend(numbers)
        return numbers

    first, second = workers.batches(note, most=1), workers.batches(note, most=1)
    with ThreadPoolExecutor(2) as pool:
        with busy(workers):
            (long,) = ask_behind(first, pool, [[1, 2, 3]])
            (short,) = ask_behind(second, pool, [[4]])
        assert (long.result(WAIT_SECONDS), short.result(WAIT_SECONDS)) == ([1, 2, 3], [4])
    assert order == [1, 4, 2, 3]


def test_as_many_compute_at_a_time_as_there_are_workers_whatever_they_ask() -> None:
    workers, lock, inside, most = Workers(3), Lock(), 0, 0

    def compute(numbers: Sequence[int]) -> Sequence[int]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.001)
        with lock:
            inside -= 1
        return numbers

    asked = workers.batches(compute, most=7)

    def ask(number: int) -> list[int]:
        if number % 2:
            return [number for (number,) in workers.each(compute, [[number]])]
        return asked.answers([number])

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(300), timeout=WAIT_SECONDS)) == [[n] for n in range(300)]
    assert most == 3


def test_a_question_is_spread_over_all_workers_longest_first() -> None:
    compute = Doubling(at_once=Barrier(2))
    asked = Workers(2).batches(compute, most=1000, least=10, size=lambda number: number)
    assert asked.answers([10, 40, 20, 30]) == [20, 80, 40, 60]  # each batch met another
    assert sorted(compute.batches) == [[10], [20], [30], [40]]


def test_a_question_is_cut_no_smaller_than_pays() -> None:
    compute = Doubling()
    asked = Workers(4).batches(compute, most=1000, least=60, size=lambda number: number)
    asked.answers([10, 40, 20, 30])
    assert sorted(compute.batches) == [[30, 20, 10], [40]]


def test_passages_are_taken_as_they_are_needed_and_come_in_order() -> None:
    taken = list[int]()

    def passages() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    found = Workers(2).each(lambda number: 2 * number, passages())
    assert next(found) == 0
    assert len(taken) == 3
    assert list(found) == [2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_many_threads_each_get_their_own_answers() -> None:
    compute = Doubling()
    asked = Workers(1).batches(compute, most=7)
    with ThreadPoolExecutor(16) as pool:
        questions = [[100 * thread + number for number in range(5)] for thread in range(200)]
        found = list(pool.map(asked.answers, questions, timeout=WAIT_SECONDS))
    assert found == [[2 * number for number in question] for question in questions]
    assert sum(map(len, compute.batches)) == 1000
    assert max(map(len, compute.batches)) <= 7


def test_what_fails_there_is_raised_here_and_the_next_goes_on() -> None:
    workers, computed = Workers(1), list[int]()

    def fail_at_1(number: int) -> int:
        computed.append(number)
        if number == 1:
            raise MemoryError("no more")
        return number

    with pytest.raises(MemoryError, match="no more"):
        list(workers.each(fail_at_1, range(100)))
    assert list(workers.each(fail_at_1, [7])) == [7]
    assert len(computed) < 10  # what was to come isn't computed for nobody


def test_what_nobody_waits_for_any_more_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    workers, compute, computed = Workers(1), Doubling(), list[str]()
    asked = workers.batches(compute, most=4)
    result = Future.result

    def interrupted(future: Future[object], timeout: float | None = None) -> object:
        if threading.current_thread() is threading.main_thread() and timeout is None:
            raise KeyboardInterrupt
        return result(future, timeout)

    with ThreadPoolExecutor(2) as pool:
        with busy(workers):
            (other,) = ask_behind(asked, pool, [[1]])
            monkeypatch.setattr(Future, "result", interrupted)
            with pytest.raises(KeyboardInterrupt):
                asked.answers([2, 3])
            with pytest.raises(KeyboardInterrupt):
                list(workers.each(computed.append, ["passages"]))
            monkeypatch.undo()
        assert other.result(WAIT_SECONDS) == [2]
    assert asked.answers([4]) == [8]
    assert compute.batches == [[1], [4]]
    assert computed == []


def test_both_models_compute_on_workers_alone_and_without_helpers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = Compute(device="cpu", precision="float32", threads=2)
    encoder = open_encoder(str(write_encoder(tmp_path / "encoder")), compute=compute)
    reranker = open_reranker(str(write_cross_encoder(tmp_path / "reranker")), compute=compute)
    threads = []
    compute_layers = Bert._before_the_last

    def noting(bert: Bert, *sequences: Any) -> Any:
        threads.append((current_thread().name, torch.get_num_threads()))
        return compute_layers(bert, *sequences)

    monkeypatch.setattr(Bert, "_before_the_last", noting)
    with ThreadPoolExecutor(4) as askers:
        list(askers.map(lambda _: encoder.encode_question("a b"), range(4)))
        list(askers.map(lambda _: encoder.encode_passages(["a b", "c"]), range(4)))
        list(askers.map(lambda _: reranker.logits("a b", ["c d", "e"]), range(4)))
    assert len(threads) >= 6  # questions that wait together go through together
    assert {name.partition("_")[0] for name, _ in threads} == {"model"}
    assert len(set(threads)) <= 2
    assert {count for _, count in threads} == {1}
