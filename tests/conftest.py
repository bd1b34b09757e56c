"""Tests run alike on any machine: properties without chance or clock, servers stoppable."""

from __future__ import annotations

import signal
from collections.abc import Iterable

import pytest
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


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark what needs a Milvus server: by its fixture, or by the engine that it is run with."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        engines = map(str, getattr(getattr(item, "callspec", None), "params", {}).values())
        if "milvus_server" in fixtures or any("milvus" in name.lower() for name in engines):
            item.add_marker("milvus")
