"""Memory that computations no longer need, and that libraries still hold."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable

_ARENA_MAX = -8  # of glibc's mallopt(3)
_SECONDS_BETWEEN = 10.0
# Of oneDNN, and of PyTorch's layer above it in each thread. With far fewer a model's layers have
# their shapes prepared over and over.
_SHAPES_REMEMBERED = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "128", "LRU_CACHE_CAPACITY": "128"}


def remember_few_shapes() -> None:
    """Have what computes for PyTorch remember few shapes; to be called before it first does.

    It keeps what it prepared for each of the last 1,024, and batches of texts have ever new ones:
    after 1,000 such batches that was 970 MiB.
    """
    for name, few in _SHAPES_REMEMBERED.items():
        os.environ.setdefault(name, few)


class SpareMemory:
    """Gives freed memory back to the system, where the C library is glibc; elsewhere nothing.

    A model's large arrays lie among small things that live longer, in a heap for nearly each thread
    that ever computed, and a heap shrinks from its end only. A server that was asked and fed for
    9 minutes by 8 clients held 250 MiB in use and 280 MiB free; with one heap for all threads,
    cleared now and then, a third of that.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Have all threads that start from now on share one heap."""
        self._clock = clock
        self._due = clock() + _SECONDS_BETWEEN
        try:
            library = ctypes.CDLL(None)
            self._trim: Callable[[int], int] | None = library.malloc_trim
            library.mallopt(_ARENA_MAX, 1)
        except (AttributeError, OSError, TypeError):  # another C library, another system
            self._trim = None

    def give_back(self) -> None:
        """Give back what is free, unless that was done a moment ago; it takes 40 ms."""
        if self._trim is not None and self._clock() >= self._due:
            self._trim(0)
            self._due = self._clock() + _SECONDS_BETWEEN
