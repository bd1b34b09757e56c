"""How many processors this process may use."""

from __future__ import annotations


def available_processors() -> int:
    """As many as its affinity and its container's quota leave it, at least one.

    At most ``LOKY_MAX_CPU_COUNT`` of the environment.
    """
    import joblib  # type: ignore[import-untyped]  # noqa: PLC0415 - half a second, and only who computes needs it

    return int(joblib.cpu_count())
