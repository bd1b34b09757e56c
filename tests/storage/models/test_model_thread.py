"""Everything is computed in one thread, questions first, and those that wait together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, current_thread

import pytest

from storage.models.bert import Bert, Packed
from storage.models.encoder import open_encoder
from storage.models.model_thread import ModelThread, QuestionBatches
from storage.models.precision import Compute
from storage.models.reranker import open_reranker
from tests.tiny_models import write_cross_encoder, write_encoder

WAIT_SECONDS = 60


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


@contextmanager
def busy(thread: ModelThread) -> Iterator[None]:
    """The thread computes something as long as this lasts."""
    begun, over = Event(), Event()

    def compute() -> None:
        begun.set()
        assert over.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        computing = pool.submit(thread.on_model_thread, compute)
        assert begun.wait(WAIT_SECONDS)
        try:
            yield
        finally:
            over.set()
        computing.result(WAIT_SECONDS)


def noted_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sequences go through a BERT at once, from now on."""
    batches: list[int] = []
    states = Bert.states

    def noting(bert: Bert, sequences: list[list[int]], *others: list[int]) -> Packed:
        batches.append(len(sequences))
        return states(bert, sequences, *others)

    monkeypatch.setattr(Bert, "states", noting)
    return batches


@dataclass
class Doubling:
    """Doubles numbers and notes each batch; fails on one that holds ``fail_at``."""

    fail_at: int = -1
    batches: list[list[int]] = field(default_factory=list)

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
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
    asked = ModelThread().batches(compute, most=4)
    assert asked.answers([1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert compute.batches == [[1, 2, 3, 4], [5]]


def test_nothing_asked_is_nothing_computed() -> None:
    compute = Doubling()
    assert ModelThread().batches(compute, most=4).answers([]) == []
    assert compute.batches == []


def test_an_item_larger_than_a_batch_goes_alone() -> None:
    compute = Doubling()
    asked = ModelThread().batches(compute, most=10, size=lambda number: number)
    assert asked.answers([3, 50, 6, 4, 1]) == [6, 100, 12, 8, 2]
    assert compute.batches == [[3], [50], [6, 4], [1]]


def test_who_asks_meanwhile_is_computed_together_in_the_order_of_coming() -> None:
    thread, compute = ModelThread(), Doubling()
    asked = thread.batches(compute, most=4)
    with ThreadPoolExecutor(4) as pool:
        with busy(thread):
            others = ask_behind(asked, pool, [[1, 2, 3], [4, 5], [6]])
        assert [each.result(WAIT_SECONDS) for each in others] == [[2, 4, 6], [8, 10], [12]]
    assert compute.batches == [[1, 2, 3, 4], [5, 6]]


def test_a_failure_is_told_to_those_it_concerns_and_to_nobody_else() -> None:
    thread, compute = ModelThread(), Doubling(fail_at=2)
    asked = thread.batches(compute, most=4)
    with ThreadPoolExecutor(4) as pool:
        with busy(thread):
            others = ask_behind(asked, pool, [[1, 2, 3], [4, 5, 6], [7, 8]])
        for concerned in others[:2]:
            with pytest.raises(ZeroDivisionError):
                concerned.result(WAIT_SECONDS)
        assert others[2].result(WAIT_SECONDS) == [14, 16]
    assert compute.batches == [[1, 2, 3, 4], [7, 8]]
    assert asked.answers([9]) == [18]


def test_a_question_goes_before_passages_that_wait_longer() -> None:
    thread, order = ModelThread(), list[str]()

    def note(words: Sequence[str]) -> Sequence[str]:
        order.extend(words)
        return words

    asked = thread.batches(note, most=1)
    with ThreadPoolExecutor(4) as pool:
        with busy(thread):
            passages = [
                pool.submit(thread.on_model_thread, lambda: order.append("passages"))
                for _ in range(2)
            ]
            until(lambda: len(thread._others) == 2)
            question = pool.submit(asked.answers, ["question", "its second batch"])
            until(lambda: len(asked._waiting) == 2)
        for future in (question, *passages):
            future.result(WAIT_SECONDS)
    assert order == ["question", "its second batch", "passages", "passages"]


def test_two_models_questions_take_turns_by_the_batch() -> None:
    thread, order = ModelThread(), list[int]()

    def note(numbers: Sequence[int]) -> Sequence[int]:
        order.extend(numbers)
        return numbers

    first, second = thread.batches(note, most=1), thread.batches(note, most=1)
    with ThreadPoolExecutor(2) as pool:
        with busy(thread):
            (long,) = ask_behind(first, pool, [[1, 2, 3]])
            (short,) = ask_behind(second, pool, [[4]])
        assert (long.result(WAIT_SECONDS), short.result(WAIT_SECONDS)) == ([1, 2, 3], [4])
    assert order == [1, 4, 2, 3]


def test_only_one_computes_at_a_time_whatever_they_ask() -> None:
    thread, inside, most = ModelThread(), 0, 0

    def compute(numbers: Sequence[int]) -> Sequence[int]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0)
        inside -= 1
        return numbers

    asked = thread.batches(compute, most=7)

    def ask(number: int) -> list[int]:
        if number % 2:
            return list(thread.on_model_thread(lambda: compute([number])))
        return asked.answers([number])

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(300), timeout=WAIT_SECONDS)) == [[n] for n in range(300)]
    assert most == 1


