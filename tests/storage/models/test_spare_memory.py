from __future__ import annotations

import ctypes

import psutil  # type: ignore[import-untyped]
import pytest

from storage.models.spare_memory import SpareMemory

MEBIBYTE = 2**20


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library isn't glibc"
)
def test_freed_memory_below_something_that_lives_goes_back_once_in_a_while() -> None:
    clock = Clock()
    spare = SpareMemory(clock)
    arrays = [bytearray(100_000) for _ in range(2_000)]  # too small for memory of their own
    lives_longer = bytearray(100_000)
    arrays.clear()
    held = resident()
    spare.give_back()
    assert resident() > held - 50 * MEBIBYTE  # a moment ago is too soon
    clock.now = 60.0
    spare.give_back()
    assert resident() < held - 150 * MEBIBYTE
    assert lives_longer


def resident() -> int:
    bytes_held: int = psutil.Process().memory_info().rss
    return bytes_held
