"""Removals that can be undone for a while, and are final after it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import pytest

from bot.conversation.removals import FOLLOWED_UNDO_SECONDS, Removal, Removals
from bot.errors import TooLate
from storage.errors import DocumentNotFound, StoreError
from tests.bot.page_fakes import ready


@dataclass
class Shelf:
    """Takes documents out, and is the document that was taken out."""

    on: set[str] = field(default_factory=lambda: {"a", "b"})
    name: str = ""
    full: bool = False
    gone: threading.Event = field(default_factory=threading.Event)
    passage_count: int = 10

    def remove(self, document_id: str) -> Shelf:
        if document_id not in self.on:
            raise DocumentNotFound(document_id)
        self.on.discard(document_id)
        return Shelf(self.on, document_id, self.full, self.gone)

    def restore(self) -> None:
        if self.full:
            raise StoreError("no room")
        self.on.add(self.name)

    def discard(self) -> None:
        self.gone.set()


def test_a_document_is_out_at_once_and_can_be_had_back() -> None:
    shelf = Shelf()
    removals = Removals(ready(shelf))
    removals.remove("a")
    assert shelf.on == {"b"}
    assert removals.pending() == (Removal("a", "a"),)
    removals.undo("a")
    assert shelf.on == {"a", "b"}
    assert removals.pending() == ()
    with pytest.raises(TooLate):
        removals.undo("a")


def test_it_is_let_go_after_a_while_though_nobody_looks() -> None:
    shelf = Shelf()
    removals = Removals(ready(shelf), undo_seconds=0.05)
    removals.remove("a")
    assert shelf.gone.wait(10)
    assert removals.pending() == ()
    with pytest.raises(TooLate):
        removals.undo("a")
    assert shelf.on == {"b"}


def test_what_cant_be_put_back_now_stays_held_for_another_while() -> None:
    shelf = Shelf(full=True)
    removals = Removals(ready(shelf), undo_seconds=0.3)
    removals.remove("a")
    with pytest.raises(StoreError, match="no room"):
        removals.undo("a")
    assert removals.pending() == (Removal("a", "a"),)
    assert shelf.gone.wait(10)


def test_the_same_document_removed_twice_is_held_once() -> None:
    shelf = Shelf()
    removals = Removals(ready(shelf), undo_seconds=0.2)
    removals.remove("a")
    shelf.on.add("a")
    removals.remove("a")
    assert shelf.gone.is_set()
    assert removals.pending() == (Removal("a", "a"),)
    deadline = time.monotonic() + 10
    while removals.pending():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_closing_lets_everything_go() -> None:
    shelf = Shelf()
    removals = Removals(ready(shelf))
    removals.remove("a")
    removals.close()
    assert shelf.gone.is_set()
    assert removals.pending() == ()


def test_of_what_followed_folders_lost_only_so_much_is_held() -> None:
    shelf = Shelf({"a", "b", "c", "large"})
    removals = Removals(ready(shelf), followed_passages=20)
    removals.remove("a")
    for name in ("b", "c", "large"):
        assert not shelf.gone.is_set()
        removals.remove(name, is_followed=True)
    assert shelf.gone.is_set()
    assert [one.name for one in removals.pending()] == ["a", "c", "large"]  # "b" went first
    removals.undo("c")
    shelf.on.add("b")
    removals.remove("b", is_followed=True)
    assert [one.name for one in removals.pending()] == ["a", "large", "b"]
    assert Removals(ready(Shelf({"a"})), followed_passages=1).remove("a", is_followed=True) is None


def test_thousands_of_removals_need_one_timer() -> None:
    shelf = Shelf({str(number) for number in range(2_000)})
    removals = Removals(ready(shelf), undo_seconds=60.0)
    threads = threading.active_count()
    for name in sorted(shelf.on):
        removals.remove(name)
    assert threading.active_count() <= threads + 1
    removals.close()


def test_what_isnt_there_cant_be_removed() -> None:
    with pytest.raises(DocumentNotFound):
        Removals(ready(Shelf())).remove("c")


def test_what_went_with_its_file_can_be_had_back_for_longer() -> None:
    shelf = Shelf()
    removals = Removals(ready(shelf), undo_seconds=0.05)
    removals.remove("a", is_followed=True)
    removals.remove("b")
    assert shelf.gone.wait(10)
    time.sleep(0.2)
    assert removals.pending() == (Removal("a", "a", is_followed=True),)
    assert FOLLOWED_UNDO_SECONDS >= 600
    removals.undo("a")
    assert shelf.on == {"a"}
