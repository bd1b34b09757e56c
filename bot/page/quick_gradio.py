"""Gradio, imported in less than half its time.

At each import Gradio parses the source of all its components and writes interface files for
editors beside them, which are not used here. It leaves out a class whose source file isn't known,
so none is known while it is imported. For a server of its own, which isn't used either, it imports
the Model Context Protocol's package where that is installed: so it isn't, for Gradio. Ours
(``bot/api/mcp_routes.py``) is imported when an agent first asks.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

__all__ = ["gr"]


@contextmanager
def _without_gradios_source_files() -> Iterator[None]:
    known = inspect.getfile

    def getfile(what: Any) -> str:
        if getattr(what, "__module__", "").startswith("gradio."):
            raise OSError("not looked for while Gradio is imported")
        return known(what)

    with patch.object(inspect, "getfile", getfile):
        yield


@contextmanager
def _without_the_protocols_package() -> Iterator[None]:
    if "mcp" in sys.modules:
        yield
        return
    sys.modules["mcp"] = None  # type: ignore[assignment]  # as if it weren't installed
    try:
        yield
    finally:
        del sys.modules["mcp"]


with _without_gradios_source_files(), _without_the_protocols_package():
    import gradio as gr