def test_many_threads_each_get_their_own_answers() -> None:
    compute = Doubling()
    asked = ModelThread().batches(compute, most=7)
    with ThreadPoolExecutor(16) as pool:
        questions = [[100 * thread + number for number in range(5)] for thread in range(200)]
        found = list(pool.map(asked.answers, questions, timeout=WAIT_SECONDS))
    assert found == [[2 * number for number in question] for question in questions]
    assert sum(map(len, compute.batches)) == 1000
    assert max(map(len, compute.batches)) <= 7


def test_what_fails_there_is_raised_here_and_the_next_goes_on() -> None:
    thread = ModelThread()

    def fail() -> None:
        raise MemoryError("no more")

    with pytest.raises(MemoryError, match="no more"):
        thread.on_model_thread(fail)
    assert thread.on_model_thread(lambda: 7) == 7


def test_what_nobody_waits_for_any_more_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    thread, compute, computed = ModelThread(), Doubling(), list[str]()
    asked = thread.batches(compute, most=4)
    result = Future.result

    def interrupted(future: Future[object], timeout: float | None = None) -> object:
        if threading.current_thread() is threading.main_thread() and timeout is None:
            raise KeyboardInterrupt
        return result(future, timeout)

    with ThreadPoolExecutor(2) as pool:
        with busy(thread):
            (other,) = ask_behind(asked, pool, [[1]])
            monkeypatch.setattr(Future, "result", interrupted)
            with pytest.raises(KeyboardInterrupt):
                asked.answers([2, 3])
            with pytest.raises(KeyboardInterrupt):
                thread.on_model_thread(lambda: computed.append("passages"))
            monkeypatch.undo()
        assert other.result(WAIT_SECONDS) == [2]
    assert asked.answers([4]) == [8]
    assert compute.batches == [[1], [4]]
    assert computed == []


def test_both_models_compute_in_one_thread_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = Compute(device="cpu", precision="float32")
    encoder = open_encoder(str(write_encoder(tmp_path / "encoder")), compute=compute)
    reranker = open_reranker(str(write_cross_encoder(tmp_path / "reranker")), compute=compute)
    threads = []
    states = Bert.states

    def noting(bert: Bert, *sequences: list[list[int]]) -> Packed:
        threads.append(current_thread().name)
        return states(bert, *sequences)

    monkeypatch.setattr(Bert, "states", noting)
    with ThreadPoolExecutor(4) as askers:
        list(askers.map(lambda _: encoder.encode_question("a b"), range(4)))
        list(askers.map(lambda _: encoder.encode_passages(["a b", "c"]), range(4)))
        list(askers.map(lambda _: reranker.logits("a b", ["c d", "e"]), range(4)))
    assert len(threads) >= 6  # questions that wait together go through together
    assert len(set(threads)) == 1
