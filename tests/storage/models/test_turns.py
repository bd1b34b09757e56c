from __future__ import annotations

import time
from threading import Event, Lock, Thread

from storage.models.turns import Turns

WAIT_SECONDS = 10


def test_a_question_goes_before_passages_that_wait_longer() -> None:
    turns, order, started = Turns(), [], Event()

    def passages() -> None:
        started.set()
        with turns.for_passages():
            order.append("passages")

    def question() -> None:
        with turns.for_question():
            order.append("question")

    with turns.for_passages():
        first = Thread(target=passages)
        first.start()
        started.wait(WAIT_SECONDS)
        time.sleep(0.05)
        second = Thread(target=question)
        second.start()
        time.sleep(0.05)
    for thread in (first, second):
        thread.join(WAIT_SECONDS)
    assert order == ["question", "passages"]


def test_only_one_computes_at_a_time() -> None:
    turns, lock = Turns(), Lock()
    inside = most = 0

    def compute(number: int) -> None:
        nonlocal inside, most
        for _ in range(50):
            with turns.for_question() if number % 2 else turns.for_passages():
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0)
                with lock:
                    inside -= 1

    threads = [Thread(target=compute, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert not any(thread.is_alive() for thread in threads)
    assert most == 1


def test_a_failed_computation_gives_its_turn_back() -> None:
    turns = Turns()
    for turn in (turns.for_question, turns.for_passages, turns.for_question):
        try:
            with turn():
                raise RuntimeError("out of memory")
        except RuntimeError:
            pass
    with turns.for_question():
        pass
