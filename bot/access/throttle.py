"""How often is too often: a count of what happened to each of many keys within some time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

KEYS_AT_MOST = 10_000
"""Beyond so many, the key that was quiet for the longest is forgotten."""


class Throttle:
    """Lets ``allowed`` things happen to a key within ``seconds``; safe to use from any thread."""

    def __init__(
        self, allowed: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``clock`` counts seconds."""
        self._allowed = allowed
        self._seconds = seconds
        self._clock = clock
        self._happened: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, key: str) -> float:
        """How long until something may happen to the key again; 0.0 for now."""
        with self._lock:
            times = self._happened.get(key)
            if times is None or len(times) < self._allowed:
                return 0.0
            return max(0.0, times[0] + self._seconds - self._clock())

    def note(self, key: str) -> None:
        """Something happened to the key."""
        with self._lock:
            times = self._happened.setdefault(key, deque(maxlen=self._allowed))
            times.append(self._clock())
            self._happened.move_to_end(key)
            if len(self._happened) > KEYS_AT_MOST:
                self._happened.popitem(last=False)

    def take(self, key: str) -> float:
        """Let something happen to the key now, and 0.0; or how long it has to wait."""
        if waiting := self.seconds_to_wait(key):
            return waiting
        self.note(key)
        return 0.0
