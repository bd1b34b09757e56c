"""Rate limits: counts events of each of many keys within some time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

KEYS_AT_MOST = 10_000
"""Beyond this, the key that was quiet longest is forgotten."""


class Throttle:
    """Allows each key ``allowed`` events within ``seconds``; safe to use from any thread."""

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
        """How long until the key may have another event; 0.0 for now."""
        with self._lock:
            times = self._happened.get(key)
            if times is None or len(times) < self._allowed:
                return 0.0
            return max(0.0, times[0] + self._seconds - self._clock())

    def note(self, key: str) -> None:
        """Count an event of the key."""
        with self._lock:
            times = self._happened.setdefault(key, deque(maxlen=self._allowed))
            times.append(self._clock())
            self._happened.move_to_end(key)
            if len(self._happened) > KEYS_AT_MOST:
                self._happened.popitem(last=False)

    def take(self, key: str) -> float:
        """Count an event of the key, and 0.0; or how long the key has to wait."""
        if waiting := self.seconds_to_wait(key):
            return waiting
        self.note(key)
        return 0.0
