"""The one thread in which all of PyTorch's arithmetic of this process is done.

OpenMP gives each thread that computes helpers of its own. Once those of several threads are more
than there are processors, it no longer lets them wait awake between two operations, and everything
takes a third longer (tests/benchmarks/MODELS.md).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="arithmetic")


def computed(compute: Callable[[], Result]) -> Result:
    """What ``compute`` returns, or raises, in that thread; it must not call this function again."""
    return _thread.submit(compute).result()
