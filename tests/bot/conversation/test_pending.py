"""A part that is handed over before it is there."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from bot.conversation.pending import LOADING, Pending
from bot.conversation.ports import Readiness
from bot.errors import NotReady
from storage.errors import StorageError, StoreUnreachable


def test_a_part_is_given_out_once_it_is_there() -> None:
    future: Future[str] = Future()
    pending = Pending(future)
    assert not pending.is_ready
    assert pending.readiness() == Readiness("loading", LOADING)
    with pytest.raises(NotReady, match="loading"):
        pending.get()
    future.set_result("the part")
    assert pending.is_ready
    assert pending.readiness() == Readiness("ready")
    assert pending.get() == "the part"


def test_a_part_says_why_it_does_not_come_until_it_does() -> None:
    future: Future[str] = Future()
    trouble: list[StorageError] = []
    pending = Pending(future, lambda: trouble[0] if trouble else None)
    with pytest.raises(NotReady):
        pending.get()
    trouble.append(StoreUnreachable("no server can be reached"))
    with pytest.raises(StoreUnreachable, match="no server can be reached"):
        pending.get()
    future.set_result("the part")
    assert pending.get() == "the part"


def test_a_part_that_will_never_come_says_so() -> None:
    future: Future[str] = Future()
    future.set_exception(OSError("the weights are damaged"))
    pending = Pending(future)
    assert not pending.is_ready
    assert pending.readiness() == Readiness("failed", "the weights are damaged")
    with pytest.raises(NotReady, match="the weights are damaged"):
        pending.get()
