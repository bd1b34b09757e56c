"""What is ready for the next thread: in order, bounded, and dropped once it is over."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from ingest.adding.ahead import Ahead


def test_things_are_taken_in_order_as_many_as_weigh_so_much_together() -> None:
    ahead: Ahead[str] = Ahead(10)
    for item in "abcd":
        assert ahead.put(item, 2)
    assert ahead.take() == ["a"]
    assert ahead.take(4) == ["b", "c"]
    assert ahead.take(4) == ["d"]


def test_who_is_too_far_ahead_waits_until_something_is_taken() -> None:
    ahead: Ahead[str] = Ahead(10)
    with ThreadPoolExecutor(1) as threads:
        assert ahead.put("heavy", 50)  # nothing was here
        waits = threads.submit(ahead.put, "light", 1)
        waits_still = threading.Event()
        assert not waits_still.wait(0.05)
        assert not waits.done()
        assert ahead.take(100) == ["heavy"]
        assert waits.result(60)
    assert ahead.take() == ["light"]


def test_after_its_end_what_is_here_can_be_taken_and_then_nothing() -> None:
    ahead: Ahead[str] = Ahead(10)
    ahead.put("last", 1)
    ahead.end()
    assert ahead.take() == ["last"]
    assert ahead.take() == []


def test_a_closed_one_keeps_nobody_waiting() -> None:
    ahead: Ahead[str] = Ahead(1)
    ahead.put("first", 1)
    with ThreadPoolExecutor(2) as threads:
        waits = threads.submit(ahead.put, "second", 1)
        ahead.close()
        assert waits.result(60) is False
        assert threads.submit(ahead.take).result(60) == []
    assert ahead.put("third", 1) is False
