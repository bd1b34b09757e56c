"""What one thread has ready for the next, so that both work at once and neither gets far ahead."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """Things in the order they came, of a bounded weight together. For any number of threads."""

    def __init__(self, room: int) -> None:
        """``room`` is the weight that may wait here; a single thing may be heavier."""
        self._room = room
        self._waiting: deque[tuple[Item, int]] = deque()
        self._weight = 0
        self._ended = self._closed = False
        self._changed = threading.Condition()

    def put(self, item: Item, weight: int) -> bool:
        """Once there is room, leave it here; false where nobody will take it."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room(weight))
            if self._closed:
                return False
            self._waiting.append((item, weight))
            self._weight += weight
            self._changed.notify_all()
            return True

    def take(self, most: int = 0) -> list[Item]:
        """The next thing, once there is one, and what follows it up to that weight together.

        Empty once there is none and none will come.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._ended or bool(self._waiting))
            taken: list[Item] = []
            room = most
            while self._waiting and (not taken or self._waiting[0][1] <= room):
                item, weight = self._waiting.popleft()
                self._weight -= weight
                room -= weight
                taken.append(item)
            self._changed.notify_all()
            return taken

    def end(self) -> None:
        """Nothing more will come; what is here can still be taken."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody takes any more, and what is here is dropped."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _has_room(self, weight: int) -> bool:
        return not self._waiting or self._weight + weight <= self._room
