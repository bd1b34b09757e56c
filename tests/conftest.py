"""Tests run alike on any machine: properties without chance or clock, servers stoppable."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

# A shell has what it starts in the background ignore an interrupt, and so would the servers that
# tests start and stop by one.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "any machine",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")
