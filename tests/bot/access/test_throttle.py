"""How often is too often."""

from __future__ import annotations

from bot.access.throttle import KEYS_AT_MOST, Throttle


def test_so_many_in_any_stretch_of_that_length() -> None:
    now = [0.0]
    throttle = Throttle(2, 10.0, lambda: now[0])
    assert throttle.take("a") == 0.0
    now[0] = 6.0
    assert throttle.take("a") == 0.0
    assert throttle.take("a") == 4.0
    assert throttle.take("b") == 0.0
    now[0] = 10.0
    assert throttle.take("a") == 0.0
    assert throttle.take("a") == 6.0


def test_what_is_refused_does_not_count() -> None:
    now = [0.0]
    throttle = Throttle(1, 10.0, lambda: now[0])
    throttle.take("a")
    for second in range(1, 10):
        now[0] = float(second)
        assert throttle.take("a") > 0
    now[0] = 10.0
    assert throttle.take("a") == 0.0


def test_no_number_of_keys_fills_the_memory() -> None:
    throttle = Throttle(1, 1e9)
    throttle.note("first")
    for key in range(KEYS_AT_MOST):
        throttle.note(str(key))
    assert throttle.seconds_to_wait("first") == 0.0
